"""The files of a published site as an import takes them: each with the digest that it must have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sitegen.findings.errors import SitegenError
from sitegen.history.site_folder import SiteFolder
from sitegen.reading.records import REDACTED

CHUNK = 1 << 20


class SiteFileError(SitegenError):
    """A published file cannot be used; the message says why, and `path` which one it is."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path = path


class SiteFiles:
    """The folder of a published site. Nothing outside of it is read, and no link is followed.

    `sums` is what its SHA256SUMS lists; empty where it has none. Every method raises SiteFileError.
    """

    def __init__(self, folder: Path, sums: Mapping[str, str]) -> None:
        self._folder, self._sums = SiteFolder(folder), sums

    def read(self, path: str, sha256: str) -> bytes:
        """A file of JSON, which has to have that digest."""
        data = self._read(path)
        _compare(path, hashlib.sha256(data).hexdigest(), sha256)
        return data

    def read_pdf(self, path: str) -> bytes:
        """A PDF; what is taken out of it has a digest of its own."""
        return self._read(path)

    def redacted_manifest(self, path: str) -> bytes:
        """A replaced manifest out of which texts were taken; the ledger has not its digest."""
        data = self._read(path)
        if path in self._sums:
            _compare(path, hashlib.sha256(data).hexdigest(), self._sums[path])
        return data

    def redacted_line(self, path: str, sha256: str) -> bytes:
        """The line that stands where a file was taken out, which had that digest."""
        data = self._read(path)
        found = REDACTED.match(data)
        if found is None or found[1].decode() != sha256:
            raise SiteFileError(path, f"does not say that {sha256} was taken out")
        return data

    def copy(self, path: str, sha256: str, target: Path) -> None:
        """Put a copy of a file at a place where none is yet. Raises OSError, too."""
        digest = hashlib.sha256()
        target.parent.mkdir(parents=True, exist_ok=True)
        with _readable(path):
            file = self._folder.open(path)
        with file, open(target, "xb") as copy:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        _compare(path, digest.hexdigest(), sha256)

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


def _compare(path: str, found: str, expected: str) -> None:
    if found != expected:
        raise SiteFileError(path, f"has the digest {found}, published was {expected}")
