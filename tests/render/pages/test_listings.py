"""The listings by month, gate status and tier, as pages."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urljoin

import pytest

from sitegen.contracts import gate_verdict, quality_tiers
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.catalog import PAGE_SIZE, make_catalog
from sitegen.render.facets import FACETS
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import GATE, MONTH, TIER
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, entry, faults, file_at, listed, text_of
from tests.reading_back import BuiltSite, html_text
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())


def rendered(rows: list[CatalogRow]) -> dict[str, bytes]:
    """The files of all listings."""
    return dict(site_files(SiteContent(make_catalog(rows)), PAGES, [GATE, TIER, MONTH]))


def page(files: dict[str, bytes], name: str) -> Page:
    """One of the files as a page at its address."""
    address = f"{world.BASE_URL}/{name.removesuffix('index.html')}"
    return Page(files[name].decode(), address)


def titles(page: Page) -> list[str]:
    """The titles of the papers that a page lists, in order."""
    return [entry(each)["title"] for each in listed(page)]


def days(first: int, last: int) -> list[CatalogRow]:
    """A paper a day, all of one month, gate status and tier."""
    start = date(2026, 6, 1)
    return [row(n, (start + timedelta(n)).isoformat()) for n in range(first, last)]


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three papers."""
    monkeypatch.setattr("sitegen.render.catalog.PAGE_SIZE", 3)


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("count", [4, 6, 7, 12])
def test_a_newer_paper_changes_no_byte_of_a_full_page(count: int) -> None:
    before, after = rendered(days(0, count)), rendered(days(0, count + 5))
    for listing in ("month/2026-06", "gate/unverified", "tier/watchlist"):
        full = [f"{listing}/{number}/index.html" for number in range(1, count // 3 + 1)]
        assert {name: after[name] for name in full} == {name: before[name] for name in full}
        assert all(len(titles(page(before, name))) == 3 for name in full)
        assert before[f"{listing}/index.html"] != after[f"{listing}/index.html"]


@pytest.mark.usefixtures("short_pages")
def test_the_pages_of_a_long_listing_lead_to_one_another_and_hold_every_paper_once() -> None:
    files = rendered(days(0, 8))
    start = page(files, "month/2026-06/index.html")
    assert titles(start) == [f"Invented {number}" for number in (7, 6, 5, 4, 3)]
    seen, at = list(titles(start)), start
    while older := [each for each in at.all("a") if each.get("rel") == "next"]:
        assert text_of(older[0]) == "Older"
        at = page(files, leads_to(at, older[0].get("href", "")))
        seen += titles(at)
    assert seen == [f"Invented {number}" for number in reversed(range(8))]
    assert text_of(at.one("h1")) == "June 2026, page 1"
    newer = [text_of(each) for each in at.all("a") if each.get("rel") == "prev"]
    assert newer == ["Newer"]
    for name in files:
        assert faults(page(files, name)) == []


def leads_to(at: Page, link: str) -> str:
    """The file that a link of a page leads to."""
    file = file_at(urljoin(at.url, link), world.BASE_URL)
    assert file is not None
    return file


def test_a_page_of_the_real_size_is_full_at_a_hundred() -> None:
    files = rendered([row(number, "2026-06-10") for number in range(PAGE_SIZE + 1)])
    assert PAGE_SIZE == 100
    assert len(titles(page(files, "gate/unverified/1/index.html"))) == 100
    assert len(titles(page(files, "gate/unverified/2/index.html"))) == 1


def test_a_listing_of_one_page_has_no_pager() -> None:
    files = rendered(days(0, 2))
    assert page(files, "month/2026-06/index.html").with_class("pager") == []


def test_every_gate_status_and_tier_has_a_page_even_without_papers() -> None:
    files = rendered([])
    for status, label in gate_verdict.LABELS.items():
        empty = page(files, f"gate/{status.lower()}/index.html")
        assert text_of(empty.one("h1")).startswith(label)
        assert empty.with_class("whole") == []
        assert gate_verdict.DEFINITIONS[status] in text_of(empty.one("main"))
        assert "No papers here yet." in text_of(empty.one("main"))
    for tier, label in quality_tiers.LABELS.items():
        empty = page(files, f"tier/{tier.lower().replace('_', '-')}/index.html")
        assert text_of(empty.one("h1")) == label
    assert faults(page(files, "month/index.html")) == []


def test_the_overviews_count_the_papers_of_each_group(small_world: BuiltSite) -> None:
    shown = small_world.page_text("/month/").splitlines()
    months = [line for line in shown if line.split()[-1].isdigit() and "20" in line]
    assert months[0] == "July 2026 9"
    assert months[-1] == "March 2026 3"
    assert shown[shown.index(months[-1]) + 1] == "2 unverified, 1 superseded"
    assert shown[shown.index(months[-1]) + 2] == "Undated 3"
    shown = small_world.page_text("/gate/").splitlines()
    assert {"Verified 8", "Falsified 5", "Unverified 18"} <= set(shown)
    shown = small_world.page_text("/tier/").splitlines()
    at = shown.index("Flagship candidate 3")
    assert shown[at : at + 10 : 2] == [
        "Flagship candidate 3",
        "DOI grade 12",
        "Public record 1",
        "Watchlist 13",
        "Quarantine candidate 3",
    ]


def test_papers_of_one_day_stand_in_the_order_of_their_ids(small_world: BuiltSite) -> None:
    ids = [text_of(each) for each in shown("2026-06", small_world).with_class("id")]
    assert ids == [f"SRCH:5A1100{n}" for n in ("03", "05", "07", "25", "26", "10", "20", "22")]


def test_papers_without_a_day_have_a_list_of_their_own(small_world: BuiltSite) -> None:
    rows = listed(shown("undated", small_world))
    ids = [text_of(each).partition("SRCH:")[2][:8] for each in rows]
    assert ids == ["5A110004", "5A110032", "5A110034"]
    assert {entry(each)["d"] for each in rows} == {"Undated"}
    assert [each for row in rows for each in row.iter("time")] == []


def shown(month: str, site: BuiltSite) -> Page:
    """The listing of a month of the small world."""
    return Page(site.page(f"/month/{month}/"), "about:list")


def test_a_row_tells_each_fact_once(small_world: BuiltSite) -> None:
    found = [entry(each) for each in listed(shown("2026-07", small_world))]
    (falsified,) = [each for each in found if "SRCH:5A110006" in each["t"]]
    assert falsified["v"] == "Falsified evidence public"
    assert (falsified["sc"], falsified["tier"]) == ("9.33/10", "Flagship candidate")
    assert (falsified["cl"], falsified["d"]) == ("9 claims L2", "2 July 2026")


def test_the_table_keeps_its_roles_where_a_phone_shows_rows_as_blocks(
    small_world: BuiltSite,
) -> None:
    page = shown("2026-07", small_world)
    (table,) = page.with_class("list")
    (around,) = [each for each in page.all("div") if each.get("role") == "table"]
    roles = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    assert [*around] == [table]
    assert table.get("role") == "none"
    assert around.get("aria-label") == "Papers, the newest first"
    for tag, role in roles.items():
        assert {each.get("role") for each in table.iter(tag)} == {role}
    headers = [(each.get("role"), each.get("scope")) for each in table.iter("th")]
    assert headers == [("columnheader", "col")] * 6 + [("rowheader", "row")] * (len(headers) - 6)
    assert [text_of(each) for each in table.iter("th")][:6] == [
        *("Status", "Paper", "Review score", "Quality tier", "Claims, level", "Submitted")
    ]


def test_what_a_transcription_does_not_state_is_said_in_full() -> None:
    facts: dict[str, object] = {"claims": None, "level": None, "shown_score": ""}
    rows = [row(1, "", completeness="PARTIAL", **facts)]
    (found,) = listed(page(rendered(rows), "month/undated/index.html"))
    told = entry(found)
    assert told["sc"] == "Score not stated"
    assert told["cl"] == "Claims not stated level not stated"
    assert told["d"] == "Undated"
    assert told["t"] == "Invented 1 SRCH:00000001 Transcription"


# ---------------------------------------------------------------- what a number counts

VERIFIED = {"gate": "VERIFIED", "gate_label": "Verified", "status": "VERIFIED"}
PUBLIC = VERIFIED | {"evidence_state": "HELD", "evidence": "The artifact behind it is public."}
DECLARED = VERIFIED | {
    "evidence_state": "DECLARED_ONLY",
    "evidence": "The artifact behind it is declared but not public.",
}
SILENT = VERIFIED | {"evidence_state": "NOT_STATED"}
NOT_STATED = {"gate": "", "gate_label": "Not stated in this record", "status": "NOT_STATED"}


def many(*kinds: tuple[int, dict[str, object]]) -> list[CatalogRow]:
    """So many papers of each kind."""
    numbers = iter(range(10_000))
    return [row(next(numbers), **kind) for count, kind in kinds for _ in range(count)]


def main_text(files: dict[str, bytes], name: str) -> str:
    return " ".join(html_text(files[name].decode()).split())


MIXED = many(
    (5, PUBLIC),
    (4, DECLARED),
    (1, SILENT),
    (2, PUBLIC | {"status": "RETRACTED"}),
    (1, DECLARED | {"status": "SUPERSEDED"}),
    (1, VERIFIED | {"status": "CONCERN"}),
    (1, PUBLIC | {"status": "CORRECTED"}),
    (3, {"gate": "UNVERIFIED", "status": "UNVERIFIED"}),
    (1, {"gate": "UNVERIFIED", "status": "WITHDRAWN"}),
    (2, NOT_STATED),
    (1, NOT_STATED | {"level": None}),
)
OF_VERIFIED = (
    "6 with public evidence, 4 with evidence that is declared but not fully public, 1 with "
    "evidence that is not all located here, 2 retracted, 1 under an expression of concern, 1 "
    "superseded"
)


def test_a_number_of_verdicts_says_what_it_counts() -> None:
    files = rendered(MIXED)
    overview = main_text(files, "gate/index.html")
    assert f"Verified 15 {OF_VERIFIED}" in overview
    assert "Unverified 4 1 withdrawn, 3 others" in overview
    assert "Falsified 0 " in overview
    assert "3 records do not state a verdict." in main_text(files, "gate/index.html")
    verified = page(files, "gate/verified/index.html")
    assert text_of(verified.one("h1")) == "Verified: 15 papers, 6 with public evidence"
    assert f"The others: {OF_VERIFIED.partition(', ')[2]}." in text_of(verified.one("main"))
    assert "verification level" not in main_text(files, "gate/index.html")
    assert "do not state" not in main_text(files, "month/index.html")
    for name in files:
        assert faults(page(files, name)) == []


def test_a_year_without_a_month_is_a_group_of_its_own() -> None:
    files = rendered([row(1, "2026"), row(2, "2026-07"), row(3, "2026-07-02"), row(4, "")])
    assert titles(page(files, "month/2026-07/index.html")) == ["Invented 3", "Invented 2"]
    assert titles(page(files, "month/2026/index.html")) == ["Invented 1"]
    overview = main_text(files, "month/index.html")
    assert "2026, month not known 1" in overview
    assert "Undated 1" in overview


def test_the_parts_of_a_number_add_up_to_it() -> None:
    catalog = make_catalog(MIXED)
    for facet in FACETS:
        for key, count in catalog.values(facet).items():
            positions = catalog.positions(facet, key)
            assert sum(catalog.standings_of(positions).values()) == len(positions) == count


def test_months_and_tiers_tell_verdicts_and_their_evidence_apart() -> None:
    files = rendered(MIXED)
    said = (
        "6 verified with public evidence, 4 verified with evidence that is declared but not fully "
        "public, 1 verified with evidence that is not all located here, 3 unverified, 3 "
        "without a stated verdict, 1 withdrawn, 2 retracted, 1 under an expression of concern, 1 "
        "superseded"
    )
    for name in ("month/index.html", "tier/index.html"):
        assert f"22 {said}" in main_text(files, name)
    others = said.partition(", ")[2]
    for name, label in (("month/2026-06", "June 2026"), ("tier/watchlist", "Watchlist")):
        group = main_text(files, f"{name}/index.html")
        assert f"{label}: 22 papers, 6 verified with public evidence" in group
        assert f"The others: {others}." in group


def test_a_record_without_a_verdict_is_in_no_gate_listing() -> None:
    files = rendered(many((3, NOT_STATED)))
    of_gate = [name for name in files if name.startswith("gate/")]
    assert [each for name in of_gate for each in titles(page(files, name))] == []
    assert len(titles(page(files, "month/2026-06/index.html"))) == 3
    month = main_text(files, "month/2026-06/index.html")
    assert "June 2026: 3 papers 3 without a stated verdict." in month


def test_papers_of_one_standing_are_counted_without_more_words() -> None:
    files = rendered(many((3, {"gate": "UNVERIFIED", "status": "UNVERIFIED"})))
    group = page(files, "gate/unverified/index.html")
    assert text_of(group.one("h1")) == "Unverified: 3 papers"
    assert group.with_class("under") == []
    assert "state a" not in main_text(files, "gate/index.html")


def test_a_listing_does_not_speak_of_one_record() -> None:
    files = rendered(MIXED)
    for status, definition in gate_verdict.DEFINITIONS.items():
        for name in (f"gate/{status.lower()}/index.html", "gate/index.html"):
            shown = main_text(files, name)
            introduced = "In the words of the contract, the same for every record of this status: "
            assert f"{introduced}“{definition}”" in shown
            for each in gate_verdict.DEFINITIONS.values():
                shown = shown.replace(each, "")
            shown = shown.replace("Not stated in this record", "")  # of one paper in the list
            assert "this record" not in shown.lower()


@pytest.mark.usefixtures("short_pages")
def test_counts_are_on_the_newest_page_alone() -> None:
    """A full page never changes, and a count does with every paper."""
    files = rendered(many((9, PUBLIC)))
    newest, oldest = (page(files, f"gate/verified/{each}index.html") for each in ("", "1/"))
    assert text_of(newest.one("h1")) == "Verified: 9 papers, 9 with public evidence"
    assert text_of(oldest.one("h1")) == "Verified, page 1"
    assert len(newest.with_class("bar")) == 1
    assert oldest.with_class("bar") == []
    assert "with public evidence" not in text_of(oldest.one("main"))


def test_a_title_that_was_cut_has_its_mark_beside_it_in_every_list() -> None:
    files = rendered([row(1, title_mark="[cut]"), row(2)])
    for group in ("tier/watchlist", "gate/unverified", "month/2026-06"):
        shown = page(files, f"{group}/index.html")
        assert sorted(titles(shown)) == ["Invented 1 [cut]", "Invented 2"]
        links = {text_of(each) for each in shown.all("a")}
        assert {"Invented 1", "Invented 2"} <= links


def test_a_score_in_a_list_is_on_the_side_of_its_tier() -> None:
    rows = [row(1, review_score=7.4999, shown_score="7.4999"), row(2, shown_score="")]
    files = rendered([rows[0], rows[1]._replace(review_score=None)])
    shown = page(files, "month/2026-06/index.html")
    assert "7.4999/10" in text_of(shown.root)
    (drawn,) = shown.with_class("micro")  # a score that is not stated has no place on a line
    (dot,) = [each for each in drawn if each.tag.endswith("circle")]
    assert dot.get("cx") == "75%"
