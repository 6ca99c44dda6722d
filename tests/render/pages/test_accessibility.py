"""The accessibility statement of a site."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitegen.render.catalog import make_catalog
from sitegen.render.guides import Guide
from sitegen.render.pages.accessibility import statement
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.page_parts import Page, faults, pages_of, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

PATH = "/accessibility/"
TRACKER = "https://tracker.example/new"


def page_of(contact: str = "", *guides: Guide) -> Page:
    site = replace(world.site(), contact=contact)
    content = SiteContent(make_catalog([]), guides=list(guides))
    ((_, made),) = statement(content, PageRenderer(site, Templates()))
    return Page(made.decode(), f"{world.BASE_URL}{PATH}")


def test_the_statement_says_standard_tests_and_exceptions() -> None:
    page = page_of()
    assert faults(page) == []
    assert text_of(page.one("h1")) == "Accessibility"
    shown = text_of(page.one("main"))
    for said in ("WCAG) 2.2 at level AA", "axe-core", "do not conform to PDF/UA", "screen reader"):
        assert said in shown


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("", "https://press.small.example/"),
        ("editors@owls.example", "mailto:editors@owls.example"),
        (TRACKER, TRACKER),
    ],
)
def test_a_barrier_is_reported_to_the_contact_or_the_publisher(contact: str, address: str) -> None:
    *_, link = page_of(contact).one("main").iter("a")
    assert link.get("href") == address
    assert text_of(link) == world.site().publisher.name


def test_a_guide_introduces_the_statement() -> None:
    guide = Guide("accessibility", "a.md", "Access", "How we read.", "We answer in a week.", 4)
    page = page_of("", guide)
    assert text_of(page.one("h1")) == "Access"
    shown = text_of(page.one("main"))
    assert shown.index("We answer in a week.") < shown.index("WCAG")


def test_every_page_links_to_the_statement(small_world: BuiltSite) -> None:
    for name, page in pages_of(small_world, world.BASE_URL).items():
        assert f"{world.BASE_URL}{PATH}" in page.targets or name == "404.html", name
