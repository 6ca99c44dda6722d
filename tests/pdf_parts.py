"""A renderer of PDFs, and what is inside a PDF, beyond the text of its pages."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from sitegen.render.pdf import PdfRenderer
from sitegen.render.pdf.fonts import AddedFont

TEMPLATES = Path(__file__).parents[1] / "templates"
FONTS = TEMPLATES / "fonts"
STYLE_SHEET, ELEMENTS = (
    (TEMPLATES / "styles" / name).read_text(encoding="utf-8")
    for name in ("report.css", "elements.css")
)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def new_renderer(added: Sequence[AddedFont] = ()) -> PdfRenderer:
    """A renderer with our fonts and style sheets, as sites have it."""
    return PdfRenderer(FONTS, STYLE_SHEET, ELEMENTS, added)


@cache
def renderer() -> PdfRenderer:
    """One of them, for all tests of a process."""
    return new_renderer()


def unpacked(pdf: bytes) -> bytes:
    """The bytes of a PDF with all its streams unpacked."""
    return STREAM.sub(lambda match: _inflated(match[1]), pdf)


def _inflated(stream: bytes) -> bytes:
    try:
        # Not zlib.decompress: a last byte that is a carriage return is taken for a line end.
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def has_missing_glyphs(pdf: bytes) -> bool:
    """Whether a box stands somewhere in place of a character that no font has.

    WeasyPrint gives such a character a number of its own, and the font an encoding of its own that
    leads from there to the box.
    """
    encodings = re.findall(rb"/Encoding (/Identity-H|[0-9]+ 0 R)", unpacked(pdf))
    assert encodings
    return any(each != b"/Identity-H" for each in encodings)


def language(document: pypdfium2.PdfDocument) -> str:
    """The language that the document declares."""
    buffer = ctypes.create_string_buffer(128)
    wide = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    length = pdfium.FPDFCatalog_GetLanguage(document.raw, wide, len(buffer))
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")


def tags(document: pypdfium2.PdfDocument) -> list[str]:
    """The type of every element of the structure tree, page by page, in reading order."""
    found: list[str] = []
    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            found += _types(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _types(element: pdfium.FPDF_STRUCTELEMENT) -> Iterator[str]:
    buffer = ctypes.create_string_buffer(128)
    length = pdfium.FPDF_StructElement_GetType(element, buffer, len(buffer))
    yield buffer.raw[: max(length - 2, 0)].decode("utf-16-le")
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield from _types(child)


def texts_links_and_files(pdf: bytes) -> tuple[list[str], frozenset[str], dict[str, bytes]]:
    """The text of each page, the addresses of all links, and the attached files by name."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
        links = frozenset(each for page in document for each in _links(document, page))
        files = map(document.get_attachment, range(document.count_attachments()))
        return texts, links, {each.get_name(): bytes(each.get_data()) for each in files}
    finally:
        document.close()


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[str]:
    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page.raw, at, link):
        action = pdfium.FPDFLink_GetAction(link)
        length = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if length:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, length)
            yield buffer.value.decode()
