"""An entry of a list is rendered once, and its links work on every page that lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sitegen.render.links import relative_links
from sitegen.render.pages import list_entries
from sitegen.render.pages.list_entries import OF_PAPER, ROOT, ListEntries
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.small_world import papers as world

SITE = world.site()
ROWS = [row(number) for number in range(3)]
PATHS = ("/", "/gate/verified/", "/gate/verified/1/")


class Noting(Templates):
    """Templates that note which papers are rendered."""

    def __init__(self) -> None:
        super().__init__()
        self.rendered: list[str] = []

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        self.rendered.append(context["each"].id)
        return super().render(name, context)


def entry(each: Any, path: str) -> str:
    """The entry as its template makes it for one page."""
    link = relative_links(SITE.base_url, path)
    return Templates().render(OF_PAPER, {"each": each, "site": SITE, "link": link})


def test_entries_are_rendered_once_for_pages_at_every_depth() -> None:
    templates = Noting()
    entries = ListEntries(SITE, templates, OF_PAPER)
    for path in PATHS:
        shown = entries(ROWS, relative_links(SITE.base_url, path))
        assert shown == "".join(entry(each, path) for each in ROWS)
        assert f'href="{relative_links(SITE.base_url, path).root}paper/' in shown
    assert templates.rendered == [each.id for each in ROWS]


@pytest.mark.parametrize("title", [ROOT, f"{ROOT}paper/", f"an {ROOT} in the title"])
def test_a_text_with_the_mark_in_it_is_no_link(title: str) -> None:
    entries = ListEntries(SITE, Templates(), OF_PAPER)
    hostile = ROWS[0]._replace(display_title=title)
    for path in PATHS:
        assert entries([hostile], relative_links(SITE.base_url, path)) == entry(hostile, path)


def test_entries_of_large_sites_are_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_entries, "MOST_IN_MEMORY", 1)
    entries = ListEntries(SITE, Templates(), OF_PAPER)
    for path in PATHS:
        shown = entries(reversed(ROWS), relative_links(SITE.base_url, path))
        assert shown == "".join(entry(each, path) for each in reversed(ROWS))
