"""Read the folder of an untrusted site: without following links or waiting for pipes."""

from __future__ import annotations

import os
import stat
from io import BufferedReader
from pathlib import Path

# A record of 1 MB gives a manifest of a few MB; a file that is larger than this is not read.
LARGEST_FILE = 64_000_000


class SiteFolder:
    """Opens files by their paths on the site; `opened` counts them.

    `read` and `open` raise OSError, whose `strerror` says why.
    """

    def __init__(self, folder: Path) -> None:
        self.path = os.path.realpath(folder)
        self.opened = 0

    def read(self, path: str) -> bytes:
        """The bytes of a file of at most LARGEST_FILE bytes."""
        with self.open(path) as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise OSError(None, f"it is larger than {LARGEST_FILE:,} bytes")
        return data

    def open(self, path: str) -> BufferedReader:
        """A file of any size, opened for reading."""
        file = os.path.join(self.path, *path.split("/"))
        # On Windows, a drive in a path leads out of the folder without a link.
        if os.path.realpath(file) != file or not file.startswith(os.path.join(self.path, "")):
            raise OSError(None, "it is a symbolic link, or inside one")
        # Opening a pipe would wait for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        number = os.open(file, flags | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise OSError(None, "it is not a regular file")
        self.opened += 1
        return os.fdopen(number, "rb")
