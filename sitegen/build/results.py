"""The results of all papers together, and the outcome of a build or a validation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sitegen.checks.between_papers import check_between_papers, ids_are_unique_in_kinds
from sitegen.checks.check import CORRECTIONS
from sitegen.checks.event_rules import affected_fields_were_changed
from sitegen.checks.history_rules import ANNOUNCED
from sitegen.checks.paper_rules import NEW_ONLY
from sitegen.checks.status_rules import removals
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.other_papers import OtherPaper, OtherPapers
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, Place, Severity, has_errors
from sitegen.findings.packed_findings import PackedFindings, SortedFindings, unpacked
from sitegen.reading.kinds import PAPER
from sitegen.render.project import Project, locate_in

if TYPE_CHECKING:
    from sitegen.history.against_base import History

# Called with the number of papers done and of all papers.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """The outcome of a build or a validation.

    Of the `papers`, `drafts` were checked and left out, `removed` left a tombstone, and `made` were
    made now; the others were up to date. `draft_folders` are the folders of the drafts. `reasons`
    maps folders to the reason why the paper was made. `held` has the folders of the papers that are
    held back, each with the id under which it stays published, if it does; `is_held` means that the
    rest was published all the same. `skipped` says which formats were left out because a library is
    missing; `notes` are further messages for the user. `noun` is what to call one of the papers:
    "record" if there are other kinds of records among them.
    """

    diagnostics: Sequence[Diagnostic]
    papers: int
    drafts: int = 0
    files: int = 0
    skipped: str = ""
    made: int = 0
    held: tuple[tuple[str, str], ...] = ()
    is_held: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    noun: str = PAPER.noun
    draft_folders: tuple[str, ...] = ()
    removed: int = 0

    @property
    def built(self) -> int:
        """How many papers are published as their records are now."""
        return 0 if self.is_stopped else self.papers - self.drafts - len(self.held)

    @property
    def is_stopped(self) -> bool:
        """Whether an error stopped it, so that nothing was published."""
        return has_errors(unpacked(self.diagnostics)) and not self.is_held


class PaperFindings(NamedTuple):
    """The findings of one paper, and what other papers are checked against; no row of a draft.

    `packed` are further findings, none of which is an error.
    """

    folder: str
    diagnostics: Sequence[Diagnostic]
    row: CatalogRow | None = None
    tombstone: Tombstone | None = None
    entry: RecordEntry | None = None
    packed: PackedFindings | None = None


@dataclass(frozen=True)
class Results:
    """Findings, rows and tombstones of all papers, and the entries of all other records.

    A record with errors has none of them; `broken` counts those. `packed` are further findings, by
    the folder of their paper; they need nothing but to be reported. `history` judges the papers
    against what was published, if that is asked for. `outside` are papers that these name, where
    only some papers are built.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    rows: tuple[CatalogRow, ...] = ()
    tombstones: tuple[tuple[str, Tombstone], ...] = ()
    entries: tuple[RecordEntry, ...] = ()
    broken: int = 0
    history: History | None = None
    outside: tuple[OtherPaper, ...] = ()
    packed: Mapping[str, PackedFindings] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        papers: Iterable[PaperFindings],
        diagnostics: Iterable[Diagnostic] = (),
        history: History | None = None,
    ) -> Results:
        """The results of some papers, with further findings."""
        found, broken = [*diagnostics], 0
        rows: list[CatalogRow] = []
        tombstones: list[tuple[str, Tombstone]] = []
        entries: list[RecordEntry] = []
        packed: dict[str, PackedFindings] = {}
        for paper in papers:
            found += paper.diagnostics
            is_broken = has_errors(paper.diagnostics)
            broken += is_broken
            if paper.packed:
                packed[paper.folder] = paper.packed
            if paper.row and not is_broken:
                rows.append(paper.row)
            if paper.tombstone:
                tombstones.append((paper.folder, paper.tombstone))
            if paper.entry and not is_broken:
                entries.append(paper.entry)
        return cls(
            tuple(found),
            tuple(rows),
            tuple(tombstones),
            tuple(entries),
            broken,
            history,
            packed=packed,
        )

    def between(self, project: Project, *, is_compared: bool = False) -> list[Diagnostic]:
        """The findings of checks between papers, and against what was published.

        Pass `is_compared` if the caller compares with what was published. Raises BaseError.
        """
        removed = [(folder, tombstone.id) for folder, tombstone in self.tombstones]
        all_known = not self.broken
        locate = locate_in(project.records)
        found = [*check_between_papers(self.rows, removed, locate, all_known=all_known)]
        found += ids_are_unique_in_kinds(self.entries, locate)
        if self.history is None and not is_compared:
            found += removals(self.rows, {}, locate)
        if self.history is not None:
            found += self.history.judge(self.rows, self.tombstones, all_known=all_known)
        # A fact that changed without its event, and an event without its change, are one mistake.
        unannounced = {_folder(each) for each in found if each.code == ANNOUNCED.code}
        return found + [
            each
            for each in self._new_breaches()
            if each.code != affected_fields_were_changed.rule.code
            or _folder(each) not in unannounced
        ]

    def _new_breaches(self) -> list[Diagnostic]:
        """The findings of rules that judge new records and events, with their own severity."""
        softened = [each for each in self.diagnostics if _is_softened(each)]
        if softened and self.history is not None:
            rows = {row.folder: row for row in self.rows}
            was_there = self.history.was_there(self.rows)
            softened = [
                each
                for each in softened
                if (row := rows.get(_folder(each))) is None or not was_there(row, each)
            ]
        return [each._replace(severity=NEW_ONLY[each.code].severity) for each in softened]

    @cached_property
    def _naming(self) -> Mapping[str, tuple[str, ...]]:
        """The ids that papers name, by the folders of these papers."""
        naming = {row.folder: row.names for row in self.rows if row.names}
        return naming | {folder: each.names for folder, each in self.tombstones if each.names}

    @property
    def named(self) -> Set[str]:
        """The ids of all papers that others name."""
        return {paper_id for names in self._naming.values() for paper_id in names}

    @cached_property
    def others(self) -> Mapping[str, OtherPapers]:
        """The papers that each paper names, by its folder, if it names any."""
        naming, named = self._naming, self.named
        known = {each.id: each for each in self.outside}
        known |= {row.id: row.as_other for row in self.rows if row.id in named}
        known |= {each.id: each.as_other for _, each in self.tombstones if each.id in named}
        return {
            folder: {each: known[each] for each in names if each in known}
            for folder, names in naming.items()
        }

    def with_findings(self, found: Iterable[Diagnostic]) -> Results:
        """A copy with more findings."""
        return replace(self, diagnostics=(*self.diagnostics, *found))

    def reported(self, site: Site) -> Sequence[Diagnostic]:
        """Each finding once, in order, without those that the settings silence."""
        if not self.packed:
            return self._kept(site)
        packed = {f"records/{folder}/": found for folder, found in self.packed.items()}
        return SortedFindings.of(self._kept(site), packed, site.silenced)

    def _kept(self, site: Site) -> tuple[Diagnostic, ...]:
        kept = {each for each in self.diagnostics if each.code not in site.silenced}
        if not any(map(_is_softened, kept)):
            return tuple(sorted(kept))
        # What is softened was published before: an event then stays as it is.
        new = {each[:2] for each in map(_what, kept) if not each[2]}
        return tuple(
            sorted(
                each
                for each in kept
                if not _is_softened(each)
                or (_what(each)[:2] not in new and not each.place.file.endswith(CORRECTIONS))
            )
        )


def _folder(finding: Diagnostic) -> str:
    return finding.place.file.rpartition("/")[0].removeprefix("records/")


def _what(finding: Diagnostic) -> tuple[Place, str, bool]:
    """Place and message of a finding, and whether it is softened."""
    return finding.place, finding.message, _is_softened(finding)


def pack(folder: str, diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...] | PackedFindings:
    """The findings of a paper, packed if they need nothing but to be reported."""
    within = f"records/{folder}/"
    if not diagnostics or any(
        each.severity is Severity.ERROR
        or each.fix
        or _is_softened(each)
        or not each.place.file.startswith(within)
        for each in diagnostics
    ):
        return tuple(diagnostics)
    return PackedFindings.of(sorted({*diagnostics}))


def _is_softened(finding: Diagnostic) -> bool:
    rule = NEW_ONLY.get(finding.code)
    return rule is not None and finding.severity is not rule.severity
