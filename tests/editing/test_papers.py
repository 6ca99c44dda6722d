"""Papers that are to be corrected: what they say now, and what was published of them."""

from __future__ import annotations

import pytest

from sitegen.editing.plans import CorrectionError
from tests.editing.committed import committed, told, world, written
from tests.history.test_git import commit, nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_a_paper_that_was_broken_when_it_was_published_cannot_be_told(world: World) -> None:
    world.paper("one", ONE, submitted="no day")
    commit(world.folder)
    world.paper("one", ONE, submitted="2026-07-01")
    with pytest.raises(CorrectionError, match="its record had a mistake in git:HEAD"):
        written(world, told())
