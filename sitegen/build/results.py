"""What is known of all papers together, while they come in one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sitegen.checks.between_papers import check_between_papers
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.history.against_base import History
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
    library, `notes` what else there is to know.
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

    @property
    def is_stopped(self) -> bool:
        """Whether an error kept the run from its end: nothing was published."""
        return has_errors(self.diagnostics) and not self.is_held


@dataclass
class Tally:
    """Findings, rows and tombstones of the papers so far.

    `history` judges them against what was published, where that is asked for.
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    rows: list[CatalogRow] = field(default_factory=list)
    tombstones: list[tuple[str, Tombstone]] = field(default_factory=list)
    broken: int = 0
    history: History | None = None

    def add(
        self,
        folder: str,
        diagnostics: Iterable[Diagnostic],
        row: CatalogRow | None,
        tombstone: Tombstone | None,
    ) -> None:
        """Take in one paper. One with errors has no row."""
        found = list(diagnostics)
        self.diagnostics += found
        self.broken += has_errors(found)
        if row and not has_errors(found):
            self.rows.append(row)
        if tombstone:
            self.tombstones.append((folder, tombstone))

    def check_between(self, project: Project) -> None:
        """Judge what the papers say of one another, and against what was published."""
        removed = [(folder, tombstone.id) for folder, tombstone in self.tombstones]
        locate = locate_in(project.records)
        self.diagnostics += check_between_papers(
            self.rows, removed, locate, all_known=not self.broken
        )
        if self.history is not None:
            self.diagnostics += self.history.judge(
                self.rows, self.tombstones, all_known=not self.broken
            )

    def reported(self, site: Site) -> tuple[Diagnostic, ...]:
        """Each finding once, in order, without those that the site switches off."""
        kept = {each for each in self.diagnostics if each.code not in site.silenced}
        return tuple(sorted(kept))
