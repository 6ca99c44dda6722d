"""Report HTML to PDF with WeasyPrint: own fonts, no network, no file of the machine, same bytes."""

from __future__ import annotations

import atexit
import io
import logging
import os
import re
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn
from xml.sax.saxutils import escape

# Nothing of the page is fetched, so its address is only a name; a real one would reach the bytes.
BASE_URL = "https://report.invalid/"
# An attachment has to have dates, and a build has no clock: papers without a date get this one.
NO_DATE = "1980-01-01"


class PdfUnavailable(Exception):
    """WeasyPrint cannot be loaded, most often because Pango is not installed."""


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF: its name, its bytes and what it is."""

    name: str
    content: bytes
    description: str


class PdfRenderer:
    """Renders reports with one style sheet and one set of fonts; one for each process.

    Raises PdfUnavailable where the libraries that PDFs need are not installed.
    """

    def __init__(self, fonts: Path, style_sheet: str) -> None:
        weasyprint = _weasyprint(fonts)
        self._weasyprint = weasyprint
        self._shown = _characters_of(fonts)
        self._fetcher = _fetch_nothing(weasyprint)
        self._fonts = weasyprint.text.fonts.FontConfiguration()
        self._style = weasyprint.CSS(
            string=style_sheet,
            base_url=BASE_URL,
            font_config=self._fonts,
            url_fetcher=self._fetcher,
        )

    def unshown(self, html: str) -> str:
        """The characters of a page, in order, that none of the fonts has: boxes in the PDF."""
        missing = set(html) - self._shown
        return "".join(sorted(char for char in missing if unicodedata.category(char)[0] in "LNPS"))

    def render(self, html: str, day: str | None, attachments: tuple[PdfAttachment, ...]) -> bytes:
        """The PDF of a page. `day` is the day of the paper, which dates its attachments."""
        moment = datetime.fromisoformat(day or NO_DATE).replace(tzinfo=UTC)
        page = self._weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=self._fetcher)
        pdf: bytes = page.write_pdf(
            stylesheets=[self._style],
            font_config=self._fonts,
            pdf_tags=True,
            attachments=[self._attachment(each, moment) for each in attachments],
        )
        return pdf

    def _attachment(self, attached: PdfAttachment, moment: datetime) -> Any:
        return self._weasyprint.Attachment(
            file_obj=io.BytesIO(attached.content),
            base_url=BASE_URL,
            name=attached.name,
            description=attached.description,
            created=moment,
            modified=moment,
            relationship="Data",
        )


@cache
def _characters_of(fonts: Path) -> frozenset[str]:
    """All characters that any of the fonts has a glyph for."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for file in fonts.glob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(map(chr, codes))


@cache
def _weasyprint(fonts: Path) -> Any:
    """WeasyPrint, with fontconfig told to know our fonts and no others."""
    os.environ["FONTCONFIG_FILE"] = str(_fontconfig(fonts))
    try:
        import weasyprint
    except OSError as error:
        # The first sentence names the library; the rest is advice about Python.
        raise PdfUnavailable(re.split(r"\n|\.  ", str(error))[0]) from error
    # Whatever it complains about is our style sheet's affair; a test renders with a strict logger.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


def _fontconfig(fonts: Path) -> Path:
    """A fontconfig file that stays as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="sitegen-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts.resolve()))}</dir><cachedir>{escape(str(folder))}</cachedir>"
        "</fontconfig>",
        encoding="utf-8",
    )
    return file


def _fetch_nothing(weasyprint: Any) -> Any:
    """A fetcher that refuses every address, so that a record can publish no file of the machine."""

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise ValueError(f"a report fetches nothing: {url}")

    return Refusing()
