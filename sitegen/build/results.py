"""What is known of all papers together, and what came of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sitegen.checks.between_papers import check_between_papers, ids_are_unique_in_kinds
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.history.against_base import History
from sitegen.reading.kinds import PAPER
from sitegen.render.project import Project, locate_in

# Called with how many papers are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What a run found and made.

    Of the `papers`, `drafts` were checked and left out, and `made` were made now; the others stood
    as they were. `reasons` says of each by its folder why it was made. `held` names the folders of
    papers that are held back, and the ids under which they stay published, if they are; `is_held`
    that the rest was published all the same. `skipped` says what was left out for want of a
    library, `notes` what else there is to know. `noun` is what to call each of the papers; it is
    "record" if there are other kinds of records among them.
    """

    diagnostics: tuple[Diagnostic, ...]
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

    @property
    def is_stopped(self) -> bool:
        """Whether an error kept the run from its end: nothing was published."""
        return has_errors(self.diagnostics) and not self.is_held


class PaperFindings(NamedTuple):
    """What is wrong with one paper, and what others are judged by: nothing of a draft."""

    folder: str
    diagnostics: Sequence[Diagnostic]
    row: CatalogRow | None = None
    tombstone: Tombstone | None = None
    entry: RecordEntry | None = None


@dataclass(frozen=True)
class Results:
    """Findings, rows and tombstones of all papers, and the entries of all other records.

    A record with errors has none of them; `broken` counts those. `history` judges the papers
    against what was published, if that is asked for.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    rows: tuple[CatalogRow, ...] = ()
    tombstones: tuple[tuple[str, Tombstone], ...] = ()
    entries: tuple[RecordEntry, ...] = ()
    broken: int = 0
    history: History | None = None

    @classmethod
    def of(
        cls,
        papers: Iterable[PaperFindings],
        diagnostics: Iterable[Diagnostic] = (),
        history: History | None = None,
    ) -> Results:
        """The results of some papers, and what is wrong beside them."""
        found, broken = [*diagnostics], 0
        rows: list[CatalogRow] = []
        tombstones: list[tuple[str, Tombstone]] = []
        entries: list[RecordEntry] = []
        for paper in papers:
            found += paper.diagnostics
            is_broken = has_errors(paper.diagnostics)
            broken += is_broken
            if paper.row and not is_broken:
                rows.append(paper.row)
            if paper.tombstone:
                tombstones.append((paper.folder, paper.tombstone))
            if paper.entry and not is_broken:
                entries.append(paper.entry)
        return cls(tuple(found), tuple(rows), tuple(tombstones), tuple(entries), broken, history)

    def between(self, project: Project) -> list[Diagnostic]:
        """What is wrong with the papers as a whole, and against what was published.

        Raises BaseError.
        """
        removed = [(folder, tombstone.id) for folder, tombstone in self.tombstones]
        all_known = not self.broken
        locate = locate_in(project.records)
        found = [*check_between_papers(self.rows, removed, locate, all_known=all_known)]
        found += ids_are_unique_in_kinds(self.entries, locate)
        if self.history is not None:
            found += self.history.judge(self.rows, self.tombstones, all_known=all_known)
        return found

    def with_findings(self, found: Iterable[Diagnostic]) -> Results:
        """The same with more findings."""
        return replace(self, diagnostics=(*self.diagnostics, *found))

    def reported(self, site: Site) -> tuple[Diagnostic, ...]:
        """Each finding once, in order, without those that the site switches off."""
        kept = {each for each in self.diagnostics if each.code not in site.silenced}
        return tuple(sorted(kept))
