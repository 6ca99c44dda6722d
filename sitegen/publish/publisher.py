"""The only module that writes to the output folder: all of a build, or nothing of it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sitegen.findings.errors import SitegenError, UnavailableError
from sitegen.findings.interrupts import replacing
from sitegen.publish.checksums import (
    SUMS,
    ChecksumsError,
    changes,
    check_whole,
    files_below,
    published_sums,
    verify,
    write_sums,
)
from sitegen.publish.file_system import UNABLE, exchange, flush, sync
from sitegen.publish.staging import (
    FOLDER_MODE,
    Staging,
    chunks,
    link,
    open_of_size,
    open_to_all,
    remove_empty,
)

# Tells a folder that sitegen wrote from any other, which is never adopted or emptied.
MARKER = ".sitegen-site"
MARKER_TEXT = b"This folder is written by sitegen; every build replaces what is in it.\n"
PREVIEW_TEXT = b"This folder is a preview by sitegen; every build replaces what is in it.\n"

# Where a site is put together whose folder is a mount: nothing moves from one mount to another.
STAGING_INSIDE = ".sitegen-staging"

# What a system says that cannot let these folders change places.
UNABLE_TO_SWAP = UNABLE | {errno.EBUSY}


class ForeignFolderError(SitegenError):
    """The output folder holds what this build may not replace."""


class OutputInUseError(UnavailableError):
    """Another build is writing to the output folder."""


# ---------------------------------------------------------------- the folder and its lock


def check_output(output: Path, *, preview: bool = False) -> None:
    """Raise ForeignFolderError where the output folder holds files that are not ours to replace.

    A preview replaces no whole site either.
    """
    marker = output / MARKER
    if marker.is_file():
        if preview and marker.read_bytes() != PREVIEW_TEXT:
            raise ForeignFolderError(f"{output} holds a whole site, which a preview would replace")
        return
    if not output.exists():
        return
    if not output.is_dir():
        raise ForeignFolderError(f"{output} is not a folder")
    if _is_whole_site(output):
        if preview:
            raise ForeignFolderError(f"{output} holds a whole site, which a preview would replace")
        return
    if any(not entry.name.startswith(".") for entry in output.iterdir()):
        if (output / SUMS).exists():  # a copy may have left out names that begin with a dot
            raise ForeignFolderError(
                f"{output} holds files that sitegen did not write; if it is a site of sitegen, put "
                f"back its file {MARKER}, which may be empty"
            )
        raise ForeignFolderError(f"{output} holds files that sitegen did not write")


def _is_whole_site(folder: Path) -> bool:
    """Whether a folder is exactly what sitegen published, though it has lost its marker.

    Copies often leave out names that begin with a dot. Nothing that is not listed may be in it.
    """
    try:
        check_whole(published_sums(folder), SUMS)
        return verify(folder).is_clean
    except (ChecksumsError, OSError):
        return False


@contextmanager
def staging_beside(output: Path) -> Iterator[Staging]:
    """An empty staging folder on the same file system: in `.sitegen/` beside the output.

    What is left of it at the end goes. Raises OutputInUseError where another build has it.
    """
    beside, inside = _state(output) / f"staging-{output.name}", output / STAGING_INSIDE
    beside.parent.mkdir(parents=True, exist_ok=True)
    with _lock(output):
        for leftover in (beside, inside):  # of a build that was killed
            _remove_stranger(leftover)
            shutil.rmtree(leftover, ignore_errors=True)
        place = inside if _is_mount(output) else beside
        # A name of its own, for a worker may outlive its build and write where that one was.
        folder = place / secrets.token_hex(4)
        folder.mkdir(parents=True)
        try:
            is_ours = (output / MARKER).is_file() or (output / SUMS).is_file()
            yield Staging(folder, output if is_ours else None)
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _state(output: Path) -> Path:
    """Where sitegen keeps what is no part of the site."""
    return output.parent / ".sitegen"


@contextmanager
def _lock(output: Path) -> Iterator[None]:
    # The system lets go of the lock when the process ends, however it ends.
    file = _state(output) / f"lock-{output.name}"
    with suppress(FileNotFoundError):
        mode = os.lstat(file).st_mode
        if stat.S_ISDIR(mode):
            file.rmdir()
        elif not stat.S_ISREG(mode):  # nobody can lock it
            file.unlink()
    lock = FileLock(file, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise OutputInUseError(f"another build is writing to {output}") from error
    try:
        yield
    finally:
        lock.release()


def _remove_stranger(place: Path) -> None:
    """Remove what is no folder from the place of one; a link would lead anywhere."""
    if os.path.lexists(place) and not stat.S_ISDIR(os.lstat(place).st_mode):
        os.unlink(place)


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
    then the old site stands, unless `log` was told that files are replaced one by one. An interrupt
    that comes while the new site takes its place waits until it has.
    """
    staging.write(SUMS, write_sums(digests))
    staging.write(MARKER, PREVIEW_TEXT if preview else MARKER_TEXT)
    reason = "it is a mount"
    if not staging.folder.is_relative_to(output):
        for kept in _dotfiles(output):
            _carry_over(kept, staging.folder / kept.name)
        if output.exists():
            shutil.copymode(output, staging.folder)  # it may be open to a web server alone
        else:
            open_to_all(os.fspath(staging.folder), FOLDER_MODE)
        flush(staging.folder)
        try:
            with replacing() as published:
                _swap(staging.folder, output, published)
        except OSError as error:
            if error.errno not in UNABLE_TO_SWAP or not output.exists():
                raise
            reason = str(error.strerror)
        else:
            return
    log(f"{output} cannot be replaced in one step: {reason}; its files are replaced one by one")
    flush(staging.folder)
    with replacing() as published:
        _replace_files(staging.folder, output, digests)
        published()


def _dotfiles(output: Path) -> Iterator[Path]:
    for entry in sorted(output.iterdir()) if output.is_dir() else []:
        if entry.name.startswith(".") and entry.name not in (MARKER, STAGING_INSIDE):
            yield entry


def _carry_over(kept: Path, target: Path) -> None:
    # Second names, not copies: a .git can be large. Not moved: a kill would lose it.
    if kept.is_symlink():
        shutil.copy2(kept, target, follow_symlinks=False)
    elif kept.is_dir():
        shutil.copytree(kept, target, symlinks=True, copy_function=link)
    else:
        link(os.fspath(kept), os.fspath(target))


def _swap(staged: Path, output: Path, published: Callable[[], None]) -> None:
    """Put the staged site in the place of the output in one step, or change nothing."""
    if not output.exists():
        os.rename(staged, output)
        _sync_or_undo(output.parent, lambda: os.rename(output, staged))
        published()
    else:
        exchange(staged, output)
        _sync_or_undo(output.parent, lambda: exchange(staged, output))
        published()
        _set_aside(staged, _state(output) / f"previous-{output.name}")


def _sync_or_undo(folder: Path, undo: Callable[[], None]) -> None:
    try:
        sync(folder)
    except BaseException:  # who is told of a failure finds the old site
        undo()
        raise


def _set_aside(old: Path, previous: Path) -> None:
    """Keep the old site for its readers, in the place of the one before it.

    Nothing that fails here fails the build: the new site stands.
    """
    with suppress(OSError):
        _remove_stranger(previous)
        if not previous.exists():
            os.rename(old, previous)
            return
        exchange(old, previous)
        # Not later: a file that loses one of its names looks as if it were touched.
        shutil.rmtree(old)


# ---------------------------------------------------------------- file by file


def _replace_files(staged: Path, output: Path, digests: Mapping[str, str]) -> None:
    """Make the output what is staged, one file at a time, in an order that is safe for readers.

    Where it is stopped on the way, the next build finds the files that do not match.
    """
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
    _open_folders(output)
    flush(output)


def _open_folders(output: Path) -> None:
    for where, folders, _ in os.walk(output):
        if where == os.fspath(output):
            folders[:] = [each for each in folders if not each.startswith(".")]
        for each in folders:
            if not os.path.islink(os.path.join(where, each)):
                open_to_all(os.path.join(where, each), FOLDER_MODE)


def _same(staged: Path, standing: os.DirEntry[str]) -> bool:
    """Whether a standing file is what is staged: a second name of it, or the same bytes."""
    try:
        found = os.lstat(staged)
        if os.path.samestat(found, os.lstat(standing.path)):
            return True
        with open_of_size(standing.path, found.st_size) as one, open(staged, "rb") as other:
            return all(chunk == other.read(len(chunk)) for chunk in chunks(one))
    except OSError:
        return False


def _move(staged: Path, target: Path, output: Path) -> None:
    for folder in reversed(target.relative_to(output).parents[:-1]):
        above = output / folder
        if above.is_symlink() or above.is_file():  # put there by hand; what it leads to is not ours
            above.unlink()
        above.mkdir(exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    os.replace(staged, target)


def _remove(path: Path, output: Path) -> None:
    if not path.is_dir() or path.is_symlink():  # a folder has taken its place
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
    remove_empty(path.parent, output)
