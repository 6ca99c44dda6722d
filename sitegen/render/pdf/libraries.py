"""WeasyPrint and the libraries under it: loaded without a process, a network or a style sheet."""

from __future__ import annotations

import ctypes.util
import logging
import mmap
import platform
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from sitegen.findings.errors import SitegenError
from sitegen.render.pdf import shortcuts
from sitegen.render.pdf.copied_brackets import correct_brackets
from sitegen.render.pdf.fonts import FONTCONFIG

# Bytes of memory: a small report needs 72 MB on Linux.
LEAST_MEMORY = 96_000_000
# Every package that takes part in turning HTML and CSS into the bytes of a PDF.
LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "webencodings", "fonttools"),
    *("pillow", "pyphen", "brotli", "zopfli", "cffi", "ziamath", "ziafont", "math-core"),
)


class PdfUnavailableError(SitegenError):
    """WeasyPrint cannot be loaded, most often because Pango is not installed."""


@cache
def load_weasyprint() -> Any:
    """WeasyPrint. Raises PdfUnavailableError if its libraries are not installed."""
    try:
        with _no_process_started():
            import weasyprint
    except OSError as error:
        # The first sentence names the library; the rest is advice about Python.
        raise PdfUnavailableError(re.split(r"\n|\.  ", str(error))[0]) from error
    correct_brackets(weasyprint)
    # Its messages are about our style sheet, which a test renders with a strict logger, or about
    # texts of records, such as `[a](#nowhere)`, where they name neither file nor line.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    shortcuts.take(weasyprint)
    return weasyprint


def require_memory() -> None:
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
def library_versions() -> dict[str, str]:
    """Name and version of every loaded library that determines the bytes of a PDF."""
    loaded = load_weasyprint().text.ffi
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
def refusing_fetcher() -> Any:
    """A fetcher that refuses every URL, so that records cannot publish files of the machine."""

    class Refusing(load_weasyprint().urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise ValueError(f"reports cannot load {url}: they fetch nothing")

    return Refusing()
