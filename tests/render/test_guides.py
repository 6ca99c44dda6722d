"""`records/pages/*.md`: their heads, their texts, and links that lead nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build.pipeline import build
from sitegen.build.validation import validate
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.render.guides import Guide, dangling_links, read_guides
from sitegen.render.project import Project
from tests.small_world import papers as world

HEAD = b"---\ntitle: T\ndescription: D\n---\n"


def read(data: bytes, name: str = "about.md") -> tuple[Guide | None, list[Diagnostic]]:
    """One guide."""
    guides, found = read_guides({name: data})
    return (guides[0] if guides else None), found


def told(found: list[Diagnostic]) -> list[str]:
    """What was found, as one line each."""
    return [f"{d.place.file}:{d.place.line}:{d.place.column} {d.code} {d.message}" for d in found]


def test_a_guide_has_a_head_and_a_text() -> None:
    guide, found = read(HEAD + b"# Text\n\n---\nmore\n")
    assert found == []
    assert guide == Guide("about", "records/pages/about.md", "T", "D", "# Text\n\n---\nmore\n", 5)
    assert guide.path == "/about/"


@pytest.mark.parametrize(
    "data",
    [
        HEAD.replace(b"\n", b"\r\n") + b"text\r\n",
        b"\xef\xbb\xbf" + HEAD + b"text\n",
        HEAD,
        b"---\n# a comment\ntitle: T\n\ndescription: D\n---\ntext",
    ],
)
def test_guides_from_every_editor_are_read(data: bytes) -> None:
    guide, found = read(data)
    assert found == []
    assert guide is not None
    assert (guide.title, guide.description) == ("T", "D")


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"", "1:1", "SG702 the page has no head with title and description"),
        (b"# About\n", "1:1", "SG702 the page has no head with title and description"),
        (b"\n" + HEAD, "1:1", "SG702 the page has no head with title and description"),
        (
            b"---\ntitle: T\ndescription: D\n",
            "1:1",
            "SG702 the head of the page is not closed by a line ---",
        ),
        (HEAD + b"a\ncaf\xe9\n", "6:4", "SG101 the byte 0xE9 is not UTF-8"),
        (
            HEAD.decode().encode("utf-16"),
            "1:1",
            "SG101 the file is in UTF-16 or UTF-32",
        ),
        (b"---\ntitle: T\n---\n", "2:1", 'SG201 the key "description" is missing'),
        (HEAD.replace(b"title", b"titel"), "2:1", 'SG202 the key "titel" is not known'),
        (b"---\ntitle: T\n\n# c\ndescription: [D]\n---\n", "5:14", "SG203 description: expected"),
    ],
)
def test_what_is_wrong_with_a_guide_is_told_with_its_place(
    data: bytes, place: str, message: str
) -> None:
    guide, found = read(data)
    assert guide is None
    assert any(each.startswith(f"records/pages/about.md:{place} {message}") for each in told(found))


def test_a_long_guide_without_the_end_of_its_head_is_refused_at_once() -> None:
    # Were there two ways to read each line end, all of them would be tried.
    guide, found = read(b"---\r\n" + b"text\r\n" * 1000)
    assert guide is None
    assert told(found) == [
        "records/pages/about.md:1:1 SG702 the head of the page is not closed by a line ---"
    ]


@pytest.mark.parametrize("name", ["About.md", "a b.md", "-a.md", "ä.md", "a_b.md"])
def test_a_guide_has_a_name_that_an_address_can_have(name: str) -> None:
    guide, (only,) = read(HEAD, name)
    assert guide is None
    assert only.code == "SG702"
    assert only.message.endswith("is not a valid file name for a page")


def test_a_guide_cannot_take_the_place_of_a_page_that_sitegen_makes() -> None:
    guide, found = read(HEAD, "month.md")
    assert guide is None
    assert told(found) == [
        'records/pages/month.md:1:1 SG702 "month.md" has the name of a page that sitegen makes '
        "itself"
    ]
    assert found[0].hint.startswith(
        "rename it; the names that pages cannot have are assets, corrections, gate,"
    )
    assert read(HEAD, "schemas.md")[1] == []


def test_guides_come_in_the_order_of_their_names() -> None:
    guides, _ = read_guides({"b.md": HEAD, "a.md": HEAD})
    assert [guide.name for guide in guides] == ["a", "b"]


def dangling(text: bytes, *files: str) -> list[str]:
    """The links of a guide and of the navigation that lead to none of the files."""
    guides, _ = read_guides({"about.md": HEAD + text})
    everything = [each.path for menu in world.site().navigation for each in (menu, *menu.items)]
    pages = [f"{path[1:]}index.html" for path in everything if path is not None]
    navigation = Place("records/site.yaml", 11, 1)
    return [
        f"{each.place.line} {each.message}; {each.hint}"
        for each in dangling_links(guides, world.site(), lambda path: navigation, [*pages, *files])
    ]


def test_a_link_that_leads_nowhere_is_told_with_its_line_and_the_nearest_page() -> None:
    text = b"a\n\n[b](/quality-gide/) [c](/about/) [d](/nothing-like-it/x.pdf)\n"
    assert dangling(text) == [
        '7 no page has the path "/quality-gide/"; did you mean "/quality-guide/"?',
        '7 no page has the path "/nothing-like-it/x.pdf"; correct the path, or add the page',
    ]


def test_a_link_has_the_line_that_it_stands_on() -> None:
    (found,) = dangling(b"[c](/about/)\nand\n[b](/nope/)\n")
    assert (
        found == '7 no page has the path "/nope/"; add records/pages/nope.md, or correct the path'
    )


def test_validate_knows_the_pages_below_the_root_and_the_wrong_entry(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for file in ("site.yaml", *(f"pages/{name}.md" for name in ("about", "quality-guide"))):
        (tmp_path / file).write_bytes((world.RECORDS / file).read_bytes())
    settings = (tmp_path / "site.yaml").read_text(encoding="utf-8")
    line = settings[: settings.index("/about/")].count("\n") + 1
    (tmp_path / "site.yaml").write_text(settings.replace("/about/", "/abuot/"), encoding="utf-8")
    outcome = validate(
        Project(tmp_path), datetime(2026, 11, 21, tzinfo=UTC), lambda done, total: None
    )
    places = {each.message: (each.place.line, each.hint) for each in outcome.diagnostics}
    assert places['no page has the path "/abuot/"'] == (line, 'did you mean "/about/"?')


def test_links_to_other_sites_files_and_places_of_a_page_are_left_alone() -> None:
    text = b"[a](https://x.example/) [b](#here) [c](/about/#there) [d](/about/?x=y) [e](/f.json)"
    assert dangling(text, "f.json") == []


def test_a_link_of_the_navigation_that_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    records = tmp_path / "records"
    (records / "pages").mkdir(parents=True)
    for file in ("site.yaml", *(f"pages/{name}.md" for name in ("about", "schemas"))):
        (records / file).write_bytes((world.RECORDS / file).read_bytes())
    outcome = build(Project(records), tmp_path / "site")
    messages = [each.message for each in outcome.diagnostics if "site.yaml" in each.place.file]
    assert messages == [
        'no page has the path "/methodology/"',
        'no page has the path "/quality-guide/"',
    ]
    assert not (tmp_path / "site").exists()


def test_a_site_without_the_quality_guide_is_told_that_every_paper_links_to_it() -> None:
    site = replace(world.site(), navigation=())
    (found,) = dangling_links([], site, lambda path: Place("records/site.yaml"), ["index.html"])
    assert found.message == 'no page has the path "/quality-guide/", to which every paper links'
    assert found.hint.startswith("add records/pages/quality-guide.md")


def test_a_link_that_would_stand_on_the_page_as_it_is_written_is_told() -> None:
    assert dangling(b"[b](#below) [d](mailto:a@b.org) [e](https://x.org/y)\n") == []
    assert dangling(b"[a](quality-guide.md) [b](owl.html) [c](javascript:x)\n") == [
        '5 "quality-guide.md" cannot be used as a link; did you mean "/quality-guide/"?',
        *(
            f'5 "{each}" cannot be used as a link; write a path from the root of the site, such as '
            "/about/, or a complete URL"
            for each in ("owl.html", "javascript:x")
        ),
    ]
