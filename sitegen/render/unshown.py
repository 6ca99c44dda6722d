"""The characters of a paper that no font of its PDF has, and where they are in its files."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

from sitegen.checks.record_texts import texts_in
from sitegen.checks.site_rules import SHOWN_IN_PDF
from sitegen.contracts.settings import FONT_EXTRA, Site
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.reading.documents import Document, read_yaml
from sitegen.reading.paper_source import PaperSource
from sitegen.render.pdf.fonts import Fonts

MOST_NAMED = 3


def unshown_texts(source: PaperSource, fonts: Fonts) -> str:
    """The characters in the texts of a paper, in order, that none of the fonts has."""
    # Most papers have none, which the bytes of their files show.
    if not fonts.missing_in("".join(_contents(source))):
        return ""
    texts = (
        each.text
        for document in _documents(source)
        for each in texts_in(document.file, document.data)
    )
    return fonts.missing_in("".join(texts))


def unshown_findings(source: PaperSource, unshown: str, site: Site) -> Iterator[Diagnostic]:
    """A finding with the place of the first of these characters of a paper, if there are any."""
    if unshown:
        place = next(_places(source, unshown), source.main_place)
        what = "a character" if len(unshown) == 1 else f"{len(unshown)} characters"
        message = f"no font of the PDF has {what} of this paper: {_named(unshown)}"
        hint = (
            f"add a font that has what is missing to `fonts` in site.yaml, or {FONT_EXTRA}; "
            "until then, the PDF shows \ufffd instead"
        )
        found = SHOWN_IN_PDF.at(place, message, hint)
        yield found._replace(severity=site.missing_glyphs)


def _named(unshown: str) -> str:
    """The first characters with their code points and names, and how many more there are."""
    first = (
        f"{each} (U+{ord(each):04X} {unicodedata.name(each, 'without a name')})"
        if each.isprintable()
        else f"U+{ord(each):04X}"
        for each in unshown[:MOST_NAMED]
    )
    more = len(unshown) - MOST_NAMED
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def _contents(source: PaperSource) -> Iterator[str]:
    for name, data in source.files.items():
        if name.endswith(".yaml"):
            yield data.decode("utf-8", "replace")


def _documents(source: PaperSource) -> Iterator[Document]:
    for name, data in source.files.items():
        if name.endswith(".yaml"):
            document, _ = read_yaml(data, source.place(name).file)
            if document is not None:
                yield document


def _places(source: PaperSource, unshown: Collection[str]) -> Iterator[Place]:
    """Where the first of some characters stands in each text that has one."""
    for document in _documents(source):
        for each in texts_in(document.file, document.data):
            if first := next((char for char in each.text if char in unshown), ""):
                yield document.text_place(each.path, first)
