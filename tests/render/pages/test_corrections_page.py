"""The pages of everything that was corrected, retracted, superseded or removed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import PAGE_SIZE
from tests.catalog_rows import row
from tests.corrected_rows import corrected, made, titles, tombstone
from tests.page_parts import Page, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


def first(rows: Sequence[CatalogRow], tombstones: Sequence[Tombstone] = ()) -> Page:
    """The page of the newest."""
    return made(rows, tombstones)["corrections/index.html"]


def test_the_newest_event_stands_first_whatever_its_time_zone() -> None:
    # 11:00, 12:00 and 12:30 in UTC, which as texts would stand in another order.
    times = ["2026-05-03T01:00:00+14:00", "2026-05-02T12:00:00Z", "2026-05-02T07:30:00.5-05:00"]
    page = first([corrected(number, time) for number, time in enumerate(times)])
    assert titles(page) == [
        "Correction, 2 May 2026: Invented 2",
        "Correction, 2 May 2026: Invented 1",
        "Correction, 3 May 2026: Invented 0",
    ]


def test_the_events_of_one_paper_stay_in_their_own_order() -> None:
    time = "2026-05-02T12:00:00Z"
    page = first([corrected(1, time, time, time)])
    links = [each for each in page.targets if "/notices/" in each]
    assert [link.rpartition("-C")[2] for link in links] == ["3/", "2/", "1/"]


def test_an_event_shows_when_and_what_it_was_and_the_beginning_of_its_note() -> None:
    note = "The **first** paragraph, [linked](/about/)\nwith `code`.\n\nThe second."
    page = first([corrected(1, "2026-05-02T12:00:00Z", note=note)])
    (event,) = page.with_class("events")[0]
    assert text_of(event) == (
        "Correction, 2 May 2026: Invented 1 The first paragraph, linked with code. "
        "Now: Unverified Concerns the metadata 00000001-C1"
    )
    below = f"{world.BASE_URL}/paper/00000001-0000-4000-8000-000000000000/"
    assert {below, f"{below}notices/00000001-C1/"} <= set(page.targets)


def test_a_long_note_ends_with_a_word_in_the_list() -> None:
    page = first([corrected(1, "2026-05-02T12:00:00Z", note="word " * 200)])
    (note,) = page.with_class("entry-note")
    assert text_of(note) == "word " * 60 + "…"
    page = first([corrected(1, "2026-05-02T12:00:00Z", note="w" * 900)])
    (note,) = page.with_class("entry-note")
    assert text_of(note) == "w" * 300 + " …"


def test_the_newest_removal_stands_first_whatever_its_time_zone() -> None:
    times = ["2026-05-03T01:00:00+14:00", "2026-05-02T12:00:00+00:00"]
    page = first([], [tombstone(number, time) for number, time in enumerate(times)])
    assert titles(page) == [
        "Removal, 2 May 2026: REMOVED: Invented 1",
        "Removal, 3 May 2026: REMOVED: Invented 0",
    ]
    (shown,) = {text_of(each) for each in page.with_class("entry-note")}
    assert shown == "Invented reason."
    assert "Removed by Invented press" in text_of(page.with_class("event-facts")[0])


def test_the_page_says_how_many_there_are() -> None:
    rows = [
        row(1),
        row(2, superseded_by=row(1).id),
        corrected(3, "2026-05-02T12:00:00Z", "2026-05-03T12:00:00Z"),
    ]
    page = first(rows, [tombstone(9, "2026-05-02T12:00:00Z")])
    assert "2 correction events of 1 paper; 1 superseded, 1 removed; 3 papers published." in (
        text_of(page.with_class("under")[0])
    )


def test_a_site_without_corrections_says_so() -> None:
    pages = made([row(1)])
    assert list(pages) == ["corrections/index.html"]
    assert titles(pages["corrections/index.html"]) == []
    assert "No record here has a correction event." in text_of(
        pages["corrections/index.html"].one("main")
    )


def test_superseded_papers_have_a_list_of_their_own() -> None:
    rows = [row(number, superseded_by=row(0).id) for number in range(1, PAGE_SIZE + 3)]
    pages = made(rows)
    page = pages["corrections/index.html"]
    assert len(titles(page)) == 10
    assert f"All {PAGE_SIZE + 2}" in [text_of(each) for each in page.all("a")]
    assert f"{world.BASE_URL}/corrections/superseded/" in page.targets
    listed = {
        title for path, each in pages.items() if "superseded" in path for title in titles(each)
    }
    assert len(listed) == PAGE_SIZE + 2


def test_a_full_page_keeps_its_events_when_new_ones_come() -> None:
    times = [
        f"2026-05-02T12:{minute:02}:{second:02}Z" for minute in range(5) for second in range(60)
    ]
    before, after = made([corrected(1, *times[:230])]), made([corrected(1, *times)])
    of_all = [path for path in before if re.fullmatch(r"corrections/([0-9]+/)?index.html", path)]
    assert of_all == [f"corrections/{name}index.html" for name in ("", "1/", "2/", "3/")]
    assert titles(before["corrections/1/index.html"]) == titles(after["corrections/1/index.html"])

    def notices(page: Page) -> list[str]:
        return [each for each in page.targets if "/notices/" in each]

    for number in (1, 2):
        path = f"corrections/{number}/index.html"
        assert notices(before[path]) == notices(after[path])
        assert len(notices(before[path])) == PAGE_SIZE
    numbered = [
        each for path, each in after.items() if re.fullmatch(r"corrections/[0-9]+/index.html", path)
    ]
    assert sum(len(notices(page)) for page in numbered) == len(times)
    # What is not about one page of events stands on the newest alone.
    assert not [each for page in numbered for each in page.targets if each.endswith("SHA256SUMS")]


def test_the_page_links_to_what_proves_it() -> None:
    page = first([])
    wanted = {f"{world.BASE_URL}/{name}" for name in ("ledger.json", "SHA256SUMS")}
    assert wanted <= set(page.targets)
    assert "sitegen verify ledger" in text_of(page.one("main"))
    feeds = [each for each in page.all("link") if each.get("type") == "application/atom+xml"]
    found = [each.get("href") for each in feeds]
    assert found == ["../feed.atom", "../gate/feed.atom", "../corrections/feed.atom"]


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


def test_a_verdict_beside_an_event_says_whether_its_evidence_is_public() -> None:
    verdict = {"status": "FALSIFIED", "gate": "FALSIFIED", "status_label": "Falsified"}
    evidence = "Its evidence is declared but not public."
    plain = corrected(1, "2026-06-01T00:00:00+00:00")._replace(**verdict, evidence=evidence)
    doubted = plain._replace(status="CONCERN", status_label="Expression of concern")
    (facts,) = made([plain])["corrections/index.html"].with_class("event-facts")
    assert f"Falsified {evidence}" in text_of(facts)
    (facts,) = made([doubted])["corrections/index.html"].with_class("event-facts")
    assert evidence not in text_of(facts)


def test_a_removed_paper_with_events_is_not_among_the_published() -> None:
    events = corrected(1, "2026-06-01T00:00:00+00:00").ledger.events
    removed = tombstone(3, "2026-06-01T00:00:00+00:00").with_events(events)
    rows = [corrected(1, "2026-06-01T00:00:00+00:00"), row(2)]
    page = made(rows, [removed])["corrections/index.html"]
    assert (
        "2 correction events of 1 paper and 1 removed paper; 0 superseded, 1 removed; 2 papers "
        "published."
    ) in text_of(page.one("main"))
