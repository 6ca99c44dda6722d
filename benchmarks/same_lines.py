"""Checks that Hugo wrote what sitegen wrote: heads, lines, links, data and citations.

    python benchmarks/same_lines.py SITE HUGO_SITE

Of each paper in a sample: the tags of the head, the visible lines, the targets of the links and the
shapes of the drawings are equal, in order, on its page and on those of its notices, and their
JSON-LD holds equal data, as do both JSON files; the BibTeX and RIS files are equal byte for byte.
Of the site: index, overviews and the page for missing addresses have equal heads, lines, drawings
and JSON-LD, the ledgers hold equal data, every listing has an equal head and equal lines above its
papers and leads to the same ones, the pages of corrections say the same of each event, and the
sitemaps have the same entries, but for schemas and further pages of listings. Style sheet, icon, a
font, a card and texts for crawlers are there.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

OVERVIEWS = ("index.html", "gate/index.html", "tier/index.html", "month/index.html")
# Elements that stand within a line.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
# Whoever makes the site copies these; the pages refer to them.
COPIED = (
    *("assets/site.css", "assets/cards/site.png", "assets/fonts/source-serif-4-latin.woff2"),
    *("favicon.svg", "robots.txt", "llms.txt"),
)
# An entry of a sitemap, but for schemas and further pages of listings, which only sitegen names.
MAPPED = re.compile(r"<url><loc>(?!\S*/schemas/|\S*/[0-9]+/</loc>).*</url>")
PAPER = re.compile(r"paper/([0-9a-f-]{36})/")
# The end of a number that is whole: 5.0 and 5 are the same place in a drawing.
WHOLE = re.compile(r"(?<=\d)\.0(?!\d)")
# What says which page of a listing this is: the two sides cut listings differently.
PAGING = re.compile(
    r"(Corrections|Superseded papers), page [0-9]+|(Newest|Newer|Older| )+|(Page )?[0-9]+|…"
    r"|Page 1 is the (newest|oldest)\."
)


class Page(NamedTuple):
    """What a page says, and what it draws: every element of an SVG with its attributes."""

    head: list[str]
    lines: list[str]
    links: list[str]
    shapes: list[str]
    data: list[str]


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.head: list[str] = []
        self.data = ""
        self.lines: list[str] = []
        self.links: list[str] = []
        self.shapes: list[str] = []
        self.above: list[str] = []
        self._line = ""
        self._in_body = False
        self._in_script = False
        self._in_drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        self._in_body |= tag == "body"
        self._in_script = tag == "script"
        if tag in ("meta", "link"):
            self.head.append(f"{tag} {sorted((name, text or '') for name, text in attrs)}")
        if tag == "table" and not self.above:
            self.above = self.lines[:]
        self._in_drawing |= tag == "svg"
        if self._in_drawing:
            said = sorted((name, WHOLE.sub("", text or "")) for name, text in attrs)
            self.shapes.append(f"{tag} {said}")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and not self._in_body:
            self.head.append(f"title {' '.join(self._line.split())}")
            self._line = ""
        self._break(tag)
        self._in_script = False
        self._in_drawing &= tag != "svg"

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.data += data
        else:
            self._line += data

    def _break(self, tag: str) -> None:
        if tag not in INLINE:
            line = " ".join(self._line.split())
            self.lines += [line] if line else []
            self._line = ""


def page(file: Path) -> Page:
    """What a page says to readers and to programs."""
    parser = _read(file)
    data = _pretty(parser.data) if parser.data else []
    return Page(parser.head, parser.lines, parser.links, parser.shapes, data)


def _read(file: Path) -> _Lines:
    parser = _Lines()
    parser.feed(file.read_text(encoding="utf-8"))
    parser.close()
    return parser


def differences(site: Path, other: Path, papers: int = 200) -> Iterator[str]:
    """What differs between sitegen's site and the other, of at most so many papers."""
    ours = sorted(folder.name for folder in (site / "paper").iterdir())
    theirs = sorted(folder.name for folder in (other / "paper").iterdir())
    if ours != theirs:
        yield f"{len(ours)} papers here, {len(theirs)} there"
        return
    for paper in ours[:: max(1, len(ours) // papers)]:
        yield from _of_paper(site / "paper" / paper, other / "paper" / paper)
    for name in (*OVERVIEWS, "404.html"):
        here, there = page(site / name), page(other / name)
        for what in ("head", "lines", "shapes", "data"):
            yield from _unequal(f"{name} {what}", getattr(here, what), getattr(there, what))
    groups = [each for name in OVERVIEWS[1:] for each in sorted((site / name).parent.iterdir())]
    for group in (*groups, site / "corrections" / "superseded"):
        if group.is_dir():
            name = group.relative_to(site)
            here, there = _listed(group), _listed(other / name)
            if here != there:
                yield f"{name}: {len(here)} papers here, {len(there)} there"
            yield from _unequal(f"{name} above", *(_above(each / name) for each in (site, other)))
            heads = (page(each / name / "index.html").head for each in (site, other))
            yield from _unequal(f"{name} head", *heads)
    yield from _unequal("corrections", *(_said(each / "corrections") for each in (site, other)))
    ledgers = (_pretty((each / "ledger.json").read_bytes()) for each in (site, other))
    yield from _unequal("ledger.json", *ledgers)
    yield from _unequal("sitemap", *(_mapped(each) for each in (site, other)))
    for name in COPIED:
        if (site / name).read_bytes() != (other / name).read_bytes():
            yield f"{name} differs"


def _of_paper(ours: Path, theirs: Path) -> Iterator[str]:
    here, there = (sorted(_pages(folder)) for folder in (ours, theirs))
    yield from _unequal(f"{ours.name} pages", here, there)
    for name in sorted({*here} & {*there}):
        pairs = zip(Page._fields, page(ours / name), page(theirs / name), strict=True)
        for what, our, their in pairs:
            yield from _unequal(f"{ours.name}/{name} {what}", our, their)
    for name in ("manifest.json", "corrections.json"):
        here, there = (_pretty((folder / name).read_bytes()) for folder in (ours, theirs))
        yield from _unequal(f"{ours.name} {name}", here, there)
    for name in ("cite.bib", "cite.ris"):
        here, there = (
            (folder / name).read_bytes().decode().splitlines(keepends=True)
            for folder in (ours, theirs)
        )
        yield from _unequal(f"{ours.name} {name}", here, there)


def _pretty(text: str | bytes) -> list[str]:
    # Integers, because 5 and 5.0 are the same number in JSON.
    data = json.loads(text, parse_float=lambda text: _number(float(text)))
    return json.dumps(data, indent=1, sort_keys=True).splitlines()


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value


def _pages(folder: Path) -> Iterator[str]:
    """The pages in a folder, by their path in it."""
    return (file.relative_to(folder).as_posix() for file in folder.rglob("index.html"))


def _said(listing: Path) -> list[str]:
    """Every line of a listing, once, over all its pages; not those that turn the pages."""
    lines = {line for name in _pages(listing) for line in page(listing / name).lines}
    return sorted(line for line in lines if not PAGING.fullmatch(line))


def _listed(group: Path) -> set[str]:
    """The papers that a listing leads to, over all its pages."""
    links = (link for name in _pages(group) for link in page(group / name).links)
    return {found[1] for link in links if (found := PAPER.search(link))}


def _mapped(site: Path) -> list[str]:
    """The entries of all parts of a sitemap."""
    parts = (part.read_text(encoding="utf-8") for part in site.glob("sitemap*.xml"))
    return sorted(entry for part in parts for entry in MAPPED.findall(part))


def _above(group: Path) -> list[str]:
    """The lines above the papers of a listing, on its first page."""
    return _read(group / "index.html").above


def _unequal(what: str, ours: list[str], theirs: list[str]) -> Iterator[str]:
    if ours != theirs:
        changes = list(unified_diff(ours, theirs, "sitegen", "the other", lineterm="", n=0))
        yield "\n".join([what, *(change.rstrip("\n") for change in changes[:12])])


def main() -> None:
    """The command line: exit code 1 where something differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--papers", type=int, default=200, help="how many papers are compared")
    options = parser.parse_args()
    found = list(differences(options.site, options.other, options.papers))
    print("\n\n".join(found) or "no differences")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
