"""The papers to correct: their present state, and what was published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitegen.editing.papers import Papers
from sitegen.editing.plans import CorrectionError
from sitegen.reading.records import read_source
from tests.editing.committed import committed, papers, world
from tests.history.test_git import nobodys_configuration
from tests.worlds import ONE, OTHER, World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures
THIRD = "5eed0003-0000-4000-8000-00000000c0de"


def test_papers_are_known_as_they_are_and_as_they_were_published(world: World) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    read = papers(world)
    assert read.rows["papers/one"].title == "Another title"
    assert read.published.keys() == {ONE, OTHER}
    assert read.known_of("papers/one").facts["work"]["title"] == "Another title"


def test_a_draft_is_known_to_have_been_published_or_not(world: World) -> None:
    world.paper("one", ONE, submitted="2026-07-01", manifest={"draft": True})
    world.paper("third", THIRD, manifest={"draft": True})
    read = papers(world, "papers/one", "papers/third")
    assert [read.known_of(each).is_draft for each in read.rows] == [True, True]
    assert THIRD not in read.published
    assert read.published[ONE].facts_sha256 == read.rows["papers/one"].ledger.facts_sha256


def test_a_paper_whose_files_are_changed_on_the_way_is_understood_anew(world: World) -> None:
    read = papers(world)
    before = read.known_of("papers/one")
    assert read.known_of("papers/one") is before
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    source, _ = read_source(world.records, "papers/one")
    changed = replace(read, sources={**read.sources, "papers/one": source})
    assert changed.known_of("papers/one").facts["work"]["title"] == "Another title"
    assert changed.known_of("papers/other") is read.known_of("papers/other")


def test_what_is_known_already_is_not_read_again(world: World) -> None:
    read = papers(world)
    world.paper("one", ONE, title="[")
    world.write("papers/one/manifest.yaml", "work: [")
    again = Papers.read(world.records, read.site, read.base, ["papers/one"], read.known)
    assert again.sources["papers/one"] is read.sources["papers/one"]


def test_all_papers_with_mistakes_are_refused_together_with_their_mistakes(world: World) -> None:
    world.write("papers/one/manifest.yaml", "work: [")
    world.paper("other", OTHER, titel="A slip")
    with pytest.raises(CorrectionError) as refused:
        papers(world)
    first, second = str(refused.value).splitlines()
    assert first.endswith("papers/one: the record has errors; fix them first")
    assert second.endswith("papers/other: the record has errors; fix them first")
    files = {each.place.file for each in refused.value.diagnostics}
    assert files == {f"records/papers/{name}/manifest.yaml" for name in ("one", "other")}


def test_a_removed_paper_has_nothing_to_correct(world: World) -> None:
    (world.records / "papers/one/manifest.yaml").unlink()
    fields = f"id: {ONE}\ntitle: T\nremoved_at: 2026-08-01T09:00:00Z\nreason: R.\nby: B\n"
    world.write("papers/one/tombstone.yaml", fields)
    with pytest.raises(CorrectionError, match="papers/one: the paper was removed; a tombstone"):
        papers(world, "papers/one")
