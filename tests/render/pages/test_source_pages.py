"""The pages of sources: what rests on each, lists of all, and those that are retracted."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.retractions import RetractionList, read_retractions
from sitegen.contracts.source_ids import read_source_id
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import SOURCE
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.contracts.test_retractions import FILE, HEADER
from tests.contracts.test_retractions import row as listed_row
from tests.page_parts import Page, entry, faults, listed, text_of
from tests.small_world import papers as world

ALONE, SHARED = "doi:10.5555/alone", "arxiv:2104.08645"
HOSTILE = "url:https://owls.example/\"><b>?q=%3Cscript%3E&x='1'"


def paper(number: int, title: str, *sources: str) -> CatalogRow:
    made = row(number, f"2026-06-0{number}", sources=sources)
    return made._replace(title=title, display_title=title)


ROWS = [paper(1, "=One", SHARED, ALONE), paper(2, "Two", SHARED, HOSTILE), paper(3, "Three")]


def retractions(*lines: str) -> RetractionList:
    found, _ = read_retractions("\n".join((HEADER, *lines)).encode(), FILE)
    assert found is not None
    return found


def rendered(**settings: Any) -> dict[str, Page]:
    """The pages of the family by their paths; other files have no page."""
    files = made(**settings)
    return {
        f"/{name.removesuffix('index.html')}": Page(
            data.decode(), f"{world.BASE_URL}/{name.removesuffix('index.html')}"
        )
        for name, data in files.items()
        if name.endswith(".html")
    }


def made(rows: Any = ROWS, **settings: Any) -> dict[str, bytes]:
    pages = PageRenderer(replace(world.site(), **settings), Templates())
    return dict(site_files(SiteContent(make_catalog(rows)), pages, [SOURCE]))


def titles(page: Page) -> list[str]:
    return [entry(each)["title"] for each in listed(page)]


def test_a_source_with_enough_papers_has_a_page_that_lists_them() -> None:
    pages = rendered()
    assert titles(pages["/source/arxiv/2104.08645/"]) == ["Two", "=One"]
    assert read_source_id(ALONE).path not in pages
    assert read_source_id(ALONE).path in rendered(source_pages_from=1)
    assert read_source_id(SHARED).path not in rendered(source_pages_from=3)


@pytest.mark.parametrize("parts", [1, 7])
def test_every_source_has_its_entry_at_the_address_that_follows_from_its_id(parts: int) -> None:
    pages = rendered(source_list_parts=parts)
    for source in (ALONE, SHARED, HOSTILE):
        named = read_source_id(source)
        page = pages[named.list_path(parts)]
        (found,) = [each for each in page.all("li") if each.get("id") == named.anchor]
        has_page = source == SHARED
        assert ("papers that rest on it" in text_of(found)) == has_page
        assert any(title in text_of(found) for title in ("=One", "Two")) != has_page


def test_every_page_is_right_and_can_be_reached() -> None:
    pages = rendered(retractions=retractions(listed_row(doi="10.5555/alone")), source_list_parts=3)
    for path, page in pages.items():
        assert faults(page) == [], path
    linked = {
        urljoin(f"{world.BASE_URL}{path}", link).removeprefix(world.BASE_URL)
        for path, page in pages.items()
        for link in page.links
    }
    assert pages.keys() <= linked | {SOURCE.path}


def test_a_retracted_source_says_so_and_stands_on_the_list_of_the_desk() -> None:
    listed_here = retractions(listed_row(doi="10.5555/alone"), listed_row(doi="10.5555/unused"))
    pages = rendered(retractions=listed_here)
    own = text_of(pages["/source/doi/10.5555/alone/"].one("main"))
    assert "Retraction: 14 March 2024; Error in Data; Duplication of Image" in own
    assert "Title in the list of retractions: Owls, by day" in own
    assert "On the list of retractions: no" in text_of(
        pages["/source/arxiv/2104.08645/"].one("main")
    )
    desk = pages["/source/retracted/"]
    assert titles(desk) == ["=One"]
    said = text_of(desk.one("main"))
    assert f"2 rows, the newest of 14 March 2024, SHA-256 {listed_here.sha256}" in said
    assert "10.5555/unused" not in said


def test_the_downloads_of_the_desk_have_a_line_for_each_paper() -> None:
    files = made(retractions=retractions(listed_row(doi="10.48550/arXiv.2104.08645")))
    lines = [*csv.DictReader(files["source/retracted/papers.csv"].decode().splitlines())]
    assert [line["title"] for line in lines] == ["Two", "'=One"]
    assert {(line["source"], line["notice_date"]) for line in lines} == {(SHARED, "2024-03-14")}
    read = json.loads(files["source/retracted/papers.json"])
    assert read["list"]["file"] == "retraction_watch.csv"
    assert [each["title"] for each in read["papers"]] == ["Two", "=One"]


def test_without_a_list_nothing_is_said_of_retractions() -> None:
    files = made()
    assert not any("retracted" in name for name in files)
    assert not any("etract" in data.decode() for data in files.values())


def test_a_further_paper_changes_only_the_pages_of_its_sources() -> None:
    before = made()
    after = made([*ROWS, paper(4, "Four", ALONE)])
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"source/list/doi/10.5555/index.html", "source/doi/10.5555/alone/index.html"}
