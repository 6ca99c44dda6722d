from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sitegen.preview import watching
from sitegen.preview.watching import Watch, Watcher


def seen(folder: Path, poll_ms: int = 300) -> closing[Any]:
    return closing(Watch((str(folder),), poll_ms).seen())


def test_a_change_is_seen_after_it_is_said_that_none_is_missed(tmp_path: Path) -> None:
    with seen(tmp_path) as told:
        assert next(told) == (frozenset(), True, "")
        (tmp_path / "a").touch()
        assert str(tmp_path / "a") in next(told).files


@pytest.mark.parametrize(
    "error", [OSError(28, "OS file watch limit reached"), RuntimeError("no inotify")]
)
def test_where_inotify_runs_out_files_are_polled_and_it_is_said(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_handles(*folders: str, **options: Any) -> Iterator[Any]:
        raise error

    monkeypatch.setattr(watching, "watch", without_handles)
    with seen(tmp_path, 20) as told:
        first = next(told)
        assert (first.files, first.is_anew) == (frozenset(), True)
        assert "Files are polled every 0.0 s" in first.trouble
        assert "inotify" in first.trouble or "limit" in first.trouble
        (tmp_path / "a").touch()
        assert str(tmp_path / "a") in next(told).files


def test_where_inotify_fails_later_all_is_to_be_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_later(*folders: str, **options: Any) -> Iterator[Any]:
        yield set()
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(watching, "watch", failing_later)
    with seen(tmp_path, 20) as told:
        assert [next(told).is_anew, next(told).is_anew] == [True, True]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    watched, elsewhere = tmp_path / "records", tmp_path / "elsewhere"
    watched.mkdir()
    elsewhere.mkdir()
    (watched / "link").symlink_to(elsewhere)
    with seen(watched, 20) as told:
        assert f"{watched}/link is a symbolic link to a folder" in next(told).trouble
        (elsewhere / "of-no-interest").touch()
        (watched / "a").touch()
        assert next(told).files == {str(watched / "a")}


def test_nor_is_one_in_a_folder_that_is_new(tmp_path: Path) -> None:
    watched, other = tmp_path / "records", tmp_path / "other"
    watched.mkdir()
    (other / "inner").mkdir(parents=True)
    (other / "inner" / "loop").symlink_to("/proc/self")
    with seen(watched, 20) as told:
        assert next(told) == (frozenset(), True, "")
        other.rename(watched / "new")
        while not (last := next(told)).is_anew:
            assert last.files
        assert "new/inner/loop is a symbolic link to a folder" in last.trouble


@pytest.mark.parametrize(
    ("mounts", "said"),
    [
        (
            "/dev/sda / ext4 rw 0 0\nC:\\134 {folder} 9p rw 0 0\n",
            "the file system 9p does not report",
        ),
        (
            "server:/home {parent} nfs4 rw 0 0\n/dev/sda / ext4 rw 0 0\n",
            "system nfs4 does not report",
        ),
        ("server:/home {parent} nfs4 rw 0 0\n/dev/sda {folder} ext4 rw 0 0\n", ""),
    ],
    ids=["wsl", "network", "a disk below a network folder"],
)
def test_files_whose_changes_are_not_told_are_polled(
    mounts: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mounts"
    folder = tmp_path / "a folder"
    folder.mkdir()
    named = {"folder": str(folder), "parent": str(tmp_path)}
    escaped = {name: path.replace(" ", "\\040") for name, path in named.items()}
    table.write_text(mounts.format(**escaped))
    monkeypatch.setattr(watching, "MOUNTS", table)
    with seen(folder) as told:
        trouble = next(told).trouble
        assert said in trouble
        assert bool(trouble) is bool(said)


def test_what_goes_wrong_with_one_change_is_no_end_of_watching(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import queue

    told: queue.Queue[set[Path]] = queue.Queue()
    began: queue.Queue[None] = queue.Queue()

    def changed(files: set[Path]) -> None:
        told.put(files)
        raise LookupError("a slip of ours")

    watcher = Watcher([tmp_path], lambda: began.put(None), changed, papers=1)
    watcher.start()
    try:
        began.get(timeout=60)
        for name in ("a", "b"):
            (tmp_path / name).touch()
            while tmp_path / name not in told.get(timeout=60):
                pass
    finally:
        watcher.end()
    assert "a slip of ours" in capsys.readouterr().err
