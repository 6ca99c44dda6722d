"""The order of all papers, their groups, and pages that never change once they are full."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.render.catalog import PAGE_SIZE, ListingPage, listing_pages, make_catalog
from sitegen.render.facets import BY_GATE, BY_MONTH
from tests.catalog_rows import row
from tests.small_world import papers as world

ALWAYS_THE_SAME = settings(deadline=None, derandomize=True, max_examples=40)

days = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(date.isoformat)
submitted = st.one_of(st.just(""), days, st.sampled_from(["2026-06-10", "2026-06-11"]))


@st.composite
def catalogs(draw: st.DrawFn) -> list[CatalogRow]:
    """Some papers in any order, some undated, some of one day, each with an id of its own."""
    numbers = draw(st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=40))
    return [row(number, draw(submitted)) for number in numbers]


@ALWAYS_THE_SAME
@given(catalogs())
def test_papers_stand_newest_first_undated_last_and_ties_by_id(rows: list[CatalogRow]) -> None:
    ordered = list(make_catalog(rows).rows)
    assert sorted(ordered) == sorted(rows)
    dated = [each for each in ordered if each.submitted]
    assert ordered[: len(dated)] == dated
    assert [each.submitted for each in dated] == sorted(
        (each.submitted for each in dated), reverse=True
    )
    for before, after in pairwise(ordered):
        assert before.submitted != after.submitted or before.id < after.id


@ALWAYS_THE_SAME
@given(catalogs(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_reading(
    rows: list[CatalogRow], any_: object
) -> None:
    shuffled = list(rows)
    any_.shuffle(shuffled)  # type: ignore[attr-defined]
    assert make_catalog(shuffled).rows == make_catalog(rows).rows


@ALWAYS_THE_SAME
@given(catalogs())
def test_every_paper_is_in_one_group_of_a_column(rows: list[CatalogRow]) -> None:
    catalog = make_catalog(rows)
    months = catalog.values(BY_MONTH)
    assert sum(months.values()) == len(rows)
    in_groups = [each for month in months for each in catalog.group(BY_MONTH, month)]
    assert in_groups == list(catalog.rows)
    assert all(len(catalog.group(BY_MONTH, month)) == count for month, count in months.items())
    assert list(months)[-1:] == ["undated"] or "undated" not in months


def test_a_catalog_gives_back_the_rows_that_it_was_given() -> None:
    rows = [catalog_row(name, world.published(name)) for name in world.public_names()]
    back = {each.id: each for each in make_catalog(rows).rows}
    for each in rows:
        assert back[each.id] == each
        assert [type(value) for value in back[each.id]] == [type(value) for value in each]


def test_a_site_without_papers_has_an_empty_catalog() -> None:
    catalog = make_catalog([])
    assert catalog.rows == ()
    assert catalog.values(BY_MONTH) == {}
    assert catalog.group(BY_GATE, "VERIFIED") == []
    assert listing_pages([]) == [ListingPage((), None, None, None)]


# --------------------------------------------------------------------------------- Pages


def numbered(rows: list[CatalogRow]) -> dict[int, ListingPage]:
    """The pages of a listing that have a number."""
    return {page.number: page for page in listing_pages(rows) if page.number is not None}


def newest_first(count: int) -> list[CatalogRow]:
    """As many papers, one a day."""
    first = date(2020, 1, 1)
    rows = [row(number, (first + timedelta(number)).isoformat()) for number in range(count)]
    return rows[::-1]


@pytest.mark.parametrize("count", [0, 1, 99, 100])
def test_a_listing_that_fits_on_a_page_is_one_page(count: int) -> None:
    rows = newest_first(count)
    assert listing_pages(rows) == [ListingPage(tuple(rows), None, None, None)]


ROWS = newest_first(5 * PAGE_SIZE)


@ALWAYS_THE_SAME
@given(st.integers(0, 4 * PAGE_SIZE), st.integers(1, PAGE_SIZE))
def test_newer_papers_change_no_full_page(count: int, added: int) -> None:
    before, after = numbered(ROWS[-count:] if count else []), numbered(ROWS[-count - added :])
    full = {number: page for number, page in before.items() if len(page.rows) == PAGE_SIZE}
    assert len(full) == (count // PAGE_SIZE if count > PAGE_SIZE else 0)
    assert {number: after[number] for number in full} == full


@ALWAYS_THE_SAME
@given(st.integers(PAGE_SIZE + 1, 5 * PAGE_SIZE))
def test_numbered_pages_hold_every_paper_once_and_lead_to_one_another(count: int) -> None:
    rows = ROWS[-count:]
    top, pages = listing_pages(rows)[0], numbered(rows)
    assert [each for number in sorted(pages, reverse=True) for each in pages[number].rows] == rows
    assert sorted(pages) == list(range(1, len(pages) + 1))
    for number, page in pages.items():
        assert page.older == (number - 1 or None)
        assert page.newer == (number + 1 if number < len(pages) else None)
    # The page without a number is the newest: at least a full page, and its older one goes on.
    assert PAGE_SIZE <= len(top.rows) < 2 * PAGE_SIZE
    assert (top.number, top.newer) == (None, None)
    older = [] if top.older is None else list(pages[top.older].rows)
    assert [*top.rows, *older] == rows[: len(top.rows) + len(older)]
    assert top.older is not None or len(top.rows) == count
