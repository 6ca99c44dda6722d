"""Report HTML to PDF with WeasyPrint: own fonts, no network, no file of the machine, same bytes."""

from __future__ import annotations

import atexit
import ctypes.util
import gc
import hashlib
import io
import logging
import os
import platform
import re
import shutil
import sys
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

from sitegen.findings.errors import SitegenError

# Nothing of the page is fetched, so its address is only a name; a real one would reach the bytes.
BASE_URL = "https://report.invalid/"
# An attachment has to have dates, and a build has no clock: papers without a date get this one.
NO_DATE = "1980-01-01"
# Every package that takes part in turning HTML and CSS into the bytes of a PDF.
LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "webencodings", "fonttools"),
    *("pillow", "pyphen", "brotli", "zopfli", "cffi"),
)
FONTCONFIG = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    "<dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
)


class PdfUnavailableError(SitegenError):
    """WeasyPrint cannot be loaded, most often because Pango is not installed."""


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF: its name, its bytes and what it is."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True)
class _Press:
    """What one render after another uses of WeasyPrint."""

    html: Any
    style: Any
    fonts: Any


class PdfRenderer:
    """Renders reports with one style sheet and one set of fonts; one for each process.

    `elements` is a style sheet too: what HTML elements are before `style_sheet` speaks. Raises
    PdfUnavailableError where the libraries that PDFs need are not installed.
    """

    def __init__(self, fonts: Path, style_sheet: str, elements: str) -> None:
        self._folder, self._style_sheet, self._elements = fonts, style_sheet, elements
        self._shown = _characters_of(fonts)
        self._press: _Press | None = self._new_press()

    @cached_property
    def made_with(self) -> str:
        """SHA-256 of all that decides the bytes of PDFs except the report itself."""
        versions = (f"{name} {number}".encode() for name, number in sorted(_versions().items()))
        sheets = (self._style_sheet.encode(), self._elements.encode())
        fonts = (
            part
            for file in sorted(self._folder.iterdir())
            if file.suffix != ".txt"
            for part in (file.name.encode(), file.read_bytes())
        )
        # The options of a render are in this module, as is whatever else we do to the bytes.
        return _sha256((Path(__file__).read_bytes(), *sheets, *fonts, *versions))

    def key(self, html: str, day: str | None, attachments: tuple[PdfAttachment, ...]) -> str:
        """SHA-256 of all that `render` reads: the same key, the same bytes."""
        attached = (
            part
            for each in attachments
            for part in (each.name.encode(), each.content, each.description.encode())
        )
        return _sha256((self.made_with.encode(), html.encode(), (day or "").encode(), *attached))

    def unshown(self, html: str) -> str:
        """The characters of a page, in order, that none of the fonts has: boxes in the PDF."""
        missing = set(html) - self._shown
        return "".join(sorted(char for char in missing if unicodedata.category(char)[0] in "LNPS"))

    def render(self, html: str, day: str | None, attachments: tuple[PdfAttachment, ...]) -> bytes:
        """The PDF of a page. `day` is the day of the paper, which dates its attachments.

        May be interrupted by an exception from a signal handler; the next render starts afresh.
        """
        with _garbage_collected_at_the_end():
            return self._rendered(html, day, attachments)

    def _rendered(
        self, html: str, day: str | None, attachments: tuple[PdfAttachment, ...]
    ) -> bytes:
        # Put back at the end alone: nobody knows what an interrupted render leaves in it.
        press, self._press = self._press or self._new_press(), None
        moment = datetime.fromisoformat(day or NO_DATE).replace(tzinfo=UTC)
        page = press.html(string=html, base_url=BASE_URL, url_fetcher=_fetcher())
        pdf: bytes = page.write_pdf(
            stylesheets=[press.style],
            font_config=press.fonts,
            pdf_tags=True,
            attachments=[_attachment(each, moment) for each in attachments],
        )
        self._press = press
        return pdf

    def _new_press(self) -> _Press:
        # Read anew whenever fonts are looked for, so that another renderer may have had another.
        os.environ["FONTCONFIG_FILE"] = str(_fontconfig(self._folder))
        weasyprint = _weasyprint()
        fonts = weasyprint.text.fonts.FontConfiguration()

        def sheet(text: str) -> Any:
            return weasyprint.CSS(
                string=text, base_url=BASE_URL, font_config=fonts, url_fetcher=_fetcher()
            )

        elements = sheet(self._elements)

        class Report(weasyprint.HTML):  # type: ignore[misc, name-defined]
            """HTML with our own sheet in place of the one for any page of the web.

            WeasyPrint's tests replace it in this way. Were the method gone, reports would look the
            same and take longer; a test would tell.
            """

            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                return [elements]

        return _Press(Report, sheet(self._style_sheet), fonts)


@contextmanager
def _garbage_collected_at_the_end() -> Iterator[None]:
    """Collect what a render leaves behind once, when it ends.

    A render makes some hundred thousand objects that point at each other and all live until its
    end. The collector would go through them time and again and find nothing.
    """
    was_enabled = gc.isenabled()
    try:
        gc.disable()
        yield
    finally:
        if was_enabled:
            gc.enable()
        # All of a render is young: there was no collection that could have made it old.
        gc.collect(0)


def _sha256(parts: Iterable[bytes]) -> str:
    """The digest of some parts; where one ends and the next begins counts too."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


@cache
def _characters_of(fonts: Path) -> frozenset[str]:
    """All characters that any of the fonts has a glyph for."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for file in fonts.glob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(map(chr, codes))


def named_place(name: str) -> str:
    """The attribute that names an element of a report, so that a link can lead there."""
    return f"style=\"-weasy-anchor: '{name}'\""


@cache
def _weasyprint() -> Any:
    """WeasyPrint, which does not load without the libraries that it stands on."""
    try:
        with _no_process_started():
            import weasyprint
    except OSError as error:
        # The first sentence names the library; the rest is advice about Python.
        raise PdfUnavailableError(re.split(r"\n|\.  ", str(error))[0]) from error
    # Whatever it complains about is our style sheet's affair; a test renders with a strict logger.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


@contextmanager
def _no_process_started() -> Iterator[None]:
    """Let libraries be loaded by their file names alone.

    For the other names that WeasyPrint tries, Python would run gcc, ld and ldconfig, on Linux: any
    program of that name in PATH. Elsewhere it looks itself, and may be the only one to find them.
    """
    look = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = look


@cache
def _versions() -> dict[str, str]:
    """Name and version of every library that decides the bytes of a PDF, as loaded."""
    loaded = _weasyprint().text.ffi
    versions = {
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": str(loaded.pango.pango_version()),
        "harfbuzz": _harfbuzz_version(loaded.harfbuzz.hb_version_atleast),
        "harfbuzz-subset": "no" if loaded.harfbuzz_subset is None else "yes",
        # Not in the rules of fontconfig: the paths in them, which decide nothing.
        "fontconfig rules": FONTCONFIG,
    }
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "none"
    return versions


def _harfbuzz_version(is_at_least: Callable[[int, int, int], object]) -> str:
    """The version of a library that only says whether it is as new as another one."""
    found = [0, 0, 0]
    for place in range(3):
        while is_at_least(*(number + (at == place) for at, number in enumerate(found))):
            found[place] += 1
    return ".".join(map(str, found))


@cache
def _fontconfig(fonts: Path) -> Path:
    """A fontconfig file that knows our fonts alone and stays as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="sitegen-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "fonts.conf"
    rules = FONTCONFIG.format(fonts=escape(str(fonts.resolve())), cache=escape(str(folder)))
    file.write_text(rules, encoding="utf-8")
    return file


@cache
def _fetcher() -> Any:
    """A fetcher that refuses every address, so that a record can publish no file of the machine."""

    class Refusing(_weasyprint().urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise ValueError(f"a report fetches nothing: {url}")

    return Refusing()


def _attachment(attached: PdfAttachment, moment: datetime) -> Any:
    return _weasyprint().Attachment(
        file_obj=io.BytesIO(attached.content),
        base_url=BASE_URL,
        name=attached.name,
        description=attached.description,
        created=moment,
        modified=moment,
        relationship="Data",
    )
