"""Reads files of a project or a published site: regular ones only, and never through a link.

Anyone who can send a pull request can put a link, a pipe or a huge file where a record belongs. A
link could publish any file of the machine, a pipe blocks whoever reads it. Each part of a path is
opened in the folder that was opened before, so that nothing is gained by swapping a file for a link
in between.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from sitegen.findings.errors import SitegenError

# Windows can open a file only by its whole path; there, each part is checked before.
HAS_HANDLES = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
# A pipe without a writer would block without O_NONBLOCK.
_FILE = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)

LINK = "it is a symbolic link, and links are not followed"
NO_FILE = "it is not a regular file"
NO_FOLDER = "it is not a folder"


class RefusedFileError(SitegenError):
    """A file that is not read, although the machine could: a link, a pipe, or one too large."""


# All reasons why a file of a project cannot be read: those of the machine, and ours.
UNREADABLE = (OSError, RefusedFileError)


def reason_of(error: Exception) -> str:
    """Why a file cannot be read, from one of these errors."""
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


@dataclass(frozen=True)
class Entry:
    """One name in a folder. `is_link` has precedence; neither folder nor file is e.g. a pipe."""

    name: str
    is_folder: bool
    is_file: bool
    is_link: bool

    @property
    def is_utf8(self) -> bool:
        """Whether the name can be written in a report, a URL or a cache."""
        return is_utf8(self.name)


def is_utf8(name: str) -> bool:
    """Whether a name from the file system is valid UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


class Folder:
    """An open folder. Close it after use, or use it in a `with` statement.

    All methods raise OSError, or RefusedFileError for what is refused.
    """

    def __init__(self, path: str, handle: int | None) -> None:
        self.path = path
        self._handle = handle

    @classmethod
    def at(cls, path: str | Path) -> Folder:
        """The folder at a path that the user named; this path may lead through links."""
        name = os.fspath(path)
        if HAS_HANDLES:
            return cls(name, os.open(name, _FOLDER))
        if not os.path.isdir(name):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name)
        return cls(name, None)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the folder."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def folder(self, name: str) -> Folder:
        """A folder in this one, by a single name."""
        path = self._path_of(name)
        try:
            if HAS_HANDLES:
                return Folder(path, os.open(name, _FOLDER | _NO_LINK, dir_fd=self._handle))
            if not stat.S_ISDIR(self._mode(name)):
                raise RefusedFileError(NO_FOLDER)
        except UNREADABLE as error:
            raise self._refused(name, error, stat.S_ISDIR, NO_FOLDER) from error
        return Folder(path, None)

    def entries(self) -> list[Entry]:
        """All names in this folder, in order."""
        where = self.path if self._handle is None else self._handle
        try:
            with os.scandir(where) as scan:
                found = [
                    Entry(
                        each.name,
                        is_folder=each.is_dir(follow_symlinks=False),
                        is_file=each.is_file(follow_symlinks=False),
                        is_link=each.is_symlink(),
                    )
                    for each in scan
                ]
        except OSError as error:
            error.filename = self.path
            raise
        return sorted(found, key=lambda entry: entry.name)

    def target(self, name: str) -> str:
        """Where the link of this name leads."""
        if HAS_HANDLES:
            return os.readlink(name, dir_fd=self._handle)
        return os.readlink(os.path.join(self.path, name))

    def open(self, name: str) -> int:
        """The descriptor of an open regular file; the caller closes it."""
        path = self._path_of(name)
        try:
            if HAS_HANDLES:
                opened = os.open(name, _FILE, dir_fd=self._handle)
            elif stat.S_ISREG(self._mode(name)):
                opened = os.open(path, _FILE)
            else:
                raise RefusedFileError(NO_FILE)
        except UNREADABLE as error:
            raise self._refused(name, error, stat.S_ISREG, NO_FILE) from error
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise self._refused(name, RefusedFileError(NO_FILE), stat.S_ISREG, NO_FILE)
        return opened

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file. Raises RefusedFileError if there are more than `most`."""
        opened = self.open(name)
        try:
            size = os.fstat(opened).st_size
            data = b"" if size > most else _read(opened, size, most + 1)
        finally:
            os.close(opened)
        if size > most or len(data) > most:
            raise RefusedFileError(f"it is larger than {most:,} bytes")
        return data

    def start(self, name: str, most: int) -> bytes:
        """The first bytes of a file, at most so many."""
        opened = self.open(name)
        try:
            return _read(opened, os.fstat(opened).st_size, most)
        finally:
            os.close(opened)

    def _path_of(self, name: str) -> str:
        """The path of a single name, for messages and for systems without handles."""
        drive, tail = os.path.splitdrive(name)
        if name in ("", ".", "..") or drive or os.path.basename(tail) != name:
            raise RefusedFileError(f"{name!r} is not the name of a file")
        return os.path.join(self.path, name)

    def _mode(self, name: str) -> int:
        if HAS_HANDLES:
            return os.stat(name, dir_fd=self._handle, follow_symlinks=False).st_mode
        return os.lstat(os.path.join(self.path, name)).st_mode

    def _refused(
        self, name: str, error: Exception, is_wanted: Callable[[int], bool], otherwise: str
    ) -> Exception:
        """The error to raise: systems disagree about what opening a link or a pipe fails with."""
        try:
            mode = self._mode(name)
        except OSError:
            mode = 0
        if stat.S_ISLNK(mode):
            return RefusedFileError(LINK)
        if stat.S_ISDIR(mode) and not is_wanted(mode):
            path = os.path.join(self.path, name)
            return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if mode and not is_wanted(mode):
            return RefusedFileError(otherwise)
        if isinstance(error, OSError):
            error.filename = os.path.join(self.path, name)
        return error


def _read(opened: int, size: int, most: int) -> bytes:
    """The bytes of an open file, at most so many; a file may have grown since its size was taken.

    Without Python's buffers, because this runs for every file of every paper in every build.
    """
    wanted = min(size + 1, most)
    parts: list[bytes] = []
    while wanted > 0 and (part := os.read(opened, wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


@contextmanager
def folder_below(root: str | Path, parts: str) -> Iterator[Folder]:
    """The folder at a POSIX path below a folder that the user named; the root itself if empty."""
    opened = [Folder.at(root)]
    try:
        for name in filter(None, parts.split("/")):
            opened.append(opened[-1].folder(name))
        yield opened[-1]
    finally:
        for each in opened:
            each.close()


def read_below(root: str | Path, path: str, most: int) -> bytes:
    """The bytes of the file at a POSIX path below a folder that the user named.

    Raises OSError, or RefusedFileError for a link anywhere below the root, for what is not a
    regular file, and for one with more than `most` bytes.
    """
    parts, _, name = path.rpartition("/")
    with folder_below(root, parts) as folder:
        return folder.read(name, most)


def start_below(root: str | Path, path: str, most: int) -> bytes:
    """The first bytes of such a file, at most so many. Raises what `read_below` does."""
    parts, _, name = path.rpartition("/")
    with folder_below(root, parts) as folder:
        return folder.start(name, most)


def open_below(root: str | Path, path: str) -> BufferedReader:
    """The file at such a path, opened. Raises what `read_below` does."""
    parts, _, name = path.rpartition("/")
    with folder_below(root, parts) as folder:
        return os.fdopen(folder.open(name), "rb")
