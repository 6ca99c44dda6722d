"""Polls files for changes, where the system does not report them."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence

from sitegen.findings.regular_files import UNREADABLE, Folder

# Seconds after a change in which a file is also compared by its contents: some file systems store
# times in steps of two seconds, and network file systems cache them for longer.
SECONDS_OF_DOUBT = 10.0
# Larger files are compared only by size and times: no record is as large.
LARGEST_READ = 2_000_000
# When polling begins, the age of a file comes from a clock that may differ from ours.
CLOCK_SKEW = 60.0

Signature = tuple[int, ...]
FOLDER: Signature = ()


class Poller:
    """Polls all files below some folders.

    Compares times in nanoseconds, sizes and inodes, and the contents of files that changed a moment
    ago. The polling of watchfiles compares times in whole seconds, and so misses the second of two
    saves within one second. `took` is the duration of the last poll in seconds.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = tuple(folders)
        began = time.monotonic()
        self._known = dict(self._look())
        newest = (time.time() - CLOCK_SKEW) * 1e9
        young = (file for file, found in self._known.items() if max(found, default=0) > newest)
        self._doubtful = {file: (began, _digest(file)) for file in young}
        self.took = time.monotonic() - began

    def changes(self) -> frozenset[str]:
        """The paths that were changed, added or removed since the last call."""
        began, before = time.monotonic(), self._known
        self._known = now = dict(self._look())
        changed = {file for file in before.keys() | now.keys() if before.get(file) != now.get(file)}
        doubtful = {}
        for file, (since, digest) in self._doubtful.items():
            if file in now and file not in changed:
                found = _digest(file)
                if found != digest:
                    changed.add(file)
                elif began - since <= SECONDS_OF_DOUBT:
                    doubtful[file] = since, digest
        for file in changed & now.keys():
            doubtful[file] = began, _digest(file)
        self._doubtful = doubtful
        self.took = time.monotonic() - began
        return frozenset(changed)

    def _look(self) -> Iterator[tuple[str, Signature]]:
        waiting = [*self._folders]
        while waiting:
            try:
                with os.scandir(waiting.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                            yield entry.path, FOLDER
                        else:
                            yield entry.path, signature(entry)
            except OSError:  # removed a moment ago, or not readable
                continue


def signature(entry: os.DirEntry[str]) -> Signature:
    """The values that change when a file is saved; times are in nanoseconds."""
    found = entry.stat(follow_symlinks=False)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _digest(file: str) -> bytes:
    """The digest of a file's contents; empty if it is large, not a regular file, or missing."""
    try:
        with Folder.at(os.path.dirname(file)) as folder:
            return hashlib.blake2b(folder.read(os.path.basename(file), LARGEST_READ)).digest()
    except UNREADABLE:
        return b""
