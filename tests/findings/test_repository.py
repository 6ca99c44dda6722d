"""Where a project lies in its repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.findings.repository import repository_roots


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a project below it."""
    (tmp_path / "repo/sub/records").mkdir(parents=True)
    (tmp_path / "repo/.git").mkdir()
    return tmp_path / "repo"


def test_paths_start_at_the_repository_wherever_the_command_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "sub")
    assert repository_roots({"records": "records"}) == {"records": "sub/records"}
    monkeypatch.chdir(repository / "sub/records")
    assert repository_roots({"records": "."}) == {"records": "sub/records"}
    monkeypatch.chdir(repository.parent)
    assert repository_roots({"records": "repo/sub/records"}) == {"records": "sub/records"}


def test_a_worktree_has_a_file_in_the_place_of_the_folder(repository: Path) -> None:
    (repository / "sub/.git").write_text("gitdir: elsewhere\n")
    assert repository_roots({"records": str(repository / "sub/records")}) == {"records": "records"}


def test_without_a_repository_paths_start_at_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here/records").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    roots = {"records": "records", "templates": "../templates", "own": "."}
    assert repository_roots(roots) == {
        "records": "records",
        "templates": str(tmp_path / "templates"),
        "own": ".",
    }


def test_a_link_is_resolved(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    (repository / "data").symlink_to("sub/records")
    assert repository_roots({"records": "data"}) == {"records": "sub/records"}
