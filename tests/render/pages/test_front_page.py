"""The front page: the state of the whole collection, counted again from its rows."""

from __future__ import annotations

from collections import Counter

import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.front_page import MONTHS, NEWEST
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import GATE, INDEX, MONTH, TIER
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, entry, faults, file_at, listed, text_of
from tests.reading_back import BuiltSite
from tests.render.pages.test_listings import DECLARED, MIXED, NOT_STATED, PUBLIC, many
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())


def files_of(rows: list[CatalogRow]) -> dict[str, Page]:
    """The front page and the listings, by their files."""
    made = site_files(SiteContent(make_catalog(rows)), PAGES, [INDEX, GATE, TIER, MONTH])
    return {
        name: Page(data.decode(), f"{world.BASE_URL}/{name.removesuffix('index.html')}")
        for name, data in made
    }


def counts(page: Page) -> dict[str, int]:
    """The numbers of papers by kind, in words."""
    (shown,) = page.with_class("counts")
    told = [[text_of(each) for each in item.iter("span")] for item in shown]
    return {words: int(number.replace(",", "")) for number, words in told}


@pytest.mark.parametrize("number", [0, 1, 5, 40])
def test_the_page_is_whole_for_any_number_of_papers(number: int) -> None:
    page = files_of(many((number, PUBLIC)))["index.html"]
    assert faults(page) == []
    assert len(listed(page)) == min(number, NEWEST)
    assert bool(page.with_class("counts")) is (number > 0)
    assert [text_of(each) for each in page.with_class("feeds")[0]] == [
        *("Feed of papers", "Feed of verdicts", "Feed of corrections")
    ]


def test_the_numbers_are_those_of_the_rows_and_add_up() -> None:
    page = files_of(MIXED)["index.html"]
    found = counts(page)
    assert text_of(page.one("h1")) == (
        "Of 22 papers, 6 are verified with evidence that you can inspect."
    )
    verdicts = Counter(each.gate for each in MIXED if each.status in {"VERIFIED", "CORRECTED"})
    assert found == {
        "verified, the evidence public": 6,
        "verified, not all evidence shown here": verdicts["VERIFIED"] - 6,
        "falsified: a claim was tested and failed": 0,
        "unverified": 3,
        "no longer in force, or in doubt": 5,
    }
    assert "3 records do not state a verdict." in text_of(page.one("main"))
    assert sum(found.values()) + 3 == len(MIXED)


def test_every_number_leads_to_a_list_that_shows_it() -> None:
    pages = files_of(MIXED)
    front = pages["index.html"]
    for way in front.with_class("facet"):
        for line in way.iter("li"):
            (link,), (number,) = line.iter("a"), line.iter("span")
            file = file_at(f"{world.BASE_URL}/{link.get('href', '')[2:]}", world.BASE_URL)
            assert file is not None
            assert len(listed(pages[file])) == int(text_of(number))
    verified = text_of(pages["gate/verified/index.html"].one("h1"))
    assert verified == "Verified: 15 papers, 6 with public evidence"


def test_the_newest_papers_stand_on_the_page_and_all_others_a_link_away() -> None:
    rows = [row(n, f"2026-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(8 * 28)]
    page = files_of(rows)["index.html"]
    assert [entry(each)["title"] for each in listed(page)] == [
        f"Invented {n}" for n in range(8 * 28 - 1, 8 * 28 - 1 - NEWEST, -1)
    ]
    assert "All 224 papers by month" in [text_of(each) for each in page.all("a")]
    months = page.with_class("facet")[1]
    assert [text_of(each) for each in months.iter("a")][:3] == [
        "By month",
        "August 2026",
        "July 2026",
    ]
    assert len([*months.iter("li")]) == MONTHS
    few = files_of(rows[:NEWEST])["index.html"]
    assert f"All {NEWEST} papers by month" not in text_of(few.one("main"))


def test_papers_that_state_no_verdict_are_apart() -> None:
    page = files_of(many((2, NOT_STATED), (1, DECLARED)))["index.html"]
    assert sum(counts(page).values()) == 1
    assert "2 records do not state a verdict." in text_of(page.one("main"))
    (bar,) = page.with_class("bar")
    assert len(bar) == 2


def test_a_status_or_verdict_of_a_later_version_is_no_verdict_in_force() -> None:
    public = {"gate": "VERIFIED", "evidence_state": "HELD"}
    rows = many(
        (1, {"status": "VERIFIED", **public}),
        (1, {"status": "DISPUTED", **public}),
        (1, {"status": "REMOVED", **public}),
        (1, {"status": "INCONCLUSIVE", "gate": "INCONCLUSIVE"}),
        (1, {"status": "DISPUTED", "gate": "FALSIFIED", "evidence_state": "HELD"}),
    )
    files = files_of(rows)
    page = files["index.html"]
    assert [*counts(page).values()] == [1, 0, 1, 0, 1]
    said = "2 records have a status or a verdict that is not known here."
    assert said in text_of(page.one("main"))
    verified = files["gate/verified/index.html"]
    assert "1 removed, 1 with a status or a verdict that is not known here." in text_of(
        verified.one("main")
    )


def test_the_latest_changes_lead_to_their_notices(small_world: BuiltSite) -> None:
    page = Page(small_world.page("/"), f"{world.BASE_URL}/")
    (events,) = page.with_class("events")
    assert len(events) == 5
    assert text_of(events[1]).startswith("Addendum, 1 June 2026: Invented: A Paper That Was")
    assert f"{world.BASE_URL}{world.path('corrected')}notices/5A110021-C3/" in page.targets
