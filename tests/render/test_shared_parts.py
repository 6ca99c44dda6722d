"""Menus and explanations: printed once for all pages that show the same."""

from __future__ import annotations

from urllib.parse import urljoin

from sitegen.render.links import relative_links
from sitegen.render.shared_parts import explanations, menus
from sitegen.render.templating import Templates
from sitegen.render.terms import PageTerms
from tests.page_parts import Page, text_of
from tests.small_world import papers as world

SITE = world.site()
PAGE = '<!DOCTYPE html>\n<html lang="en"><head><title>T</title></head><body>{}</body></html>'


def shown(path: str, *terms: str) -> Page:
    """The shared parts of a page at a path that marks these terms."""
    templates, marked = Templates(), PageTerms()
    for each in terms:
        marked(each, "text")
    given = {"site": SITE, "path": path, "link": relative_links(SITE.base_url, path)}
    parts = ("parts/navigation.html", "parts/terms.html")
    html = [templates.render(part, {**given, "term": marked}) for part in parts]
    return Page(PAGE.format("".join(html)), f"{SITE.base_url}{path}")


def test_papers_share_their_menus() -> None:
    first, second = (menus(SITE, f"/paper/{each}/", relative_links("", "/a/b/")) for each in "ab")
    assert first is second


def test_pages_at_another_depth_or_with_another_entry_have_menus_of_their_own() -> None:
    links = [relative_links("", path) for path in ("/a/", "/a/b/")]
    found = {
        *(menus(SITE, "/", each) for each in links),
        *(menus(SITE, "/paper/x/", each) for each in links),
    }
    assert len(found) == 4


def test_the_same_terms_have_the_same_explanations() -> None:
    link, terms = relative_links("", "/a/"), [PageTerms(), PageTerms(), PageTerms()]
    for marked, keys in zip(terms, (("tier", "gate"), ("gate", "tier"), ("tier",)), strict=True):
        for key in keys:
            marked(key, "text")
    first, second, other = (explanations(each, link) for each in terms)
    assert first is second
    assert other is not first


def test_the_same_menus_lead_to_the_same_pages_from_every_depth() -> None:
    found = []
    for path in ("/about/", "/paper/x/", "/paper/x/notices/y/"):
        address = f"{SITE.base_url}{path}"
        found.append([urljoin(address, each) for each in shown(path, "tier").links])
    assert found[0] == found[1] == found[2]
    assert f"{SITE.base_url}/schemas/quality-tiers-v1/" in found[0]


def test_a_page_without_terms_explains_none() -> None:
    assert shown("/about/").with_class("gloss") == []
    (gloss,) = shown("/about/", "tier").with_class("gloss")
    assert "What the contract says" in text_of(gloss)
