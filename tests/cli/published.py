"""Papers that are published and then changed, so that an event is needed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Call, Done
from tests.history.test_git import commit, git
from tests.worlds import ONE, World

THIRD = "5eed0003-0000-4000-8000-00000000c0de"
NOTE = ("--type", "METADATA", "--note", "It was wrong.")
AT = ("--at", "2026-08-01T09:00:00+00:00")
Correct = Callable[..., Done]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two papers that is committed and built: three ways to say what was published."""
    world = World(tmp_path_factory.mktemp("published"))
    world.fill()
    world.build()
    shutil.copy(world.output / "ledger.json", world.folder / "saved.json")
    git(world.folder, "init", "--quiet")
    commit(world.folder)
    return world.folder


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> World:
    """The same, in a folder of its own."""
    shutil.copytree(prepared, tmp_path / "project")
    return World(tmp_path / "project")


@pytest.fixture
def correct(world: World, call: Call) -> Correct:
    return lambda *words: call("correct", *words, cwd=world.folder)


def title(world: World, text: str, **changes: Any) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title=text, **changes)


def corrections(world: World, name: str = "one") -> str:
    return (world.records / f"papers/{name}/corrections.yaml").read_text()


def changed(world: World) -> list[str]:
    """The files that differ from the commit."""
    return sorted(git(world.folder, "status", "--short", "-uall").split()[1::2])


def passes(world: World, call: Call, *bases: str) -> bool:
    for base in bases or ("git:HEAD", "site", "saved.json"):
        done = call("validate", "--against", base, cwd=world.folder)
        assert done.returncode == 0, done.stderr
    return True


def table(world: World, *lines: str, columns: str = "paper,type,note") -> Path:
    path = world.folder / "list.csv"
    path.write_bytes("\r\n".join([columns, *lines, ""]).encode())
    return path
