"""The staging folder, where a site is put together next to the published one."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from sitegen.publish.file_system import UNABLE

UNABLE_TO_LINK = UNABLE | {errno.EPERM, errno.EMLINK}

CHUNK = 1 << 20

T = TypeVar("T")


@dataclass(frozen=True)
class Staging:
    """A folder where one or several processes put a site together.

    `published` is the output folder if sitegen wrote it. An unchanged file is a hard link to the
    published one, and so keeps its inode and times. Therefore no file here is ever written in
    place: that would change the published one.
    """

    folder: Path
    published: Path | None = None

    def write(self, path: str, content: bytes) -> str:
        """Write a file at its path on the site. Returns its SHA-256 in hex. Raises OSError."""
        if self._is_published(path, content):
            self.keep(path)
        else:
            target = f"{self.folder}/{path}"
            _make(target, lambda: _write_new(target, content))
        return hashlib.sha256(content).hexdigest()

    def copy(self, path: str, source: Path) -> str:
        """Copy a file of the records to its path on the site. Returns the SHA-256 of the copy.

        Raises OSError, also if `source` is a symbolic link.
        """
        digest = self._published_digest(path, source)
        if digest is not None:
            self.keep(path)
            return digest
        target = f"{self.folder}/{path}"
        return _make(target, lambda: _copy_new(source, target))

    def begin(self, path: str) -> BinaryIO:
        """Open a new file at its path for writing; a file that was staged there is deleted."""
        target = f"{self.folder}/{path}"
        return _make(target, lambda: open(target, "xb"))

    def keep(self, path: str) -> None:
        """Stage the published file of that path. Raises FileNotFoundError if there is none."""
        if self.published is None:
            raise FileNotFoundError(errno.ENOENT, "nothing is published yet", path)
        source, target = f"{self.published}/{path}", f"{self.folder}/{path}"
        _make(target, lambda: link(source, target))

    def drop(self, path: str) -> None:
        """Delete a staged file, and the folders that are then empty."""
        os.unlink(self.folder / path)
        # Not the folder at the root, where another process can be making a folder.
        top, _, _ = path.partition("/")
        remove_empty((self.folder / path).parent, self.folder / top)

    def _is_published(self, path: str, content: bytes) -> bool:
        if self.published is None:
            return False
        try:
            with open_of_size(f"{self.published}/{path}", len(content)) as file:
                return file.read() == content
        except OSError:  # missing or damaged: it has to be written in both cases
            return False

    def _published_digest(self, path: str, source: Path) -> str | None:
        """The SHA-256 of a file that is published with the same bytes; None if it is not."""
        if self.published is None:
            return None
        digest = hashlib.sha256()
        try:
            size = os.stat(source).st_size
            with (
                open_of_size(f"{self.published}/{path}", size) as published,
                _open_source(source) as given,
            ):
                for chunk in chunks(given):
                    if published.read(len(chunk)) != chunk:
                        return None
                    digest.update(chunk)
                return None if published.read(1) else digest.hexdigest()
        except OSError:  # copying the source raises the same error
            return None


def _make(target: str, make: Callable[[], T]) -> T:
    """Make a file, and its folder if that is missing; another file is replaced."""
    # Tried before anything is looked up, because a site has up to half a million files.
    try:
        return make()
    except FileNotFoundError:
        _make_folder(os.path.dirname(target))
    except FileExistsError:
        os.unlink(target)
    return make()


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def _write_new(target: str, content: bytes) -> None:
    # Python's buffers would take as long as the system calls.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = os.open(target, flags, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _copy_new(source: Path, target: str) -> str:
    digest = hashlib.sha256()
    with _open_source(source) as given, open(target, "xb") as copy:
        for chunk in chunks(given):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def link(source: str, target: str) -> None:
    """Make a hard link; on file systems without them, a copy with the same times."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in UNABLE_TO_LINK:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def open_of_size(name: str, size: int) -> BinaryIO:
    """Open a regular file of this size in bytes.

    Raises FileNotFoundError if it has another size or is not a regular file, and OSError.
    """
    found = os.lstat(name)
    if not stat.S_ISREG(found.st_mode) or found.st_size != size:
        raise FileNotFoundError(errno.ENOENT, "no file of that size", name)
    return open(name, "rb")


def _open_source(source: Path) -> BinaryIO:
    """Open a file of the records, but no symbolic link: it could publish any file."""
    no_links = getattr(os, "O_NOFOLLOW", 0)
    return open(source, "rb", opener=lambda name, flags: os.open(name, flags | no_links))


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the rest of a file in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk


def remove_empty(folder: Path, within: Path) -> None:
    """Remove a folder if it is empty, and its parents below `within` that are then empty."""
    while folder != within and folder.is_relative_to(within):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
