"""Brings the site before the last one forward to the new site, which costs as much as changed.

That folder is kept in `.sitegen/`. Most of its files are hard links to the published ones, which is
seen by their inodes, so they are left as they are. What differs for any reason is made anew. No
file in it is ever written in place, because the published one would change, too.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.publish.staging import FILE_MODE, FOLDER_MODE, Staging, open_to_all, remove_empty

# Elsewhere, the inode of a listed name may be that of the link. There, files are linked anew.
CAN_COMPARE = sys.platform == "linux"


@dataclass(frozen=True)
class Forwarding:
    """The folder that becomes the new site, and the published one that its files are linked to."""

    folder: Path
    published: Path

    @classmethod
    def of(cls, previous: Path, published: Path | None) -> Forwarding | None:
        """The folder of an earlier site, if its files can be compared with the published ones."""
        if published is None or not CAN_COMPARE:
            return None
        try:
            devices = {os.lstat(each).st_dev for each in (previous, published)}
            is_folder = stat.S_ISDIR(os.lstat(previous).st_mode)
            with os.scandir(published) as entries:  # an overlay has other devices for files
                devices |= {entry.stat(follow_symlinks=False).st_dev for entry in entries}
        except OSError:
            return None
        return cls(previous, published) if is_folder and len(devices) == 1 else None

    def is_settled(self, address: str) -> bool:
        """Whether a folder has exactly the files of the published one: links to the same inodes."""
        try:
            there = sorted(_files(os.fspath(self.folder), address, is_ours=True))
            return there == sorted(_files(os.fspath(self.published), address))
        except OSError:
            return False

    def settle(self, paths: Sequence[str], address: str) -> None:
        """Give a folder exactly these published files, all of which are below `address`.

        Raises OSError, FileNotFoundError if one is not published.
        """
        there = dict(_files(os.fspath(self.folder), address, is_ours=True))
        for path in there.keys() - paths:
            os.unlink(self.folder / path)
            remove_empty((self.folder / path).parent, self.folder)
        for path in paths:
            self.keep(path, there.get(path, 0))

    def keep(self, path: str, inode: int = 0) -> None:
        """Link a published file, unless the file of that inode there is a link to it already."""
        found = os.lstat(f"{self.published}/{path}")
        if not inode or found.st_ino != inode:
            self.make_way(path)
            Staging(self.folder, self.published).keep(path)
        elif stat.S_IMODE(found.st_mode) & 0o777 != FILE_MODE:
            open_to_all(f"{self.folder}/{path}", FILE_MODE)

    def replace(self, staged: Path, address: str) -> None:
        """Put a new folder of a record in the place of the one that is there."""
        target = self.folder / address
        self.make_way(address.rstrip("/"))
        shutil.rmtree(target, ignore_errors=True)
        os.rename(staged / address, target)

    def make_way(self, path: str) -> None:
        """Make the folders above a path; what is no folder there is removed, and a folder at it."""
        target = self.folder
        *above, name = path.split("/")
        for part in above:
            target /= part
            with suppress(FileNotFoundError):
                if not stat.S_ISDIR(os.lstat(target).st_mode):
                    os.unlink(target)
            with suppress(FileExistsError):
                os.mkdir(target)
                open_to_all(os.fspath(target), FOLDER_MODE)
        target /= name
        with suppress(FileNotFoundError):
            if stat.S_ISDIR(os.lstat(target).st_mode):
                shutil.rmtree(target)

    def settle_rest(self, staged: Path, kept: Set[str], addresses: Collection[str]) -> None:
        """Take over new files, and give the rest outside the `addresses` exactly the `kept` files.

        The addresses are those of the folders of records.
        """
        for name in os.listdir(self.folder):
            if name.startswith("."):  # the published ones are carried over
                _remove(self.folder / name)
        new = {path for path, _ in _files(os.fspath(staged))}
        there = dict(_files(os.fspath(self.folder), without=addresses, is_ours=True))
        for path in there.keys() - new - kept:
            os.unlink(self.folder / path)
            remove_empty((self.folder / path).parent, self.folder)
        for path in sorted(new):
            self.make_way(path)
            os.replace(staged / path, self.folder / path)
        for path in kept:
            if path not in new:
                self.keep(path, there.get(path, 0))


def _files(
    top: str, below: str = "", *, without: Collection[str] = (), is_ours: bool = False
) -> Iterator[tuple[str, int]]:
    """Path and inode of every file and link in a folder.

    `below` is a folder in it, with a slash; those in `without` are passed over. The folders get the
    modes of a site if the folder `is_ours`.
    """
    folders = [below]
    while folders:
        start = folders.pop()
        folder = f"{top}/{start}"
        with suppress(FileNotFoundError, NotADirectoryError):
            mode = os.lstat(folder.rstrip("/")).st_mode
            if not stat.S_ISDIR(mode):
                continue
            if is_ours and mode & 0o777 != FOLDER_MODE:
                open_to_all(folder, FOLDER_MODE)
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = start + entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        yield path, entry.inode()
                    elif f"{path}/" not in without:
                        folders.append(f"{path}/")


def _remove(path: Path) -> None:
    if stat.S_ISDIR(os.lstat(path).st_mode):
        shutil.rmtree(path)
    else:
        os.unlink(path)
