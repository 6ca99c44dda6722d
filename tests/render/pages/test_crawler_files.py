"""What programs that read sites are told: robots.txt, read by Python's own parser, and llms.txt."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.robotparser import RobotFileParser

from sitegen.contracts.editorial_status import HEADLINES, LABELS
from sitegen.contracts.schemas import PUBLISHED
from sitegen.render.catalog import make_catalog
from sitegen.render.exports import PAPER_FILES, SITE_FILES
from sitegen.render.guides import Guide
from sitegen.render.pages.crawler_files import llms, robots
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())
PREVIEW = replace(PAGES, site=replace(world.site(), base_url="http://127.0.0.1:8000"))
EMPTY = SiteContent(make_catalog([]))
# A link as llmstxt.org writes it.
LINK = re.compile(r"- \[(?P<label>(?:[^\]\\]|\\.)+)\]\((?P<address>[^)\s]+)\)(?:: (?P<says>.+))?\Z")


def robots_of(pages: PageRenderer) -> RobotFileParser:
    ((path, content),) = robots(EMPTY, pages)
    assert path == "robots.txt"
    parser = RobotFileParser()
    parser.parse(content.decode().splitlines())
    return parser


def test_robots_may_read_everything_and_find_the_sitemap() -> None:
    parser = robots_of(PAGES)
    assert parser.can_fetch("anyone", f"{world.BASE_URL}/paper/x/")
    assert parser.site_maps() == [f"{world.BASE_URL}/sitemap.xml"]


def test_a_preview_names_no_sitemap_and_lets_robots_see_that_it_is_not_for_them() -> None:
    parser = robots_of(PREVIEW)
    assert parser.can_fetch("anyone", "http://127.0.0.1:8000/")
    assert parser.site_maps() is None


def text(content: SiteContent = EMPTY) -> str:
    ((path, made),) = llms(content, PAGES)
    assert path == "llms.txt"
    return made.decode()


def sections(made: str) -> dict[str, list[re.Match[str]]]:
    """The links of each section, if it has the form that llmstxt.org asks for."""
    head, *parts = re.split(r"(?m)^## ", made)
    assert re.match(r"# .+\n\n> .+\n\n", head)
    assert "\n#" not in head
    found = {}
    for part in parts:
        title, _, lines = part.partition("\n\n")
        found[title] = [match for each in lines.split("\n") if (match := LINK.match(each))]
        assert len(found[title]) == len(lines.strip().split("\n"))
    return found


def test_llms_txt_leads_to_files_of_the_site_alone(small_world: BuiltSite) -> None:
    files = files_of(small_world)
    made = files["llms.txt"].decode()
    found = sections(made)
    for each in [link for links in found.values() for link in links]:
        path = each["address"].removeprefix(f"{world.BASE_URL}/")
        assert (f"{path}index.html" if path.endswith("/") or not path else path) in files
    assert len(found["Schemas"]) == len(PUBLISHED) + 1
    assert [link["address"] for link in found["Data of the whole site"]] == [
        f"{world.BASE_URL}/{each}" for each in (*(it.file for it in SITE_FILES), "sitemap.xml")
    ]
    assert [link["label"] for link in found["About this site"]] == [
        "About this invented world",
        "Methodology (invented)",
        "Quality guide (invented)",
    ]


def test_llms_txt_says_how_to_read_a_status_and_where_the_files_of_a_paper_are() -> None:
    made = text()
    for status, label in LABELS.items():
        said = HEADLINES.get(status, f"{label}: This paper was corrected.")
        assert f"- `{status}`: {said}" in made
    for each in PAPER_FILES.values():
        assert f"- {each.label}: `{world.BASE_URL}/paper/<id>/{each.file}`" in made


def test_hostile_texts_are_text() -> None:
    hostile = "x](https://evil.example/) ## \u202e\x00 <b> `a` *b*"
    guide = Guide("hostile", "", hostile, hostile, "", first_line=1)
    (link,) = sections(text(replace(EMPTY, guides=[guide])))["About this site"]
    assert link["address"] == f"{world.BASE_URL}/hostile/"
    shown = r"x\](https://evil.example/) \#\# " + "\ufffd\ufffd" + r" \<b\> \`a\` \*b\*"
    assert link["label"] == link["says"] == shown
