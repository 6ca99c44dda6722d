"""Previews of small invented projects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.preview.running import RunningPreview, running
from tests.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two papers in a folder of their own."""
    made = World(tmp_path)
    made.fill()
    return made


@pytest.fixture
def preview(world: World) -> Iterator[RunningPreview]:
    """A preview of two papers."""
    with running(world) as server:
        yield server
