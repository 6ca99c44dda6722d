"""The page of all papers that were corrected, retracted, superseded or removed."""

from __future__ import annotations

import pytest

from sitegen.catalog import make_catalog
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.pages.corrections import corrections
from sitegen.pages.rendering import PageRenderer
from sitegen.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, classes, faults, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())


def tombstone(number: int, removed_at: str) -> Tombstone:
    """What stays of an invented paper."""
    return Tombstone(
        id=f"{number:08x}-0000-4000-8000-000000000000",
        title=f"Invented {number}",
        removed_at=removed_at,
        reason="Invented reason.",
        by="Invented press",
    )


def listed(rows: list[CatalogRow], tombstones: list[Tombstone]) -> tuple[Page, list[str]]:
    """The page, and the titles on it in order."""
    path, content = corrections(make_catalog(rows), tombstones, PAGES)
    assert path == "corrections/index.html"
    page = Page(content.decode(), f"{world.BASE_URL}/corrections/")
    assert faults(page) == []
    removed = [each for each in page.one("main").iter("li") if "entry" not in classes(each)]
    return page, [text_of(each) for each in [*page.with_class("entry-title"), *removed]]


def test_the_newest_change_stands_first_whatever_its_time_zone() -> None:
    # 11:00, 12:00 and 12:30 in UTC, which as texts would stand in another order.
    times = ["2026-05-03T01:00:00+14:00", "2026-05-02T12:00:00Z", "2026-05-02T07:30:00.5-05:00"]
    rows = [
        row(number, correction_state="CORRECTED", last_corrected_at=time)
        for number, time in enumerate(times)
    ]
    superseded = row(9, correction_state="SUPERSEDED", superseded_by=rows[0].id)
    _, titles = listed([*rows, superseded], [])
    assert titles == ["Invented 2", "Invented 1", "Invented 0", "Invented 9"]


def test_the_newest_removal_stands_first_whatever_its_time_zone() -> None:
    times = ["2026-05-03T01:00:00+14:00", "2026-05-02T12:00:00+00:00"]
    page, titles = listed([], [tombstone(number, time) for number, time in enumerate(times)])
    assert titles == [f"REMOVED: Invented {n}, {times[n]}" for n in (1, 0)]
    assert "Removed papers" in [text_of(each) for each in page.all("h2")]


def test_a_paper_without_a_correction_is_not_listed() -> None:
    page, titles = listed([row(1), row(2, correction_state="CORRECTED", correction_count=1)], [])
    assert titles == ["Invented 2"]
    assert "1 of 2 papers has a correction record" in text_of(page.one("main"))
    page, titles = listed([row(1)], [])
    assert titles == []
    assert "No paper was corrected." in text_of(page.one("main"))


@pytest.mark.parametrize(
    "name",
    [
        "removed-by-notice",
        "withdrawn",
        "retracted",
        "retracted-in-part",
        "concern",
        "concern-lifted",
        "superseded",
        "corrected",
        "hostile-markup",
        world.TOMBSTONE,
    ],
)
def test_every_changed_paper_of_the_small_world_is_listed(
    name: str, small_world: BuiltSite
) -> None:
    page = Page(small_world.page("/corrections/"), f"{world.BASE_URL}/corrections/")
    assert f"{world.BASE_URL}{world.path(name)}" in page.targets
    assert f"{world.BASE_URL}{world.path('least')}" not in page.targets
