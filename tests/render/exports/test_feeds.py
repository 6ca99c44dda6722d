"""The Atom feeds, read by feedparser and walked back to their first entry by RFC 5005."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import make_catalog
from sitegen.render.exports.feeds import ARCHIVED, NEWEST
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import CORRECTIONS_FEED, FEED, VERDICTS_FEED, SitePages
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, files_of
from tests.reading_back import BuiltSite
from tests.render.pages.test_corrections_page import corrected, tombstone
from tests.small_world import papers as world

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
FEEDS = (FEED, VERDICTS_FEED, CORRECTIONS_FEED)
PAGES = PageRenderer(world.site(), Templates())
VERDICT = {"gate": "VERIFIED", "gate_label": "Verified", "evaluated_at": "2026-07-02T03:48:27Z"}


def made(
    rows: Sequence[CatalogRow],
    removed: Sequence[Tombstone] = (),
    family: SitePages = FEED,
    pages: PageRenderer = PAGES,
) -> dict[str, bytes]:
    """All documents of a feed, by their addresses."""
    content = SiteContent(make_catalog(rows), removed)
    files = site_files(content, pages, [family])
    return {pages.site.url(f"/{file}"): made for file, made in files}


def days(number: int) -> list[CatalogRow]:
    """So many papers, each of a day of its own."""
    return [row(each, f"{1900 + each // 28}-02-{each % 28 + 1:02}") for each in range(number)]


def address(family: SitePages) -> str:
    return world.site().url(family.path)


def links(read: Any) -> dict[str, str]:
    return {each.rel: each.href for each in read.feed.links}


def walked(files: dict[str, bytes], start: str) -> list[Any]:
    """All entries, the newest first, from the current document back to the first archive."""
    entries: list[Any] = []
    seen: list[str] = []
    following: str | None = start
    while following:
        check(files[following])
        read = feedparser.parse(files[following])
        assert not read.bozo, read
        found = links(read)
        assert found["self"] == following
        assert read.feed.id == start
        assert found.get("current", start) == start
        assert found.get("next-archive") == (seen[-1] if len(seen) > 1 else None)
        entries += read.entries
        seen.append(following)
        following = found.get("prev-archive")
    assert seen[::-1] == list(files)
    return entries


def check(content: bytes) -> None:
    """A document has what RFC 4287 and RFC 5005 ask for, and nothing twice."""
    root = ElementTree.fromstring(content)
    relations = {each.get("rel") for each in root.findall(f"{ATOM}link")}
    assert (root.find(ARCHIVE) is not None) == ("current" in relations)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) <= NEWEST
    for each in [root, *entries]:
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
        assert time(each, "updated").tzinfo is not None
    for each in entries:
        assert time(each, "updated") >= time(each, "published")
        shown = [link.get("rel") for link in each.findall(f"{ATOM}link")]
        assert shown == ["alternate", "related"]
        (summary,) = each.findall(f"{ATOM}summary")
        assert summary.get("type") == "text"
    if entries:
        assert time(root, "updated") == max(time(each, "updated") for each in entries)


def time(element: ElementTree.Element, name: str) -> datetime:
    return datetime.fromisoformat(element.findtext(f"{ATOM}{name}", ""))


def papers(entries: Sequence[Any]) -> list[str]:
    return [each.id.removeprefix("urn:uuid:") for each in entries]


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize("number", [0, 1, 100, 101, 150, 151, 250])
def test_a_harvester_finds_every_paper_once_the_newest_first(number: int) -> None:
    rows = days(number)
    files = made(rows)
    found = walked(files, address(FEED))
    assert papers(found) == [each.id for each in reversed(rows)]
    archives = len(files) - 1
    assert archives == max(0, -(-(number - NEWEST) // ARCHIVED))
    read = feedparser.parse(files[address(FEED)])
    assert len(read.entries) >= min(number, NEWEST - ARCHIVED + 1)
    assert len(read.entries) == number - archives * ARCHIVED


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        (99, ["feed.atom"]),
        (100, ["feed-1.atom", "feed.atom"]),
        (101, ["feed.atom"]),
        (150, ["feed-1.atom", "feed-2.atom", "feed.atom"]),
        (250, ["feed-3.atom", "feed-4.atom", "feed.atom"]),
    ],
)
def test_a_new_paper_changes_the_current_document_and_at_most_links_an_archive(
    number: int, changed: list[str]
) -> None:
    rows = days(number + 1)
    before, after = made(rows[:-1]), made(rows)
    base = f"{world.BASE_URL}/"
    assert [each.removeprefix(base) for each in after if before.get(each) != after[each]] == changed
    for name in changed[:-1]:
        if base + name in before:  # the archive that was the last one
            old, new = (feedparser.parse(each[base + name]) for each in (before, after))
            assert papers(old.entries) == papers(new.entries)
            assert "next-archive" in links(new).keys() - links(old).keys()


def test_a_paper_that_changes_changes_only_the_document_that_shows_it() -> None:
    rows = days(250)
    now = [*rows[:70], rows[70]._replace(display_title="RETRACTED: It"), *rows[71:]]
    before, after = made(rows), made(now)
    changed = [each for each in after if before[each] != after[each]]
    assert changed == [f"{world.BASE_URL}/feed-2.atom"]


def test_the_order_of_the_records_does_not_matter() -> None:
    rows = [*days(120), *(row(900 + each, "2026-05-05") for each in range(60))]
    assert made(rows) == made(rows[::-1]) == made(rows)


def test_an_empty_feed_has_no_clock() -> None:
    for family in FEEDS:
        (content,) = made([], (), family).values()
        check(content)
        assert feedparser.parse(content).feed.updated == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize("family", [VERDICTS_FEED, CORRECTIONS_FEED], ids=["verdicts", "events"])
def test_verdicts_and_corrections_are_archived_as_papers_are(family: SitePages) -> None:
    times = [f"{1900 + each}-05-02T12:00:00+00:00" for each in range(210)]
    if family is VERDICTS_FEED:
        rows = [row(each, **VERDICT | {"evaluated_at": at}) for each, at in enumerate(times)]
    else:
        rows = [corrected(each, at) for each, at in enumerate(times)]
    files = made(rows, (), family)
    found = walked(files, address(family))
    assert [each.published for each in found] == times[::-1]
    assert len(files) == 4


# ---------------------------------------------------------------- entries


def one(paper: CatalogRow, family: SitePages = FEED) -> Any:
    (entry,) = walked(made([paper], (), family), address(family))
    return entry


@pytest.mark.parametrize("submitted", ["", "2026", "2026-07"])
def test_a_paper_whose_day_is_not_known_is_not_in_the_feed_of_papers(submitted: str) -> None:
    assert walked(made([row(1, submitted)]), address(FEED)) == []


def test_an_entry_says_what_a_program_needs() -> None:
    paper = row(1, "2026-06-10", creators=("Ada Example", "The Team"), **VERDICT)
    paper = paper._replace(status="VERIFIED", status_label="Verified", evidence="It is public.")
    paper = paper._replace(status_line="Verified: it passed Gate 2. It is public.")
    entry = one(paper)
    assert entry.id == f"urn:uuid:{paper.id}"
    assert entry.link == f"{world.BASE_URL}{paper.path}"
    (manifest,) = [each for each in entry.links if each.rel == "related"]
    assert (manifest.href, manifest.type) == (f"{entry.link}manifest.json", "application/json")
    assert [each.name for each in entry.authors] == ["Ada Example", "The Team"]
    schemas = f"{world.site().identity_url}/schemas"
    assert [(each.scheme, each.term, each.label) for each in entry.tags] == [
        (f"{schemas}/correction-record-v1#/properties/editorial_status", "VERIFIED", "Verified"),
        (f"{schemas}/gate-verdict-v1#/properties/status", "VERIFIED", "Verified"),
    ]
    assert entry.summary.startswith("Verified: it passed Gate 2. It is public. ")
    assert entry.published == "2026-06-10T00:00:00+00:00"
    assert entry.updated == "2026-07-02T03:48:27+00:00"


def test_the_schemes_of_categories_are_members_of_schemas_that_the_site_has(
    small_world: BuiltSite,
) -> None:
    for name in ("feed.atom", "gate/feed.atom", "corrections/feed.atom"):
        for entry in feedparser.parse(files_of(small_world)[name]).entries:
            for each in entry.tags:
                schema, _, pointer = each.scheme.removeprefix(world.BASE_URL).partition("#/")
                found = small_world.json(f"{schema}.json")
                for step in pointer.split("/"):
                    found = found[step]
                assert found["description"]


def test_a_paper_without_authors_has_those_of_the_feed() -> None:
    assert "authors" not in one(row(1, creators=()))


def test_an_entry_changes_when_a_fact_about_its_paper_does() -> None:
    paper = corrected(1, "2026-05-02T12:00:00Z")._replace(
        submitted="2026-05-01", last_corrected_at="2026-05-02T12:00:00Z"
    )
    assert one(paper).updated == "2026-05-02T12:00:00+00:00"
    judged = paper._replace(**VERDICT)
    assert one(judged).updated == "2026-07-02T03:48:27+00:00"
    later = judged._replace(last_corrected_at="2026-08-01T00:00:00+14:00")
    assert one(later).updated == one(later, VERDICTS_FEED).updated == "2026-08-01T00:00:00+14:00"
    assert one(later, VERDICTS_FEED).published == "2026-07-02T03:48:27+00:00"
    # A notice stays as it was, whatever follows it.
    assert one(later, CORRECTIONS_FEED).updated == "2026-05-02T12:00:00+00:00"


def test_a_verdict_is_told_at_the_time_of_its_record_and_no_verdict_is_not() -> None:
    rows = [
        row(1, **VERDICT),
        row(2, gate="FALSIFIED", gate_label="Falsified", evaluated_at="2026-07-01T00:00:00Z"),
        row(3, gate="UNVERIFIED", evaluated_at="2026-06-10T06:30:49+00:00"),
        row(4, gate="VERIFIED"),
        row(5, gate=""),
    ]
    told = walked(made(rows, (), VERDICTS_FEED), address(VERDICTS_FEED))
    assert [each.title for each in told] == [
        "Gate verdict, verified: Invented 1",
        "Gate verdict, falsified: Invented 2",
    ]
    assert told[0].id == told[0].link == f"{world.BASE_URL}{rows[0].path}#gate-verdict"


def test_the_feed_of_corrections_has_removals_and_no_verdicts() -> None:
    rows = [corrected(1, "2026-05-02T12:00:00Z", note="First.\n\nSecond.")._replace(**VERDICT)]
    removed = [tombstone(2, "2026-05-01T12:00:00Z"), tombstone(3, "2026-05-03T12:00:00Z")]
    told = walked(made(rows, removed, CORRECTIONS_FEED), address(CORRECTIONS_FEED))
    assert [each.title for each in told] == [
        "Removal: REMOVED: Invented 3",
        "Correction: Invented 1",
        "Removal: REMOVED: Invented 2",
    ]
    assert told[0].summary == (
        "Removed: this paper is no longer published here. By: Invented press. Why: Invented reason."
    )
    assert told[1].summary.endswith(" First.")


def test_the_line_of_the_status_begins_the_text_of_every_entry() -> None:
    note = world.site().notes.synthesis
    line = "Retracted: do not rely on this paper. Falsified: a claim was tested and failed. It is."
    paper = corrected(1, "2026-05-02T12:00:00Z")._replace(
        status_line=line, excerpt="The excerpt.", evidence="It is.", **VERDICT
    )
    assert one(paper).summary == f"{line} {note} The excerpt."
    assert one(paper, CORRECTIONS_FEED).summary == f"{line} Invented note."
    # Whether its evidence is public is said of every verdict, and once.
    assert one(paper, VERDICTS_FEED).summary == line
    muted = paper._replace(status_line="Retracted: do not rely on this paper.")
    assert one(muted, VERDICTS_FEED).summary == f"{muted.status_line} It is."


def test_a_title_that_was_cut_has_its_mark_beside_it() -> None:
    paper = corrected(1, "2026-07-02T00:00:00Z")._replace(title_mark="[possibly cut]")
    for family in (FEED, CORRECTIONS_FEED):
        assert one(paper, family).title.endswith(f"{paper.display_title} [possibly cut]")


def test_mathematics_is_shown_in_unicode_and_money_as_written() -> None:
    paper = corrected(1, "2026-07-02T00:00:00Z")._replace(
        display_title="Sorting in $O(n^2)$ for $5 and $10", excerpt="It takes $\\alpha$.", **VERDICT
    )
    for family in FEEDS:
        assert one(paper, family).title.endswith("Sorting in O(n²) for $5 and $10")
    assert one(paper).summary.endswith("It takes α.")


def test_hostile_texts_are_text() -> None:
    hostile = (
        '</title><script>alert(1)</script> ]]> & &amp; <b>\x00\x1b\ufffe\ud800"\u2028 \u202e\n x'
    )
    shown = '</title><script>alert(1)</script> ]]> & &amp; <b>\ufffd\ufffd\ufffd\ufffd" \ufffd x'
    publisher = world.site().publisher.model_copy(update={"name": hostile})
    pages = replace(PAGES, site=replace(world.site(), publisher=publisher))
    paper = corrected(1, "2026-07-02T00:00:00Z", note=hostile)._replace(
        display_title=hostile,
        excerpt=" ".join(hostile.split()),
        creators=(hostile,),
        evidence=hostile,
        **VERDICT,
    )
    for family in FEEDS:
        (content,) = made([paper], [], family, pages).values()
        check(content)
        assert b"<script" not in content
        (entry,) = ElementTree.fromstring(content).findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title", "").endswith(shown)
        if family is FEED:
            assert entry.findtext(f"{ATOM}author/{ATOM}name") == shown
            assert entry.findtext(f"{ATOM}summary", "").endswith(shown)


# ---------------------------------------------------------------- a whole site


def test_no_two_entries_of_the_feeds_have_one_id_and_all_lead_somewhere(
    small_world: BuiltSite,
) -> None:
    files = files_of(small_world)
    entries = [
        each
        for name in ("feed.atom", "gate/feed.atom", "corrections/feed.atom")
        for each in feedparser.parse(files[name]).entries
    ]
    assert len({each.id for each in entries}) == len(entries) > 40
    for each in entries:
        page, _, anchor = each.link.removeprefix(f"{world.BASE_URL}/").partition("#")
        shown = files[f"{page}index.html"].decode()
        assert not anchor or anchor in Page(shown, each.link).ids
        (manifest,) = [link.href for link in each.links if link.rel == "related"]
        assert manifest.removeprefix(f"{world.BASE_URL}/") in files


def test_every_change_of_the_small_world_is_told(small_world: BuiltSite) -> None:
    files = files_of(small_world)
    found = {
        each.id: each.title
        for name in ("gate/feed.atom", "corrections/feed.atom")
        for each in feedparser.parse(files[name]).entries
    }
    paper = f"{world.BASE_URL}{world.path('retracted')}"
    assert found[f"{paper}notices/5A110015-C2/"] == (
        "Retraction: RETRACTED: Invented: A Verified Paper That Was Retracted"
    )
    assert found[f"{paper}#gate-verdict"] == (
        "Gate verdict, verified before the retraction: RETRACTED: Invented: A Verified Paper That "
        "Was Retracted"
    )
    assert found[f"{world.BASE_URL}{world.path(world.TOMBSTONE)}"].startswith("Removal: REMOVED: ")


def test_the_pages_link_to_the_feeds(small_world: BuiltSite) -> None:
    for path in ("", "month/", "gate/", "corrections/"):
        page = Page(files_of(small_world)[f"{path}index.html"].decode(), f"{world.BASE_URL}/{path}")
        heads = {each.get("title") for each in page.all("link") if each.get("rel") == "alternate"}
        assert heads == {"Papers", "Verdicts", "Corrections and removals"}
