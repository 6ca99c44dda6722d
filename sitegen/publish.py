"""The only module that writes to the output folder: all of a build, or nothing of it."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from filelock import FileLock, Timeout

from sitegen.checksums import SUMS, changes, files_below, write_sums

# Tells a folder that sitegen wrote from any other, which is never adopted or emptied.
MARKER = ".sitegen-site"
MARKER_TEXT = b"This folder is written by sitegen; every build replaces what is in it.\n"
PREVIEW_TEXT = b"This folder is a preview by sitegen; every build replaces what is in it.\n"

# Where a site is put together whose folder is a mount: nothing moves from one mount to another.
STAGING_INSIDE = ".sitegen-staging"

# What a system says that cannot do a thing at all, or not with these folders.
UNABLE = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
UNABLE_TO_SWAP = UNABLE | {errno.EBUSY}
UNABLE_TO_LINK = UNABLE | {errno.EPERM, errno.EMLINK}

# From <linux/fs.h>, <fcntl.h> and, for macOS, <stdio.h>.
RENAME_EXCHANGE, WORKING_DIRECTORY, RENAME_SWAP = 2, -100, 2

CHUNK = 1 << 20

T = TypeVar("T")


class ForeignFolder(Exception):
    """The output folder holds what this build may not replace."""


class OutputInUse(OSError):
    """Another build is writing to the output folder."""


# ---------------------------------------------------------------- putting a site together


@dataclass(frozen=True)
class Staging:
    """A folder in which a site is put together, maybe by several processes at once.

    `published` is the output as it stands, where sitegen wrote it. A file that does not change is
    the published one under a second name, and so keeps its inode and time. Therefore no file
    here is ever written in place: that would change the published one.
    """

    folder: Path
    published: Path | None = None

    def write(self, path: str, content: bytes) -> str:
        """Put a file at its path on the site. Returns its SHA-256."""
        if self._is_published(path, content):
            self.keep(path)
        else:
            target = f"{self.folder}/{path}"
            _make(target, lambda: _write_new(target, content))
        return hashlib.sha256(content).hexdigest()

    def copy(self, path: str, source: Path) -> str:
        """Put a copy of a file of the records at its path. Returns the SHA-256 of the copy."""
        digest = self._published_digest(path, source)
        if digest is not None:
            self.keep(path)
            return digest
        target = f"{self.folder}/{path}"
        return _make(target, lambda: _copy_new(source, target))

    def keep(self, path: str) -> None:
        """Take over the published file of that path as it is."""
        if self.published is None:
            raise FileNotFoundError(errno.ENOENT, "nothing is published yet", path)
        source, target = f"{self.published}/{path}", f"{self.folder}/{path}"
        _make(target, lambda: _link(source, target))

    def drop(self, path: str) -> None:
        """Take a file out again, and the folders that are empty without it."""
        os.unlink(self.folder / path)
        # Not the one at the root, in which another process may be making a folder.
        top, _, _ = path.partition("/")
        _remove_empty((self.folder / path).parent, self.folder / top)

    def _is_published(self, path: str, content: bytes) -> bool:
        if self.published is None:
            return False
        try:
            with _open_of_size(f"{self.published}/{path}", len(content)) as file:
                return file.read() == content
        except OSError:  # not there, or damaged: either way it has to be made
            return False

    def _published_digest(self, path: str, source: Path) -> str | None:
        """The SHA-256 of a file that is published with the same bytes."""
        if self.published is None:
            return None
        digest = hashlib.sha256()
        try:
            size = os.stat(source).st_size
            with (
                _open_of_size(f"{self.published}/{path}", size) as published,
                _open_source(source) as given,
            ):
                for chunk in _chunks(given):
                    if published.read(len(chunk)) != chunk:
                        return None
                    digest.update(chunk)
                return None if published.read(1) else digest.hexdigest()
        except OSError:  # whatever is wrong with the source, copying it will say
            return None


def _make(target: str, make: Callable[[], T]) -> T:
    """Make a file in a folder that may not be there, or in place of another file."""
    # Nothing is looked up beforehand: it is done for each of half a million files.
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
    # Without Python's buffers, which take as long as the system does.
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
        for chunk in _chunks(given):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _link(source: str, target: str) -> None:
    """Give a file a second name, or where there are none, a copy with the same times."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in UNABLE_TO_LINK:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def _open_of_size(name: str, size: int) -> BinaryIO:
    found = os.lstat(name)
    if not stat.S_ISREG(found.st_mode) or found.st_size != size:
        raise FileNotFoundError(errno.ENOENT, "no file of that size", name)
    return open(name, "rb")


def _open_source(source: Path) -> BinaryIO:
    """A file of the records; a link that took its place could publish any file of the machine."""
    no_links = getattr(os, "O_NOFOLLOW", 0)
    return open(source, "rb", opener=lambda name, flags: os.open(name, flags | no_links))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


# ---------------------------------------------------------------- the folder and its lock


def check_output(output: Path, *, preview: bool = False) -> None:
    """Raise ForeignFolder where the output folder holds files that are not ours to replace.

    A preview replaces no whole site either.
    """
    marker = output / MARKER
    if marker.is_file():
        if preview and marker.read_bytes() != PREVIEW_TEXT:
            raise ForeignFolder(f"{output} holds a whole site, which a preview would replace")
        return
    if not output.exists():
        return
    if not output.is_dir():
        raise ForeignFolder(f"{output} is not a folder")
    if any(not entry.name.startswith(".") for entry in output.iterdir()):
        raise ForeignFolder(f"{output} holds files that sitegen did not write")


@contextmanager
def staging_beside(output: Path) -> Iterator[Staging]:
    """An empty staging folder on the same file system: in `.sitegen/` beside the output.

    What is left of it at the end goes. Raises OutputInUse where another build has it.
    """
    beside, inside = _state(output) / f"staging-{output.name}", output / STAGING_INSIDE
    beside.parent.mkdir(parents=True, exist_ok=True)
    with _lock(output):
        for leftover in (beside, inside):  # of a build that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        place = inside if _is_mount(output) else beside
        # A name of its own, for a worker may outlive its build and write where that one was.
        folder = place / secrets.token_hex(4)
        folder.mkdir(parents=True)
        try:
            yield Staging(folder, output if (output / MARKER).is_file() else None)
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _state(output: Path) -> Path:
    """Where sitegen keeps what is no part of the site."""
    return output.parent / ".sitegen"


@contextmanager
def _lock(output: Path) -> Iterator[None]:
    # The system lets go of the lock when the process ends, however it ends.
    lock = FileLock(_state(output) / f"lock-{output.name}", blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise OutputInUse(f"another build is writing to {output}") from error
    try:
        yield
    finally:
        lock.release()


def _is_mount(folder: Path) -> bool:
    """Whether nothing can be renamed or linked into a folder from beside it."""
    if os.path.ismount(folder):
        return True
    try:  # a folder that is mounted a second time is on the same device; only Linux tells
        table = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    name = os.fsencode(folder)
    for char in b"\\ \t\n":
        name = name.replace(b"%c" % char, b"\\%03o" % char)
    return name in {line.split(b" ")[4] for line in table.splitlines()}


# ---------------------------------------------------------------- publishing


def publish(
    staging: Staging,
    output: Path,
    digests: Mapping[str, str],
    *,
    preview: bool = False,
    log: Callable[[str], None],
) -> None:
    """Replace the output by the staged site, whose files `digests` lists; keep root dotfiles.

    The two change places in one step where that is possible. The old site is then kept in
    `.sitegen/` until the next one is published, for those who are reading it. Raises OSError, and
    then the old site stands, unless `log` was told that files are replaced one by one.
    """
    staging.write(SUMS, write_sums(digests))
    staging.write(MARKER, PREVIEW_TEXT if preview else MARKER_TEXT)
    reason = "it is a mount"
    if not staging.folder.is_relative_to(output):
        for kept in _dotfiles(output):
            _carry_over(kept, staging.folder / kept.name)
        if output.exists():
            shutil.copymode(output, staging.folder)  # it may be open to a web server alone
        _flush(staging.folder)
        try:
            _swap(staging.folder, output)
        except OSError as error:
            if error.errno not in UNABLE_TO_SWAP or not output.exists():
                raise
            reason = str(error.strerror)
        else:
            return
    log(f"{output} cannot be replaced in one step: {reason}; its files are replaced one by one")
    _replace_files(staging.folder, output, digests)


def _dotfiles(output: Path) -> Iterator[Path]:
    for entry in sorted(output.iterdir()) if output.is_dir() else []:
        if entry.name.startswith(".") and entry.name not in (MARKER, STAGING_INSIDE):
            yield entry


def _carry_over(kept: Path, target: Path) -> None:
    # Second names, not copies: a .git can be large. Not moved: a kill would lose it.
    if kept.is_symlink():
        shutil.copy2(kept, target, follow_symlinks=False)
    elif kept.is_dir():
        shutil.copytree(kept, target, symlinks=True, copy_function=_link)
    else:
        _link(os.fspath(kept), os.fspath(target))


def _swap(staged: Path, output: Path) -> None:
    """Put the staged site in the place of the output in one step, or change nothing."""
    if not output.exists():
        os.rename(staged, output)
        _sync_or_undo(output.parent, lambda: os.rename(output, staged))
    else:
        _exchange(staged, output)
        _sync_or_undo(output.parent, lambda: _exchange(staged, output))
        _set_aside(staged, _state(output) / f"previous-{output.name}")


def _sync_or_undo(folder: Path, undo: Callable[[], None]) -> None:
    try:
        _sync(folder)
    except BaseException:  # an interrupt as well: who is told of a failure finds the old site
        undo()
        raise


def _set_aside(old: Path, previous: Path) -> None:
    """Keep the old site for its readers, and leave the one before it to be cleared away.

    Nothing that fails here fails the build: the new site stands.
    """
    with suppress(OSError):
        if previous.exists():
            _exchange(old, previous)
        else:
            os.rename(old, previous)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step, so that neither is ever missing."""
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux":
        here = WORKING_DIRECTORY
        _call("renameat2", here, paths[0], here, paths[1], RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        _call("renamex_np", *paths, RENAME_SWAP)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


def _call(name: str, *arguments: int | bytes) -> None:
    """Call a function of the C library that Python does not know. Raises OSError."""
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if function(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


# ---------------------------------------------------------------- file by file


def _replace_files(staged: Path, output: Path, digests: Mapping[str, str]) -> None:
    """Make the output what is staged, one file at a time, in an order that is safe for readers.

    Where it is stopped on the way, the next build finds the files that do not match.
    """
    _flush(staged)
    os.replace(staged / MARKER, output / MARKER)  # first: a folder without it is nobody's to mend
    standing = {
        path: digests.get(path, "") if _same(staged / path, entry) else ""
        for path, entry in files_below(output)
    }
    for what, path in changes(standing, digests):
        if what == "removed":
            _remove(output / path, output)
        else:
            _move(staged / path, output / path, output)
    if (staged / SUMS).exists():  # nothing else has changed
        _move(staged / SUMS, output / SUMS, output)
    _flush(output)


def _same(staged: Path, standing: os.DirEntry[str]) -> bool:
    """Whether a standing file is what is staged: a second name of it, or the same bytes."""
    try:
        found = os.lstat(staged)
        if os.path.samestat(found, os.lstat(standing.path)):
            return True
        with _open_of_size(standing.path, found.st_size) as one, open(staged, "rb") as other:
            return all(chunk == other.read(len(chunk)) for chunk in _chunks(one))
    except OSError:
        return False


def _move(staged: Path, target: Path, output: Path) -> None:
    for folder in reversed(target.relative_to(output).parents[:-1]):
        above = output / folder
        if above.is_symlink() or above.is_file():  # put there by hand; what it leads to is not ours
            above.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    os.replace(staged, target)


def _remove(path: Path, output: Path) -> None:
    if not path.is_dir() or path.is_symlink():  # a folder has taken its place
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
    _remove_empty(path.parent, output)


def _remove_empty(folder: Path, within: Path) -> None:
    """Remove a folder if it is empty, and those above it that are then empty, too."""
    while folder != within and folder.is_relative_to(within):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


# ---------------------------------------------------------------- reaching the disk


def _flush(folder: Path) -> None:
    """Wait until what was written is on the disk. Raises OSError where it did not get there."""
    if sys.platform == "linux":
        handle = os.open(folder, os.O_RDONLY)
        try:
            return _call("syncfs", handle)
        except OSError as error:
            if error.errno != errno.ENOSYS:
                raise
        finally:
            os.close(handle)
    for where, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(where, name)
            found = os.lstat(file)
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:  # else it was published before
                _sync(Path(file), os.O_RDWR)
        _sync(Path(where))
    return None


def _sync(path: Path, mode: int = os.O_RDONLY) -> None:
    if os.name == "nt" and mode == os.O_RDONLY:
        return  # Windows opens no folders
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # so says a file system that has nothing to wait for
            raise
    finally:
        os.close(handle)
