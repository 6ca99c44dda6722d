"""The catalog of all papers: their order, their groups, and pages of a hundred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pandas as pd

from sitegen.contracts.catalog_row import CatalogRow

Item = TypeVar("Item")

PAGE_SIZE = 100
UNDATED = "undated"


# The columns by which papers are ordered and grouped; `month` is made from `submitted`.
ORDERED_BY = ["submitted", "id"]
GROUPED_BY = ["gate", "tier"]


@dataclass(frozen=True)
class Catalog:
    """The rows of all papers in order: newest first, undated last, ties by id.

    `positions` maps each grouped column and value to the positions of its papers in `rows`.
    """

    rows: tuple[CatalogRow, ...]
    positions: Mapping[str, Mapping[str, Sequence[int]]]

    def group(self, column: str, value: str) -> list[CatalogRow]:
        """The rows with this value in a column, in order."""
        return [self.rows[position] for position in self.positions[column].get(value, ())]

    def values(self, column: str) -> dict[str, int]:
        """The values of a column and their numbers of papers, in the order of the catalog."""
        return {value: len(places) for value, places in self.positions[column].items()}


def make_catalog(rows: Sequence[CatalogRow]) -> Catalog:
    """The catalog of the given rows, with an additional column `month`."""
    # The frame only has the columns for ordering and grouping; other texts are read from the rows.
    columns = {name: [getattr(row, name) for row in rows] for name in ORDERED_BY + GROUPED_BY}
    frame = pd.DataFrame(columns, dtype=object).sort_values(ORDERED_BY, ascending=[False, True])
    frame["month"] = frame["submitted"].str.slice(0, 7).where(frame["submitted"] != "", UNDATED)
    ordered = tuple(rows[position] for position in frame.index)
    return Catalog(ordered, {name: _positions(frame[name]) for name in [*GROUPED_BY, "month"]})


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
