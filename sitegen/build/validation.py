"""Checks all records and builds nothing: `sitegen validate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sitegen.build.executors import THIS_PROCESS, Executor, Lost, Work, lost_paper
from sitegen.build.reading import read_record
from sitegen.build.results import Outcome, PaperFindings, Progress, Results
from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic
from sitegen.history.against_base import History
from sitegen.history.base import Base
from sitegen.reading.kinds import noun_for
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import find_records
from sitegen.render.pdf.fonts import Fonts
from sitegen.render.project import Project, dead_links, load_guides, load_site
from sitegen.render.record_makers import understand
from sitegen.render.site_fonts import font_findings, fonts_of
from sitegen.render.template_files import BadTemplateError
from sitegen.render.templating import Templates
from sitegen.render.unshown import unshown_findings, unshown_texts

BATCH = 64


@dataclass(frozen=True)
class JudgedPaper:
    """The findings of one paper, and what other papers are checked against."""

    diagnostics: tuple[Diagnostic, ...]
    row: CatalogRow | None
    tombstone: Tombstone | None
    entry: RecordEntry | None = None


Judged = TypeVar("Judged", bound=JudgedPaper)


@dataclass(frozen=True)
class JudgePaper:
    """Checks papers of one site. Dates are compared with `now`, which has a time zone."""

    site: Site
    now: datetime
    templates: Path | None = None
    batch: int = BATCH

    def prepare(self) -> None:
        """There is nothing to load."""

    def __call__(self, source: PaperSource) -> JudgedPaper:
        """Check one paper."""
        understood = understand(source, self.site, self.now)
        unshown = unshown_texts(source, self._fonts) if self._fonts else ""
        found = (*understood.diagnostics, *unshown_findings(source, unshown, self.site))
        # Checks between papers ignore drafts, because a build leaves them out.
        published = None if understood.is_draft else understood.paper
        row = catalog_row(source.folder, published) if published else None
        entry = None if understood.is_draft else understood.entry
        return JudgedPaper(found, row, understood.tombstone, entry)

    @cached_property
    def _fonts(self) -> Fonts | None:
        """The fonts of PDFs; None if one of them cannot be used, which is a finding of its own."""
        try:
            return fonts_of(self.site, Templates(self.templates))
        except BadTemplateError:
            return None

    def __getstate__(self) -> dict[str, object]:
        """The state to send to another process: without what was loaded."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def validate(
    project: Project,
    now: datetime,
    progress: Progress,
    executor: Executor = THIS_PROCESS,
    base: Base | None = None,
) -> Outcome:
    """Check all records, and compare them with what was published if there is a `base`.

    Raises SettingsError if site.yaml has errors, BaseError if the base is damaged, OSError if the
    machine fails.
    """
    site, diagnostics = load_site(project)
    guides, found = load_guides(project)
    found += [*dead_links(project, site, guides, found)]
    history = History(base, project, site) if base else None
    folders = find_records(project.records)
    found += font_findings(site, Templates(project.templates))
    work = JudgePaper(site, now, project.templates)
    judged = judge_papers(project, site, folders, work, JudgedPaper, executor, progress)
    papers = (
        PaperFindings(folder, [*read, *paper.diagnostics], paper.row, paper.tombstone, paper.entry)
        for folder, (read, paper) in sorted(judged.items())
    )
    results = Results.of(papers, diagnostics + found, history)
    results = results.with_findings(results.between(project))
    return Outcome(results.reported(site), len(folders), noun=noun_for(folders))


def judge_papers(
    project: Project,
    site: Site,
    folders: Sequence[str],
    work: Work[PaperSource, Judged],
    lost: type[Judged],
    executor: Executor,
    progress: Progress,
) -> dict[str, tuple[list[Diagnostic], Judged]]:
    """The findings of reading each folder and the result of the work on it, by folder.

    If the work crashed its worker twice, the result is a `lost` with a finding that says so.
    """
    findings: dict[str, list[Diagnostic]] = {}
    judged: dict[str, tuple[list[Diagnostic], Judged]] = {}

    def sources() -> Iterator[PaperSource]:
        for folder in folders:
            source, findings[folder] = read_record(project.records, folder, site)
            yield source

    for source, result in executor.work_on(work, sources()):
        if isinstance(result, Lost):
            result = lost((lost_paper(source),), None, None)
        judged[source.folder] = findings[source.folder], result
        progress(len(judged), len(folders))
    return judged
