"""The only module that writes to the output folder: a whole build, or nothing."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
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
from sitegen.publish.forwarding import Forwarding
from sitegen.publish.staging import (
    FOLDER_MODE,
    Staging,
    chunks,
    link,
    open_of_size,
    open_to_all,
    remove_empty,
)

# The file that marks a folder that sitegen wrote; others are never replaced or emptied.
MARKER = ".sitegen-site"
MARKER_TEXT = b"This folder is written by sitegen; every build replaces what is in it.\n"
PREVIEW_TEXT = b"This folder is a preview by sitegen; every build replaces what is in it.\n"

# The staging folder if the output is a mount, because files cannot be moved between mounts.
STAGING_INSIDE = ".sitegen-staging"

# Error codes of systems that cannot exchange these folders.
UNABLE_TO_SWAP = UNABLE | {errno.EBUSY}


class ForeignFolderError(SitegenError):
    """The output folder contains files that this build must not replace."""


class OutputInUseError(UnavailableError):
    """Another build is writing to the output folder."""


# ---------------------------------------------------------------- the folder and its lock


def check_output(output: Path, *, preview: bool = False) -> None:
    """Raise ForeignFolderError if the output folder has files that sitegen did not write.

    For a preview, also if it holds a whole site.
    """
    marker = output / MARKER
    if marker.is_file():
        if preview and marker.read_bytes() != PREVIEW_TEXT:
            raise ForeignFolderError(
                f"{output} contains a whole site, which a preview must not replace"
            )
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
                f"{output} contains files that sitegen did not write; if it is a site of sitegen, "
                f"restore its file {MARKER}, which may be empty"
            )
        raise ForeignFolderError(f"{output} contains files that sitegen did not write")


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
    """An empty staging folder on the same file system: in `.sitegen/` next to the output.

    It is deleted at the end. Raises OutputInUseError if another build is running.
    """
    beside, inside = _state(output) / f"staging-{output.name}", output / STAGING_INSIDE
    beside.parent.mkdir(parents=True, exist_ok=True)
    with _lock(output):
        for leftover in (beside, inside):  # from a build that was killed
            _remove_stranger(leftover)
            shutil.rmtree(leftover, ignore_errors=True)
        place = inside if _is_mount(output) else beside
        # A new name, because a worker can outlive its build and write to the old one.
        folder = place / secrets.token_hex(4)
        folder.mkdir(parents=True)
        try:
            is_ours = (output / MARKER).is_file() or (output / SUMS).is_file()
            yield Staging(folder, output if is_ours else None)
        finally:
            shutil.rmtree(place, ignore_errors=True)


def forwarding_to(output: Path, staging: Staging) -> Forwarding | None:
    """The site before the last one, if the new one can be made of it; it is not changed yet."""
    if staging.folder.is_relative_to(output):
        return None
    return Forwarding.of(_previous(output), staging.published)


def take_over(forwarding: Forwarding, staging: Staging) -> Forwarding | None:
    """Move the site before the last one next to the staged files; None if that fails."""
    folder = staging.folder.with_name(f"{staging.folder.name}-site")
    try:
        os.rename(forwarding.folder, folder)
    except OSError:
        return None
    return replace(forwarding, folder=folder)


def _previous(output: Path) -> Path:
    return _state(output) / f"previous-{output.name}"


def _state(output: Path) -> Path:
    """The folder for files of sitegen that are not a part of the site."""
    return output.parent / ".sitegen"


@contextmanager
def _lock(output: Path) -> Iterator[None]:
    # The system releases the lock when the process ends, even if it is killed.
    file = _state(output) / f"lock-{output.name}"
    with suppress(FileNotFoundError):
        mode = os.lstat(file).st_mode
        if stat.S_ISDIR(mode):
            file.rmdir()
        elif not stat.S_ISREG(mode):  # such a file cannot be locked
            file.unlink()
    lock = FileLock(file, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise OutputInUseError(
            f"another build is writing to {output}; wait for it to end"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _remove_stranger(place: Path) -> None:
    """Remove what is no folder from the place of one; a link would lead anywhere."""
    if os.path.lexists(place) and not stat.S_ISDIR(os.lstat(place).st_mode):
        os.unlink(place)


def _is_mount(folder: Path) -> bool:
    """Whether a folder is a mount, so that no file outside can be renamed or linked into it."""
    if os.path.ismount(folder):
        return True
    try:  # a bind mount is on the same device; only Linux lists it
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

    The two folders are exchanged in one step if possible. The old site is then kept in `.sitegen/`
    until the next build publishes, for processes that are reading it. Raises OSError, and then
    leaves the old site unchanged, unless `log` got the message that files are replaced one by one.
    An interrupt that comes while the new site takes its place waits until it has.
    """
    staging.write(SUMS, write_sums(digests))
    staging.write(MARKER, PREVIEW_TEXT if preview else MARKER_TEXT)
    reason = "it is a mount point"
    if not staging.folder.is_relative_to(output):
        for kept in _dotfiles(output):
            _carry_over(kept, staging.folder / kept.name)
        if output.exists():
            shutil.copymode(output, staging.folder)  # only a web server may have access
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
    # Hard links: a .git can be too large to copy, and a killed build would lose moved files.
    if kept.is_symlink():
        shutil.copy2(kept, target, follow_symlinks=False)
    elif kept.is_dir():
        shutil.copytree(kept, target, symlinks=True, copy_function=link)
    else:
        link(os.fspath(kept), os.fspath(target))


def _swap(staged: Path, output: Path, published: Callable[[], None]) -> None:
    """Exchange the staged site and the output in one step, or change nothing."""
    if not output.exists():
        os.rename(staged, output)
        _sync_or_undo(output.parent, lambda: os.rename(output, staged))
        published()
    else:
        exchange(staged, output)
        _sync_or_undo(output.parent, lambda: exchange(staged, output))
        published()
        _set_aside(staged, _previous(output))


def _sync_or_undo(folder: Path, undo: Callable[[], None]) -> None:
    try:
        sync(folder)
    except BaseException:  # an interrupt as well: after a failure, the old site has to be there
        undo()
        raise


def _set_aside(old: Path, previous: Path) -> None:
    """Keep the old site for its readers, in place of the one before it.

    Errors are ignored, because the new site is published already.
    """
    with suppress(OSError):
        _remove_stranger(previous)
        if not previous.exists():
            os.rename(old, previous)
            return
        exchange(old, previous)
        # Not later: removing a hard link changes the ctime of a file.
        shutil.rmtree(old)


# ---------------------------------------------------------------- file by file


def _replace_files(staged: Path, output: Path, digests: Mapping[str, str]) -> None:
    """Replace the output file by file, in an order that is safe for readers.

    If it is interrupted, the next build finds the files that do not match.
    """
    # First the marker, because the next build repairs only folders that have it.
    os.replace(staged / MARKER, output / MARKER)
    standing = {
        path: digests.get(path, "") if _same(staged / path, entry) else ""
        for path, entry in files_below(output)
    }
    for what, path in changes(standing, digests):
        if what == "removed":
            _remove(output / path, output)
        else:
            _move(staged / path, output / path, output)
    if (staged / SUMS).exists():  # no other file has changed
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
    """Whether a published file is the staged one: a hard link to it, or the same bytes."""
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
        # A link was made by hand, and its target is not a part of the site.
        if above.is_symlink() or above.is_file():
            above.unlink()
        above.mkdir(exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    os.replace(staged, target)


def _remove(path: Path, output: Path) -> None:
    if not path.is_dir() or path.is_symlink():  # a folder is there now
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
    remove_empty(path.parent, output)
