"""All files of a site that do not belong to one paper."""

from __future__ import annotations

import inspect
from urllib.parse import urljoin

import pytest
from PIL import Image

from sitegen.render.catalog import make_catalog
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import maker_of, site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import (
    COPIES,
    FOLDERS,
    GUIDES,
    NOT_FOUND,
    SEARCH_INDEX,
    SITE_PAGES,
    SitePages,
    family_of,
)
from sitegen.render.template_files import builtin_templates
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, faults, files_of, pages_of, text_of
from tests.reading_back import BuiltSite
from tests.render.pages.test_corrections_page import tombstone
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())
EMPTY = SiteContent(make_catalog([]))


def test_no_two_of_them_have_one_path() -> None:
    paths = [path for path, _ in site_files(EMPTY, PAGES)]
    assert sorted(paths) == sorted(set(paths))
    assert {"index.html", "404.html", "assets/site.css", "corrections/index.html"} <= set(paths)


@pytest.mark.parametrize("family", SITE_PAGES, ids=lambda family: family.path or "guides")
def test_a_family_is_made_by_the_function_that_its_row_names(family: SitePages) -> None:
    makes = inspect.signature(maker_of(family)).parameters.values()
    assert [each.annotation for each in makes] == ["SiteContent", "PageRenderer"]
    made = [path for path, _ in site_files(EMPTY, PAGES, [family])]
    # Without files of papers, a search index cannot be made.
    assert (family.file in made) == (family not in (GUIDES, SEARCH_INDEX))
    assert {family_of(path) for path in made} <= {family}


def test_only_families_that_list_papers_change_with_them() -> None:
    rows = [row(number, "2026-07-01") for number in range(3)]
    removed = [tombstone(9, "2026-07-02T09:00:00Z")]
    full = SiteContent(
        make_catalog(rows), removed, digests={f"{rows[0].path[1:]}manifest.json": "a"}
    )
    for family in SITE_PAGES:
        before, after = (dict(site_files(each, PAGES, [family])) for each in (EMPTY, full))
        assert before == after or family.lists_papers, family.path


def test_every_file_is_made_by_the_family_that_holds_it(small_world: BuiltSite) -> None:
    own = [name for name in files_of(small_world) if not name.startswith(("paper/", "."))]
    found = {name: family_of(name) for name in own if name != "SHA256SUMS"}
    assert {*found.values()} == {*SITE_PAGES}
    texts = {path.stem for path in (world.RECORDS / "pages").glob("*.md")} - FOLDERS
    of_guides = {name for name, family in found.items() if family is GUIDES}
    assert of_guides == {f"{name}/index.html" for name in texts}


@pytest.mark.parametrize("family", COPIES, ids=lambda each: each.file)
def test_style_sheet_and_icons_are_those_of_the_templates(
    family: SitePages, small_world: BuiltSite
) -> None:
    template = (builtin_templates() / family.copy_of).read_bytes()
    assert files_of(small_world)[family.file] == template


def test_every_page_links_to_the_icon_by_a_relative_address(small_world: BuiltSite) -> None:
    for name, page in pages_of(small_world, world.BASE_URL).items():
        (icon,) = [each for each in page.all("link") if each.get("rel") == "icon"]
        address = icon.get("href", "")
        assert address.startswith("/x/y/" if name == "404.html" else "."), name
        assert urljoin(page.url, address) == f"{world.BASE_URL}/favicon.svg"


def test_the_old_icon_has_the_sizes_that_browsers_show() -> None:
    with Image.open(builtin_templates() / "icons/favicon.ico") as icon:
        assert icon.format == "ICO"
        assert icon.info["sizes"] == {(16, 16), (32, 32)}


def test_the_page_for_missing_addresses_starts_its_links_at_the_root() -> None:
    ((path, content),) = site_files(EMPTY, PAGES, [NOT_FOUND])
    page = Page(content.decode(), "https://small.example/some/where/else")
    assert path == "404.html"
    assert faults(page) == []
    assert all(link.startswith(("/x/y/", "#", "https://press.")) for link in page.links)
    assert f"{world.BASE_URL}/" in page.targets
    assert text_of(page.one("h1")) == "Not found"


def test_the_folders_of_a_site_are_those_of_the_site_map_and_those_of_guides(
    small_world: BuiltSite, real_site: BuiltSite
) -> None:
    guides = {path.stem for path in (world.RECORDS / "pages").glob("*.md")}
    for site in (small_world, real_site):
        folders = {name.partition("/")[0] for name in files_of(site) if "/" in name}
        assert folders >= FOLDERS >= folders - guides
