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

Data = dict[str, Any]


class _Panels(HTMLParser):
    """The panels of a page: title, rows, list items and notes of each; and the banner's lines."""

    def __init__(self) -> None:
        super().__init__()
        self.panels: list[Data] = []
        self.status: list[str] = []
        self._text = ""
        self._label = ""
        self._in_status = False
        self._in_panel = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section" and "panel" in (dict(attrs).get("class") or "").split():
            self.panels.append({"title": "", "rows": [], "items": [], "notes": []})
            self._in_panel = True
        self._in_status |= tag == "aside"
        if tag in {"h2", "dt", "dd", "p", "li"}:
            self._text = ""

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
        elif self._in_panel and text:
            panel = self.panels[-1]
            if tag == "h2":
                panel["title"] = text
            elif tag == "dd":
                panel["rows"].append((self._label, text))
            elif tag in {"li", "p"}:
                panel["items" if tag == "li" else "notes"].append(text)
        if tag in {"h2", "dt", "dd", "p", "li"}:
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
    return {
        "running": _running(manifest),
        "status": page.status,
        "record_id": work["record_id"],
        "language": work["language"],
        "title": work["title"],
        "title_is_cut": "work.title" in manifest["cut_texts"],
        "authors": [each["name"] for each in work["creators"]] or [manifest["publisher"]["name"]],
        "date": _day(work["submitted"]),
        "abstract": re.split(r"\n\s*\n", work["abstract"]),
        "abstract_is_cut": "work.abstract" in manifest["cut_texts"],
        "sections": list(_sections(report, manifest)),
        "claims": [_claim(claim) for claim in claims],
        "references": report.get("references", []),
        "url": work["url"],
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


def _sections(report: Data, manifest: Data) -> Iterator[Data]:
    """The standard sentences of the sections."""
    work, claims = manifest["work"], report.get("claims", [])
    score = manifest["quality_assessment"]["review_score"]
    lead = work["lead_source"]
    found, verified = report.get("sources_retrieved"), sum(each["verified"] for each in claims)
    introduction = [
        lead and f"This paper examines: {lead['title']}.",
        f"Research question: {work['research_question']}",
    ]
    methodology = [
        found and f"Systematic literature search across multiple databases yielded {found} papers.",
        claims
        and "Claims were extracted from source material and verified against retrieved documents.",
        f"An independent multi-reviewer assessment produced a quality score of {score:.1f}/10.",
    ]
    results = [
        found and f"{found} papers retrieved.",
        claims and f"{len(claims)} claims extracted; {verified} independently verified.",
        f"Quality review score: {score:.1f}/10.",
    ]
    for title, sentences in (
        ("Introduction", introduction),
        ("Methodology", methodology),
        ("Results", results),
        ("Limitations", manifest["limitations"]),
    ):
        yield {"title": title, "text": " ".join(each for each in sentences if each)}


def _claim(claim: Data) -> Data:
    text = claim["text"]
    return {
        "text": text,
        "is_cut": abs(len(text) - CUT_CLAIM) <= 1 and text[-1].isalnum(),
        "mark": "✓" if claim["verified"] else "×",
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
