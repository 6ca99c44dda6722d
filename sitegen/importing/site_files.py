"""Reads the files of a published site for an import, and checks each against its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from sitegen.findings.errors import SitegenError
from sitegen.findings.line_ends import SITE_REWRITTEN, other_line_ends
from sitegen.history.site_folder import SiteFolder
from sitegen.reading.paper_source import REDACTED

CHUNK = 1 << 20


class SiteFileError(SitegenError):
    """A published file cannot be used: `path` is the file, and the message says why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path = path


class SiteFiles:
    """The folder of a published site. Nothing outside of it is read, and no link is followed.

    `sums` are the digests in its SHA256SUMS; empty if it has none. Every method raises
    SiteFileError if a file is missing, cannot be read or does not match its digest.
    """

    def __init__(self, folder: Path, sums: Mapping[str, str]) -> None:
        self._folder, self._sums = SiteFolder(folder), sums

    def read(self, path: str, sha256: str) -> bytes:
        """The bytes of a file with this SHA-256."""
        data = self._read(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            self._refuse(path, sha256)
        return data

    def read_pdf(self, path: str) -> bytes:
        """The bytes of a PDF, unchecked: the report that is read from it has its own digest."""
        return self._read(path)

    def redacted_manifest(self, path: str) -> bytes:
        """The bytes of a redacted manifest, checked by SHA256SUMS: the ledger has no digest."""
        data = self._read(path)
        if path in self._sums and hashlib.sha256(data).hexdigest() != self._sums[path]:
            self._refuse(path, self._sums[path])
        return data

    def redacted_line(self, path: str, sha256: str) -> bytes:
        """The line that replaces a redacted file, whose SHA-256 it has to name."""
        data = self._read(path)
        found = REDACTED.match(data)
        if found is None or found[1].decode() != sha256:
            raise SiteFileError(
                path, f"does not say that the file with the digest {sha256} was removed"
            )
        return data

    def copy(self, path: str, sha256: str, target: Path) -> None:
        """Copy a file to a new place. Raises OSError if the copy cannot be written."""
        digest = hashlib.sha256()
        target.parent.mkdir(parents=True, exist_ok=True)
        with _readable(path):
            file = self._folder.open(path)
        with file, open(target, "xb") as copy:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        if digest.hexdigest() != sha256:
            self._refuse(path, sha256)

    def _refuse(self, path: str, expected: str) -> NoReturn:
        """Raise SiteFileError for a file that does not have its digest."""
        with _readable(path), self._folder.open(path) as file:
            ends = other_line_ends(file, expected.__eq__)
            file.seek(0)
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if ends:
            raise SiteFileError(path, f"has {ends.difference}: {SITE_REWRITTEN}")
        raise SiteFileError(path, f"has the digest {found}, but the published one is {expected}")

    def _read(self, path: str) -> bytes:
        with _readable(path):
            return self._folder.read(path)


@contextmanager
def _readable(path: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SiteFileError(path, "is missing") from error
    except OSError as error:
        raise SiteFileError(path, f"cannot be read: {error.strerror}") from error
