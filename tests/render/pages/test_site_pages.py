"""All files of a site that do not belong to one paper."""

from __future__ import annotations

from sitegen.render.catalog import make_catalog
from sitegen.render.guides import TAKEN
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import not_found, site_files
from sitegen.render.templating import Templates, builtin_templates
from tests.page_parts import Page, faults, files_of, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())


def test_no_two_of_them_have_one_path() -> None:
    paths = [path for path, _ in site_files(make_catalog([]), [], [], PAGES, {})]
    assert sorted(paths) == sorted(set(paths))
    assert {"index.html", "404.html", "assets/site.css", "corrections/index.html"} <= set(paths)


def test_the_style_sheet_is_the_one_of_the_templates(small_world: BuiltSite) -> None:
    sheet = (builtin_templates() / "styles/site.css").read_bytes()
    assert files_of(small_world)["assets/site.css"] == sheet


def test_the_page_for_missing_addresses_starts_its_links_at_the_root() -> None:
    path, content = not_found(PAGES)
    page = Page(content.decode(), "https://small.example/some/where/else")
    assert path == "404.html"
    assert faults(page) == []
    assert all(link.startswith(("/x/y/", "#", "https://press.")) for link in page.links)
    assert f"{world.BASE_URL}/" in page.targets
    assert text_of(page.one("h1")) == "Not found"


def test_no_guide_can_take_the_place_of_a_page_that_sitegen_makes(
    small_world: BuiltSite, real_site: BuiltSite
) -> None:
    guides = {path.stem for path in (world.RECORDS / "pages").glob("*.md")}
    for site in (small_world, real_site):
        folders = {name.partition("/")[0] for name in files_of(site) if "/" in name}
        assert folders - guides == TAKEN
