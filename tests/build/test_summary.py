"""The summary of a build: its numbers, and which findings are the reason that a paper is held."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitegen.build.results import Outcome
from sitegen.build.summary import summary_of
from sitegen.findings.report import BuildSummary
from tests.build.test_holding import THIRD
from tests.worlds import ONE, OTHER, World

FOURTH = "5eed0004-0000-4000-8000-00000000c0de"
TOMBSTONE = """id: {id}
title: The paper other
removed_at: "2026-08-01T10:00:00Z"
reason: It was withdrawn by its authors.
by: An invented publisher
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project of two papers, published."""
    world = World(tmp_path)
    world.fill()
    world.build(cache=tmp_path / ".sitegen")
    return world


def built(world: World, **options: object) -> tuple[Outcome, BuildSummary]:
    outcome = world.build(cache=world.folder / ".sitegen", **options)
    return outcome, summary_of(outcome)


def numbers(summary: BuildSummary) -> tuple[int, ...]:
    return summary.papers, summary.built, summary.rendered, summary.removed


def reasons(summary: BuildSummary) -> dict[str, tuple[str, list[str]]]:
    """Of each paper that was not built: what is kept of it, and the codes of its findings."""
    return {
        each.record.removeprefix("records/papers/"): (
            each.kept_id,
            [error.code for error in each.errors],
        )
        for each in summary.not_built
    }


def test_a_build_counts_what_it_made_and_what_was_up_to_date(world: World) -> None:
    world.paper("third", THIRD)
    outcome, summary = built(world)
    assert numbers(summary) == (3, 3, 1, 0)
    assert (summary.is_published, summary.files) == (True, outcome.files)
    assert summary.not_built == ()
    assert numbers(built(world)[1]) == (3, 3, 0, 0)


def test_held_papers_drafts_and_removed_ones_are_counted_apart(world: World) -> None:
    world.paper("one", ONE, titel="A slip")
    world.paper("third", THIRD, titel="A slip")
    world.paper("fourth", FOURTH, manifest={"draft": True})
    shutil.rmtree(world.records / "papers" / "other")
    world.write("papers/other/tombstone.yaml", TOMBSTONE.format(id=OTHER))
    outcome, summary = built(world, hold=True)
    assert outcome.is_held, outcome.diagnostics
    assert numbers(summary) == (4, 1, 1, 1), outcome.diagnostics
    assert reasons(summary) == {
        "fourth": ("", []),
        "one": (ONE, ["SG202"]),
        "third": ("", ["SG202"]),
    }
    assert summary.papers == summary.built + len(summary.not_built)


def test_a_build_that_an_error_stopped_published_nothing(world: World) -> None:
    world.paper("one", ONE, titel="A slip")
    world.paper("third", THIRD, manifest={"draft": True})
    summary = built(world)[1]
    assert (summary.is_published, summary.files) == (False, 0)
    assert numbers(summary) == (3, 0, 0, 0)
    assert reasons(summary) == {"third": ("", [])}


def test_all_errors_of_a_paper_are_reasons_and_its_warnings_are_none(world: World) -> None:
    world.paper("one", ONE, titel="A slip", submited="2026-07-01", title="A “title” that is cut…")
    outcome, summary = built(world, hold=True)
    assert [each.severity for each in summary.not_built[0].errors] == ["error", "error"]
    assert {*summary.not_built[0].errors} <= {*outcome.diagnostics}


def test_of_two_papers_with_one_id_each_has_the_finding_that_names_it(world: World) -> None:
    world.paper("third", ONE)
    summary = built(world, hold=True)[1]
    found = reasons(summary)
    assert found.keys() == {"one", "third"}
    assert found["one"][1] == found["third"][1] != []


def test_a_paper_that_only_a_held_one_breaks_has_the_finding_between_them(world: World) -> None:
    world.paper("one", ONE, titel="A slip")
    world.paper("third", THIRD, supersedes=[ONE])
    found = reasons(built(world, hold=True)[1])
    assert found.keys() == {"one", "third"}
    assert found["third"][1]


def test_an_error_of_no_paper_holds_nothing_back(world: World) -> None:
    world.write("pages/about.md", "no head at all")
    summary = built(world, hold=True)[1]
    assert not summary.is_published
    assert summary.not_built == ()
