"""Compares the records now with what was published: everything that a reader would notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import orjson

from sitegen.build.executors import THIS_PROCESS, Executor
from sitegen.build.results import PaperFindings, Progress, Results
from sitegen.build.validation import judge_papers
from sitegen.checks.history_rules import BASE_WAS_SOUND
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.editorial_status import LABELS
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.published_json import read_published
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone, removal_of
from sitegen.diff.difference import Difference, NamedPaper, PaperDifference
from sitegen.diff.paper_lines import Reports, TwoStates
from sitegen.diff.states import SeenPaper, SeePaper, Then
from sitegen.findings.diagnostics import Diagnostic, Severity, has_errors
from sitegen.history.against_base import History
from sitegen.history.base import Base, BasePaper
from sitegen.history.event_history import ComparedPaper
from sitegen.history.paper_history import how_facts_changed, is_as_published
from sitegen.reading.records import find_records, read_source
from sitegen.render.exports import manifest_json as manifest_json
from sitegen.render.paper import understand
from sitegen.render.project import Project, load_guides, load_site

DIGESTS_ALONE = (
    "a ledger has digests, not texts: compare with a published site or a git revision to see more"
)
BROKEN = "the record has errors; `sitegen validate` shows them"


@dataclass(frozen=True)
class Comparison:
    """Both states, and the errors of the papers that could not be compared."""

    states: States
    mistakes: tuple[Diagnostic, ...]


def compare(
    project: Project,
    base: Base,
    now: datetime,
    progress: Progress = lambda done, total: None,
    executor: Executor = THIS_PROCESS,
) -> Comparison:
    """Compare all papers that have no errors with what was published.

    `now` is the time that dates are checked against. Raises SettingsError if site.yaml has errors,
    BaseError if the base is damaged, and OSError.
    """
    site, diagnostics = load_site(project)
    _, found = load_guides(project)
    work = SeePaper(site, now, _settings_before(base, site), _has_digests(base, site))
    folders = find_records(project.records)
    judged = judge_papers(project, site, folders, work, SeenPaper, executor, progress)
    seen = {
        folder: replace(paper, diagnostics=(*read, *paper.diagnostics))
        for folder, (read, paper) in sorted(judged.items())
    }
    papers = (
        PaperFindings(folder, paper.diagnostics, paper.row, paper.tombstone, paper.entry)
        for folder, paper in seen.items()
    )
    results = Results.of(papers, diagnostics + found)
    results = results.with_findings(results.between(project, is_compared=True))
    mistakes = [each for each in results.reported(site) if each.severity is Severity.ERROR]
    return Comparison(States(base, project, site, results, seen), tuple(mistakes))


def _settings_before(base: Base, site: Site) -> Site | None:
    """The settings of a git revision, if they differ from the present ones."""
    if base.authored is None:
        return None
    before = base.authored.settings
    return before if before.settings_sha256 != site.settings_sha256 else None


def _has_digests(base: Base, site: Site) -> bool:
    """Whether manifests have to be compared as well: not if equal files give equal manifests."""
    return base.authored is None or _settings_before(base, site) is not None


class States:
    """Both states of all papers: what was published, and the present records."""

    def __init__(
        self,
        base: Base,
        project: Project,
        site: Site,
        results: Results,
        seen: Mapping[str, SeenPaper],
    ) -> None:
        self.base, self.project, self.site = base, project, site
        self.results, self._seen = results, seen
        self.now = {row.id: row for row in results.rows}
        self.buried = {each.id: each for _, each in results.tombstones}
        self.published = base.papers(results.rows)
        self.removed = base.removed(results.tombstones)

    @property
    def is_broken(self) -> bool:
        """Whether papers are left out because of their errors."""
        return bool(self.results.broken)

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The ids of the papers on both sides that differ."""
        return tuple(
            paper_id
            for paper_id in sorted(self.published.keys() & self.now.keys())
            if not is_as_published(self.published[paper_id], self.now[paper_id])
            or self._is_regenerated(self.now[paper_id])
        )

    def difference(self) -> Difference:
        """The differences of all papers. Raises BaseError if the base is damaged."""
        papers = tuple(self._papers())
        compared = self.published.keys() & self.now.keys()
        return Difference(
            base=self.base.name,
            papers=papers,
            added=tuple(self._added()),
            removed=tuple(self._removed()),
            gone=tuple(self._gone()),
            unchanged=len(compared) - len(papers),
            unknown=self._unknown,
            findings=self._others(papers),
            notes=(DIGESTS_ALONE,) if papers and _is_ledger(self.base) else (),
        )

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The ids of the removed papers whose tombstone differs."""
        return tuple(
            paper_id
            for paper_id, tombstone in sorted(self.buried.items())
            if (was := self.removed.get(paper_id)) is None
            or was.model_dump() != removal_of(tombstone).model_dump()
            or [*self.events_of(paper_id)] != [*tombstone.events]
        )

    def events_of(self, paper_id: str) -> Sequence[CorrectionEvent]:
        """The published events of a removed paper."""
        return self.base.removed_events(paper_id)

    def row_in(self, folder: str) -> CatalogRow | None:
        """The present row of the paper in a folder; None if there is none."""
        return self._seen[folder].row

    def manifest_sha256(self, row: CatalogRow) -> str:
        """The SHA-256 of the present manifest; empty if it was not needed."""
        return self._seen[row.folder].manifest_sha256

    # Papers on both sides

    def _papers(self) -> Iterator[PaperDifference]:
        for paper_id in self.differing:
            published, row = self.published[paper_id], self.now[paper_id]
            yield PaperDifference(
                paper_id,
                row.record_id,
                row.display_title,
                row.folder,
                self._two_states(published, row).lines(),
                tuple(self._findings.get(row.folder, ())),
            )

    def _is_regenerated(self, row: CatalogRow) -> bool:
        """Whether the manifest differs although the facts are the same."""
        if published := self.base.manifest_sha256(row.id):
            return published != self.manifest_sha256(row)
        return self.then(row) is not None

    def then(self, row: CatalogRow) -> Then | None:
        """The paper from the same files with the settings of the revision, if that differs."""
        records = self.base.authored
        is_same = records is not None and row.folder not in records.differing
        return self._seen[row.folder].then if is_same else None

    def _two_states(self, published: BasePaper, row: CatalogRow) -> TwoStates:
        now = self._understood(row)
        compared = ComparedPaper.of(self.base, self.project, published, row)
        return TwoStates(
            compared=compared,
            before=self._manifest(row),
            after=orjson.loads(manifest_json.export(now, self.site)),
            facts=how_facts_changed(compared, now, self.site),
            reports=self._reports(row.id, now),
            status=self._status(row),
        )

    def _understood(self, row: CatalogRow) -> PublishedPaper:
        source, _ = read_source(self.project.records, row.folder)
        paper = understand(source, self.site).paper
        if paper is None:
            raise OSError(f"{row.folder} changed during the comparison; run the command again")
        return paper

    def _manifest(self, row: CatalogRow) -> dict[str, object] | None:
        then = self.then(row)
        data = then.manifest if then else self.base.manifest(row.id)
        return read_published("paper-manifest", data) if data else None

    def _reports(self, paper_id: str, now: PublishedPaper) -> Reports | None:
        records = self.base.authored
        if records is None or records.row(paper_id) is None:
            return None
        after = now.authored_report
        dumped = after.model_dump(mode="json", exclude_defaults=True) if after else None
        return Reports(records.report(paper_id), dumped)

    def _status(self, row: CatalogRow) -> tuple[str, str]:
        was = self.base.status(row.id)
        label = next((label for status, label in LABELS.items() if status == was), was)
        return label, row.status_label

    # Papers on one side

    def _added(self) -> Iterator[NamedPaper]:
        unknown = {folder for folder, _ in self._unknown}
        for paper_id in sorted(self.now.keys() - self.published.keys()):
            row = self.now[paper_id]
            if row.folder not in unknown:
                yield NamedPaper(paper_id, row.record_id, row.display_title)

    def _removed(self) -> Iterator[NamedPaper]:
        for paper_id in sorted(self.buried.keys() - self.removed.keys()):
            tombstone: Tombstone = self.buried[paper_id]
            yield NamedPaper(paper_id, tombstone.record_id, tombstone.title, tombstone.reason)

    def _gone(self) -> Iterator[NamedPaper]:
        if self.results.broken:  # it may be one of the papers with errors
            return
        for paper_id in sorted(self.published.keys() - self.now.keys() - self.buried.keys()):
            data = self.base.manifest(paper_id)
            title = read_published("paper-manifest", data)["work"]["title"] if data else ""
            yield NamedPaper(paper_id, record_id(paper_id), str(title))

    @cached_property
    def _unknown(self) -> tuple[tuple[str, str], ...]:
        """The folders that cannot be compared, and why: errors on either side."""
        known = {row.folder for row in self.results.rows} | {
            folder for folder, _ in self.results.tombstones
        }
        broken = [
            (folder, BROKEN)
            for folder, seen in self._seen.items()
            if folder not in known and has_errors(seen.diagnostics)
        ]
        return tuple(sorted([*self.base.unknown(), *broken]))

    # What may not be

    @cached_property
    def _findings(self) -> dict[str, list[Diagnostic]]:
        """The findings of `validate --against`, by folder."""
        history = History(self.base, self.project, self.site)
        results, found = self.results, dict[str, list[Diagnostic]]()
        all_known = not results.broken
        for each in sorted(
            set(history.judge(results.rows, results.tombstones, all_known=all_known))
        ):
            if each.severity is Severity.ERROR and each.code != BASE_WAS_SOUND.code:
                _, *folder = each.place.file.split("/")[:3]
                found.setdefault("/".join(folder), []).append(each)
        return found

    def _others(self, papers: Sequence[PaperDifference]) -> tuple[Diagnostic, ...]:
        listed = {paper.folder for paper in papers}
        rest = (each for folder, each in self._findings.items() if folder not in listed)
        return tuple(sorted(finding for findings in rest for finding in findings))


def _is_ledger(base: Base) -> bool:
    return base.site is None and base.authored is None
