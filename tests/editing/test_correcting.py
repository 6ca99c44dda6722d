"""Corrections as they are planned and written; tests/cli tests the command."""

from __future__ import annotations

import pytest

from sitegen.editing.plans import (
    CorrectionError,
)
from tests.editing.committed import committed, files, told, world, written
from tests.history.test_git import nobodys_configuration
from tests.worlds import OTHER, World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_a_correction_of_the_newer_paper_tells_both(world: World) -> None:
    world.paper("other", OTHER, submitted="2026-06-01", title="Another title")
    done = written(world, told(superseded_by="papers/other"), told("papers/other"))
    assert [each.affected_fields for each in done] == [
        ("superseded_by",),
        ("work.supersedes", "work.title"),
    ]


def test_a_circle_within_one_run_is_refused(world: World) -> None:
    both = told(superseded_by="papers/other"), told("papers/other", superseded_by="papers/one")
    before = files(world)
    with pytest.raises(CorrectionError, match="which closes a circle"):
        written(world, *both)
    assert files(world) == before
