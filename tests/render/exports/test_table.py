"""The table of exports: pages link to every file under its name, with its media type."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from sitegen.render.catalog import make_catalog
from sitegen.render.exports import (
    EXPORTS,
    PAPER_FILES,
    SITE_EXPORTS,
    SITE_FILES,
    media_type_of,
)
from sitegen.render.exports.served_file import ServedFile
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import maker_of
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import SITE_PAGES
from sitegen.render.templating import Templates
from tests.page_parts import Page, files_of, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


def test_no_file_and_no_label_is_there_twice() -> None:
    for files in ([*PAPER_FILES.values()], [*SITE_FILES]):
        assert len({each.file for each in files}) == len(files)
        assert len({each.label for each in files}) == len(files)


def links(site: BuiltSite, path: str) -> set[tuple[str, str]]:
    """The links of a page: the addresses that they lead to, and their labels."""
    page = Page(files_of(site)[f"{path[1:]}index.html"].decode(), f"{world.BASE_URL}{path}")
    return {(urljoin(page.url, each.get("href", "")), text_of(each)) for each in page.all("a")}


@pytest.mark.parametrize("name", ["least", world.TOMBSTONE])
def test_pages_of_a_paper_link_to_each_file_by_its_label(name: str, small_world: BuiltSite) -> None:
    path = world.path(name)
    shown = links(small_world, path)
    for each in PAPER_FILES.values():
        assert (f"{world.BASE_URL}{path}{each.file}", each.label) in shown


@pytest.mark.parametrize("served", SITE_FILES, ids=lambda each: each.label)
def test_the_corrections_link_to_each_file_of_the_site(
    served: ServedFile, small_world: BuiltSite
) -> None:
    shown = links(small_world, "/corrections/")
    assert (f"{world.BASE_URL}/{served.file}", served.label) in shown
    assert served.file in files_of(small_world)


def test_every_file_of_the_site_is_in_the_site_map_and_made_by_its_export() -> None:
    content = SiteContent(make_catalog([]))
    pages = PageRenderer(world.site(), Templates())
    for export in SITE_EXPORTS.values():
        assert export.family in SITE_PAGES
        made = [(each.file, each.make()) for each in export.make(content, world.site())]
        assert list(maker_of(export.family)(content, pages)) == made
        assert export.served.file in dict(made)


def test_a_media_type_is_that_of_the_table() -> None:
    for export in EXPORTS.values():
        assert media_type_of(f"paper/any/{export.served.file}") == export.served.media_type
        assert media_type_of(f"paper/any/artifacts/{export.served.file}") is None
    for served in (each.served for each in SITE_EXPORTS.values()):
        assert media_type_of(served.file) == served.media_type
    assert media_type_of("gate/feed-3.atom") == "application/atom+xml"
    assert media_type_of("index.html") is None
