"""What the tests of commands share: a project to run them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A clean project of two papers."""
    world = World(tmp_path)
    world.fill()
    return world
