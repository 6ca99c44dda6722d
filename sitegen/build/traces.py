"""Traces: digests over the times of files, which prove that a folder is as it was read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from pathlib import Path

from sitegen.publish.checksums import trace

# A file that changed so shortly before its trace was taken, in nanoseconds, can change once more
# and get the same times: some file systems count in seconds, and some disks have another clock.
SETTLED_AFTER = 2_000_000_000


def source_trace(folder: str | Path) -> str:
    """The trace of a record's folder; take it before the folder is read.

    It covers path, inode, size, mode and times of every file and folder that a build reads or
    reports. Nobody can set the time of the last change of an inode, so equal traces prove equal
    bytes. The trace is empty if something changed just now, if there is no folder, or a link in its
    place: then it has to be read.
    """
    now = time.time_ns()
    try:
        seen, newest = _seen(os.fspath(folder))
    except OSError:
        return ""
    return _digest(seen) if newest < now - SETTLED_AFTER else ""


def _seen(top: str) -> tuple[list[str], int]:
    """What is seen of each file and folder, and when the newest of them changed. Raises OSError."""
    at = os.lstat(top)
    if not stat.S_ISDIR(at.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), top)
    seen, newest = [_line("", at)], at.st_ctime_ns
    folders = [(top, "")]
    while folders:
        folder, start = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name[0] == ".":  # nothing reads it
                    continue
                at = entry.stat(follow_symlinks=False)
                path = start + entry.name
                seen.append(_line(path, at))
                newest = max(newest, at.st_ctime_ns)
                if stat.S_ISDIR(at.st_mode):
                    folders.append((entry.path, f"{path}/"))
    return seen, newest


def _line(path: str, at: os.stat_result) -> str:
    times = f"{at.st_mtime_ns} {at.st_ctime_ns}"
    return f"{path}\0{at.st_dev} {at.st_ino} {at.st_mode} {at.st_size} {times}"


def _digest(seen: list[str]) -> str:
    seen.sort()
    return hashlib.sha256("\0".join(seen).encode("utf-8", "surrogateescape")).hexdigest()


def site_trace(output: Path, address: str) -> str:
    """The trace of a paper's files on the site; empty if it has none."""
    try:
        return trace(f"{output}/{address}") if address else ""
    except OSError:
        return ""
