"""Compares what the JSON of a paper states with what its page and its PDF show, field by field."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import cache, cached_property
from html import unescape
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element

import html5lib

from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.panels import DerivedRow, FactRow, Panel, Row
from sitegen.contracts.published_paper import PANELS
from sitegen.contracts.wording import day_month_year
from tests.pdf_parts import texts_links_and_files
from tests.reading_back import html_text

FORMULA = re.compile(r"\$\$?[^$]+\$\$?")
# Line ends, hyphens and invisible marks differ between a page and the lines of a PDF.
INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe‐‑-]+")
LACKING = "\ufffd"
# What is no text in Markdown: addresses of links, HTML, and formulas.
MARKUP = re.compile(
    r"\]\([^)]*\)|</?\w[^>]*>|\$\$?[^$\n]+\$\$?|^[ ]*\d+\.[ ]|^```\w*", re.MULTILINE
)
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TO_THE_LEFT = re.compile("[\u0590-\u08ff]")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NOT_WORDS = re.compile(r"[\W_]+")
# Characters after the text of a claim in which its mark and its confidence stand.
MOST_BESIDE = 60
MARKS = {True: "✓", False: "×"}
# Texts in Markdown, whose marks no format shows.
MARKDOWN = ("limitations[]", "*public_note", "report.introduction", "report.methodology")
MARKDOWN += ("report.results", "removed.*reason", "reason")


class Leaf(NamedTuple):
    """One value of the JSON of a paper: its path, with [] for each number, and its value."""

    path: str
    value: Any


@dataclass(frozen=True)
class Shown:
    """What one format shows: its text, and the addresses that it leads to."""

    text: str
    links: frozenset[str] = frozenset()

    def leads_to(self, value: str) -> bool:
        """Whether it has a link to an address, or to the paper with an id."""
        is_id = UUID.fullmatch(value)
        return value in self.links or bool(is_id and any(value in each for each in self.links))

    def as_far_as_it_has_fonts(self, text: str) -> str:
        """A text with U+FFFD for each character that the fonts of this PDF may lack."""
        if LACKING not in self.text:
            return text
        return "".join(
            each if each in self.text or INVISIBLE.match(each) else LACKING for each in text
        )

    @cached_property
    def plain(self) -> str:
        """The text in the form in which texts are compared."""
        return plain(self.text)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number in it."""
        return frozenset(NUMBER.findall(self.text))

    @cached_property
    def words(self) -> str:
        """The letters and digits alone, for Markdown."""
        return NOT_WORDS.sub("", self.plain)

    def panel(self, panel: Panel) -> str:
        """The text of a panel, up to the next one; empty if it is not there."""
        start = self.starts.get(panel.name, -1)
        after = [each for each in self.starts.values() if each > start]
        return self.plain[start : min(after, default=None)] if start >= 0 else ""

    @cached_property
    def starts(self) -> dict[str, int]:
        """Where each panel begins: where one of its labels follows its title."""
        found = {
            panel.name: max(self.plain.find(plain(panel.title + row.label)) for row in panel.rows)
            for panel in PANELS
            if panel.rows
        }
        return {name: at for name, at in found.items() if at >= 0}


@dataclass(frozen=True)
class Formats:
    """The formats of one record. `report` is what is attached to its PDF; `pdf` may be missing."""

    name: str
    manifest: Mapping[str, Any]
    corrections: Mapping[str, Any]
    report: Mapping[str, Any]
    page: Shown
    pdf: Shown | None

    def altered(self, name: str, old: str, new: str) -> Formats:
        """A copy in which a format has another text everywhere in place of one that it has.

        Between a label and a value, a tab stands for whatever separates them.
        """
        before = self.shown[name]
        pieces = map(_spaced, old.split("\t"))
        found = re.compile(r"\s+".join(pieces))
        assert found.search(before.text), f"{old} is not in the {name}"
        links = frozenset(each for each in before.links if old not in each)
        return self._with(name, Shown(found.sub(lambda _: new, before.text), links))

    def swapped(self, name: str, one: str, other: str) -> Formats:
        """A copy in which two texts of a format changed their places."""
        return self.altered(name, one, "\0").altered(name, other, one).altered(name, "\0", other)

    def _with(self, name: str, shown: Shown) -> Formats:
        return replace(self, page=shown) if name == "page" else replace(self, pdf=shown)

    @property
    def shown(self) -> dict[str, Shown]:
        return {"page": self.page} | ({"PDF": self.pdf} if self.pdf else {})

    @cached_property
    def leaves(self) -> list[Leaf]:
        """Every value of its JSON that says something, each once."""
        if self.is_removed:
            found = [*leaves_of(self.manifest, "removed.")]
        else:
            found = [*leaves_of(self.manifest), *leaves_of(self.corrections, "corrections.")]
            found += leaves_of(self.report, "report.")
        return [*dict.fromkeys(found)]

    @property
    def is_removed(self) -> bool:
        return "gate_verdict" not in self.manifest


def _spaced(text: str) -> str:
    """The pattern of a text that may be broken over lines."""
    return r"\s+".join(map(re.escape, text.split(" ")))


# ---------------------------------------------------------------- reading


def plain(text: str) -> str:
    """A text without white space, hyphens and invisible marks, and in one form of Unicode."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("\x02", "")


def leaves_of(value: Any, path: str = "") -> Iterator[Leaf]:
    """The values in a value, except truth values and what says that nothing is stated."""
    if isinstance(value, Mapping):
        if value.get("level", "") in (None, "UNASSESSED"):  # a dimension without a row
            return
        for key, inner in value.items():
            yield from leaves_of(
                inner, f"{path}{'' if path.endswith('.') else '.'}{key}".lstrip(".")
            )
    elif isinstance(value, list):
        for inner in value:
            yield from leaves_of(inner, f"{path}[]")
    elif value not in (None, "", NOT_STATED, f"{NOT_STATED}.") and not isinstance(value, bool):
        yield Leaf(path, value)


def read_formats(folder: Path, address: str) -> Formats:
    """The formats in the folder of a paper, which is served at `address`."""
    pdf = folder / "paper.pdf"
    corrections = folder / "corrections.json"
    html = (folder / "index.html").read_text(encoding="utf-8")
    shown, attached = _read_pdf(pdf.read_bytes()) if pdf.exists() else (None, {})
    return Formats(
        folder.name,
        json.loads((folder / "manifest.json").read_bytes()),
        json.loads(corrections.read_bytes()) if corrections.exists() else {},
        json.loads(attached.get("report.json", b"{}")),
        Shown(html_text(html), frozenset(_addresses(html, address))),
        shown,
    )


def _addresses(html: str, address: str) -> Iterator[str]:
    document: Element = html5lib.parse(html, namespaceHTMLElements=False)
    for link in document.iter("a"):
        yield urljoin(address, link.get("href", ""))


def _read_pdf(data: bytes) -> tuple[Shown, dict[str, bytes]]:
    """What a PDF shows, and the files that are attached to it."""
    pages, links, attached = texts_links_and_files(data)
    return Shown(without_heads(pages), links), attached


def without_heads(pages: list[str]) -> str:
    """The text of pages; lines that stand on every page, whatever their numbers, come once."""
    split = [page.splitlines() for page in pages]
    repeated = Counter(re.sub(r"\d+", "0", line) for page in split for line in {*page})
    heads = {line for line, count in repeated.items() if count == len(pages) > 1}
    first = [line for line in split[0] if re.sub(r"\d+", "0", line) in heads]
    rest = [line for page in split for line in page if re.sub(r"\d+", "0", line) not in heads]
    return "\n".join([*first, *rest])


# ---------------------------------------------------------------- how a value may be shown


@cache
def forms(value: str | float) -> tuple[str, ...]:
    """The texts that may stand for a value, in the form in which texts are compared."""
    return tuple(dict.fromkeys(map(plain, _forms(value))))


def _forms(value: str | float) -> Iterator[str]:
    if isinstance(value, int | float):
        yield f"{value:g}" if isinstance(value, float) else f"{value:,}"
        for places in ("0.01", "0.1"):
            yield str(Decimal(str(value)).quantize(Decimal(places), ROUND_HALF_UP))
        yield str(value)
        return
    yield value
    yield quote(value, safe="/:();")  # as a part of an address
    yield value.removesuffix(".0")  # a contract, in whose first version files name no minor one
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield day_month_year(value)
        yield f"{datetime.fromisoformat(value):%B} {int(value[8:])}, {value[:4]}"
    elif re.match(r"\d{4}-\d\d-\d\dT", value):
        yield day_month_year(value[:10])


def is_shown(leaf: Leaf, shown: Shown) -> bool:
    """Whether a format shows a value: in its text, or as the address of a link."""
    value = leaf.value
    if not isinstance(value, str):
        return not shown.numbers.isdisjoint(forms(value))
    if shown.leads_to(value):
        return True
    value = shown.as_far_as_it_has_fonts(value)
    if any(fnmatchcase(leaf.path, each) for each in MARKDOWN):
        return _in_order(
            [NOT_WORDS.sub("", plain(unescape(each))) for each in MARKUP.split(value)], shown.words
        )
    if TO_THE_LEFT.search(value):  # a PDF holds such lines in the order of their places
        return all(each in shown.plain or each[::-1] in shown.plain for each in _words(value))
    if len(pieces := FORMULA.split(value)) > 1:
        return _in_order([plain(each) for each in pieces], shown.plain)
    if leaf.path == "report.claims[].text":
        return _is_continued(plain(value), shown.plain)
    return any(each in shown.plain for each in forms(value))


def _words(text: str) -> list[str]:
    return [plain(each) for each in re.findall(r"[^\W\d_]+", text)]


def _in_order(pieces: Iterable[str], text: str) -> bool:
    """Whether a text has all pieces, one after the other."""
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


# ---------------------------------------------------------------- comparing


def missing(formats: Formats) -> Iterator[tuple[str, str]]:
    """The path of each value that a format does not show, with the name of the format."""
    for leaf in formats.leaves:
        for name, shown in formats.shown.items():
            if not is_shown(leaf, shown):
                yield leaf.path, name


def different_rows(formats: Formats) -> Iterator[tuple[str, str]]:
    """Each row of a panel without the value in the JSON, as `panel: row`, and where it is not."""
    if formats.is_removed:
        return
    for panel in PANELS:
        for row in panel.rows:
            for value in _values(row, panel, formats):
                for name, shown in formats.shown.items():
                    if not _has_row(shown, panel, row.label, value):
                        yield f"{panel.title}: {row.label}", name


def _has_row(shown: Shown, panel: Panel, label: str, value: str | float) -> bool:
    text = shown.panel(panel)
    if isinstance(value, str) and shown.leads_to(value):
        return plain(label) in text
    rows = [plain(label) + each for each in forms(value)]
    return any(each in text for each in rows) if isinstance(value, str) else _begins(text, rows)


def _values(row: Row, panel: Panel, formats: Formats) -> Iterator[str | float]:
    """The value that a row shows, if there is one: as the JSON words it for readers."""
    source = formats.corrections if panel.name == "correction_record" else formats.manifest
    value, above = _at(source, row.path), _at(source, row.path.rpartition(".")[0])
    if value is None and isinstance(row, FactRow):
        value = _at(formats.manifest["facts"], row.path)
    if isinstance(row, DerivedRow) and row.level and value[row.level] is not None:
        value = f"L{value[row.level]}, {value[f'{row.level}_label']}"
    elif isinstance(value, Mapping):
        value = value.get("level")
    elif isinstance(above, Mapping) and row.path.endswith(".status"):
        value = above["label"]
    if value not in (None, ""):
        yield value


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _found(said: str, text: str) -> tuple[int, int]:
    """Where the longest beginning of a text ends that is in another one, and its length."""
    starts = [found.start() for found in re.finditer(re.escape(said[:20]), text)]
    lengths = [(_in_common(said, text[each : each + len(said)]), each) for each in starts]
    length, start = max(lengths, default=(0, len(text)))
    return start + length, length


def _in_common(one: str, other: str) -> int:
    """The number of characters with which both begin."""
    both = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _is_continued(said: str, text: str) -> bool:
    """Whether a text is there, or goes on on a next page, below the head of its table."""
    end, length = _found(said, text)
    rest = said[length:]
    return text.find(rest, end, end + len(rest) + MOST_BESIDE) >= 0


def _begins(text: str, values: Iterable[str]) -> bool:
    """Whether one of the values is in a text, and is no part of a longer number there."""
    return any(re.search(rf"{re.escape(each)}(?!\d|\.\d)", text) for each in values)


def different_claims(formats: Formats) -> Iterator[tuple[str, str]]:
    """Each claim of the report beside whose text the PDF has another mark or confidence."""
    text = formats.pdf.plain if formats.pdf else ""
    for claim in formats.report.get("claims", ()) if text else ():
        said = plain(FORMULA.split(claim["text"])[-1])
        after = text[_found(said, text)[0] :]
        # Text and source of a claim may go on on the next page.
        beside = after[_in_common(after, plain(claim.get("source", ""))) :][:MOST_BESIDE]
        is_marked = MARKS[claim["verified"]] in beside.partition(MARKS[not claim["verified"]])[0]
        has_number = _begins(beside, forms(float(claim["confidence"])))
        if not (TO_THE_LEFT.search(said) or (is_marked and has_number)):
            yield "report.claims[]: mark and confidence", "PDF"


def differences(formats: Formats) -> set[tuple[str, str]]:
    """What differs between the formats of a record: a field or a row, and where it is missing."""
    return {*missing(formats), *different_rows(formats), *different_claims(formats)}
