"""The report of a paper, taken out of its PDF, where it is attached as data."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson

from sitegen.contracts.report import ATTACHED
from sitegen.importing.site_files import SiteFiles, Unreadable

WRITTEN_WITHOUT = "the record was written without its report"


@dataclass(frozen=True)
class ReportBack:
    """What a report states, or why nobody can tell. No digest means that it states nothing."""

    data: Any = None
    why: str = ""


def report_back(files: SiteFiles, pdf: str, sha256: str) -> ReportBack:
    """The report that is attached to a published PDF under that digest."""
    try:
        import pypdfium2
    except ImportError:
        needs = "is in paper.pdf, and the extra `import` of sitegen, which reads PDFs, is missing"
        return ReportBack(why=f"what its report states {needs}; {WRITTEN_WITHOUT}")
    try:
        with closing(pypdfium2.PdfDocument(files.read_pdf(pdf))) as document:
            stated = _attached(document)
    except Unreadable as problem:
        return ReportBack(
            why=f"its report is in paper.pdf alone, which {problem}; {WRITTEN_WITHOUT}"
        )
    except pypdfium2.PdfiumError:
        return ReportBack(why=f"its report is in paper.pdf alone, a broken PDF; {WRITTEN_WITHOUT}")
    if stated is None:
        older = "an earlier sitegen made it, without the data"
        return ReportBack(why=f"its report is in the text of paper.pdf: {older}; {WRITTEN_WITHOUT}")
    if hashlib.sha256(stated).hexdigest() != sha256:
        other = "has another digest than the manifest says"
        return ReportBack(why=f"the {ATTACHED} inside paper.pdf {other}; {WRITTEN_WITHOUT}")
    try:
        return ReportBack(orjson.loads(stated))
    except orjson.JSONDecodeError:
        return ReportBack(why=f"the {ATTACHED} inside paper.pdf is no JSON; {WRITTEN_WITHOUT}")


def _attached(document: Any) -> bytes | None:
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        if attachment.get_name() == ATTACHED:
            return bytes(attachment.get_data())
    return None
