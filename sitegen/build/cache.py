"""The cache: results of work under a digest of all their inputs, in one SQLite file."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sitegen.findings.errors import SitegenError

NAME = "cache.sqlite"
# They mark a database as a cache of sitegen, in this format. One in another format is replaced.
APPLICATION_ID, FORM = 0x53475543, 3
UNFINISHED = re.compile(r"cache\.sqlite-([0-9]{1,9})-[0-9a-f]{16}(-[a-z]+)?\Z")
MOST_BYTES = 2 * 1024**3
# Seconds that a build waits while another one writes to the same cache.
PATIENCE = 60.0
TABLE = """
CREATE TABLE work (
    kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, seal BLOB NOT NULL,
    UNIQUE (kind, key)
)
"""

SIZE = "SELECT coalesce(sum(length(value)), 0) FROM work"

# What a damaged database raises: SQLite quotes damaged names, which may not be UTF-8.
DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)

T = TypeVar("T")


class ForeignCacheError(SitegenError):
    """The file at the place of the cache is a database of another program."""


class Cache:
    """A cache of results. An entry that is damaged, or has another key than its own, is ignored.

    A cache can be deleted at any time, restored from an older run, and used by several builds at
    once. If it cannot be read or written, it stores nothing more and says why in `trouble`: no
    build fails because of its cache. Anyone who can write to the cache can change the site, because
    an entry proves its key, not its author.
    """

    def __init__(self, folder: Path) -> None:
        """Open the cache in a folder, or make one. Raises ForeignCacheError."""
        self._file = folder / NAME
        self._used: set[tuple[str, str]] = set()
        self.trouble = ""
        self._database: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _remove_unfinished(folder)
            self._database = self._open()
        except OSError as error:
            self._give_up(error)

    @property
    def folder(self) -> Path:
        """The folder that the cache is in."""
        return self._file.parent

    def close(self) -> None:
        """Close the file; nothing is stored after that."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def get(self, kind: str, key: str) -> bytes | None:
        """The stored value, or None."""
        row = self._ask("SELECT value, seal FROM work WHERE kind = ? AND key = ?", (kind, key))
        if row is None or row[1] != _seal(kind, key, row[0]):
            return None
        self._used.add((kind, key))
        return bytes(row[0])

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
            return action(self._database)
        except DAMAGE as error:
            self.close()
            try:
                self._database = self._anew(error)
            except (OSError, sqlite3.Error) as again:
                self._give_up(again)
            return None

    def _open(self) -> sqlite3.Connection | None:
        try:
            return _connect(self._file)
        except DAMAGE as error:
            return self._anew(error)

    def _anew(self, error: Exception) -> sqlite3.Connection | None:
        if _is_of_the_machine(error):
            self._give_up(error)
            return None
        self.trouble = f"the cache {self._file} was damaged and is rebuilt: {error}"
        remove(self.folder)
        return _connect(self._file)

    def _give_up(self, error: Exception) -> None:
        self.trouble = (
            f"the cache {self._file} cannot be used, so everything is built again: {error}"
        )


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
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _connect(file: Path) -> sqlite3.Connection:
    if not file.exists():
        _create(file)
    # Each statement outside BEGIN and COMMIT commits by itself.
    database = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    try:
        _refuse_foreign(file, database)
        (form,) = database.execute("PRAGMA user_version").fetchone()
        if form != FORM:
            raise sqlite3.DatabaseError(f"a cache of version {form}")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("SELECT kind, key, value, seal FROM work LIMIT 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _create(file: Path) -> None:
    """Create an empty cache next to its place and link it there, so no process sees half of one."""
    new = file.with_name(f"{NAME}-{os.getpid()}-{secrets.token_hex(8)}")
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as database:
            database.execute("PRAGMA page_size = 16384")
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            # The mode stays as it is if the system has no WAL.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {FORM}")
            database.execute(TABLE)
        with suppress(FileExistsError):  # another process was faster
            _put_in_place(new, file)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(new)


def _remove_unfinished(folder: Path) -> None:
    """Remove unfinished caches of processes that were killed."""
    for path in folder.glob(f"{NAME}-*"):
        made_by = UNFINISHED.match(path.name)
        if made_by and not _is_running(int(made_by[1])):
            with suppress(OSError):
                path.unlink()


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":  # on Windows, asking would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # the process belongs to another account
        return True
    return True


def _put_in_place(new: Path, file: Path) -> None:
    try:
        os.link(new, file)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.replace(new, file)


def _seal(kind: str, key: str, value: bytes) -> bytes:
    """A digest of a value and its key, to notice a damaged or misplaced value."""
    head = f"{len(kind)} {kind}{len(key)} {key}".encode()
    return hashlib.sha256(head + value).digest()


def _is_of_the_machine(error: Exception) -> bool:
    """Whether the disk or another process caused the error, not the content of the file."""
    # Errors of Python itself, such as text that is not UTF-8, have no SQLite error name.
    return getattr(error, "sqlite_errorname", "").startswith(
        (
            "SQLITE_BUSY",
            "SQLITE_LOCKED",
            "SQLITE_FULL",
            "SQLITE_IOERR",
            "SQLITE_CANTOPEN",
            "SQLITE_READONLY",
            "SQLITE_NOMEM",
        )
    )


def remove(folder: Path) -> int:
    """Delete the cache in a folder; returns its size in bytes. Raises ForeignCacheError."""
    file = folder / NAME
    if file.exists():
        with suppress(*DAMAGE), closing(sqlite3.connect(file)) as database:
            _refuse_foreign(file, database)
    freed = 0
    for path in (file, *sorted(folder.glob(f"{NAME}-*"))):  # its log, and unfinished ones
        with suppress(FileNotFoundError):
            freed += path.stat().st_size
            os.unlink(path)
    return freed


def _refuse_foreign(file: Path, database: sqlite3.Connection) -> None:
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and tables:
        raise ForeignCacheError(f"{file} is a database of another program")
