"""The report of a paper, taken out of its PDF, where it is attached as data."""

from __future__ import annotations

import hashlib
import io
import logging
from dataclasses import dataclass
from typing import Any

import orjson

from sitegen.build.limits import USUAL, TimeLimitError, within
from sitegen.contracts.paper_report import ATTACHED
from sitegen.importing.site_files import SiteFileError, SiteFiles

WRITTEN_WITHOUT = (
    "the record was written without its report: put `report:` back from a backup, "
    "or announce by `sitegen correct` that the report changed"
)
# A record holds 1 MB at most, so its report as data some MB, and what leads to it in the PDF no
# more. A few bytes of a PDF can claim gigabytes.
LARGEST_STREAM = 16_000_000


@dataclass(frozen=True)
class ReportBack:
    """What a report states, or why nobody can tell. No digest means that it states nothing."""

    data: Any = None
    why: str = ""


def report_back(files: SiteFiles, pdf: str, sha256: str) -> ReportBack:
    """The report that is attached to a published PDF under that digest."""
    try:
        stated = _attached(pdf, files.read_pdf(pdf))
    except SiteFileError as problem:
        return _lost(f"its report is in paper.pdf alone, which {problem}")
    except ImportError:
        needs = "is in paper.pdf, and the extra `import` of sitegen, which reads PDFs, is missing"
        return _lost(f"what its report states {needs}")
    if stated is None:
        whose = "an earlier sitegen made it, or another program"
        return _lost(f"its report is in the text of paper.pdf, which holds no {ATTACHED}: {whose}")
    if hashlib.sha256(stated).hexdigest() != sha256:
        return _lost(f"the {ATTACHED} inside paper.pdf has another digest than the manifest says")
    try:
        return ReportBack(orjson.loads(stated))
    except orjson.JSONDecodeError:
        return _lost(f"the {ATTACHED} inside paper.pdf is no JSON")


def _lost(why: str) -> ReportBack:
    return ReportBack(why=f"{why}; {WRITTEN_WITHOUT}")


def _attached(path: str, pdf: bytes) -> bytes | None:
    """What is attached as the report; None where nothing is. Raises SiteFileError, ImportError."""
    from pypdf.errors import LimitReachedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote what the PDF says
    try:
        with within(USUAL):
            return _first_attached(pdf)
    except (LimitReachedError, MemoryError, TimeLimitError) as error:
        most = f"{LARGEST_STREAM:,} bytes"
        what = f"unpacks to more than {most}, or is read without an end: no report is so large"
        raise SiteFileError(path, what) from error
    except Exception as error:  # pypdf stumbles over broken PDFs by errors of every kind
        raise SiteFileError(path, "is a broken PDF") from error


def _first_attached(pdf: bytes) -> bytes | None:
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(
        zlib_maximum_output_length=LARGEST_STREAM,
        lzw_maximum_output_length=LARGEST_STREAM,
        run_length_maximum_output_length=LARGEST_STREAM,
    ):
        attached = PdfReader(io.BytesIO(pdf)).attachment_list
        return next((each.content for each in attached if each.name == ATTACHED), None)
