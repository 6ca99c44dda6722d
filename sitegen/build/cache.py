"""The cache: results of work under a digest of all their inputs, in one SQLite file."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sitegen.build.cache_file import (
    NAME,
    ForeignCacheError,
    connect,
    is_busy,
    is_of_the_machine,
    remove,
    remove_unfinished,
)
from sitegen.findings.terminal import say

MOST_BYTES = 2 * 1024**3
# Seconds that a build waits while another process writes to the same cache: first in silence.
SILENCE, PATIENCE = 2.0, 60.0

SIZE = "SELECT coalesce(sum(length(value)), 0) FROM work"

T = TypeVar("T")


class Cache:
    """A cache of results. An entry that is damaged, or has another key than its own, is ignored.

    A cache can be deleted at any time, restored from an older run, and used by several builds at
    once. Whatever goes wrong with it, no build fails: if the machine is to blame, the cache stores
    nothing more; everything else is damage, and the cache is made anew. `trouble` says which.
    Anyone who can write to the cache can change the site, because an entry proves its key, not its
    author.
    """

    def __init__(self, folder: Path) -> None:
        """Open the cache in a folder, or make one. Raises ForeignCacheError."""
        self._file = folder / NAME
        self._used: set[tuple[str, str]] = set()
        self.trouble = ""
        self._said = False
        self._database: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            remove_unfinished(folder)
            self._database = self._connect()
        except (ForeignCacheError, MemoryError):
            raise
        except Exception as error:
            self._recover(error)

    @property
    def folder(self) -> Path:
        """The folder that the cache is in."""
        return self._file.parent

    @property
    def is_lost(self) -> bool:
        """Whether the machine does not let this process use it."""
        return self._database is None

    def close(self) -> None:
        """Close the file; nothing is stored after that."""
        if self._database is not None:
            with suppress(Exception):
                self._database.close()
            self._database = None

    def get(self, kind: str, key: str) -> bytes | None:
        """The stored value, or None."""
        row = self._ask("SELECT value, seal FROM work WHERE kind = ? AND key = ?", (kind, key))
        # A damaged row can have values of any type.
        if row is None or type(row[0]) is not bytes or row[1] != _seal(kind, key, row[0]):
            return None
        self._used.add((kind, key))
        return row[0]

    def is_empty(self, kind: str) -> bool:
        """Whether there are no entries of a kind, as in the very first build."""
        return self._ask("SELECT 1 FROM work WHERE kind = ? LIMIT 1", (kind,)) is None

    def touch(self, kind: str, key: str) -> None:
        """Mark an entry as used, without reading it."""
        self._used.add((kind, key))

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Store one value."""
        self.put_all([(kind, key, value)])

    def put_all(self, entries: Iterable[tuple[str, str, bytes]]) -> None:
        """Store many values in one transaction."""
        rows = [(kind, key, value, _seal(kind, key, value)) for kind, key, value in entries]
        self._try(lambda database: _put(database, rows))
        self._used.update((kind, key) for kind, key, _, _ in rows)

    def size(self) -> int:
        """The size of all values, in bytes."""
        row = self._ask(SIZE, ())
        return int(row[0]) if row else 0

    def prune(self, most_bytes: int = MOST_BYTES) -> int:
        """Delete the oldest entries until the rest is small enough; keep those used by this build.

        Returns the number of deleted entries.
        """
        return self._try(lambda database: _prune(database, self._used, most_bytes)) or 0

    def _ask(self, query: str, values: tuple[str, ...]) -> tuple[Any, ...] | None:
        return self._try(lambda database: database.execute(query, values).fetchone())

    def _try(self, action: Callable[[sqlite3.Connection], T]) -> T | None:
        """Run an operation on the database; replace the database if it is damaged."""
        if self._database is None:
            return None
        try:
            try:
                return action(self._database)
            except sqlite3.Error as error:
                if not is_busy(error):
                    raise
                self._say_that_it_waits()
                self._database.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")
                return action(self._database)
        except MemoryError:  # the limit of the paper at work, or of the machine
            raise
        except Exception as error:
            self._recover(error)
            return None

    def _connect(self) -> sqlite3.Connection:
        try:
            return connect(self._file, SILENCE)
        except sqlite3.Error as error:
            if not is_busy(error):
                raise
            self._say_that_it_waits()
            return connect(self._file, PATIENCE)

    def _recover(self, error: Exception) -> None:
        """Make a damaged cache anew; go on without one if the machine is to blame."""
        self.close()
        try:
            if is_of_the_machine(error, self._file):
                raise error
            remove(self.folder)
            self._database = self._connect()
            self.trouble = f"the cache {self._file} was damaged and is rebuilt: {error}"
        except (ForeignCacheError, MemoryError):
            raise
        except Exception as again:
            self.trouble = (
                f"the cache {self._file} cannot be used, so everything is built again: {again}"
            )

    def _say_that_it_waits(self) -> None:
        if not self._said:
            say(f"waiting up to {PATIENCE:.0f} s for another process that uses {self._file}")
        self._said = True


_opened: dict[Path, tuple[int, Cache]] = {}


def cache_in_this_process(folder: Path) -> Cache:
    """The cache in a folder, opened once in each worker process.

    A connection to SQLite must not be used in a process that was forked from its own.
    """
    pid, cache = _opened.get(folder, (0, None))
    if cache is None or pid != os.getpid():
        cache = Cache(folder)
        _opened[folder] = os.getpid(), cache
    return cache


def close_in_this_process(folder: Path) -> None:
    """Close the cache that `cache_in_this_process` opened in this process, if any."""
    pid, cache = _opened.pop(folder, (0, None))
    if cache is not None and pid == os.getpid():
        cache.close()


def _put(database: sqlite3.Connection, rows: Iterable[tuple[str, str, bytes, bytes]]) -> None:
    with _transaction(database):
        database.executemany(
            "INSERT OR REPLACE INTO work (kind, key, value, seal) VALUES (?, ?, ?, ?)", rows
        )


def _prune(database: sqlite3.Connection, used: set[tuple[str, str]], most_bytes: int) -> int:
    too_much = database.execute(SIZE).fetchone()[0] - most_bytes
    if too_much <= 0:
        return 0
    gone: list[tuple[str, str]] = []
    oldest_first = "SELECT kind, key, length(value) FROM work ORDER BY rowid"
    with _transaction(database):
        for kind, key, length in database.execute(oldest_first):
            if too_much > 0 and (kind, key) not in used:
                gone.append((kind, key))
                too_much -= length
        database.executemany("DELETE FROM work WHERE kind = ? AND key = ?", gone)
    database.executescript("PRAGMA incremental_vacuum")  # execute frees a single page
    return len(gone)


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # what happened counts, also an interrupt
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _seal(kind: str, key: str, value: bytes) -> bytes:
    """A digest of a value and its key, to notice a damaged or misplaced value."""
    head = f"{len(kind)} {kind}{len(key)} {key}".encode()
    return hashlib.sha256(head + value).digest()
