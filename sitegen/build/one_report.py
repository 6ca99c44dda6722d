"""The PDF of one paper alone: the bytes that a build would write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.build.cache import close_in_this_process
from sitegen.build.cache_file import NAME
from sitegen.build.limits import USUAL, Limits, check_memory
from sitegen.build.named_papers import find_named
from sitegen.build.paper_worker import MakePaper, PaperTask
from sitegen.build.reading import read_record
from sitegen.build.results import PaperFindings, Results
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.render.exports import REPORT
from sitegen.render.finished import FinishedPaper
from sitegen.render.project import Project, load_site
from sitegen.render.template_files import BadTemplateError


@dataclass(frozen=True)
class OneReport:
    """The PDF of one paper, and the findings about its record.

    `pdf` is empty if the record has errors, or if it says that the paper has no PDF. A build leaves
    a draft out. `record_id` is empty if the record has errors.
    """

    diagnostics: Sequence[Diagnostic]
    record_id: str = ""
    pdf: bytes = b""
    is_draft: bool = False


def make_report(
    project: Project, folder: str, *, cache: Path | None = None, limits: Limits = USUAL
) -> OneReport:
    """The PDF of the paper in a folder, a path relative to the records.

    Reads that record, and those of the papers that it names. A PDF that is in the build cache in
    the folder `cache` is not made again; no cache is created. Raises SettingsError,
    PdfUnavailableError, ForeignCacheError or UnavailableError.
    """
    check_memory(with_pdfs=True)
    site, wrong = load_site(project)
    source, found = read_record(project.records, folder, site, limits)
    held = cache if cache and (cache / NAME).is_file() else None
    work = MakePaper(site, project.templates, ("pdf",), drafts=True, limits=limits, cache=held)
    try:
        made = work.finished(PaperTask(source))
        results = _results(folder, found, made)
        if results.named:
            outside = find_named(project.records, site, results.named, drafts=made.is_draft)
            others = replace(results, outside=tuple(outside)).others[folder]
            made = work.finished(PaperTask(source, others))
            results = _results(folder, found, made)
    except BadTemplateError as problem:
        return OneReport((*wrong, *found, problem.diagnostic))
    finally:
        if held:
            close_in_this_process(held)
    named = made.row or made.tombstone
    return OneReport(
        diagnostics=results.with_findings(wrong).reported(site),
        record_id=named.record_id if named else "",
        pdf=_pdf(made),
        is_draft=made.is_draft,
    )


def _results(folder: str, found: list[Diagnostic], made: FinishedPaper) -> Results:
    findings = [*found, *made.diagnostics]
    return Results.of([PaperFindings(folder, findings, made.row, made.tombstone)])


def _pdf(made: FinishedPaper) -> bytes:
    """The PDF among the files of a paper; empty if it has errors or no PDF."""
    paths = [] if has_errors(made.diagnostics) else [*made.files]
    return next((made.files[each] for each in paths if each.endswith(f"/{REPORT.file}")), b"")
