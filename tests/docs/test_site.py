"""The site of the documentation: whole, strict, of this machine alone, the same every time."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest

from scripts.docs.site import build, generated, stage
from sitegen.checks.rules import RULES
from sitegen.cli.ends import Exit
from tests.worlds import ROOT

LOADING = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
LINKING = {"a": "href", **LOADING}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, Any]:
    """Every page as it is parsed, by its file."""
    return {
        path.relative_to(built).as_posix(): html5lib.parse(
            path.read_text(encoding="utf-8"), namespaceHTMLElements=False
        )
        for path in built.rglob("*.html")
        if path.name != "404.html"
    }


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def addresses(page: Any, attributes: dict[str, str]) -> Iterator[str]:
    for element in page.iter():
        address = element.get(attributes.get(element.tag, ""))
        if address is not None:
            yield address


def test_two_builds_have_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(built)


def test_links_that_lead_nowhere_are_named_and_the_site_stays_as_it_was(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    links = ["[a page](nowhere.md)", "[a command](reference/commands.md#sitegen-bild)"]
    with (tmp_path / "docs" / "index.md").open("a", encoding="utf-8") as page:
        page.write("\n".join(["", *links, ""]))
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old").touch()
    with pytest.raises(SystemExit) as ended:
        build(tmp_path / "site", tmp_path)
    for link in links:
        assert link in str(ended.value)
    assert "\x1b" not in str(ended.value)
    assert contents(tmp_path / "site") == {"old": b""}


def test_every_link_image_and_fragment_of_a_page_leads_somewhere(
    built: Path, pages: dict[str, Any]
) -> None:
    anchors = {name: {element.get("id") for element in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        for address in addresses(page, LINKING):
            parts = urlsplit(urljoin(name, address))
            if parts.scheme:
                continue
            assert (built / parts.path).is_file(), (name, address)
            assert not parts.fragment or parts.fragment in anchors[parts.path], (name, address)


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Any]) -> None:
    loaded = {each for page in pages.values() for each in addresses(page, LOADING)}
    assert len(loaded) > 3
    assert not [each for each in loaded if urlsplit(each).scheme or urlsplit(each).netloc]


def test_every_page_is_in_the_navigation(tmp_path: Path) -> None:
    stage(tmp_path)
    nav = tomllib.loads((tmp_path / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    docs = ROOT / "docs"
    written = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    assert sorted(in_navigation(nav)) == sorted(written | generated().keys())


def in_navigation(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for each in node.values() if isinstance(node, dict) else node:
            yield from in_navigation(each)


def test_the_first_line_of_every_rule_is_a_sentence_of_its_own() -> None:
    for rule in RULES.values():
        assert rule.title[-1] not in ",;:", rule.code
        assert rule.explanation[0].isupper() or rule.explanation[0] == "`", rule.code


def test_every_rule_has_its_anchor(pages: dict[str, Any]) -> None:
    for code in RULES:
        page = pages[f"reference/rules/{code[:3].lower()}.html"]
        (heading,) = [each for each in page.iter("h2") if each.get("id") == code.lower()]
        assert "".join(heading.itertext()).startswith(f"{code} {RULES[code].name}")


def test_every_exit_code_is_explained(pages: dict[str, Any]) -> None:
    cells = [row.find("td") for row in pages["reference/exit-codes.html"].iter("tr")]
    assert [int("".join(cell.itertext())) for cell in cells if cell is not None] == list(Exit)
