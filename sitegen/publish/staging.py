"""The staging folder, where a site is put together next to the published one."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from sitegen.findings.errors import named
from sitegen.publish.checksums import open_regular
from sitegen.publish.file_system import UNABLE

UNABLE_TO_LINK = UNABLE | {errno.EPERM, errno.EMLINK}

CHUNK = 1 << 20
# What every file and folder of a site gets. Who may reach them is for the output folder to say.
FILE_MODE, FOLDER_MODE = 0o644, 0o755

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

    def write_changed(self, path: str, content: bytes) -> tuple[str, bool]:
        """Write a file unless the published one is the same.

        Returns its SHA-256, and whether it was written. Raises OSError.
        """
        if self._is_published(path, content):
            return hashlib.sha256(content).hexdigest(), False
        return self.write(path, content), True

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
        return _make(target, lambda: _new(target))

    def keep(self, path: str) -> None:
        """Stage the published file of that path. Raises FileNotFoundError if there is none."""
        if self.published is None:
            raise FileNotFoundError(errno.ENOENT, "nothing is published yet", path)
        source, target = f"{self.published}/{path}", f"{self.folder}/{path}"
        _make(target, lambda: _keep_open(source, target))

    def read(self, path: str) -> bytes:
        """The bytes of a file that is staged, or else of the published one. Raises OSError."""
        for folder in (self.folder, self.published):
            if folder is not None:
                with suppress(FileNotFoundError), open_regular(folder / path) as file:
                    return file.read()
        raise FileNotFoundError(errno.ENOENT, "it is neither staged nor published", path)

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
                open_regular(source) as given,
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
    with named(target):
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
        return
    except FileNotFoundError:
        _make_folder(os.path.dirname(folder))
        _make_folder(folder)
        return
    open_to_all(folder, FOLDER_MODE)


def _write_new(target: str, content: bytes) -> None:
    # Python's buffers would take as long as the system calls.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = os.open(target, flags, FILE_MODE)
    try:
        open_to_all(file, FILE_MODE)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _new(target: str) -> BinaryIO:
    file = open(target, "xb")  # noqa: SIM115
    open_to_all(file.fileno(), FILE_MODE)
    return file


def _copy_new(source: Path, target: str) -> str:
    digest = hashlib.sha256()
    with open_regular(source) as given, _new(target) as copy:
        while True:
            with named(os.fspath(source)):
                chunk = given.read(CHUNK)
            if not chunk:
                return digest.hexdigest()
            digest.update(chunk)
            copy.write(chunk)


def _keep_open(source: str, target: str) -> None:
    """Link a published file. One that was published for its owner alone is opened to all."""
    link(source, target)
    open_to_all(target, FILE_MODE)


def open_to_all(what: str | int, mode: int) -> None:
    """Set who may read, whatever the umask is: a web server may run as another user."""
    if os.name == "nt":
        return
    now = stat.S_IMODE(os.stat(what).st_mode)
    wanted = now & ~0o777 | mode  # a folder may pass its group on
    if now != wanted:
        with suppress(PermissionError):  # it belongs to somebody else, or has no mode
            os.chmod(what, wanted)


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
