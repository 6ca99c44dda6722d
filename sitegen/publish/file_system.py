"""What Python does not do with files: folders that change places, and reaching the disk."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from pathlib import Path

# What a system says that cannot do a thing at all, or not with these folders.
UNABLE = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}

# From <linux/fs.h>, <fcntl.h> and, for macOS, <stdio.h>.
RENAME_EXCHANGE, WORKING_DIRECTORY, RENAME_SWAP = 2, -100, 2


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step, so that neither is ever missing.

    Raises OSError with both paths.
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
    """Call a function of the C library that Python does not know. Raises OSError."""
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if function(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def flush(folder: Path) -> None:
    """Wait until what was written is on the disk. Raises OSError where it did not get there."""
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
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:  # else it was published before
                sync(Path(file), os.O_RDWR)
        sync(Path(where))
    return None


def sync(path: Path, mode: int = os.O_RDONLY) -> None:
    """Wait until one file or folder is on the disk. Raises OSError where it did not get there."""
    if os.name == "nt" and mode == os.O_RDONLY:
        return  # Windows opens no folders
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # so says a file system that has nothing to wait for
            error.filename = str(path)
            raise
    finally:
        os.close(handle)
