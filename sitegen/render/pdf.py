"""Turn HTML reports into PDF with WeasyPrint: reproducibly, without network or system fonts."""

from __future__ import annotations

import atexit
import ctypes.util
import gc
import hashlib
import io
import logging
import mmap
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

from sitegen.contracts.wording import first_day
from sitegen.findings.errors import SitegenError

# Nothing is fetched, so the URL is only a name; a real one would be in the bytes.
BASE_URL = "https://report.invalid/"
# Attachments must have dates, and a build has no clock: papers without a date get this one.
NO_DATE = "1980-01-01"
# Bytes of memory: a small report needs 72 MB on Linux.
LEAST_MEMORY = 96_000_000
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
    """A file attached to the PDF: its name, its bytes and its description."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True)
class _Press:
    """The parts of WeasyPrint that are used again for each report."""

    html: Any
    style: Any
    fonts: Any


class PdfRenderer:
    """Renders reports with one style sheet and one set of fonts; there is one in each process.

    `elements` is the style sheet with the defaults of HTML elements. Raises PdfUnavailableError if
    the libraries for PDFs are not installed.
    """

    def __init__(self, fonts: Path, style_sheet: str, elements: str) -> None:
        self._folder, self._style_sheet, self._elements = fonts, style_sheet, elements
        self._shown = _characters_of(fonts)
        self._press: _Press | None = self._new_press()

    @cached_property
    def made_with(self) -> str:
        """SHA-256 of everything that determines the bytes of PDFs except the report itself."""
        versions = (f"{name} {number}".encode() for name, number in sorted(_versions().items()))
        sheets = (self._style_sheet.encode(), self._elements.encode())
        fonts = (
            part
            for file in sorted(self._folder.iterdir())
            if file.suffix != ".txt"
            for part in (file.name.encode(), file.read_bytes())
        )
        # The options of rendering, and everything else that affects the bytes, are in this module.
        return _sha256((Path(__file__).read_bytes(), *sheets, *fonts, *versions))

    def key(self, html: str, day: str | None, attachments: tuple[PdfAttachment, ...]) -> str:
        """SHA-256 of everything that `render` reads: the same key means the same bytes."""
        attached = (
            part
            for each in attachments
            for part in (each.name.encode(), each.content, each.description.encode())
        )
        return _sha256((self.made_with.encode(), html.encode(), (day or "").encode(), *attached))

    def unshown(self, html: str) -> str:
        """The characters of a page, in order, that none of the fonts has."""
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
        # Put back only at the end, because an interrupted render may leave it in any state.
        press, self._press = self._press or self._new_press(), None
        moment = datetime.fromisoformat(first_day(day or NO_DATE)).replace(tzinfo=UTC)
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
        # Read again whenever fonts are searched, because another renderer may have changed it.
        os.environ["FONTCONFIG_FILE"] = str(_fontconfig(self._folder))
        weasyprint = _weasyprint()
        _require_memory()
        fonts = weasyprint.text.fonts.FontConfiguration()

        def sheet(text: str) -> Any:
            return weasyprint.CSS(
                string=text, base_url=BASE_URL, font_config=fonts, url_fetcher=_fetcher()
            )

        elements = sheet(self._elements)

        class Report(weasyprint.HTML):  # type: ignore[misc, name-defined]
            """HTML with our style sheet instead of the one for arbitrary web pages.

            WeasyPrint's tests replace it in the same way. Without the method, reports would look
            the same but take longer; a test checks that it exists.
            """

            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                return [elements]

        return _Press(Report, sheet(self._style_sheet), fonts)


@contextmanager
def _garbage_collected_at_the_end() -> Iterator[None]:
    """Collect garbage only once, after a render.

    A render makes about a hundred thousand objects that refer to each other and live until it ends.
    The collector would search them again and again without finding anything.
    """
    was_enabled = gc.isenabled()
    try:
        gc.disable()
        yield
    finally:
        if was_enabled:
            gc.enable()
        # All objects of a render are in the young generation, because there was no collection.
        gc.collect(0)


def _sha256(parts: Iterable[bytes]) -> str:
    """The digest of parts, which also depends on where each part ends."""
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
    """The attribute that names an element of a report as the target of links."""
    return f"style=\"-weasy-anchor: '{name}'\""


@cache
def _weasyprint() -> Any:
    """WeasyPrint. Raises PdfUnavailableError if its libraries are not installed."""
    try:
        with _no_process_started():
            import weasyprint
    except OSError as error:
        # The first sentence names the library; the rest is advice about Python.
        raise PdfUnavailableError(re.split(r"\n|\.  ", str(error))[0]) from error
    # Its warnings are about our style sheet; a test renders with a strict logger.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


def _require_memory() -> None:
    """Raise OSError if there is not enough memory for fonts.

    Pango and fontconfig do not look whether they got the memory that they asked for, and a process
    would end by a signal.
    """
    mmap.mmap(-1, LEAST_MEMORY).close()


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
    """Name and version of every loaded library that determines the bytes of a PDF."""
    loaded = _weasyprint().text.ffi
    versions = {
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": str(loaded.pango.pango_version()),
        "harfbuzz": _harfbuzz_version(loaded.harfbuzz.hb_version_atleast),
        "harfbuzz-subset": "no" if loaded.harfbuzz_subset is None else "yes",
        # Without the paths in the rules of fontconfig, which do not matter.
        "fontconfig rules": FONTCONFIG,
    }
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "none"
    return versions


def _harfbuzz_version(is_at_least: Callable[[int, int, int], object]) -> str:
    """The version of a library that can only say whether it is at least as new as another."""
    found = [0, 0, 0]
    for place in range(3):
        while is_at_least(*(number + (at == place) for at, number in enumerate(found))):
            found[place] += 1
    return ".".join(map(str, found))


@cache
def _fontconfig(fonts: Path) -> Path:
    """A fontconfig file with only our fonts, which is removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="sitegen-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "fonts.conf"
    rules = FONTCONFIG.format(fonts=escape(str(fonts.resolve())), cache=escape(str(folder)))
    file.write_text(rules, encoding="utf-8")
    return file


@cache
def _fetcher() -> Any:
    """A fetcher that refuses every URL, so that records cannot publish files of the machine."""

    class Refusing(_weasyprint().urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise ValueError(f"reports cannot load {url}: they fetch nothing")

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
