"""The files of a published site as an import reads them: small enough, no links, as digested."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path

from sitegen.records import REDACTED

# A record of 1 MB gives a manifest of some MB; whatever is larger is none, and is not loaded.
LARGEST_FILE = 64_000_000
CHUNK = 1 << 20


class Unreadable(Exception):
    """A published file cannot be used; the message says why, and `path` which one it is."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path = path


class SiteFiles:
    """The folder of a published site. Nothing outside of it is read, and no link is followed.

    `sums` is what its SHA256SUMS lists; empty where it has none. Every method raises Unreadable.
    """

    def __init__(self, folder: Path, sums: Mapping[str, str]) -> None:
        self._folder, self._sums = os.path.realpath(folder), sums

    def read(self, path: str, sha256: str) -> bytes:
        """A file of JSON, which has to have that digest."""
        data = self._read(path)
        self._compare(path, hashlib.sha256(data).hexdigest(), sha256)
        return data

    def read_pdf(self, path: str) -> bytes:
        """A PDF; what is taken out of it has a digest of its own."""
        return self._read(path)

    def copy(self, path: str, sha256: str, target: Path) -> None:
        """Put a copy of a file at a place where none is yet."""
        digest = hashlib.sha256()
        with self._open(path) as file:
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "xb") as copy:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
        self._compare(path, digest.hexdigest(), sha256)

    def redacted_manifest(self, path: str) -> bytes:
        """A replaced manifest out of which texts were taken; the ledger has not its digest."""
        data = self._read(path)
        self._compare(path, hashlib.sha256(data).hexdigest(), self._sums.get(path, ""))
        return data

    def redacted_line(self, path: str, sha256: str) -> bytes:
        """The line that stands where a file was taken out, which had that digest."""
        with self._open(path) as file:
            data = file.read(CHUNK)
        found = REDACTED.match(data)
        if found is None or found[1].decode() != sha256:
            raise Unreadable(path, f"does not say that {sha256} was taken out")
        return data

    def _read(self, path: str) -> bytes:
        with self._open(path) as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise Unreadable(path, f"has more than {LARGEST_FILE:,} bytes")
        return data

    def _open(self, path: str) -> BufferedReader:
        file = os.path.join(self._folder, *path.split("/"))
        if os.path.realpath(file) != file:
            raise Unreadable(path, "is a symbolic link, or behind one")
        # A pipe in the place of a file would wait for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            number = os.open(file, flags | getattr(os, "O_BINARY", 0))
        except FileNotFoundError as error:
            raise Unreadable(path, "is missing") from error
        except OSError as error:
            raise Unreadable(path, f"cannot be read: {error.strerror}".lower()) from error
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise Unreadable(path, "is no file")
        return os.fdopen(number, "rb")

    def _compare(self, path: str, found: str, expected: str) -> None:
        if expected and found != expected:
            raise Unreadable(path, f"has the digest {found}, published was {expected}")
