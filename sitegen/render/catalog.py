"""The catalog of all papers: their order, their groups and counts, and pages of a hundred."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

import pandas as pd

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.facets import FACETS, Facet, Text

Item = TypeVar("Item")

PAGE_SIZE = 100


# The columns by which papers are ordered, and those that decide what they count as.
ORDERED_BY = ["submitted", "id"]
COUNTED_BY = ["gate", "status", "evidence_state"]

# The statuses under which a verdict speaks for a paper. Such papers are counted by the verdict and
# whether its evidence is public, all others by their status. One of a later version may be of
# either kind, so it is counted apart; one of an earlier version is a removal.
IN_FORCE = ("FALSIFIED", "CORRECTED", "VERIFIED", "NOT_STATED", "UNVERIFIED")
NOT_IN_FORCE = ("REMOVED", "WITHDRAWN", "RETRACTED", "PARTIALLY_RETRACTED", "CONCERN", "SUPERSEDED")
PUBLIC, DECLARED, NOT_STATED = "public", "declared", "not stated"
FALSIFIED = "falsified"
EVIDENCE = {"HELD": PUBLIC, "ELSEWHERE": PUBLIC, "DECLARED_ONLY": DECLARED}


class Standing(NamedTuple):
    """What one paper counts as: a status that is not in force, or a verdict and its evidence.

    `evidence` is empty for a verdict without a test, and for a verdict that is not stated. Of a
    status, it says that the paper is also FALSIFIED, which no status hides.
    """

    verdict: str
    evidence: str = ""


# The positions of the papers of a group in the rows of a catalog, in order.
Positions = Sequence[int]


@dataclass(frozen=True)
class Groups:
    """The papers by one facet: the positions of each group, by its key.

    The groups are in the order of their newest papers. `texts` are the labels that the oldest paper
    of a group writes, where the facet has such labels. `not_stated` is the number of papers that
    are in no group.
    """

    positions: Mapping[str, Positions] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    not_stated: int = 0


@dataclass(frozen=True)
class Catalog:
    """The rows of all papers in order: newest first, undated last, ties by id.

    `standings` says of each row what it counts as, `by` has the groups of each facet by its folder.
    """

    rows: tuple[CatalogRow, ...]
    standings: tuple[Standing, ...]
    by: Mapping[str, Groups]

    def groups(self, facet: Facet) -> Groups:
        """The papers by a facet."""
        return self.by[facet.folder]

    def group(self, facet: Facet, key: str) -> list[CatalogRow]:
        """The rows of a group, in order."""
        return self.at(self.positions(facet, key))

    def positions(self, facet: Facet, key: str) -> Positions:
        """The positions of the papers of a group, in order."""
        return self.groups(facet).positions.get(key, ())

    def at(self, positions: Iterable[int]) -> list[CatalogRow]:
        """The rows at these positions."""
        return [self.rows[position] for position in positions]

    def values(self, facet: Facet) -> dict[str, int]:
        """The groups of a facet and their numbers of papers, by their newest papers."""
        return {key: len(found) for key, found in self.groups(facet).positions.items()}

    @property
    def all_standings(self) -> Mapping[Standing, int]:
        """What all papers count as, and how many each."""
        return Counter(self.standings)

    def standings_of(self, positions: Iterable[int]) -> Mapping[Standing, int]:
        """What the papers at these positions count as, and how many each."""
        return Counter(map(self.standings.__getitem__, positions))

    def not_stated(self, facet: Facet) -> int:
        """The number of papers that do not state what a facet is about."""
        return self.groups(facet).not_stated


def make_catalog(rows: Sequence[CatalogRow]) -> Catalog:
    """The catalog of the given rows, with their groups by every facet."""
    # The frame only has the columns for ordering and counting; other texts are read from the rows.
    names = [*ORDERED_BY, *COUNTED_BY]
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    frame = pd.DataFrame(columns, dtype=object).sort_values(ORDERED_BY, ascending=[False, True])
    ordered = tuple(rows[position] for position in frame.index)
    by = {facet.folder: _grouped(facet, ordered) for facet in FACETS}
    return Catalog(ordered, _standings(frame), by)


def _grouped(facet: Facet, rows: Sequence[CatalogRow]) -> Groups:
    """The papers by a facet."""
    positions: dict[str, array[int]] = {}
    not_stated = 0
    for position, row in enumerate(rows):
        keys = facet.keys(row)
        if not keys:
            not_stated += 1
        for key in keys:
            if key not in positions:
                positions[key] = array("l")
            positions[key].append(position)
    oldest = {key: rows[found[-1]] for key, found in positions.items()} if facet.texts else {}
    texts = {key: _text(facet, key, row) for key, row in oldest.items()}
    return Groups(positions, texts, not_stated)


def _text(facet: Facet, key: str, row: CatalogRow) -> Text:
    """The label of a group as one of its papers writes it."""
    texts = facet.texts(row) if facet.texts else ()
    return dict(zip(facet.keys(row), texts, strict=True))[key]


def _standings(frame: pd.DataFrame) -> tuple[Standing, ...]:
    """What each paper counts as."""
    is_tested = frame["gate"].isin(["VERIFIED", "FALSIFIED"])
    evidence = frame["evidence_state"].map(EVIDENCE).fillna(NOT_STATED).where(is_tested, "")
    is_falsified = frame["gate"] == "FALSIFIED"
    is_known = frame["status"].isin(IN_FORCE + NOT_IN_FORCE)
    is_in_force = frame["status"].isin(IN_FORCE) | (is_falsified & ~is_known)
    verdicts = frame["gate"].where(is_in_force, frame["status"])
    evidence = evidence.where(is_in_force, is_falsified.map({True: FALSIFIED, False: ""}))
    made: dict[Standing, Standing] = {}
    found = (Standing(*pair) for pair in zip(verdicts, evidence, strict=True))
    return tuple(made.setdefault(each, each) for each in found)


@dataclass(frozen=True)
class ListingPage(Generic[Item]):
    """One page of a listing. `number` counts from the oldest; the newest page has no number.

    `older` and `newer` are the numbers of its neighbours, None if there is none.
    """

    rows: tuple[Item, ...]
    number: int | None
    older: int | None
    newer: int | None


def listing_pages(rows: Sequence[Item]) -> list[ListingPage[Item]]:
    """A listing, newest first, cut from the oldest so that the rows of a full page never change.

    The first page is the newest: the rows that do not fill a page, and the newest full page.
    """
    full = len(rows) // PAGE_SIZE if len(rows) > PAGE_SIZE else 0
    oldest_first = list(reversed(rows))
    numbered = [
        ListingPage(
            rows=tuple(reversed(oldest_first[start : start + PAGE_SIZE])),
            number=start // PAGE_SIZE + 1,
            older=start // PAGE_SIZE or None,
            newer=start // PAGE_SIZE + 2,
        )
        for start in range(0, full * PAGE_SIZE, PAGE_SIZE)
    ]
    newest = tuple(rows[: len(rows) - max(full - 1, 0) * PAGE_SIZE])
    rest = tuple(rows[: len(rows) - full * PAGE_SIZE])
    top = ListingPage(newest, None, full - 1 if full > 1 else None, None)
    if not full:
        return [top]
    return [top, *numbered, ListingPage(rest, full + 1, full, None)]
