"""All papers of a site as one table: their order, their groups, and pages of a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sitegen.contracts.catalog_row import CatalogRow

PAGE_SIZE = 100
UNDATED = "undated"


@dataclass(frozen=True)
class Catalog:
    """The rows of all papers in order: newest first, undated last, ties by id."""

    frame: pd.DataFrame

    def rows(self) -> list[CatalogRow]:
        """All rows in order."""
        return _rows(self.frame)

    def group(self, column: str, value: str) -> list[CatalogRow]:
        """The rows with this value in a column, in order."""
        return _rows(self.frame[self.frame[column] == value])

    def values(self, column: str) -> dict[str, int]:
        """The values of a column and how many papers have each, in the order of the catalog."""
        counts = self.frame.groupby(column, sort=False).size()
        return {str(value): int(count) for value, count in counts.items()}


def make_catalog(rows: Sequence[CatalogRow]) -> Catalog:
    """The catalog of the given rows, with a column `month` beside theirs."""
    frame = pd.DataFrame(list(rows), columns=pd.Index(CatalogRow._fields), dtype=object)
    frame["month"] = frame["submitted"].str.slice(0, 7).where(frame["submitted"] != "", UNDATED)
    by_id = frame.sort_values("id", kind="stable")
    return Catalog(by_id.sort_values("submitted", ascending=False, kind="stable"))


def _rows(frame: pd.DataFrame) -> list[CatalogRow]:
    fields = list(CatalogRow._fields)
    return [CatalogRow(*values) for values in frame[fields].itertuples(index=False, name=None)]


@dataclass(frozen=True)
class ListingPage:
    """One page of a listing. `number` counts from the oldest; the newest page has no number.

    `older` and `newer` are the numbers of its neighbours; None where there is none.
    """

    rows: tuple[CatalogRow, ...]
    number: int | None
    older: int | None
    newer: int | None


def listing_pages(rows: Sequence[CatalogRow]) -> list[ListingPage]:
    """A listing, newest first, cut from the oldest so that a full page never changes its rows.

    The first page is the newest: whatever is not on a full page, and the newest full page.
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
