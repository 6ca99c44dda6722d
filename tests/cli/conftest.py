"""Shared by the tests of commands: projects to run them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Call
from tests.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A clean project of two papers."""
    world = World(tmp_path)
    world.fill()
    return world


@pytest.fixture
def project(tmp_path: Path, call: Call) -> Path:
    """A project that `sitegen init` made."""
    folder = tmp_path / "owls"
    done = call("init", folder, "--ci", "none", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    return folder
