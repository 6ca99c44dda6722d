"""With polling, no save is lost, however soon it follows another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sitegen.preview import polling
from sitegen.preview.polling import Poller, Signature

SECOND = 1_785_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "papers" / "one" / "manifest.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("title: save 0000")
    return file


def save(file: Path, number: int) -> None:
    """A save within the same second, with the same size."""
    file.write_text(f"title: save {number:04}")
    os.utime(file, (SECOND, SECOND))


def test_a_thousand_saves_within_one_second_are_seen_each(tmp_path: Path, file: Path) -> None:
    poller = Poller([str(tmp_path)])
    for number in range(1, 1_001):
        save(file, number)
        assert poller.changes() == {str(file)}
        assert poller.changes() == frozenset()


def test_so_they_are_where_a_file_system_keeps_whole_seconds(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def coarse(entry: os.DirEntry[str]) -> Signature:
        found = entry.stat(follow_symlinks=False)
        return int(found.st_mtime) * 10**9, found.st_size, found.st_ino

    monkeypatch.setattr(polling, "signature", coarse)
    os.utime(file)
    poller = Poller([str(tmp_path)])
    for number in range(1, 1_001):
        save(file, number)
        assert poller.changes() == {str(file)}
        assert poller.changes() == frozenset()


def test_a_file_that_takes_the_place_of_another_with_its_time_and_size_is_seen(
    tmp_path: Path, file: Path
) -> None:
    save(file, 1)
    poller = Poller([str(tmp_path)])
    other = tmp_path.with_name("other")
    other.write_text("title: save 0002")
    os.utime(other, (SECOND, SECOND))
    other.rename(file)
    assert poller.changes() == {str(file)}


def test_new_and_removed_files_and_folders_are_seen(tmp_path: Path, file: Path) -> None:
    poller = Poller([str(tmp_path)])
    new = file.parents[1] / "two"
    new.mkdir()
    assert poller.changes() == {str(new)}
    shutil.rmtree(file.parent)
    assert poller.changes() == {str(file), str(file.parent)}


def test_pipes_links_and_what_cannot_be_read_stop_nothing(tmp_path: Path, file: Path) -> None:
    os.mkfifo(file.with_name("pipe"))
    file.with_name("loop").symlink_to(file.parent)
    file.with_name("nowhere").symlink_to("no such file")
    poller = Poller([str(tmp_path), str(tmp_path / "no such folder")])
    assert poller.changes() == frozenset()
    save(file, 1)
    assert poller.changes() == {str(file)}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are not listed here")
def test_new_folders_and_pipes_keep_no_file_open(tmp_path: Path, file: Path) -> None:
    poller = Poller([str(tmp_path)])
    (tmp_path / "papers" / "new").mkdir()
    os.mkfifo(tmp_path / "papers" / "pipe")
    (tmp_path / "papers" / "link").symlink_to(tmp_path / "papers" / "pipe")
    before = len(os.listdir("/proc/self/fd"))
    assert {Path(each).name for each in poller.changes()} == {"new", "pipe", "link"}
    for _ in range(10):
        assert poller.changes() == frozenset()
    assert len(os.listdir("/proc/self/fd")) == before
