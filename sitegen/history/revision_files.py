"""Files of records as a commit holds them, in the form in which the records folder gives them."""

from __future__ import annotations

from pathlib import Path

from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError
from sitegen.history.git import Blob
from sitegen.reading.records import (
    LARGEST_RESULTS,
    LONGEST_RECORD,
    LONGEST_REDACTED,
    RECORD_NAMES,
    ArtifactFile,
)


class UnreadableRevisionError(SitegenError):
    """A file of a commit whose bytes are not in the repository; the message says which."""


def in_folder(path: str) -> tuple[str, str]:
    """The folder of a paper, and the path in it; empty for what belongs to no paper."""
    parts = path.split("/")
    if len(parts) < 2 or any(part.startswith(".") for part in parts):
        return "", ""
    return "/".join(parts[:2]), "/".join(parts[2:])


def record_bytes(name: str, blob: Blob) -> bytes:
    """The bytes of a record, up to what is read of one. Raises UnreadableRevisionError."""
    if blob.pointed_at:
        raise UnreadableRevisionError(f"{shown(name)} is in Git LFS, and its bytes are not in git")
    return blob.start[:LONGEST_RECORD] if name in RECORD_NAMES else blob.start


def artifact_file(name: str, blob: Blob) -> ArtifactFile:
    """Digest and size of an artifact, and its bytes where something reads them."""
    if blob.pointed_at:
        return ArtifactFile(*blob.pointed_at)
    longest = LARGEST_RESULTS if name.endswith(".json") else LONGEST_REDACTED
    return ArtifactFile(blob.sha256, blob.size, blob.start if blob.size <= longest else None)


def sources_of(path: str) -> tuple[str, ...]:
    """The files of a paper's folder that are served at a path below its address."""
    top, _, below = path.partition("/")
    if top == "manifests":
        return (f"superseded/{below}",)
    return f"artifacts/{below.partition('/')[2]}", f"superseded/{path}"


def bytes_here(file: Path) -> bytes:
    """The bytes of a file; nothing where there is none, or a link in its place."""
    try:
        return b"" if file.is_symlink() else file.read_bytes()
    except OSError:
        return b""
