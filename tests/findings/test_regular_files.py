"""Files are read as they are, and nothing else is: no link, no pipe, nothing outside."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import chdir
from pathlib import Path

import pytest

from sitegen.findings.regular_files import (
    UNREADABLE,
    Folder,
    RefusedFileError,
    folder_below,
    open_below,
    read_below,
    start_below,
)

SECRET = b"a secret of the machine"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file two folders down, beside a secret."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/file").write_bytes(SECRET)
    (tmp_path / "root/a/b").mkdir(parents=True)
    (tmp_path / "root/a/b/file").write_bytes(b"0123456789")
    return tmp_path / "root"


def test_a_file_is_read_up_to_its_limit(root: Path) -> None:
    assert read_below(root, "a/b/file", 10) == b"0123456789"
    assert start_below(root, "a/b/file", 4) == b"0123"
    with open_below(root, "a/b/file") as file:
        assert file.read() == b"0123456789"
    with pytest.raises(RefusedFileError, match="larger than 9 bytes"):
        read_below(root, "a/b/file", 9)


def test_the_folder_that_the_user_names_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert read_below(tmp_path / "link", "a/b/file", 10) == b"0123456789"


@pytest.mark.parametrize("part", ["a", "a/b", "a/b/file"])
@pytest.mark.parametrize("target", ["../secret", "../../secret", "../../../secret/file", "nowhere"])
def test_no_link_below_it_is_followed(root: Path, part: str, target: str) -> None:
    moved = root / part
    moved.rename(root.parent / "moved")
    moved.symlink_to(target)
    with pytest.raises(RefusedFileError, match="it is a symbolic link, and links are not followed"):
        read_below(root, "a/b/file", 100)


@pytest.mark.parametrize("path", ["../secret/file", "a/../../secret/file", "a/./b/file", "/a/b/x"])
def test_no_path_leads_out(root: Path, path: str) -> None:
    with pytest.raises(UNREADABLE):
        read_below(root, path, 100)
    with pytest.raises(UNREADABLE):
        read_below(root, str(root.parent / "secret/file"), 100)


def test_what_is_not_a_file_is_refused_at_once(root: Path) -> None:
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as server, chdir(root):
        server.bind("socket")  # the path of a socket must not be long
    for name in ("pipe", "socket"):
        with pytest.raises(RefusedFileError, match="not a regular file"):
            read_below(root, name, 100)
    with pytest.raises(IsADirectoryError):
        read_below(root, "a/b", 100)
    with pytest.raises(UNREADABLE):
        read_below(root, "pipe/file", 100)
    with pytest.raises(RefusedFileError, match="not a regular file"):
        read_below("/dev", "null", 100)


def test_an_error_of_the_machine_names_the_file(root: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        read_below(root, "a/b/missing", 100)
    assert raised.value.filename == str(root / "a/b/missing")
    with pytest.raises(FileNotFoundError) as raised, folder_below(root, "a/missing"):
        raise AssertionError("there is no such folder")
    assert raised.value.filename == str(root / "a/missing")


def test_the_entries_of_a_folder_are_told_apart(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "link").symlink_to("a")
    (root / "text").touch()
    os.close(os.open(os.fsencode(root) + b"/\xff", os.O_CREAT | os.O_WRONLY))
    with Folder.at(root) as folder:
        found = {entry.name: entry for entry in folder.entries()}
        assert folder.target("link") == "a"
    assert [name for name, entry in found.items() if entry.is_folder] == ["a"]
    assert [name for name, entry in found.items() if entry.is_link] == ["link"]
    assert [name for name, entry in found.items() if not entry.is_utf8] == ["\udcff"]
    pipe = found["pipe"]
    assert (pipe.is_file, pipe.is_folder, pipe.is_link) == (False, False, False)


def test_a_swap_meanwhile_gains_nothing(root: Path) -> None:
    """A folder becomes a link to the secret and back while it is read, as fast as possible."""
    (root.parent / "trap").mkdir()
    (root.parent / "trap/file").write_bytes(SECRET)
    (root.parent / "link").symlink_to(root.parent / "trap")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            (root / "a/b").rename(root.parent / "kept")
            (root.parent / "link").rename(root / "a/b")
            (root / "a/b").rename(root.parent / "link")
            (root.parent / "kept").rename(root / "a/b")

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        seen = set()
        for _ in range(3_000):
            try:
                seen.add(read_below(root, "a/b/file", 100))
            except UNREADABLE:
                seen.add(b"")
    finally:
        over.set()
        swapping.join()
    assert SECRET not in seen
    assert b"0123456789" in seen
