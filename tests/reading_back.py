"""What a reader or a program finds in a built site."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pypdfium2

MATH = "{http://www.w3.org/1998/Math/MathML}math"
HIDDEN = {"head", "script", "style", "template"}
BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "dt", "dd", "tr", "section", "header", "table"}


@dataclass(frozen=True)
class BuiltSite:
    """A site on disk."""

    folder: Path

    def files(self) -> dict[str, bytes]:
        """Every file by its path on the site."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def pages(self) -> dict[str, str]:
        """The HTML of every page by its path."""
        return {
            name: data.decode() for name, data in self.files().items() if name.endswith(".html")
        }

    def page(self, path: str) -> str:
        """The HTML of the page at an address such as /about/."""
        return (self.folder / path.strip("/") / "index.html").read_text(encoding="utf-8")

    def page_text(self, path: str) -> str:
        """What a reader sees on the page."""
        return html_text(self.page(path))

    def json(self, path: str) -> Any:
        """A JSON file of the site."""
        return json.loads((self.folder / path.strip("/")).read_bytes())

    def pdf_text(self, path: str) -> str:
        """The text of all pages of a PDF, in reading order, on one line."""
        return pdf_text((self.folder / path.strip("/")).read_bytes())


def html_text(html: str) -> str:
    """The visible text of a page: runs of white space are one space, blocks are lines, a formula
    is its source.
    """
    document = html5lib.parse(html, namespaceHTMLElements=False)
    pieces: list[str] = []
    _collect(document, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def source_of(math: Element) -> str:
    """The source of a formula, as a record writes it."""
    dollars = "$$" if math.get("display") == "block" else "$"
    return f"{dollars}{math.get('alttext')}{dollars}"


def _collect(element: Element, pieces: list[str]) -> None:
    if element.tag in HIDDEN:
        return
    if element.tag == MATH:
        pieces.append(source_of(element))
        return
    block = element.tag in BLOCKS
    pieces.append("\n" if block else "")
    pieces.append((element.text or "").replace("\n", " "))
    for child in element:
        _collect(child, pieces)
        pieces.append((child.tail or "").replace("\n", " "))
    pieces.append("\n" if block else "")


def pdf_text(pdf: bytes) -> str:
    """The text of all pages of a PDF on one line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    # A PDF holds lines, not paragraphs. An address that is broken after a hyphen has it behind.
    return " ".join(re.sub(r"\r\n(?=-\w)", "", " ".join(texts)).split())
