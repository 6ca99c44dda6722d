"""Render HTML reports as PDF: the same bytes for the same report, whatever was rendered before."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sitegen.findings.garbage import uncollected
from sitegen.render.pdf.fonts import AddedFont, Fonts, fontconfig, with_families
from sitegen.render.pdf.formulas import FormulaImages, without_drawings
from sitegen.render.pdf.libraries import (
    library_versions,
    load_weasyprint,
    refusing_fetcher,
    require_memory,
)
from sitegen.render.pdf.metadata import PdfAttachment, PdfMetadata
from sitegen.render.pdf.missing_glyphs import with_replacements

# Nothing is fetched, so the URL is only a name; a real one would be in the bytes.
BASE_URL = "https://report.invalid/"
# Sets of added fonts that are kept open: a report needs those of its scripts.
MOST_PRESSES = 4


@dataclass(frozen=True)
class _Press:
    """The parts of WeasyPrint that are used again for each report."""

    html: Any
    style: Any
    fonts: Any


class PdfRenderer:
    """Renders reports with one style sheet and one set of fonts; there is one in each process.

    `fonts` is the folder of our fonts, `added` are those of the site, and `elements` is the style
    sheet with the defaults of HTML elements. Raises PdfUnavailableError if the libraries for PDFs
    are not installed, BadFontError if a font cannot be used.
    """

    def __init__(
        self, fonts: Path, style_sheet: str, elements: str, added: Sequence[AddedFont] = ()
    ) -> None:
        self._fonts = Fonts(fonts, added)
        self._style_sheet, self._elements = style_sheet, elements
        self._presses: dict[tuple[AddedFont, ...], _Press] = {(): self._new_press(())}

    @cached_property
    def made_with(self) -> str:
        """SHA-256 of everything that determines the bytes of PDFs except the report itself."""
        return _sha256((self._common.encode(), *_parts(self._fonts.added)))

    @cached_property
    def _common(self) -> str:
        """The same without the added fonts, of which a report uses only some."""
        versions = (
            f"{name} {number}".encode() for name, number in sorted(library_versions().items())
        )
        sheets = (self._style_sheet.encode(), self._elements.encode())
        fonts = (
            part
            for file in sorted(self._fonts.folder.iterdir())
            if file.suffix != ".txt"
            for part in (file.name.encode(), file.read_bytes())
        )
        # The options of rendering, and everything else that affects the bytes, are in this package
        # and in the one that draws formulas.
        here = Path(__file__).parent
        files = [*here.rglob("*.py"), *here.with_name("formulas").rglob("*.py")]
        code = (file.read_bytes() for file in sorted(files))
        return _sha256((*code, *sheets, *fonts, *versions))

    def key(self, html: str, metadata: PdfMetadata, attachments: tuple[PdfAttachment, ...]) -> str:
        """SHA-256 of everything that `render` reads: the same key means the same bytes."""
        attached = (part for each in attachments for part in each.parts)
        added = _parts(self._fonts.added_for(html))
        common = (self._common.encode(), html.encode(), *added)
        return _sha256((*common, *metadata.parts, *attached))

    def with_replacements(self, html: str) -> tuple[str, str]:
        """A report that shows U+FFFD for the characters that none of the fonts has, and these
        characters, in order.
        """
        return with_replacements(html, self._fonts.missing_in(without_drawings(html)))

    def render(
        self, html: str, metadata: PdfMetadata, attachments: tuple[PdfAttachment, ...]
    ) -> bytes:
        """The PDF of a page.

        May be interrupted by an exception from a signal handler; the next render starts afresh.
        """
        with _garbage_collected_at_the_end():
            return self._rendered(html, metadata, attachments)

    def _rendered(
        self, html: str, metadata: PdfMetadata, attachments: tuple[PdfAttachment, ...]
    ) -> bytes:
        from sitegen.render.pdf.archive import written

        added = self._fonts.added_for(html)
        # Put back only at the end, because an interrupted render may leave it in any state.
        press = self._presses.pop(added, None) or self._new_press(added)
        page = press.html(string=html, base_url=BASE_URL, url_fetcher=refusing_fetcher())
        document = page.render(
            stylesheets=[press.style], font_config=press.fonts, cache=FormulaImages()
        )
        pdf = written(document, page.etree_element, metadata, attachments)
        self._keep(added, press)
        return pdf

    def _keep(self, added: tuple[AddedFont, ...], press: _Press) -> None:
        """Keep a press for the next report with the same fonts, and only the last few."""
        self._presses[added] = press
        while len(self._presses) > MOST_PRESSES:
            del self._presses[next(each for each in self._presses if each)]

    def _new_press(self, added: tuple[AddedFont, ...]) -> _Press:
        # Read again whenever fonts are searched, because another renderer may have changed it.
        os.environ["FONTCONFIG_FILE"] = str(fontconfig(self._fonts.folder, added))
        weasyprint = load_weasyprint()
        require_memory()
        fonts = weasyprint.text.fonts.FontConfiguration()

        def sheet(text: str) -> Any:
            return weasyprint.CSS(
                string=text, base_url=BASE_URL, font_config=fonts, url_fetcher=refusing_fetcher()
            )

        elements = sheet(self._elements)

        class Report(weasyprint.HTML):  # type: ignore[misc, name-defined]
            """HTML with our style sheet instead of the one for arbitrary web pages.

            WeasyPrint's tests replace it in the same way. Without the method, reports would look
            the same but take longer; a test checks that it exists.
            """

            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                return [elements]

        return _Press(Report, sheet(with_families(self._style_sheet, added)), fonts)


@contextmanager
def _garbage_collected_at_the_end() -> Iterator[None]:
    """Collect garbage only once, after a render.

    A render makes about a hundred thousand objects that refer to each other and live until it ends.
    The collector would search them again and again without finding anything.
    """
    try:
        with uncollected():
            yield
    finally:
        # All objects of a render are in the young generation, because there was no collection.
        gc.collect(0)


def _parts(fonts: Iterable[AddedFont]) -> list[bytes]:
    """What determines how fonts look in a PDF."""
    return [part.encode() for font in fonts for part in (font.family, font.sha256)]


def _sha256(parts: Iterable[bytes]) -> str:
    """The digest of parts, which also depends on where each part ends."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def named_place(name: str) -> str:
    """The attribute that names an element of a report as the target of links."""
    return f"style=\"-weasy-anchor: '{name}'\""
