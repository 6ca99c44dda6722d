"""The sitemap, by the rules of sitemaps.org.

The schema of sitemaps.org has a licence that would bind its copies, so its rules are written here:
the elements and their order, absolute addresses of at most 2,048 characters, W3C dates and times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree

import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import make_catalog
from sitegen.render.pages import sitemap
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import files_of, pages_of
from tests.reading_back import BuiltSite
from tests.render.pages.test_corrections_page import corrected, tombstone
from tests.small_world import papers as world

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# xsd:date and xsd:dateTime.
LAST_CHANGE = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?\Z", re.ASCII
)
PAGES = PageRenderer(world.site(), Templates())


def listed(content: bytes, root: str, item: str) -> list[tuple[str, str | None]]:
    """The addresses of a file and their dates, if it is valid."""
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    assert len(content) < 50_000_000
    tree = ElementTree.fromstring(content)
    assert tree.tag == NAMESPACE + root
    assert 0 < len(tree) <= 50_000
    found = []
    for each in tree:
        assert each.tag == NAMESPACE + item
        names = [child.tag.removeprefix(NAMESPACE) for child in each]
        assert names in (["loc"], ["loc", "lastmod"])
        address, changed = (
            each.findtext(f"{NAMESPACE}loc", ""),
            each.findtext(f"{NAMESPACE}lastmod"),
        )
        assert address.startswith("https://")
        assert 12 <= len(address) <= 2048
        if changed is not None:
            assert LAST_CHANGE.match(changed)
            datetime.fromisoformat(changed)
        found.append((address, changed))
    return found


def read(files: dict[str, bytes], base: str = f"{world.BASE_URL}/") -> dict[str, str | None]:
    """All pages of a sitemap with their dates, from the index on."""
    pages: list[tuple[str, str | None]] = []
    parts = listed(files["sitemap.xml"], "sitemapindex", "sitemap")
    for address, changed in parts:
        assert changed is None
        pages += listed(files[address.removeprefix(base)], "urlset", "url")
    there = {each for each in files if each.startswith("sitemap-")}
    assert {address.removeprefix(base) for address, _ in parts} == there
    assert len(pages) == len(dict(pages))
    return dict(pages)


def made(rows: Sequence[CatalogRow], removed: Sequence[Tombstone] = ()) -> dict[str, bytes]:
    return dict(sitemap.sitemap(SiteContent(make_catalog(rows), removed), PAGES))


def test_the_sitemap_has_every_page_but_those_of_what_is_gone(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, base_url = any_site
    removed = [world.path(name) for name in world.REMOVED]
    wanted = {
        each.url
        for each in pages_of(site, base_url).values()
        if not each.url.endswith(("/404.html", "/search/"))
        and not any(path in each.url for path in removed)
    }
    assert {*read(files_of(site), f"{base_url}/")} == wanted


def test_the_page_of_a_removed_paper_and_its_notices_are_not_offered(
    small_world: BuiltSite,
) -> None:
    found = read(files_of(small_world))
    for name in world.REMOVED:
        assert not any(world.path(name) in each for each in found)
    assert any("/notices/" in each for each in found)


def test_a_date_is_that_of_the_last_event_or_verdict_else_of_the_submission() -> None:
    times = "2026-05-02T12:00:00Z", "2026-06-01T00:00:00+00:00"
    event = corrected(4, *times)._replace(submitted="2026-05-01", last_corrected_at=times[1])
    verdict = "2026-07-02T03:48:27.951721+00:00"
    rows = [
        row(1, "2026-06-10"),
        row(2, "2026-06-10", evaluated_at=verdict),
        row(3, ""),
        event,
        row(5, "2026-07"),
        row(6, "2026", evaluated_at=verdict),
    ]
    found = read(made(rows))
    dates = [found[f"{world.BASE_URL}{each.path}"] for each in rows]
    assert dates == ["2026-06-10", verdict, None, times[1], None, verdict]
    notices = [found[f"{world.BASE_URL}{event.path}notices/00000004-C{each}/"] for each in (1, 2)]
    assert notices == [*times]
    assert found[f"{world.BASE_URL}/"] is None


def test_removed_papers_leave_no_trace() -> None:
    gone = tombstone(1, "2026-07-01T00:00:00Z")
    assert not any(gone.id in each for each in read(made([row(2)], [gone])))


def test_an_added_paper_changes_the_last_part_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART_SIZE", 10)
    rows = [row(each, f"2026-06-{each + 1:02}") for each in range(25)]
    rows += [row(100 + each, "") for each in range(15)]
    before, after = made(rows), made([*rows, row(50, "2026-06-30")])
    changed = {each for each in after if before.get(each) != after[each]}
    assert changed == {"sitemap-papers-3.xml"}
    assert {"sitemap-papers-1.xml", "sitemap-undated-2.xml"} <= after.keys()
    corrected_one = [
        *rows[:3],
        rows[3]._replace(last_corrected_at="2026-07-01T00:00:00Z"),
        *rows[4:],
    ]
    after = made(corrected_one)
    assert {each for each in after if before[each] != after[each]} == {"sitemap-papers-1.xml"}


def test_a_site_without_papers_has_a_sitemap() -> None:
    found = read(made([]))
    assert f"{world.BASE_URL}/" in found
    assert f"{world.BASE_URL}/404.html" not in found


def test_the_largest_part_is_far_below_the_limits_of_the_protocol() -> None:
    rows = [row(each, "2026-06-10") for each in range(sitemap.PART_SIZE)]
    files = made(rows)
    assert "sitemap-papers-2.xml" not in files
    assert len(files["sitemap-papers-1.xml"]) < 5_000_000
    assert len(listed(files["sitemap-papers-1.xml"], "urlset", "url")) == sitemap.PART_SIZE
