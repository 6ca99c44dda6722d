"""The file of the cache: made, opened and removed, whatever is in its place."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import stat
import sys
from contextlib import closing, suppress
from pathlib import Path

from sitegen.findings.errors import SitegenError

NAME = "cache.sqlite"
# They mark a database as a cache of sitegen, in this format. One in another format is replaced.
APPLICATION_ID, FORM = 0x53475543, 3
# The others are there while a database is open, and stay when its process is killed.
NAMES = (NAME, *(NAME + end for end in ("-wal", "-shm", "-journal")))
UNFINISHED = re.compile(r"cache\.sqlite-([0-9]{1,9})-[0-9a-f]{16}(-[a-z]+)?\Z")
TABLE = """
CREATE TABLE work (
    kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, seal BLOB NOT NULL,
    UNIQUE (kind, key)
)
"""

# The first bytes of every SQLite database, and where its application id is.
MAGIC, ID_AT = b"SQLite format 3\0", slice(68, 72)

# What SQLite says of the disk, the system or another process, not of the content of the file.
MACHINE = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN"),
    *("SQLITE_NOMEM", "SQLITE_PERM", "SQLITE_PROTOCOL", "SQLITE_INTERRUPT", "SQLITE_NOLFS"),
)


class ForeignCacheError(SitegenError):
    """The file at the place of the cache is a database of another program."""


def connect(file: Path, patience: float) -> sqlite3.Connection:
    """Open the cache, or make one. Waits so many seconds while another process writes to it.

    Raises ForeignCacheError, OSError, or whatever SQLite and Python say of a damaged database.
    """
    if not os.path.lexists(file):
        _create(file)
    for name in NAMES:
        path = file.with_name(name)
        # A pipe would wait, and a link lead anywhere.
        if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
            raise sqlite3.DatabaseError(f"{name} is not a regular file")
    _refuse_foreign(file)
    # Each statement outside BEGIN and COMMIT commits by itself.
    database = sqlite3.connect(file, timeout=patience, isolation_level=None)
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (form,) = database.execute("PRAGMA user_version").fetchone()
        if (application, form) != (APPLICATION_ID, FORM):
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


def _put_in_place(new: Path, file: Path) -> None:
    try:
        os.link(new, file)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.replace(new, file)


def is_busy(error: Exception) -> bool:
    """Whether another process has the database, and may leave it soon."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def is_of_the_machine(error: Exception, file: Path) -> bool:
    """Whether the disk or another process caused the error, not the content of the file."""
    # Errors of Python itself, such as text that is not UTF-8, have no SQLite error name.
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_IOERR_SHORT_READ":  # the file ends too early
        return False
    if name.startswith("SQLITE_READONLY"):  # says a damaged header, too
        return not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))
    return isinstance(error, OSError) or name.startswith(MACHINE)


# ---------------------------------------------------------------- removal


def remove(folder: Path) -> int:
    """Delete the cache in a folder; returns its size in bytes.

    Raises ForeignCacheError, or OSError if the machine fails.
    """
    file = folder / NAME
    with suppress(FileNotFoundError):
        if stat.S_ISREG(os.lstat(file).st_mode):
            _refuse_foreign(file)
    return sum(_removed(folder / name) for name in NAMES) + remove_unfinished(folder)


def _removed(path: Path) -> int:
    """Delete what is at a path, except a folder with files in it; returns its size in bytes."""
    try:
        found = os.lstat(path)
        if stat.S_ISDIR(found.st_mode):
            os.rmdir(path)
        else:
            os.unlink(path)
    except FileNotFoundError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def remove_unfinished(folder: Path) -> int:
    """Delete unfinished caches of processes that were killed; returns their size in bytes."""
    freed = 0
    for path in folder.glob(f"{NAME}-*"):
        made_by = UNFINISHED.match(path.name)
        if made_by and not _is_running(int(made_by[1])):
            with suppress(OSError):
                freed += _removed(path)
    return freed


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":  # on Windows, asking would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # the process belongs to another account
        return True
    return True


def _refuse_foreign(file: Path) -> None:
    """Raise ForeignCacheError if a file is surely a database of another program.

    Damage can change the application id as well, so a database with our table is ours.
    """
    with open(file, "rb") as opened:
        head = opened.read(100)
    if not head.startswith(MAGIC) or head[ID_AT] == APPLICATION_ID.to_bytes(4, "big"):
        return
    try:
        with closing(sqlite3.connect(file, timeout=1)) as database:
            tables = database.execute("SELECT name, sql FROM sqlite_master").fetchall()
    except Exception as error:
        if is_busy(error):
            raise ForeignCacheError(f"{file} is in use by another program") from error
        return  # so damaged that it is nobody's
    if tables and ("work", TABLE.strip()) not in tables:
        raise ForeignCacheError(f"{file} is a database of another program")
