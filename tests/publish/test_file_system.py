"""File operations on a real disk, and on file systems that do not support them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.publish import file_system
from sitegen.publish import publisher as publishing
from sitegen.publish.checksums import SUMS
from sitegen.publish.file_system import exchange
from tests.publish.sites import publish_files, unable


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The files and folders that are flushed to the disk one by one."""
    synced: list[str] = []
    sync = file_system.sync

    def recorded(path: Path, mode: int = os.O_RDONLY) -> None:
        synced.append(path.name)
        sync(path, mode)

    monkeypatch.setattr(publishing, "sync", recorded)
    monkeypatch.setattr(file_system, "sync", recorded)
    return synced


def test_folders_that_cannot_change_places_are_named(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with pytest.raises(FileNotFoundError) as caught:
        exchange(one, other)
    assert (caught.value.filename, caught.value.filename2) == (str(one), str(other))


def test_where_a_whole_file_system_cannot_be_flushed_new_files_are(
    output: Path, monkeypatch: pytest.MonkeyPatch, synced: list[str]
) -> None:
    publish_files(output, {"index.html": b"one", "same.html": b"same"})
    synced.clear()
    monkeypatch.setattr(file_system.sys, "platform", "another")
    publish_files(output, {"index.html": b"two", "same.html": b"same", "a/b": b""})
    assert "same.html" not in synced
    assert {"index.html", "a", "b", SUMS} <= set(synced)


def test_a_folder_that_cannot_be_flushed_by_its_file_system_is_no_error(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", unable(errno.EINVAL))
    publish_files(output, {"index.html": b"one"})
