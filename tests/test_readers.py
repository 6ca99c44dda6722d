"""Who reads the site while it is published sees whole files, and through a held folder one site."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from sitegen.publish import publisher as publishing
from sitegen.publish.checksums import SUMS
from sitegen.publish.publisher import MARKER
from tests.publish.sites import publish_files, unable

if sys.platform == "win32":
    pytest.skip("Windows holds no folders open", allow_module_level=True)

BUILDS = 20
PATIENCE = 120  # seconds until a test gives up on a process that hangs
SPAWNED = multiprocessing.get_context("spawn")


def files(state: int) -> dict[str, bytes]:
    """A site in one of two states: some files are in both, some change, some come and go."""
    same = {f"same/{each}/index.html": b"same" * each for each in range(1, 20)}
    changing = {f"paper/{each}/index.html": b"%d" % state * 5000 for each in range(40)}
    own = {f"of/{state}/{each}.html": b"%d" % state for each in range(20)}
    return same | changing | own | {"index.html": b"%d" % state}


BOTH = sorted(files(0).keys() & files(1).keys())


# ---------------------------------------------------------------- in processes of their own


def read_held_folders(output: Path, line: Connection) -> None:
    """Hold the folder open, read all of it until told that a build has ended, and once more."""
    while True:
        folder = os.open(output, os.O_RDONLY | os.O_DIRECTORY)
        found = [read_whole(folder)]
        line.send("held")
        while not line.poll():
            found.append(read_whole(folder))
        word = line.recv()
        found.append(read_whole(folder))
        os.close(folder)
        line.send([each for number, each in enumerate(found) if each not in found[:number]])
        if word == "end":
            return


def read_whole(folder: int) -> dict[str, bytes]:
    found = {}
    for where, _, names, handle in os.fwalk(".", dir_fd=folder):
        for name in names:
            path = os.path.normpath(os.path.join(where, name))
            with open(os.open(name, os.O_RDONLY, dir_fd=handle), "rb") as file:
                found[path] = file.read()
    return {path: data for path, data in found.items() if path not in (SUMS, MARKER)}


def read_by_path(output: Path, line: Connection) -> None:
    """Read what is in both states, again and again; tell what was missing or is in neither."""
    one, other, rounds, wrong = files(0), files(1), 0, set()
    line.send("reading")
    while not line.poll():
        rounds += 1
        for path in BOTH:
            try:
                data = (output / path).read_bytes()
            except OSError as error:
                wrong.add(f"{path}: {error}")
            else:
                if data not in (one[path], other[path]):
                    wrong.add(f"{path}: {data[:50]!r}")
    line.send((rounds, sorted(wrong)))


@contextmanager
def reader(read: Callable[[Path, Connection], None], output: Path) -> Iterator[Connection]:
    line, other_end = SPAWNED.Pipe()
    process = SPAWNED.Process(target=read, args=(output, other_end), daemon=True)
    process.start()
    other_end.close()  # where the reader dies, the line ends
    try:
        yield line
    finally:
        line.close()
        process.join(PATIENCE)
        process.kill()


def heard(line: Connection) -> object:
    assert line.poll(PATIENCE), "the reader hangs"
    return line.recv()


# ---------------------------------------------------------------- tests


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site in its first state."""
    publish_files(tmp_path / "site", files(0))
    return tmp_path / "site"


@pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="this system swaps no folders in one step"
)
def test_who_holds_the_folder_open_sees_one_site_whole_until_the_next_but_one(output: Path) -> None:
    with reader(read_held_folders, output) as line:
        for build in range(1, BUILDS + 1):
            assert heard(line) == "held"
            publish_files(output, files(build % 2))
            line.send("end" if build == BUILDS else "built")
            assert heard(line) == [files((build - 1) % 2)]


@pytest.mark.parametrize("way", ["folders that change places", "files one by one"])
def test_who_reads_by_path_never_misses_a_file_that_both_sites_have(
    way: str, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "files one by one":
        monkeypatch.setattr(publishing, "exchange", unable(errno.EINVAL))
    with reader(read_by_path, output) as line:
        assert heard(line) == "reading"
        for build in range(1, BUILDS + 1):
            publish_files(output, files(build % 2))
        line.send("end")
        rounds, wrong = heard(line)  # type: ignore[misc]
    assert wrong == []
    assert rounds > 0
