"""Finished work is remembered exactly, and whatever is not exactly that is forgotten."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.build.cache import Cache
from sitegen.build.cache_file import NAME, ForeignCacheError, remove

ENTRIES = {("paper", f"key {number}"): b"value %d" % number * number for number in range(20)}


def filled(folder: Path) -> Cache:
    cache = Cache(folder)
    cache.put_all([(kind, key, value) for (kind, key), value in ENTRIES.items()])
    return cache


def contents(folder: Path) -> dict[tuple[str, str], bytes | None]:
    with closing(Cache(folder)) as cache:
        return {(kind, key): cache.get(kind, key) for kind, key in ENTRIES}


@settings(deadline=None)
@given(entries=st.dictionaries(st.tuples(st.text(), st.text()), st.binary()))
def test_what_is_put_is_what_is_got(
    entries: dict[tuple[str, str], bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    with closing(Cache(folder)) as cache:
        cache.put_all([(kind, key, value) for (kind, key), value in entries.items()])
    with closing(Cache(folder)) as cache:
        assert {each: cache.get(*each) for each in entries} == entries
        assert cache.trouble == ""


def test_a_closed_cache_is_one_file(tmp_path: Path) -> None:
    filled(tmp_path).close()
    assert os.listdir(tmp_path) == [NAME]


def test_a_cache_is_empty_of_a_kind_until_something_is_put(tmp_path: Path) -> None:
    with closing(Cache(tmp_path)) as cache:
        cache.put("pdf", "a", b"1")
        assert cache.is_empty("paper")
        cache.put("paper", "a", b"1")
        assert not cache.is_empty("paper")


def test_what_was_never_put_is_not_there(tmp_path: Path) -> None:
    with closing(filled(tmp_path)) as cache:
        assert cache.get("paper", "another key") is None
        assert cache.get("pdf", "key 1") is None


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("change", ["value = x'00'", "key = key || '0'", "kind = 'pdf'"])
def test_a_damaged_or_swapped_entry_counts_as_not_there(change: str, tmp_path: Path) -> None:
    filled(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute(f"UPDATE work SET {change} WHERE key = 'key 3'")
    found = contents(tmp_path)
    assert found.pop(("paper", "key 3")) is None
    assert found == {each: value for each, value in ENTRIES.items() if each[1] != "key 3"}
    with closing(Cache(tmp_path)) as cache:
        assert cache.get("paper", "key 30") is None
        assert cache.get("pdf", "key 3") is None


def test_a_key_that_is_no_text_any_more_costs_the_cache_and_nothing_else(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute("UPDATE work SET key = CAST(x'ff80' AS TEXT) WHERE rowid = 1")
    with closing(Cache(tmp_path)) as cache:
        assert "was damaged and is rebuilt" in cache.trouble
        cache.put("paper", "key", b"value")
        assert cache.get("paper", "key") == b"value"


def test_two_values_that_changed_places_count_as_not_there(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        rows = database.execute("SELECT value, seal FROM work WHERE key IN ('key 3', 'key 4')")
        (three, seal_of_three), (four, seal_of_four) = rows.fetchall()
        change = "UPDATE work SET value = ?, seal = ? WHERE key = ?"
        database.execute(change, (four, seal_of_four, "key 3"))
        database.execute(change, (three, seal_of_three, "key 4"))
    found = contents(tmp_path)
    assert found[("paper", "key 3")] is None
    assert found[("paper", "key 4")] is None


@pytest.mark.parametrize("length", [0, 1, 99, 5_000, 40_000])
def test_a_truncated_cache_gives_right_values_or_none(length: int, tmp_path: Path) -> None:
    filled(tmp_path).close()
    with (tmp_path / NAME).open("r+b") as file:
        file.truncate(length)
    assert all(contents(tmp_path)[each] in (value, None) for each, value in ENTRIES.items())
    filled(tmp_path).close()
    assert contents(tmp_path) == ENTRIES


@settings(deadline=None)
@given(at=st.integers(0, 40_000), noise=st.binary(min_size=1, max_size=200))
@example(at=16196, noise=b"\x00\x00\x80")  # SQLite names what it found, and that is no UTF-8
def test_a_cache_with_noise_in_it_gives_right_values_or_none(
    at: int, noise: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    filled(folder).close()
    with (folder / NAME).open("r+b") as file:
        file.seek(at)
        file.write(noise)
    try:
        found = contents(folder)
    except ForeignCacheError:  # the noise hit the number that says whose file it is
        return
    assert all(found[each] in (value, None) for each, value in ENTRIES.items())


def test_what_is_no_database_is_made_anew_and_said(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a database, " * 1000)
    with closing(filled(tmp_path)) as cache:
        assert "was damaged and is rebuilt" in cache.trouble
        assert cache.get("paper", "key 3") == ENTRIES["paper", "key 3"]


def change_header(file: Path, at: int, *values: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(bytes(values))


def change_entries(file: Path, change: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(change)


def put_in_place(file: Path, put: Callable[[Path], object]) -> None:
    file.unlink(missing_ok=True)
    put(file)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "text for a value": lambda file: change_entries(file, "UPDATE work SET value = 'text'"),
    "a number for a value": lambda file: change_entries(file, "UPDATE work SET value = 7"),
    "a fraction for a value": lambda file: change_entries(file, "UPDATE work SET value = 0.5"),
    "text for a seal": lambda file: change_entries(file, "UPDATE work SET seal = 'text'"),
    "values too large to add": lambda file: change_entries(
        file, "UPDATE sqlite_master SET sql = replace(sql, 'value BLOB', 'value INTEGER')"
    ),
    "a schema that is no SQL": lambda file: change_entries(
        file, "UPDATE sqlite_master SET sql = 'CREAVE' || substr(sql, 7) WHERE type = 'table'"
    ),
    "a schema that is no UTF-8": lambda file: change_entries(
        file, "UPDATE sqlite_master SET name = CAST(x'ff80' AS TEXT) WHERE type = 'table'"
    ),
    "a column of another name": lambda file: change_entries(
        file, "UPDATE sqlite_master SET sql = replace(sql, 'seal BLOB', 'seam BLOB')"
    ),
    "no table": lambda file: change_entries(file, "DROP TABLE work"),
    "an application id with another bit": lambda file: change_header(file, 68, 0x52),
    "a page size of nothing": lambda file: change_header(file, 16, 0, 0),
    "a page size that is another": lambda file: change_header(file, 16, 0x10, 0),
    "a version that is only read": lambda file: change_header(file, 18, 3),
    "a version that nobody reads": lambda file: change_header(file, 19, 9),
    "another text encoding": lambda file: change_header(file, 56, 0, 0, 0, 2),
    "another file in its place": lambda file: file.write_bytes(b"hello"),
    "an empty file in its place": lambda file: file.write_bytes(b""),
    "a pipe in its place": lambda file: put_in_place(file, os.mkfifo),
    "a link in its place": lambda file: put_in_place(file, lambda path: path.symlink_to(__file__)),
    "a link to nothing in its place": lambda file: put_in_place(
        file, lambda path: path.symlink_to(path.parent / "nothing")
    ),
    "an empty folder in its place": lambda file: put_in_place(file, Path.mkdir),
    "a log that is none": lambda file: Path(f"{file}-wal").write_bytes(bytes(range(256)) * 99),
    "a folder in place of its log": lambda file: Path(f"{file}-wal").mkdir(),
    "a folder in place of its memory": lambda file: Path(f"{file}-shm").mkdir(),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and few links")
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_whatever_is_damaged_the_cache_works_and_can_be_removed(
    damage: Callable[[Path], object], tmp_path: Path
) -> None:
    filled(tmp_path).close()
    damage(tmp_path / NAME)
    with closing(Cache(tmp_path)) as cache:
        assert all(cache.get(*each) in (value, None) for each, value in ENTRIES.items())
        cache.size()
        cache.prune()
        for _ in range(2):  # the first may be what finds the damage
            cache.put("paper", "key", b"value")
        assert cache.get("paper", "key") == b"value"
        assert cache.trouble == "" or "was damaged and is rebuilt" in cache.trouble
    with closing(Cache(tmp_path)) as cache:
        assert (cache.trouble, cache.get("paper", "key")) == ("", b"value")
    damage(tmp_path / NAME)
    remove(tmp_path)
    assert not os.listdir(tmp_path)


def test_a_folder_with_files_in_place_of_the_cache_is_kept_and_named(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "letter").touch()
    with closing(Cache(tmp_path)) as cache:
        assert "cannot be used" in cache.trouble
        assert cache.get("paper", "key") is None
    with pytest.raises(OSError, match="not empty"):
        remove(tmp_path)
    assert (tmp_path / NAME / "letter").exists()


def test_files_beside_the_cache_that_are_not_its_own_are_kept(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (tmp_path / f"{NAME}-before").touch()
    remove(tmp_path)
    assert os.listdir(tmp_path) == [f"{NAME}-before"]


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute("CREATE TABLE letters (text)")
        database.execute("INSERT INTO letters VALUES ('dear')")
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(ForeignCacheError, match="another program"):
        Cache(tmp_path)
    with pytest.raises(ForeignCacheError):
        remove(tmp_path)
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ForeignCacheError, match="in use by another program"):
            remove(tmp_path)
    assert (tmp_path / NAME).read_bytes() == before


def test_a_folder_that_cannot_be_used_is_said_and_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file")
    assert "cannot be used" in cache.trouble
    cache.put("paper", "key", b"value")
    assert cache.get("paper", "key") is None
    assert cache.prune() == 0


# ---------------------------------------------------------------- size


def test_when_it_is_too_much_the_oldest_go_and_what_is_in_use_stays(tmp_path: Path) -> None:
    with closing(Cache(tmp_path)) as cache:
        for key in "abcd":
            cache.put("paper", key, bytes(1000))
    with closing(Cache(tmp_path)) as cache:
        assert cache.get("paper", "a")
        assert cache.prune(4_000) == 0
        assert cache.prune(2_000) == 2
        assert [key for key in "abcd" if cache.get("paper", key)] == ["a", "d"]


def test_what_a_build_uses_stays_however_much_it_is(tmp_path: Path) -> None:
    with closing(filled(tmp_path)) as cache:
        assert cache.prune(0) == 0
    with closing(Cache(tmp_path)) as cache:
        assert cache.prune(0) == len(ENTRIES)
        assert cache.size() == 0


def test_a_file_shrinks_with_what_it_holds(tmp_path: Path) -> None:
    with closing(Cache(tmp_path)) as cache:
        cache.put_all([("pdf", str(number), bytes(50_000)) for number in range(100)])
    with closing(Cache(tmp_path)) as cache:
        cache.prune(0)
    assert (tmp_path / NAME).stat().st_size < 1_000_000


# ---------------------------------------------------------------- several at once

WRITER = """
import sys
from pathlib import Path
from sitegen.build.cache import Cache
print("ready", flush=True)
sys.stdin.readline()
for round in range(20):
    cache = Cache(Path(sys.argv[1]) / str(round))
    for number in range(20):
        cache.put("paper", f"{sys.argv[2]} {number}", sys.argv[2].encode() * number)
    assert cache.trouble == "", cache.trouble
    cache.close()
"""


WAITER = """
import sys
from pathlib import Path
from sitegen.build.cache import Cache
cache = Cache(Path(sys.argv[1]))
cache.put("paper", "key", b"waited")
print(cache.trouble)
cache.close()
"""


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_cache_that_another_process_has_is_waited_for_and_that_is_said(
    lock: str, tmp_path: Path
) -> None:
    filled(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as database:
        if lock.endswith("EXCLUSIVE"):
            database.execute("PRAGMA journal_mode = DELETE")
        database.execute(lock)
        waiter = subprocess.Popen(
            [sys.executable, "-c", WAITER, tmp_path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert waiter.stderr is not None
        said = waiter.stderr.readline()
        database.execute("ROLLBACK")
    assert re.fullmatch(rf"waiting up to 60 s for another process that uses .*{NAME}\n", said)
    assert waiter.communicate() == ("\n", "")
    with closing(Cache(tmp_path)) as cache:
        assert cache.get("paper", "key") == b"waited"


def test_several_builds_begin_and_write_one_cache(tmp_path: Path) -> None:
    names = ["one", "two", "three"]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in names
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    for folder in tmp_path.iterdir():
        with closing(Cache(folder)) as cache:
            assert all(
                cache.get("paper", f"{name} {number}") == name.encode() * number
                for name in names
                for number in range(20)
            )
