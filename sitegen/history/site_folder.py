"""Read the folder of an untrusted site: without following links or waiting for pipes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from sitegen.findings.regular_files import LINK, NO_FILE, RefusedFileError, open_below, read_below

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
        self.opened += 1
        with _as_os_error():
            return read_below(self.path, path, LARGEST_FILE)

    def open(self, path: str) -> BufferedReader:
        """A file of any size, opened for reading."""
        with _as_os_error():
            file = open_below(self.path, path)
        self.opened += 1
        return file


@contextmanager
def _as_os_error() -> Iterator[None]:
    """A refused file is one more reason why a file of a site cannot be read."""
    try:
        yield
    except IsADirectoryError as error:
        raise OSError(None, NO_FILE) from error
    except RefusedFileError as error:
        reason = "it is a symbolic link, or inside one" if str(error) == LINK else str(error)
        raise OSError(None, reason) from error
