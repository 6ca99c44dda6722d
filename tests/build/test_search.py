"""The search index of a build: what is in it, what an edit makes again, and builds without it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from sitegen.render import pagefind
from sitegen.render.pages import search_index
from sitegen.render.site_map import SEARCH, SEARCH_INDEX
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as small
from tests.worlds import ONE, OTHER, World

pytest.importorskip("pagefind_bin")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project with two papers, in a part of the index each."""
    world = World(tmp_path)
    world.fill()
    return world


def shown(site: BuiltSite) -> list[dict[str, Any]]:
    """What the index shows of each paper."""
    files = {path: data for path, data in site.files().items() if SEARCH_INDEX.holds(path)}
    return [
        paper
        for path, data in sorted(files.items())
        if "/papers-" in path
        for paper in json.loads(data)
    ]


def index_files(site: BuiltSite) -> dict[str, tuple[bytes, int]]:
    """The files of the index with their inodes."""
    found = {path: data for path, data in site.files().items() if SEARCH_INDEX.holds(path)}
    return {path: (data, (site.folder / path).stat().st_ino) for path, data in found.items()}


def test_every_published_paper_is_in_it_once_and_nothing_else(small_world: BuiltSite) -> None:
    papers = {each["path"]: each for each in shown(small_world)}
    pages = {f"{small.path(name)[1:]}" for name in small.public_names()}
    assert papers.keys() == pages
    assert len(papers) == len(shown(small_world))
    kinds = json.loads(files_of(small_world)["search/index/1/papers.json"])
    assert len(kinds["ids"]) == len({*kinds["ids"]}) == len(kinds["kinds"]) == len(papers)
    retracted = papers[small.path("retracted")[1:]]
    assert (retracted["status"], retracted["tone"]) == ("Retracted", "void")
    assert retracted["title"].startswith("RETRACTED: ")


def test_an_edit_makes_its_part_again_and_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "PART_SIZE", 1)
    world.build(cache=world.folder / "cache")
    before = index_files(BuiltSite(world.output))
    assert {path.split("/")[2] for path in before} == {"1", "2", "parts.json"}
    world.paper("one", ONE, submitted="2026-07-01", abstract="A secret that is not kept.")
    world.build(cache=world.folder / "cache")
    after = index_files(BuiltSite(world.output))
    same = {path for path in before if path.startswith("search/index/1/")}
    assert same
    assert {path: after[path] for path in same} == {path: before[path] for path in same}
    assert before["search/index/parts.json"][0] != after["search/index/parts.json"][0]
    assert "secret" in json.dumps(shown(BuiltSite(world.output)))
    world.paper("one", ONE, submitted="2026-07-01", abstract="What was removed.")
    world.build(cache=world.folder / "cache")
    last = index_files(BuiltSite(world.output))
    assert not any(b"secret" in data for data, _ in last.values())
    clean = World(world.folder / "clean")
    clean.records, clean.templates = world.records, world.templates
    clean.folder.mkdir()
    clean.build(cache=None)
    assert {path: data for path, (data, _) in last.items()} == {
        path: data for path, (data, _) in index_files(BuiltSite(clean.output)).items()
    }


def test_a_build_without_search_has_its_page_and_no_index(world: World) -> None:
    outcome = world.build(search=False)
    files = BuiltSite(world.output).files()
    assert SEARCH.file in files
    assert not any(map(SEARCH_INDEX.holds, files))
    assert not any("search" in note for note in outcome.notes)


def test_a_build_without_pagefind_says_so_and_publishes_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "pagefind_bin", None)
        pagefind._program.cache_clear()
        for _ in range(2):
            outcome = world.build()
            assert any("install the extra `search`" in note for note in outcome.notes)
        assert not any(map(SEARCH_INDEX.holds, BuiltSite(world.output).files()))
    world.build()
    assert {each["record"] for each in shown(BuiltSite(world.output))} == {
        f"SRCH:{each[:8].upper()}" for each in (ONE, OTHER)
    }
