"""The Atom feed of corrections, verdicts and removals, read with a parser that is not ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest

from sitegen.render.correction_list import MOST_CHANGES, Change, changes, corrections_of
from sitegen.render.exports.feed import feed
from tests.catalog_rows import row
from tests.page_parts import Page, files_of
from tests.reading_back import BuiltSite
from tests.render.pages.test_corrections_page import corrected, tombstone
from tests.small_world import papers as world

ATOM = "{http://www.w3.org/2005/Atom}"
CHANGE = Change(datetime.fromisoformat("2026-05-02T12:00:00Z"), "/paper/x/", "Title", "Summary")


def parsed(content: bytes) -> ElementTree.Element:
    """The feed, if it has all that RFC 4287 asks for, and nothing twice."""
    root = ElementTree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert links["self"] == text(root, "id") == f"{world.BASE_URL}/corrections/feed.atom"
    assert links["alternate"] == f"{world.BASE_URL}/corrections/"
    for each in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
        assert datetime.fromisoformat(text(each, "updated")).tzinfo is not None
        if each is not root:
            assert [link.get("rel") for link in each.findall(f"{ATOM}link")] == ["alternate"]
            (summary,) = each.findall(f"{ATOM}summary")
            assert summary.get("type") == "text"
    ids = [text(each, "id") for each in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) <= MOST_CHANGES
    return root


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def entries(found: Iterable[Change]) -> list[ElementTree.Element]:
    return parsed(feed(found, world.site())).findall(f"{ATOM}entry")


def test_every_change_of_the_small_world_is_told_under_an_address_that_leads_there(
    small_world: BuiltSite,
) -> None:
    root = parsed(files_of(small_world)["corrections/feed.atom"])
    found = {text(each, "id"): text(each, "title") for each in root.findall(f"{ATOM}entry")}
    paper = f"{world.BASE_URL}{world.path('retracted')}"
    assert found[f"{paper}notices/5A110015-C2/"] == (
        "Retraction: RETRACTED: Invented: A Verified Paper That Was Retracted"
    )
    assert found[f"{paper}#gate-verdict"] == (
        "Gate verdict, verified before the retraction: RETRACTED: Invented: A Verified Paper That "
        "Was Retracted"
    )
    removed = f"{world.BASE_URL}{world.path(world.TOMBSTONE)}"
    assert found[removed].startswith("Removal: REMOVED: Invented")
    for each in found:
        address, _, anchor = each.removeprefix(f"{world.BASE_URL}/").partition("#")
        page = files_of(small_world)[f"{address}index.html"].decode()
        assert not anchor or anchor in Page(page, each).ids


def test_the_newest_change_stands_first_and_dates_the_feed() -> None:
    times = ["2026-05-03T01:00:00+14:00", "2026-05-02T12:00:00Z", "2026-05-02T07:30:00.5-05:00"]
    found = [
        CHANGE._replace(at=datetime.fromisoformat(time), path=f"/{number}/")
        for number, time in enumerate(times)
    ]
    content = feed(found, world.site())
    root = parsed(content)
    assert [text(each, "id")[-3:] for each in root.findall(f"{ATOM}entry")] == ["/2/", "/1/", "/0/"]
    assert text(root, "updated") == "2026-05-02T07:30:00.500000-05:00"
    assert feed(reversed(found), world.site()) == content


def test_the_newest_hundred_are_told() -> None:
    found = [
        CHANGE._replace(at=CHANGE.at.replace(year=1900 + number), path=f"/{number}/")
        for number in range(MOST_CHANGES + 20)
    ]
    told = entries(found)
    assert len(told) == MOST_CHANGES
    assert text(told[0], "id").endswith(f"/{MOST_CHANGES + 19}/")
    assert text(told[-1], "id").endswith("/20/")


def test_an_empty_feed_is_valid_and_has_no_clock() -> None:
    content = feed([], world.site())
    assert content == feed([], world.site())
    assert text(parsed(content), "updated") == "1970-01-01T00:00:00+00:00"


def test_hostile_texts_are_text() -> None:
    hostile = '</title><script>alert(1)</script> ]]> & &amp; <b>\x00\x1b\ufffe\ud800"\u2028 \n x'
    publisher = world.site().publisher.model_copy(update={"name": hostile})
    site = replace(world.site(), publisher=publisher)
    content = feed([CHANGE._replace(title=hostile, summary=hostile)], site)
    (told,) = parsed(content).findall(f"{ATOM}entry")
    shown = '</title><script>alert(1)</script> ]]> & &amp; <b>\ufffd\ufffd\ufffd\ufffd" x'
    assert text(told, "title") == text(told, "summary") == shown
    assert b"<script" not in content


def test_a_verdict_is_told_at_the_time_of_its_record_and_no_verdict_is_not() -> None:
    rows = [
        row(1, gate="VERIFIED", gate_label="Verified", evaluated_at="2026-07-02T03:48:27.951721Z"),
        row(2, gate="FALSIFIED", gate_label="Falsified", evaluated_at="2026-07-01T00:00:00Z"),
        row(3, gate="UNVERIFIED", evaluated_at="2026-06-10T06:30:49+00:00"),
        row(4, gate="VERIFIED"),
    ]
    told = entries(changes([], rows, []))
    assert [text(each, "title") for each in told] == [
        "Gate verdict, verified: Invented 1",
        "Gate verdict, falsified: Invented 2",
    ]
    assert text(told[0], "updated") == "2026-07-02T03:48:27.951721+00:00"
    assert text(told[0], "id").endswith("/paper/00000001-0000-4000-8000-000000000000/#gate-verdict")


@pytest.mark.parametrize("status", ["Retracted", "Corrected"])
def test_every_entry_says_the_status_of_its_paper(status: str) -> None:
    paper = corrected(1, "2026-05-02T12:00:00Z", note="First.\n\nSecond.")
    paper = paper._replace(status_label=status, display_title="TITLE")
    removed = tombstone(2, "2026-05-01T12:00:00Z")
    told = entries(changes(corrections_of([paper]), [paper], [removed]))
    assert [text(each, "title") for each in told] == [
        "Correction: TITLE",
        "Removal: REMOVED: Invented 2",
    ]
    assert [text(each, "summary") for each in told] == [
        f"Status of the paper: {status}. First.",
        "This paper was removed. By: Invented press. Why: Invented reason.",
    ]
