"""The catalog of all papers: their order, their groups and counts, and pages of a hundred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar, cast

import pandas as pd

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.months import LENGTH_OF_A_MONTH, UNDATED

Item = TypeVar("Item")

PAGE_SIZE = 100


# The columns by which papers are ordered and grouped; `month` is made from `submitted`.
ORDERED_BY = ["submitted", "id"]
GROUPED_BY = ["gate", "tier"]
COUNTED_BY = ["status", "evidence_state", "level"]
# Columns whose value a transcription may leave open; such papers are counted apart.
MAY_BE_OPEN = ["gate", "tier", "level"]

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


@dataclass(frozen=True)
class Catalog:
    """The rows of all papers in order: newest first, undated last, ties by id.

    `positions` maps each grouped column and value to the positions of its papers in `rows`,
    `standings` to the numbers of its papers by what they count as; they add up to its papers.
    `not_stated` has the number of papers that do not state the value of a column.
    """

    rows: tuple[CatalogRow, ...]
    positions: Mapping[str, Mapping[str, Sequence[int]]]
    standings: Mapping[str, Mapping[str, Mapping[Standing, int]]]
    not_stated: Mapping[str, int]

    def group(self, column: str, value: str) -> list[CatalogRow]:
        """The rows with this value in a column, in order."""
        return [self.rows[position] for position in self.positions[column].get(value, ())]

    def values(self, column: str) -> dict[str, int]:
        """The values of a column and their numbers of papers, in the order of the catalog."""
        return {value: len(places) for value, places in self.positions[column].items()}

    @property
    def all_standings(self) -> Mapping[Standing, int]:
        """What all papers count as, and how many each."""
        return sum(map(Counter, self.standings["month"].values()), Counter())

    def standings_of(self, column: str, value: str) -> Mapping[Standing, int]:
        """What the papers with this value in a column count as, and how many each."""
        return self.standings[column].get(value, {})


def make_catalog(rows: Sequence[CatalogRow]) -> Catalog:
    """The catalog of the given rows, with an additional column `month`."""
    # The frame only has the columns for ordering and grouping; other texts are read from the rows.
    names = ORDERED_BY + GROUPED_BY + COUNTED_BY
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    frame = pd.DataFrame(columns, dtype=object).sort_values(ORDERED_BY, ascending=[False, True])
    months = frame["submitted"].str.slice(0, LENGTH_OF_A_MONTH)
    frame["month"] = months.where(frame["submitted"] != "", UNDATED)
    frame["standing"] = _standing(frame)
    ordered = tuple(rows[position] for position in frame.index)
    groups = [*GROUPED_BY, "month"]
    return Catalog(
        rows=ordered,
        positions={name: _positions(frame[name]) for name in groups},
        standings={name: _standings(frame, name) for name in groups},
        not_stated={name: int(frame[name].isin(["", None]).sum()) for name in MAY_BE_OPEN},
    )


def _standing(frame: pd.DataFrame) -> pd.Series[Any]:
    """What each paper counts as."""
    is_tested = frame["gate"].isin(["VERIFIED", "FALSIFIED"])
    evidence = frame["evidence_state"].map(EVIDENCE).fillna(NOT_STATED).where(is_tested, "")
    is_falsified = frame["gate"] == "FALSIFIED"
    is_known = frame["status"].isin(IN_FORCE + NOT_IN_FORCE)
    is_in_force = frame["status"].isin(IN_FORCE) | (is_falsified & ~is_known)
    verdicts = frame["gate"].where(is_in_force, frame["status"])
    evidence = evidence.where(is_in_force, is_falsified.map({True: FALSIFIED, False: ""}))
    pairs = zip(verdicts, evidence, strict=True)
    return pd.Series([Standing(*each) for each in pairs], frame.index, dtype=object)


def _standings(frame: pd.DataFrame, column: str) -> dict[str, dict[Standing, int]]:
    """For each value of a column, how many papers there are of each standing."""
    found: dict[str, dict[Standing, int]] = {}
    for key, count in frame.groupby([column, "standing"], sort=False).size().items():
        value, standing = cast("tuple[str, Standing]", key)
        found.setdefault(value, {})[standing] = int(count)
    return found


def _positions(column: pd.Series[str]) -> dict[str, list[int]]:
    """The positions of each value of a column, in the order of the first positions."""
    codes, values = pd.factorize(column)
    found = pd.Series(range(len(column))).groupby(codes).indices
    return {str(value): [int(each) for each in found[code]] for code, value in enumerate(values)}


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
