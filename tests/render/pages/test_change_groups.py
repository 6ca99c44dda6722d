"""Corrections and removals by month, by kind, by both, and by reason."""

from __future__ import annotations

from itertools import cycle

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.catalog import PAGE_SIZE
from tests.catalog_rows import row
from tests.corrected_rows import event, files, made, notice, titles, tombstone, with_events
from tests.page_parts import Page, text_of
from tests.small_world import papers as world

MONTHS = ("2026-05", "2026-06", "2025-12")
KINDS = ("retraction", None, "expression_of_concern", "erratum")
HOSTILE = '<script>alert("1")</script> ../../../etc $x^2$ \u202eabc'
CORRECTIONS = f"{world.BASE_URL}/corrections/"


def many(count: int) -> list[CatalogRow]:
    """Papers with one event each, of all months and kinds in turn."""
    turns = zip(range(1, count + 1), cycle(MONTHS), cycle(KINDS), strict=False)
    return [
        with_events(
            row(number),
            event(
                *(number, 1, f"{month}-{number % 27 + 1:02}T12:00:00Z"),
                notice=notice(kind) if kind else None,
            ),
        )
        for number, month, kind in turns
    ]


def expected(rows: list[CatalogRow], month: str = "", kind: str | None = "") -> list[str]:
    """The ids of the events of a group, newest first."""
    found = [
        (each.corrected_at, paper.id, each.event_id)
        for paper in rows
        for each in paper.ledger.events
        if each.corrected_at.startswith(month)
        if kind == "" or (each.notice.kind if each.notice else None) == kind
    ]
    return [each[-1] for each in sorted(found, reverse=True)]


def on(pages: dict[str, Page], folder: str) -> list[str]:
    """The ids of the events of all pages of a group, newest first; each full page has a hundred."""
    numbered = sorted(
        (int(name), page)
        for path, page in pages.items()
        if path.startswith(f"corrections/{folder}")
        if (name := path.removeprefix(f"corrections/{folder}").split("/")[0]).isdigit()
        if path.count("/") == folder.count("/") + 2
    )
    shown = [[text_of(each) for each in page.with_class("id")] for _, page in numbered]
    assert all(len(each) == PAGE_SIZE for each in shown[:-1])
    if not shown:
        shown = [
            [text_of(each) for each in pages[f"corrections/{folder}index.html"].with_class("id")]
        ]
    return [each for page in reversed(shown) for each in page]


def test_each_group_has_exactly_its_events_in_order() -> None:
    rows = many(450)
    pages = made(rows)
    assert on(pages, "") == expected(rows)
    for month in MONTHS:
        assert on(pages, f"{month}/") == expected(rows, month)
    for kind, name in zip(
        KINDS, ("retraction", "correction", "expression-of-concern", "erratum"), strict=True
    ):
        assert on(pages, f"kind/{name}/") == expected(rows, kind=kind)
        for month in MONTHS:
            assert on(pages, f"{month}/{name}/") == expected(rows, month, kind)


def test_the_overview_counts_every_group_and_leads_to_it() -> None:
    page = made(many(450))["corrections/index.html"]
    shown = [text_of(each) for facet in page.with_class("facet")[:1] for each in facet.iter("li")]
    assert shown == [
        *("Removal 0", "Withdrawal 0", "Retraction 113", "Partial retraction 0"),
        *("Expression of concern 112", "Correction 113", "Erratum 112", "Addendum 0"),
        "Notice lifted 0",
    ]
    months = [text_of(each) for facet in page.with_class("facet")[1:2] for each in facet.iter("li")]
    assert months == ["June 2026 150", "May 2026 150", "December 2025 150"]
    wanted = {f"{CORRECTIONS}{name}/" for name in ("2026-05", "kind/retraction")}
    assert wanted <= set(page.targets)
    assert f"{CORRECTIONS}kind/removal/" not in page.targets


def test_a_new_event_changes_only_the_newest_pages_and_the_overview() -> None:
    rows = many(450)
    newest = with_events(row(999), event(999, 1, "2026-06-30T12:00:00Z", notice=notice("erratum")))
    before, after = files(rows), files([*rows, newest])
    changed = {path for path, data in after.items() if before.get(path) != data}
    assert changed == {
        "corrections/index.html",
        "corrections/5/index.html",
        "corrections/2026-06/index.html",
        "corrections/2026-06/2/index.html",
        "corrections/2026-06/erratum/index.html",
        "corrections/kind/erratum/index.html",
        "corrections/kind/erratum/2/index.html",
    }
    assert before.keys() <= after.keys()


def test_a_reason_has_a_page_once_two_notices_give_it() -> None:
    rows = [
        with_events(
            row(1), event(1, 1, "2026-05-01T12:00:00Z", notice=notice("retraction", "Data error"))
        ),
        with_events(
            row(2),
            event(
                2, 1, "2026-05-02T12:00:00Z", notice=notice("correction", "data  ERROR", "Other")
            ),
        ),
    ]
    pages = made(rows)
    overview = pages["corrections/reason/index.html"]
    (facet,) = overview.with_class("facet")
    assert [text_of(each) for each in facet.iter("li")] == [
        "Data error 2",
        "Other now: Unverified",
    ]
    (path,) = (each for each in pages if each.startswith("corrections/reason/data-error"))
    assert titles(pages[path]) == [
        "Correction, 2 May 2026: Invented 2",
        "Retraction, 1 May 2026: Invented 1",
    ]
    assert "2 entries about 2 papers." in text_of(pages[path].one("main"))
    assert f"{world.BASE_URL}{rows[1].path}notices/00000002-C1/" in overview.targets
    # The address of a reason does not depend on what else there is.
    assert path in made([*rows, *many(5)])


def test_a_hostile_reason_is_a_text_and_has_a_plain_address() -> None:
    texts = (HOSTILE, "撤回的理由", "w" * 500)
    rows = [
        with_events(
            row(number),
            event(number, 1, "2026-05-01T12:00:00Z", notice=notice("retraction", *texts)),
        )
        for number in (1, 2)
    ]
    pages = made(rows)
    found = [each for each in pages if each.startswith("corrections/reason/")]
    assert len(found) == 4
    for path in found:
        assert set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/.")
        assert len(path) < 120
        assert not pages[path].all("script")
    (shown,) = (pages[path] for path in found if "script" in path)
    assert text_of(shown.one("h1")).startswith('<script>alert("1")</script>')


def test_a_removal_is_told_once_with_date_reason_and_who() -> None:
    at = "2026-05-02T12:00:00Z"
    told = event(7, 1, at, notice=notice("removal", "A court ordered it"))
    announced = tombstone(7, "2026-05-03T00:00:00Z").with_events([told])
    rows = [with_events(row(1), event(1, 1, "2026-05-01T12:00:00Z"))]
    pages = made(rows, [announced, tombstone(8, "2026-06-01T12:00:00Z")])
    assert titles(pages["corrections/kind/removal/index.html"]) == [
        "Removal, 1 June 2026: REMOVED: Invented 8",
        "Removal, 2 May 2026: REMOVED: Invented 7",
    ]
    assert titles(pages["corrections/2026-06/removal/index.html"]) == [
        "Removal, 1 June 2026: REMOVED: Invented 8"
    ]
    shown = text_of(pages["corrections/2026-05/removal/index.html"].with_class("events")[0])
    assert "Reasons: A court ordered it" in shown
    assert "Removed by Invented press" in shown


def test_tombstones_are_cut_into_pages() -> None:
    gone = [tombstone(number, f"2026-05-02T12:{number % 60:02}:00Z") for number in range(1, 251)]
    pages = made([], gone)
    removed = [each for each in pages if each.startswith("corrections/kind/removal/")]
    assert len(removed) == 4
    assert max(len(titles(each)) for each in pages.values()) == 150


def test_a_lifted_notice_is_a_kind_of_its_own() -> None:
    concern = event(1, 1, "2026-05-01T12:00:00Z", notice=notice("expression_of_concern"))
    lifted = event(1, 2, "2026-06-01T12:00:00Z", lifts="00000001-C1", affected_fields=())
    pages = made([with_events(row(1), concern, lifted)])
    page = pages["corrections/kind/notice-lifted/index.html"]
    assert titles(page) == ["Notice lifted, 1 June 2026: Invented 1"]
    assert text_of(page.one("h1")) == "Notice lifted"
