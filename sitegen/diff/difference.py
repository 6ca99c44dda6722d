"""The difference between two states of a site, which all formats of `sitegen diff` print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sitegen.findings.diagnostics import Diagnostic
from sitegen.publish.checksums import Change

# Labels of lines about values that no page shows.
WORDING, REBUILT = "Wording and rules", "Files"
UNSEEN = (WORDING, REBUILT)
Kind = Literal["correction", "milestone", "regeneration"]
CHANGE_KINDS: tuple[Kind, ...] = ("correction", "milestone", "regeneration")


class Line(NamedTuple):
    """One difference that a reader would notice, in the words of the page of the paper.

    `item` names which of several values changed, such as an artifact. If `extent` says how much of
    a text or a list changed, `before` and `after` are excerpts. None means no value. `label` and
    `extent` are words of sitegen; the others can be texts of a record and have to be escaped.
    """

    kind: Kind
    label: str
    field: str
    before: str | None = None
    after: str | None = None
    extent: str = ""
    item: str = ""


@dataclass(frozen=True)
class PaperDifference:
    """A paper that differs; `findings` are those of `validate --against`."""

    id: str
    record_id: str
    title: str
    folder: str
    lines: tuple[Line, ...]
    findings: tuple[Diagnostic, ...] = ()

    @property
    def short_id(self) -> str:
        """The id as people say it: BA7A9361."""
        return self.record_id.rpartition(":")[2]

    def of(self, kind: Kind) -> tuple[Line, ...]:
        """Its lines of one kind."""
        return tuple(line for line in self.lines if line.kind == kind)

    def refused(self, kind: Kind) -> tuple[Diagnostic, ...]:
        """Its findings, if `kind` is the gravest of its changes: they are printed once."""
        return self.findings if next(filter(self.of, CHANGE_KINDS), None) == kind else ()


class NamedPaper(NamedTuple):
    """A paper that is only on one side, with an optional `note`."""

    id: str
    record_id: str
    title: str
    note: str = ""

    @property
    def short_id(self) -> str:
        """The id as people say it: BA7A9361."""
        return self.record_id.rpartition(":")[2]


@dataclass(frozen=True)
class Pages:
    """The files that change, in an order that is safe for publishing.

    Without `is_exact`, they follow from the changes of records. `note` says what is not known, and
    `can_be_exact` whether --pages would find out.
    """

    changes: tuple[Change, ...] = ()
    is_exact: bool = False
    note: str = ""
    can_be_exact: bool = True


@dataclass(frozen=True)
class Difference:
    """The difference between `base` and the present records.

    `gone` are published papers that are missing without a tombstone. `unknown` are folders that
    cannot be compared, and why. `findings` are those that belong to no listed paper.
    """

    base: str
    papers: tuple[PaperDifference, ...] = ()
    added: tuple[NamedPaper, ...] = ()
    removed: tuple[NamedPaper, ...] = ()
    gone: tuple[NamedPaper, ...] = ()
    unchanged: int = 0
    unknown: tuple[tuple[str, str], ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    pages: Pages = field(default_factory=Pages)

    @property
    def is_empty(self) -> bool:
        """Whether there is no difference."""
        papers = (self.papers, self.added, self.removed, self.gone, self.unknown)
        return not any((*papers, self.findings, self.pages.changes))

    def of(self, kind: Kind) -> list[PaperDifference]:
        """The papers that have lines of a kind."""
        return [paper for paper in self.papers if paper.of(kind)]

    def counts(self) -> dict[str, int]:
        """The number of papers by kind of change; a paper can count for several kinds."""
        kinds = {kind: len(self.of(kind)) for kind in CHANGE_KINDS}
        others = ("added", "removed", "gone")
        rest = {name: len(getattr(self, name)) for name in others}
        return kinds | rest | {"unchanged": self.unchanged, "not_compared": len(self.unknown)}


def alike(
    papers: Sequence[PaperDifference], kind: Kind
) -> list[tuple[tuple[Line, ...], list[PaperDifference]]]:
    """Papers with their lines; those with the same regeneration are grouped, as it can be all."""
    if kind != "regeneration":
        return [(paper.of(kind), [paper]) for paper in papers]
    groups: dict[tuple[Line, ...], list[PaperDifference]] = {}
    for paper in papers:
        groups.setdefault(paper.of(kind), []).append(paper)
    # Changes that only JSON shows come last.
    return sorted(groups.items(), key=lambda each: each[0][0].label in UNSEEN)
