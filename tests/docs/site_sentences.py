"""Every text that readers of a site meet, without what its records and its settings state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import yaml

from sitegen.contracts.creators import ROLE_LABELS, printed_name
from sitegen.contracts.related_works import SCHEME_LABELS, Relation, relation_label
from sitegen.reading.records import find_papers, read_source
from sitegen.render.facets import FACETS
from sitegen.render.formulas.mathematics import plain
from sitegen.render.markdown import markdown_html
from sitegen.render.paper import understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, load_site
from sitegen.render.templating import Templates
from tests.reading_back import BuiltSite
from tests.render.exports.tex_back import printed

ATOM = "{http://www.w3.org/2005/Atom}"
PAPER_PAGE, SCHEMA_PAGE = "paper page", "schema page"
REMOVED = b'class="paper status-removed"'
INLINE = frozenset(
    {"a", "b", "bdi", "button", "code", "del", "em", "i", "ins", "s", "strong", "time", "tspan"}
)
# A formatted citation: records in a style, and sentences of ours in brackets at its end.
CITATION = re.compile(
    r'<(?P<tag>dd|p) class="citation">.*?(?:\[(?P<note>[^][]*)\])?</(?P=tag)>', re.DOTALL
)
SPOKEN = ("title", "alt", "aria-label", "data-running")
# The members of published records that hold sentences.
WITH_WORDING = ("/manifest.json", "/corrections.json", "/ledger.json", "ledger.json")
WORDING = frozenset(
    {"interpretation", "limitations", "enforcement", "description", "definition", "basis"}
    | {"source_list_boundary", "artifact_statement", "statement", "rule", "note"}
)
MEDIA_TYPE = re.compile(r"application/[a-z.+-]+")
DESCRIBED = frozenset({"description", "author"})
# What only a record can hold: dates, times, digests, addresses, ids, media types and numbers.
VALUES = re.compile(
    r"\b(?:application|text|image)/[a-z0-9.+-]+|https?://\S+[\w/#]"
    r"|\b(?:[a-z0-9-]+\.)+(?:example|org)\b|\b(?:doi|arXiv):\S+|\bPMID [0-9]+"
    r"|\b[a-z-]+-v[0-9](?:\.[0-9])?\b"
    r"|\b(?:manifests/)?[0-9]+\.json\b|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{40,64}\b"
    r"|\bSRCH:[0-9A-F]{8}\b|\b[0-9A-F]{8}-C[0-9]+\b"
    r"|\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]{5})?)?)?\b"
    r"|\b(?:[0-9]{1,2} )?(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)(?: [0-9]{1,2},)?(?: [0-9]{4})?(?:, [0-9]{2}:[0-9]{2} UTC)?\b"
    r"|[0-9]+(?:[.,][0-9]+)*(?:/10|%)?"
    r"|\b(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix)\b"
)
# Where one text ends and another begins, which needs a row of its own.
SEAMS = (
    re.compile(r"(?<=[.!?:;])[”\")]*\s+(?=[“\"(\[A-Z0-9✓×\u0600-\u06ff\u3040-\u9fff])|\s·\s"),
    re.compile(r",\s|\s(?:and|or)\s|\s(?=\[|\()"),
)
# How a record names a relation, and how a page shows it.
RELATIONS = frozenset(map(relation_label, get_args(Relation)))
# What a placeholder stands for; others stand for any text that has a row or is stated.
KINDS = {
    "day": r"(?:\d{1,2} )?[A-Z][a-z]+ \d{4}",
    "number": r"\d[\d.,/%]*",
    "count": r"[A-Za-z]+|\d+",
    "tier": "[A-Z][A-Za-z ]+",
    "address": r"\(?https?://\S+(?:, doi:\S+)?",
    "event": r"[0-9A-F]{8}-C\d+",
    "digest": r"[0-9a-f]{64}",
    "identifier": r"\S+(?: \d+)?",
    "relation": "|".join(sorted(RELATIONS)),
}


# A formula of a page, and of a PDF.
MATHML = re.compile(r'<math [^>]*?alttext="([^"]*)".*?</math>', re.DOTALL)
DRAWING = re.compile(r'<img class="formula[^>]*? alt="([^"]*)"[^>]*>')
UNBROKEN = re.compile(r'<span class="(?:unbroken|whole)">([^<]*)</span>(?:<wbr>)?|<wbr>')
FORMULA = re.compile(r'<(span|code) class="formula[^>]*>(.*?)</\1>', re.DOTALL)


class _Units(HTMLParser):
    """The text of each block and each span of a page, and what its attributes say."""

    def __init__(self, skipped: frozenset[str]) -> None:
        super().__init__()
        self.found: list[str] = []
        self._text: list[str] = []
        # Commands are no sentences.
        self._ignored = frozenset({"script", "style", "pre"}) | skipped
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("name") in DESCRIBED:
            self.found.append(given["content"])
        self.found += [given[name] for name in SPOKEN if name in given]
        self._depth += tag in self._ignored
        if tag not in INLINE:
            self.close_unit()

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.close_unit()
        self._depth -= tag in self._ignored

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self._text.append(data)

    def close_unit(self) -> None:
        self.found.append("".join(self._text))
        self._text = []


def _note(citation: re.Match[str]) -> str:
    """The sentences at the end of a formatted citation."""
    return f"<p>{re.sub('<[^>]+>', '', citation['note'] or '')}</p>"


def units(html: str, skipped: frozenset[str] = frozenset()) -> list[str]:
    """Texts on one line each; a formula is a part of its text, in Unicode."""
    html = CITATION.sub(_note, html)
    html = MATHML.sub(lambda math: escape(plain(f"${unescape(math[1])}$")), html)
    parser = _Units(skipped)
    parser.feed(
        FORMULA.sub(r"\2", UNBROKEN.sub(lambda each: each[1] or "", DRAWING.sub(r"\1", html)))
    )
    parser.close()
    parser.close_unit()
    return [text for each in parser.found if (text := " ".join(each.split()))]


@dataclass(frozen=True)
class World:
    """A built site, and the records that it was made from.

    With `has_own_guides`, its guides are not ours, and what they say is the publisher's.
    """

    records: Path
    site: BuiltSite
    has_own_guides: bool = False

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each text, and the kind of place where it is."""
        for name, data in self.site.files().items():
            place = _place(name)
            if place == PAPER_PAGE and REMOVED in data:
                place = "tombstone"
            if name.endswith(".html"):
                skipped = frozenset({"table"}) if place == SCHEMA_PAGE else frozenset()
                for text in units(data.decode(), skipped):
                    yield place, text
            elif name.endswith("cite.bib"):
                for line in re.findall(r"  (?:note|type) = \{(.*)\},\n", data.decode()):
                    yield place, printed(line)
            elif name.endswith(WITH_WORDING):
                for text in _wording(json.loads(data)):
                    yield "JSON", text
            elif name.endswith("cite.ris"):
                for line in re.findall(r"N1  - (.*)\r", data.decode()):
                    yield place, line
            elif name == "llms.txt":
                for text in _of_llms(data.decode()):
                    yield place, text
            elif name.endswith(".atom"):
                for each in ElementTree.fromstring(data).iter():
                    if each.tag in {f"{ATOM}title", f"{ATOM}summary", f"{ATOM}subtitle"}:
                        yield place, " ".join((each.text or "").split())
        for _, html in self._reports():
            for text in units(html):
                yield "PDF", text

    def transcriptions(self) -> Iterator[tuple[str, str]]:
        """The same of the pages and PDFs of records that are PARTIAL alone."""
        partial = {
            name.removesuffix("manifest.json")
            for name, data in self.site.files().items()
            if name.endswith("/manifest.json") and b'"completeness":"PARTIAL"' in data
        }
        for folder in partial:
            for text in units(self.site.page(folder)):
                yield PAPER_PAGE, text
        for folder, html in self._reports():
            if folder in partial:
                for text in units(html):
                    yield "PDF", text

    def _reports(self) -> Iterator[tuple[str, str]]:
        project = Project(self.records)
        site, _ = load_site(project)
        views = PaperViews(site, Templates())
        for folder in find_papers(self.records):
            understood = understand(read_source(self.records, folder)[0], site)
            if understood.paper and understood.paper.has_report:
                yield understood.paper.path[1:], views.report(understood.paper)
            if understood.tombstone:
                # Its PDF takes seconds.
                yield "", views.tombstone_report(understood.tombstone)

    def stated(self) -> frozenset[str]:
        """What the records and the settings state, as a page can show it."""
        found: set[str] = set()
        for file in self.records.rglob("*"):
            if file.match("pages/*.md") and self.has_own_guides:
                _, head, text = file.read_text(encoding="utf-8").split("---\n", 2)
                found.update(_strings(yaml.load(head, yaml.BaseLoader)), [text])
            elif file.suffix == ".yaml":
                document = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
                found.update(_strings(document), _names(document))
            elif file.suffix == ".json" and "superseded" in file.parts:
                manifest = json.loads(file.read_bytes())
                found.update(_strings([manifest["facts"], manifest["editorial_status"]]))
        found |= {plain(text) for text in found}
        shown = found | RELATIONS | {*ROLE_LABELS.values()} | {*SCHEME_LABELS.values()}
        for text in found:
            lines = [" ".join(line.split()) for line in text.split("\n")]
            shown.update(*(SEAMS[0].split(line) for line in lines), lines)
            if len(text) < 20000 and re.search(r"[\n*_`<\[\\&]", text):
                html = markdown_html(text, lambda url: url, 2)
                shown.update(units(html))
        return frozenset(each for each in shown if each)

    def described(self) -> frozenset[str]:
        """What the schemas of the site say of their members."""
        found: set[str] = set()
        for name in self.site.files():
            if name.startswith("schemas/") and name.endswith(".json"):
                texts = (each.replace("`", "") for each in _strings(self.site.json(name)))
                found.update(texts, [Path(name).stem])
        return frozenset(found)


def _names(record: Any) -> Iterator[str]:
    """The names of creators, which a page prints in one piece."""
    work = record.get("work", {}) if isinstance(record, dict) else {}
    yield from map(printed_name, work.get("creators", ()))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif value is not None:
        yield " ".join(str(value).split(" "))


def _of_llms(text: str) -> Iterator[str]:
    """The texts of a llms.txt, without codes of statuses, addresses and media types.

    Schemas are left out: their descriptions are on their pages.
    """
    for paragraph in re.split(r"\n\n|\n(?=- )", text):
        line = " ".join(paragraph.split()).lstrip("#> ").replace("\\", "")
        if "/schemas/" in line:
            continue
        if link := re.fullmatch(r"- \[(.+?)\]\(\S+\)(?:: (.+))?", line):
            yield from (each for each in link.groups() if each and not MEDIA_TYPE.fullmatch(each))
        elif file := re.fullmatch(r"- ([^:]+): `\S+` \(\S+\)", line):
            yield file[1]
        elif line:
            yield re.sub(r"^- `[A-Z_]+`: ", "", line).replace("`", "")


def _wording(value: Any, name: str = "") -> Iterator[str]:
    """The sentences in a published record; `name` is the member that holds it."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key != "facts":
                yield from _wording(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _wording(each, name)
    elif isinstance(value, str) and name in WORDING and " " in value:
        yield " ".join(value.split())


def _place(name: str) -> str:
    parts = name.split("/")
    if name.endswith(".atom"):
        return "feed"
    if parts[0] == "paper":
        if name.endswith((".bib", ".ris")):
            return "citation"
        return "notice page" if "notices" in parts else PAPER_PAGE
    if parts[0] in {"flagged", "id", "source", *(facet.folder for facet in FACETS)}:
        return "list"
    if parts[0] == "schemas":
        return SCHEMA_PAGE
    if name == "search/index.html":
        return "search page"
    at_root = {"index.html": "front page", "404.html": "error page", "llms.txt": "llms.txt"}
    return at_root.get(name, "corrections page" if parts[0] == "corrections" else "guide")


@dataclass
class Tracer:
    """Finds the row of the table behind each text. `met` are its sentences that a text had."""

    rows: Iterable[str]
    met: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._exact = {_bare(row): row for row in self.rows if "{" not in row}
        self._patterns = [(_pattern(row), row) for row in self.rows if "{" in row]

    def trace(self, texts: Iterable[tuple[str, str]], stated: frozenset[str]) -> list[str]:
        """The texts that no row accounts for, each after its place."""
        self._stated = {_bare(each) for each in stated}
        self._longest = sorted((each for each in self._stated if len(each) > 3), key=len)[::-1]
        self._cache: dict[tuple[str, int], frozenset[str] | None] = {}
        untraced = []
        for place, text in dict.fromkeys(texts):
            rows = self._rows(_bare(text))
            if rows is None:
                untraced.append(f"{place}: {text}")
            for row in rows or ():
                self.met.setdefault(row, set()).add(place)
        return untraced

    def _rows(self, text: str, depth: int = 0) -> frozenset[str] | None:
        """The rows behind a text; None if there is something in it that has no row."""
        if (text, depth) not in self._cache:
            self._cache[text, depth] = self._found(text, depth)
        return self._cache[text, depth]

    def _found(self, text: str, depth: int) -> frozenset[str] | None:
        if text in self._exact:
            return frozenset({self._exact[text]})
        if text in self._stated or not re.search(r"\w", VALUES.sub("", text)):
            return frozenset()
        if depth < 4:
            for pattern, row in self._patterns:
                if match := pattern.fullmatch(text):
                    found = [self._rows(_bare(each), depth + 1) for each in match.groups()]
                    if None not in found:
                        return frozenset({row}).union(*filter(None, found))
            for end in (each for seam in SEAMS for each in seam.finditer(text)):
                first = self._rows(_bare(text[: end.start()]), depth + 1)
                rest = first is not None and self._rows(_bare(text[end.end() :]), depth)
                if first is not None and rest is not None and rest is not False:
                    return first | rest
        return frozenset() if self._is_stated(text) else None

    def _is_stated(self, text: str) -> bool:
        if len(text) > 20 and any(text in each for each in self._longest if len(each) > 100):
            return True  # a part of a reason, or the beginning of a question
        for each in self._longest:
            if each in text:
                text = text.replace(each, " ")
                if not re.search(r"\w", VALUES.sub("", text)):
                    return True
        return False


def _pattern(row: str) -> re.Pattern[str]:
    """What a row with placeholders matches."""
    pieces = re.split(r"\{([a-z ]+)\}", _bare(row))
    return re.compile(
        "".join(
            f"({KINDS.get(each, '.+?')})" if number % 2 else re.escape(each)
            for number, each in enumerate(pieces)
        )
    )


def _bare(text: str) -> str:
    """A text without what stands around it in a sentence or a row."""
    return " ".join(text.split()).strip(' .:,;·()“”"…')
