"""A project in git whose papers are to be corrected."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.editing.correcting import corrections
from sitegen.editing.papers import Papers
from sitegen.editing.placing import write
from sitegen.editing.plans import Announcement, Correction, When
from sitegen.history.opening import open_base
from sitegen.render.project import Project, load_site
from tests.history.test_git import commit, git
from tests.worlds import World

NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
FOLDERS = ("papers/one", "papers/other")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two papers in a commit, which counts as published."""
    world = World(tmp_path_factory.mktemp("committed"))
    world.fill()
    git(world.folder, "init", "--quiet")
    commit(world.folder)
    return world.folder


@pytest.fixture
def world(committed: Path, tmp_path: Path) -> World:
    """The same, in a folder of its own."""
    return World(Path(shutil.copytree(committed, tmp_path / "project")))


def papers(world: World, *folders: str, base: str = "git:HEAD") -> Papers:
    project = Project(world.records)
    site, _ = load_site(project)
    return Papers.read(world.records, site, open_base(base, project), folders or FOLDERS)


def told(folder: str = "papers/one", **words: Any) -> Announcement:
    return Announcement(folder, "METADATA", "A note.", **words)


def written(world: World, *announcements: Announcement) -> list[Correction]:
    done = corrections(papers(world), announcements, When(NOW))
    write(world.records, done)
    return done


def files(world: World) -> dict[str, bytes]:
    every = (path for path in world.records.rglob("*") if path.is_file())
    return {path.relative_to(world.records).as_posix(): path.read_bytes() for path in every}
