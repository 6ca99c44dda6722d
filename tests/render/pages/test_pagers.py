"""The links from one page of a listing to its other pages."""

from __future__ import annotations

import pytest

from sitegen.render.catalog import ListingPage
from sitegen.render.crumbs import Crumb
from sitegen.render.pages.pagers import Pager, pager

FIRST, OVERVIEW = "/month/2026-06/", Crumb("Papers by month", "/month/")


def pager_of(number: int | None, older: int | None, newer: int | None) -> Pager:
    """The pager of a page."""
    found = pager(ListingPage((), number, older, newer), FIRST, OVERVIEW)
    assert found is not None
    return found


def labels(number: int | None, older: int | None, newer: int | None) -> str:
    """What a pager shows, the page itself in brackets."""
    steps = pager_of(number, older, newer).steps
    return " ".join(f"[{each.label}]" if each.is_current else each.label for each in steps)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ((None, 8, None), "[Newest] 8 … 1"),
        ((None, 2, None), "[Newest] 2 1"),
        ((None, 1, None), "[Newest] 1"),
        ((9, 8, 10), "Newest … 10 [9] 8 … 1"),
        ((10, 9, None), "Newest [10] 9 … 1"),
        ((3, 2, 4), "Newest … 4 [3] 2 1"),
        ((2, 1, 3), "Newest … 3 [2] 1"),
        ((1, None, 2), "Newest … 2 [1]"),
    ],
)
def test_a_pager_leads_to_the_newest_the_neighbours_and_the_oldest(
    page: tuple[int | None, int | None, int | None], shown: str
) -> None:
    assert labels(*page) == shown


def test_a_number_in_a_pager_is_that_of_the_address() -> None:
    found = pager_of(9, 8, 10)
    numbered = {each.label: each.path for each in found.steps if each.label.isdigit()}
    assert numbered == {number: f"{FIRST}{number}/" for number in ("10", "9", "8", "1")}
    assert found.steps[0].path == FIRST
    assert (found.newer, found.older) == (f"{FIRST}10/", f"{FIRST}8/")
    assert found.overview == OVERVIEW


def test_a_listing_on_one_page_has_no_pager() -> None:
    assert pager(ListingPage((), None, None, None), FIRST) is None
