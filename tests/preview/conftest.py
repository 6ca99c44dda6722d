"""Previews of small invented projects."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.preview.running import RunningPreview, running
from tests.preview.saved_folder import SavedFolder
from tests.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two papers in a folder of their own."""
    made = World(tmp_path)
    made.fill()
    return made


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two papers, and a folder of templates, for all tests of a module."""
    made = World(tmp_path_factory.mktemp("shared"))
    made.fill()
    made.templates.mkdir()
    return made


@pytest.fixture(scope="module")
def shared_preview(shared_world: World) -> Iterator[RunningPreview]:
    """One server for all tests of a module; none of them leaves a trace in what it prints."""
    with running(shared_world) as server:
        server.settled()
        yield server
        assert server.end(signal.SIGTERM) == (143, "terminated\n")


@pytest.fixture(scope="module")
def saved(shared_world: World) -> SavedFolder:
    return SavedFolder(shared_world.folder)


@pytest.fixture
def preview(shared_preview: RunningPreview, saved: SavedFolder) -> Iterator[RunningPreview]:
    """A running preview. What a test changes in its project is undone after the test."""
    yield shared_preview
    if saved.restore():
        shared_preview.catch_up()
    shared_preview.stop_listening()
