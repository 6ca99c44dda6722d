"""The texts that editors write about the site, as pages."""

from __future__ import annotations

from sitegen.render.catalog import make_catalog
from sitegen.render.guides import Guide, read_guides
from sitegen.render.pages.guide_pages import guides
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.page_parts import Page, faults, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())
HEAD = b'---\ntitle: T & <i>\ndescription: D "d"\n---\n'


def pages_of(texts: list[Guide]) -> list[tuple[str, bytes]]:
    return [*guides(SiteContent(make_catalog([]), guides=texts), PAGES)]


def test_a_guide_is_a_page_with_its_title_description_and_text(small_world: BuiltSite) -> None:
    page = Page(small_world.page("/about/"), f"{world.BASE_URL}/about/")
    assert text_of(page.one("h1")) == "About this invented world"
    (described,) = [each for each in page.all("meta") if each.get("name") == "description"]
    assert described.get("content") == "An invented press, whose papers show what a site can hold."
    assert "Everything here is invented." in text_of(page.one("main"))
    assert f"{world.BASE_URL}/methodology/" in page.targets
    assert "mailto:nobody@small.example" in page.targets


def test_html_in_a_guide_is_shown(small_world: BuiltSite) -> None:
    shown = text_of(Page(small_world.page("/about/"), "about:about").one("main"))
    assert '<b onclick="alert(1)">not bold</b> and <script>alert("about")</script>' in shown


def test_headings_of_a_guide_go_on_below_its_title(small_world: BuiltSite) -> None:
    page = Page(small_world.page("/methodology/"), "about:guide")
    headings = [(each.tag, text_of(each)) for each in page.all("h1", "h2", "h3", "h4")]
    assert headings == [
        ("h1", "Methodology (invented)"),
        ("h2", "A heading of the first level, though the title is one already"),
        ("h3", "A heading of the third level"),
    ]


def test_a_long_guide_begins_with_its_contents() -> None:
    headings = "\n\n".join(f"## Part {number}\n\n### Detail" for number in range(1, 5))
    texts, _ = read_guides(
        {"a.md": HEAD + headings.encode(), "b.md": HEAD + headings[:60].encode()}
    )
    (_, long), (_, short) = pages_of(texts)
    page = Page(long.decode(), f"{world.BASE_URL}/a/")
    (contents,) = page.with_class("toc")
    assert [(text_of(each), each.get("href")) for each in contents.iter("a")] == [
        (f"Part {number}", f"#part-{number}") for number in range(1, 5)
    ]
    assert {f"part-{number}" for number in range(1, 5)} <= page.ids
    assert faults(page) == []
    assert Page(short.decode(), f"{world.BASE_URL}/b/").with_class("toc") == []


def test_title_and_description_of_a_guide_are_text() -> None:
    texts, found = read_guides({"a.md": HEAD + b"text"})
    assert found == []
    ((path, content),) = pages_of(texts)
    page = Page(content.decode(), f"{world.BASE_URL}/a/")
    assert path == "a/index.html"
    assert text_of(page.one("h1")) == "T & <i>"
    assert page.parser.errors == []


def test_the_guide_of_the_schemas_has_no_page_of_its_own() -> None:
    texts, _ = read_guides({"schemas.md": HEAD + b"text", "b.md": HEAD + b"text"})
    assert [path for path, _ in pages_of(texts)] == ["b/index.html"]
