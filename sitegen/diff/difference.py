"""How two states of a site differ, as every form of `sitegen diff` is given it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sitegen.findings.diagnostics import Diagnostic
from sitegen.publish.checksums import Change

# Lines about what no page shows.
WORDING, ANEW = "Wording and rules", "Files"
UNSEEN = (WORDING, ANEW)
Kind = Literal["correction", "milestone", "regeneration"]
KINDS: tuple[Kind, ...] = ("correction", "milestone", "regeneration")


class Line(NamedTuple):
    """One thing that a reader would notice of a paper, in the words of its page.

    `item` names the one of several that changed, such as an artifact. `extent` says how much of a
    text or a list changed; `before` and `after` are excerpts then. None stands for no value. Label
    and extent are words of sitegen; the others may be texts of a record.
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
    """A paper that differs. `findings` are what `validate --against` refuses of it."""

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
        """Its findings, told with the gravest of its changes."""
        return self.findings if next(filter(self.of, KINDS), None) == kind else ()


class NamedPaper(NamedTuple):
    """A paper that is on one side alone; `note` says more of it, where there is more."""

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
    """The files that change, in the order that is safe to publish them.

    Without `is_exact` they follow from what changed in the records. `note` says what is not known.
    """

    changes: tuple[Change, ...] = ()
    is_exact: bool = False
    note: str = ""
    can_be_exact: bool = True


@dataclass(frozen=True)
class Difference:
    """What differs between `base` and the records of today.

    `gone` are papers that were published and are no more, without a tombstone; `unknown` those that
    cannot be compared, by folder, and why. `findings` belong to no paper that is listed.
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
        """Whether a reader would notice nothing."""
        papers = (self.papers, self.added, self.removed, self.gone, self.unknown)
        return not any((*papers, self.findings, self.pages.changes))

    def of(self, kind: Kind) -> list[PaperDifference]:
        """The papers that have lines of a kind."""
        return [paper for paper in self.papers if paper.of(kind)]

    def counts(self) -> dict[str, int]:
        """How many papers there are of each sort; one may count as several kinds of change."""
        kinds = {kind: len(self.of(kind)) for kind in KINDS}
        others = ("added", "removed", "gone")
        rest = {name: len(getattr(self, name)) for name in others}
        return kinds | rest | {"unchanged": self.unchanged, "not_compared": len(self.unknown)}


def alike(
    papers: Sequence[PaperDifference], kind: Kind
) -> list[tuple[tuple[Line, ...], list[PaperDifference]]]:
    """Papers with what is to be said of them; a new wording can reach all, and is said once."""
    if kind != "regeneration":
        return [(paper.of(kind), [paper]) for paper in papers]
    groups: dict[tuple[Line, ...], list[PaperDifference]] = {}
    for paper in papers:
        groups.setdefault(paper.of(kind), []).append(paper)
    # What is only in JSON comes last.
    return sorted(groups.items(), key=lambda each: each[0][0].label in UNSEEN)
