"""Which entry of the menus is marked on a page."""

from __future__ import annotations

import pytest

from sitegen.contracts.settings import Link, Menu
from sitegen.render.navigation import CurrentEntry, current_entry
from tests.page_parts import Page, text_of
from tests.reading_back import BuiltSite

NAVIGATION = (
    Menu(label="Index", path="/"),
    Menu(label="Research", items=(Link(label="By month", path="/month/"),)),
    Menu(
        label="Verification",
        items=(
            Link(label="Verified", path="/gate/verified/"),
            Link(label="By gate status", path="/gate/"),
        ),
    ),
    Menu(label="About", path="/about/"),
)


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", CurrentEntry("/", -1, "page")),
        ("/about/", CurrentEntry("/about/", -1, "page")),
        ("/about/us/", CurrentEntry("/about/", -1, "true")),
        ("/gate/", CurrentEntry("/gate/", 2, "page")),
        ("/gate/falsified/", CurrentEntry("/gate/", 2, "true")),
        ("/gate/verified/", CurrentEntry("/gate/verified/", 2, "page")),
        ("/gate/verified/3/", CurrentEntry("/gate/verified/", 2, "true")),
        ("/month/2026-07/", CurrentEntry("/month/", 1, "true")),
        ("/months/", CurrentEntry()),
        ("/paper/5a110001-0000-4000-8000-000000000000/", CurrentEntry()),
        ("/404.html", CurrentEntry()),
    ],
)
def test_the_entry_of_a_page_has_the_longest_path_above_it(path: str, entry: CurrentEntry) -> None:
    assert current_entry(NAVIGATION, path) == entry


def test_a_group_of_a_listing_marks_its_entry_and_its_menu(small_world: BuiltSite) -> None:
    page = Page(small_world.page("/gate/verified/"), "about:page")
    (menus,) = [each for each in page.all("nav") if each.get("aria-label") == "Main"]
    marked = [each for each in menus.iter() if each.get("aria-current")]
    assert [text_of(each).removesuffix(" ▾") for each in marked] == [
        "Verification",
        "By gate status",
    ]
    assert {each.get("aria-current") for each in marked} == {"true"}
