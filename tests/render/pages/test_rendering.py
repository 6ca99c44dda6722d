"""How a page is made from a template and its path."""

from __future__ import annotations

import pytest

from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.templating import Templates
from tests.page_parts import Page
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())


@pytest.mark.parametrize(
    ("path", "file"),
    [("/", "index.html"), ("/a/b/", "a/b/index.html"), ("/404.html", "404.html")],
)
def test_a_page_is_the_file_that_a_server_looks_for_at_its_path(path: str, file: str) -> None:
    assert PAGES.render("pages/404.html", path, {})[0] == file


@pytest.mark.parametrize("path", ["/", "/a/", "/a/b/", "/404.html"])
def test_a_page_at_any_depth_finds_its_style_sheet(path: str) -> None:
    _, content = PAGES.render("pages/404.html", path, {})
    page = Page(content.decode(), f"{world.BASE_URL}{path}")
    assert f"{world.BASE_URL}/assets/site.css" in page.targets


def test_the_navigation_marks_the_page_that_it_stands_on() -> None:
    _, content = PAGES.render("pages/404.html", "/about/", {})
    current = [each for each in Page(content.decode(), "/").all("a") if each.get("aria-current")]
    assert ["".join(each.itertext()) for each in current] == ["About"]
