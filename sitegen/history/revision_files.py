"""Turn files of a commit into the form in which files of the records folder are read."""

from __future__ import annotations

from pathlib import Path

from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError
from sitegen.findings.regular_files import UNREADABLE, open_below
from sitegen.history.git import Blob
from sitegen.reading.paper_source import RECORD_NAMES, ArtifactFile
from sitegen.reading.records import LARGEST_RESULTS, LONGEST_RECORD, LONGEST_REDACTED


class UnreadableRevisionError(SitegenError):
    """A file of a commit cannot be read from the repository; the message says which."""


def in_folder(path: str) -> tuple[str, str]:
    """The folder of a paper, and the path in it; empty if the path belongs to no paper."""
    parts = path.split("/")
    if len(parts) < 2 or any(part.startswith(".") for part in parts):
        return "", ""
    return "/".join(parts[:2]), "/".join(parts[2:])


def record_bytes(name: str, blob: Blob) -> bytes:
    """The bytes of a record, up to the limit. Raises UnreadableRevisionError for Git LFS."""
    if blob.pointed_at:
        raise UnreadableRevisionError(f"{shown(name)} is in Git LFS, and its bytes are not in git")
    return blob.start[:LONGEST_RECORD] if name in RECORD_NAMES else blob.start


def artifact_file(name: str, blob: Blob) -> ArtifactFile:
    """Digest and size of an artifact, and its bytes if a rule reads them."""
    if blob.pointed_at:
        return ArtifactFile(*blob.pointed_at)
    longest = LARGEST_RESULTS if name.endswith(".json") else LONGEST_REDACTED
    return ArtifactFile(blob.sha256, blob.size, blob.start if blob.size <= longest else None)


def sources_of(path: str) -> tuple[str, ...]:
    """The files in the folder of a paper that can be served at a path below its URL."""
    top, _, below = path.partition("/")
    if top == "manifests":
        return (f"superseded/{below}",)
    return f"artifacts/{below.partition('/')[2]}", f"superseded/{path}"


def bytes_here(records: Path, path: str) -> bytes:
    """The bytes of a file below the records; empty if it does not exist or is behind a link."""
    try:
        with open_below(records, path) as file:
            return file.read()
    except UNREADABLE:
        return b""
