"""The only module that writes to the output folder: all of a build, or nothing of it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

# Tells a folder that sitegen wrote from any other, which is never adopted or emptied.
MARKER = ".sitegen-site"
MARKER_TEXT = "This folder is written by sitegen; every build replaces what is in it.\n"
PREVIEW_TEXT = "This folder is a preview by sitegen; every build replaces what is in it.\n"


# From <linux/fs.h> and <fcntl.h>: swap the two names; names count from the working directory.
RENAME_EXCHANGE, HERE = 2, -100


class ForeignFolder(Exception):
    """The output folder holds what this build may not replace."""


class OutputInUse(OSError):
    """Another build is writing to the output folder."""


class Staging:
    """A folder beside the output in which a build is put together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Put a file at its path on the site."""
        target = self._target(path)
        target.write_bytes(content)

    def copy(self, path: str, source: Path) -> None:
        """Put a copy of a file of the records at its path on the site."""
        shutil.copyfile(source, self._target(path), follow_symlinks=False)

    def _target(self, path: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.paths.add(path)
        return target


def check_output(output: Path, *, preview: bool = False) -> None:
    """Raise ForeignFolder where the output folder holds files that are not ours to replace.

    A preview replaces no whole site either.
    """
    marker = output / MARKER
    if marker.is_file():
        if preview and marker.read_text(encoding="utf-8") != PREVIEW_TEXT:
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
    """An empty staging folder in `.sitegen/` beside the output, on the same file system.

    What is left of it at the end goes. Raises OutputInUse where another build has it.
    """
    folder = output.parent / ".sitegen" / f"staging-{output.name}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _lock(output):
        _recover(output)
        folder.mkdir()
        try:
            yield Staging(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _set_aside(output: Path) -> Path:
    """Where the old site waits between the two steps of a replacement."""
    return output.parent / ".sitegen" / f"old-{output.name}"


def _recover(output: Path) -> None:
    """Undo what a killed build began, and clear what it left."""
    old = _set_aside(output)
    if old.exists() and not output.exists():
        os.rename(old, output)
    for leftover in (old, old.with_name(f"staging-{output.name}")):
        if leftover.exists():
            shutil.rmtree(leftover)


@contextmanager
def _lock(output: Path) -> Iterator[None]:
    # The system lets go of the lock when the process ends, however it ends.
    lock = FileLock(output.parent / ".sitegen" / f"lock-{output.name}", blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise OutputInUse(f"another build is writing to {output}") from error
    try:
        yield
    finally:
        lock.release()


def publish(staging: Staging, output: Path, *, preview: bool = False) -> None:
    """Replace the output folder by the staged one, which gets the old; root dotfiles are kept."""
    text = PREVIEW_TEXT if preview else MARKER_TEXT
    (staging.folder / MARKER).write_text(text, encoding="utf-8")
    for kept in _dotfiles(output):
        target = staging.folder / kept.name
        if kept.is_dir() and not kept.is_symlink():
            shutil.copytree(kept, target, symlinks=True)
        else:
            shutil.copy2(kept, target, follow_symlinks=False)
    if not output.exists():
        os.rename(staging.folder, output)
    elif not _exchange(staging.folder, output):
        _replace(staging, output)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, so that neither is ever missing; False where none can."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if renameat2 is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(HERE, paths[0], HERE, paths[1], RENAME_EXCHANGE) == 0)


def _replace(staging: Staging, output: Path) -> None:
    """Put the staged folder in the place of the old one, in two steps, undone if one fails."""
    old = _set_aside(output)
    try:
        os.rename(output, old)
        os.rename(staging.folder, output)
    except BaseException:  # an interrupt between the two, as well
        if old.exists() and not output.exists():
            os.rename(old, output)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _dotfiles(output: Path) -> Iterator[Path]:
    if output.is_dir():
        own = (entry for entry in sorted(output.iterdir()) if entry.name != MARKER)
        yield from (entry for entry in own if entry.name.startswith("."))
