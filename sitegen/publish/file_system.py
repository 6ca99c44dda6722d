"""File operations that Python lacks: exchanging two folders, and flushing folders to the disk."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from pathlib import Path

# Error codes of systems that cannot do it at all, or not with these folders.
UNABLE = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}

# Constants of <linux/fs.h>, <fcntl.h> and, for macOS, <stdio.h>.
RENAME_EXCHANGE, WORKING_DIRECTORY, RENAME_SWAP = 2, -100, 2


def exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step, so that neither is ever missing.

    Uses renameat2 with RENAME_EXCHANGE on Linux, and renamex_np with RENAME_SWAP on macOS. Raises
    OSError with both paths.
    """
    try:
        _exchange(one, other)
    except OSError as error:
        error.filename, error.filename2 = str(one), str(other)
        raise


def _exchange(one: Path, other: Path) -> None:
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux":
        here = WORKING_DIRECTORY
        _call("renameat2", here, paths[0], here, paths[1], RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        _call("renamex_np", *paths, RENAME_SWAP)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


def _call(name: str, *arguments: int | bytes) -> None:
    """Call a function of the C library that Python does not offer. Raises OSError."""
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if function(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def flush(folder: Path) -> None:
    """Wait until all files below a folder are on the disk. Raises OSError if one cannot be."""
    if sys.platform == "linux":
        handle = os.open(folder, os.O_RDONLY)
        try:
            return _call("syncfs", handle)
        except OSError as error:
            if error.errno != errno.ENOSYS:
                error.filename = str(folder)
                raise
        finally:
            os.close(handle)
    for where, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(where, name)
            found = os.lstat(file)
            # Files with more links were published before.
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                sync(Path(file), os.O_RDWR)
        sync(Path(where))
    return None


def sync(path: Path, mode: int = os.O_RDONLY) -> None:
    """Wait until a file or folder is on the disk. Raises OSError if it cannot be written."""
    if os.name == "nt" and mode == os.O_RDONLY:
        return  # Windows cannot open folders
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # the error of file systems that need no flushing
            error.filename = str(path)
            raise
    finally:
        os.close(handle)
