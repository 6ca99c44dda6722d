"""The same reports by Typst, the limit for PDFs: tagged, same fonts, manifest attached.

    python benchmarks/typst_peer.py convert RECORDS SITE FOLDER     one JSON file for each report
    python benchmarks/typst_peer.py render FOLDER OUTPUT            all PDFs, in one process

Every sentence is made by the converter, and the panels are read off the pages that sitegen made, so
Typst only sets text. It uses one thread (RAYON_NUM_THREADS=1), so that its pages for each
second are those of one core.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parent.parent
TEMPLATE = Path(__file__).parent / "peers" / "typst" / "report.typ"
CUT_CLAIM = 120
# The scores at which a tier changes: one decimal must not show a score on the other side of one.
TIER_LINES = (5, 7.5, 8.5, 10)
QUALIFIERS = {
    "WITHDRAWN": "before the withdrawal",
    "RETRACTED": "before the retraction",
    "PARTIALLY_RETRACTED": "before the partial retraction",
    "CONCERN": "under concern",
}
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "։")
BLOCKS = frozenset({"h1", "h2", "dt", "dd", "p", "li"})

Data = dict[str, Any]


class _Panels(HTMLParser):
    """The panels of a page: title, rows, list items and notes of each.

    Also the lines of the banner, the title as it is shown, and the lines that have a class of their
    own. A row below another one, which says the same in readable words, has no label.
    """

    def __init__(self) -> None:
        super().__init__()
        self.panels: list[Data] = []
        self.status: list[str] = []
        self.lines: dict[str, str] = {}
        self.title = ""
        self._text = ""
        self._label = ""
        self._class = ""
        self._in_status = False
        self._in_panel = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "span" and "reviewer" in classes:
            self._row()
        if tag == "span" and "cut" in classes and not self.title:
            self.title = " ".join(self._text.split())
        if tag == "section" and "panel" in classes:
            self.panels.append({"title": "", "rows": [], "items": [], "notes": []})
            self._in_panel = True
        self._in_status |= tag == "aside"
        if tag in BLOCKS:
            self._text, self._class = "", " ".join(classes)

    def _row(self) -> None:
        """The text so far is a row of its own."""
        self.panels[-1]["rows"].append((self._label, " ".join(self._text.split())))
        self._label = self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        text = " ".join(self._text.split())
        if tag == "aside":
            self._in_status = False
        elif tag == "section":
            self._in_panel = False
        elif self._in_status and tag == "p":
            self.status.append(text)
        elif tag == "dt":
            self._label = text
        elif tag == "h1":
            self.title = self.title or text
        elif tag == "p" and not self._in_panel:
            self.lines.setdefault(self._class, text)
        elif self._in_panel and text:
            panel = self.panels[-1]
            if tag == "h2":
                panel["title"] = text
            elif tag == "dd":
                self._row()
            elif tag in {"li", "p"}:
                panel["items" if tag == "li" else "notes"].append(text)
        if tag in BLOCKS:
            self._text = ""


def convert(records: Path, site: Path, folder: Path) -> None:
    """Write what Typst needs for the report of every paper."""
    folder.mkdir(parents=True)
    shutil.copy(TEMPLATE, folder)
    for record in sorted((records / "papers").iterdir()):
        authored = yaml.load((record / "manifest.yaml").read_bytes(), yaml.CSafeLoader)
        paper = str(authored["work"]["id"])
        data = _report(authored.get("report", {}), site / "paper" / paper)
        text = json.dumps(data, ensure_ascii=False)
        (folder / f"{paper}.json").write_text(text, encoding="utf-8")


def _report(report: Data, published: Path) -> Data:
    manifest = json.loads((published / "manifest.json").read_bytes())
    page = _Panels()
    page.feed((published / "index.html").read_text(encoding="utf-8"))
    work, claims = manifest["work"], report.get("claims", [])
    marks = _marks(manifest)
    return {
        "running": _running(manifest),
        "status": page.status,
        "record_id": work["record_id"],
        "language": work["language"],
        "title": page.title,
        "title_mark": marks.get("work.title", ""),
        "authors": [each["name"] for each in work["creators"]] or [manifest["publisher"]["name"]],
        "date": _day(work["submitted"]),
        "transcription": page.lines.get("transcription", ""),
        "abstract_of": page.lines.get("abstract-of", ""),
        "abstract": re.split(r"\n\s*\n", work["abstract"]),
        "abstract_mark": marks.get("work.abstract", ""),
        "sections": list(_sections(report, manifest, marks)),
        "claims": [_claim(claim) for claim in claims],
        "qualifier": QUALIFIERS.get(manifest["editorial_status"]["status"], ""),
        "references": report.get("references", []),
        "url": work["url"],
        "id_assigned_by": work.get("id_assigned_by", ""),
        "monitor": page.lines.get("monitor", ""),
        "panels": page.panels,
        "manifest": (published / "manifest.json").read_text(encoding="utf-8"),
    }


def _running(manifest: Data) -> str:
    """The line at the top of every page."""
    status, evidence = manifest["editorial_status"], manifest["verdict_evidence"]["statement"]
    line = f"{manifest['work']['record_id']} · {status['label']}"
    is_verdict = status["status"] == manifest["gate_verdict"]["status"]
    return f"{line}. {evidence}" if is_verdict and evidence else line


def _day(submitted: str | None) -> str:
    return f"{date.fromisoformat(submitted):%B %-d, %Y}" if submitted else ""


def _marks(manifest: Data) -> dict[str, str]:
    """The mark of each text that was or may have been cut."""
    return {
        each["path"]: "[cut]" if each["certain"] else "[possibly cut]"
        for each in manifest["cut_texts"]
    }


def _score(score: float) -> str:
    """A score with one decimal, or with two where one would show another tier."""
    short = f"{score:.1f}"
    crosses = any((float(short) < line) != (score < line) for line in TIER_LINES)
    return f"{score:.2f}" if crosses else short


def _sentence(text: str, mark: str = "") -> str:
    ended = text if text.endswith(SENTENCE_ENDS) else f"{text}."
    return f"{ended} {mark}".rstrip()


def _review(method: str, completeness: str) -> str:
    if "multi-reviewer" not in method:
        return "A review"
    is_independent = completeness == "COMPLETE" or "independent" in method
    return f"A{'n independent' if is_independent else ''} multi-reviewer assessment"


def _sections(report: Data, manifest: Data, marks: dict[str, str]) -> Iterator[Data]:
    """The standard sentences of the sections."""
    work, claims = manifest["work"], report.get("claims", [])
    assessment = manifest["quality_assessment"]
    score = assessment["review_score"] and _score(assessment["review_score"])
    review = _review(assessment["review_method"] or "", manifest["completeness"])
    lead = work["lead_source"]
    found, verified = report.get("sources_retrieved"), sum(each["verified"] for each in claims)
    introduction = [
        lead
        and _sentence(
            f"This paper examines: {lead['title']}", marks.get("work.lead_source.title", "")
        ),
        _sentence(
            f"Research question: {work['research_question']}",
            marks.get("work.research_question", ""),
        ),
    ]
    methodology = [
        found and f"Systematic literature search across multiple databases yielded {found} papers.",
        claims
        and "Claims were extracted from source material and verified against retrieved documents.",
        score and f"{review} produced a quality score of {score}/10.",
    ]
    results = [
        found and f"{found} papers retrieved.",
        claims and f"{len(claims)} claims extracted; {verified} independently verified.",
        score and f"Quality review score: {score}/10.",
    ]
    for title, sentences in (
        ("Introduction", introduction),
        ("Methodology", methodology),
        ("Results", results),
        ("Limitations", manifest["limitations"]),
    ):
        text = " ".join(each for each in sentences if each)
        yield {"title": title, "text": text or "Not stated in the record."}


def _claim(claim: Data) -> Data:
    text = claim["text"]
    is_cut = abs(len(text) - CUT_CLAIM) <= 1 and not text.endswith(SENTENCE_ENDS)
    return {
        "text": text,
        "mark": "[possibly cut]" if is_cut else "",
        "verified": "✓" if claim["verified"] else "×",
        "confidence": f"{claim['confidence']:.2f}",
        "source": claim["source"],
    }


def render(folder: Path, output: Path) -> None:
    """Set the reports of all papers."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[PROJECT / "templates" / "fonts"],
    )
    compiler = typst.Compiler(root=folder, font_paths=fonts)
    for file in sorted(folder.glob("*.json")):
        target = output / "paper" / file.stem / "paper.pdf"
        target.parent.mkdir(parents=True)
        compiler.compile(
            input=folder / "report.typ",
            output=target,
            sys_inputs={"paper": file.name},
            timestamp=0,
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for command, names in (
        ("convert", ("records", "site", "folder")),
        ("render", ("folder", "output")),
    ):
        subparser = commands.add_parser(command)
        for name in names:
            subparser.add_argument(name, type=Path)
    options = parser.parse_args()
    if options.command == "convert":
        convert(options.records, options.site, options.folder)
    else:
        render(options.folder, options.output)


if __name__ == "__main__":
    main()
