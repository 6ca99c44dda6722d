"""Reads the report of a paper from its PDF, where it is attached as JSON."""

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
    "the record was written without its report: restore `report:` from a backup, "
    "or announce with `sitegen correct` that the report changed"
)
# A record is at most 1 MB, so its report takes a few MB as JSON, and so do the PDF's own streams.
# The limit stops a PDF of a few bytes that unpacks to gigabytes.
LARGEST_STREAM = 16_000_000


@dataclass(frozen=True)
class ReportBack:
    """The JSON data of a report, or `why` it cannot be read."""

    data: Any = None
    why: str = ""


def report_back(files: SiteFiles, pdf: str, sha256: str) -> ReportBack:
    """Read the report that is attached to a published PDF, and check it against its digest.

    `pdf` is the path of the PDF on the site. A problem is returned in `why`, never raised.
    """
    try:
        stated = _attached(pdf, files.read_pdf(pdf))
    except SiteFileError as problem:
        return _lost(f"its report is only in paper.pdf, which {problem}")
    except ImportError:
        needs = "pip install 'assignee-sitegen[import]' adds the library that reads it"
        return _lost(f"its report is only in paper.pdf: {needs}")
    if stated is None:
        whose = "an earlier sitegen or another program made it"
        return _lost(f"its report is only text in paper.pdf, which has no {ATTACHED}: {whose}")
    if hashlib.sha256(stated).hexdigest() != sha256:
        return _lost(f"the {ATTACHED} in paper.pdf does not match its digest in the manifest")
    try:
        return ReportBack(orjson.loads(stated))
    except orjson.JSONDecodeError:
        return _lost(f"the {ATTACHED} in paper.pdf is not JSON")


def _lost(why: str) -> ReportBack:
    return ReportBack(why=f"{why}; {WRITTEN_WITHOUT}")


def _attached(path: str, pdf: bytes) -> bytes | None:
    """The bytes that are attached as the report; None if there are none.

    Raises SiteFileError if the PDF is damaged, and ImportError without pypdf.
    """
    from pypdf.errors import LimitReachedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the PDF
    try:
        with within(USUAL):
            return _first_attached(pdf)
    except (LimitReachedError, MemoryError, TimeLimitError) as error:
        most = f"{LARGEST_STREAM:,} bytes"
        what = f"unpacks to more than {most}, or takes too long to read"
        raise SiteFileError(path, what) from error
    except Exception as error:  # pypdf raises errors of every kind for broken PDFs
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
