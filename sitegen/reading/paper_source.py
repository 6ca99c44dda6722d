"""The files of one record, as everything after reading sees them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.findings.diagnostics import Place
from sitegen.findings.line_ends import OtherLineEnds
from sitegen.reading.kinds import PAPER, RecordKind, kind_in
from sitegen.reading.pdf_form import PdfForm

RECORD_NAMES = MANIFEST, CORRECTIONS, TOMBSTONE = PAPER.file_names
# The content of a kept file whose bytes were redacted.
REDACTED_LINE = "Redacted. SHA-256 of what stood here: {}\n"
REDACTED = re.compile(rb"Redacted\. SHA-256 of what stood here: ([0-9a-f]{64})\n\Z")


@dataclass(frozen=True)
class ArtifactFile:
    """A file below a record's `artifacts/`: its digest and size in bytes.

    `content` is kept for small JSON files, because rules read results, and for very short files,
    because they may be the rest of a redacted file. `line_ends` are those with which the file would
    have a digest that the record names, if it has another one. `pdf` is the form of a file whose
    name ends in .pdf; None if its bytes are not here.
    """

    sha256: str
    size: int
    content: bytes | None = None
    line_ends: OtherLineEnds | None = None
    pdf: PdfForm | None = None

    @property
    def redacted(self) -> str:
        """The digest of the bytes that this file replaces, if they were redacted; else empty."""
        found = REDACTED.match(self.content or b"")
        return found[1].decode() if found else ""


@dataclass(frozen=True)
class PaperSource:
    """The files of one record: all that a build reads of it.

    All paths are below `folder`, which is below the records folder. `files` maps record files to
    their bytes; `artifacts` and `kept`, the replaced artifacts, map paths to digests and sizes.
    `links` maps symbolic links, which are never followed, to their targets. `strangers` are files
    that nothing uses. `unread` are files, and folders with a slash, that could not be read.
    """

    folder: str
    files: Mapping[str, bytes]
    artifacts: Mapping[str, ArtifactFile] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()
    kept: Mapping[str, ArtifactFile] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def place(self, name: str, line: int = 1, column: int = 1) -> Place:
        """A place in one of the record's files; lines and columns count from 1."""
        return Place(f"records/{self.folder}/{name}", line, column)

    @property
    def held(self) -> dict[str, ArtifactFile]:
        """All artifacts, current and replaced, by their paths."""
        return {**self.artifacts, **self.kept}

    @property
    def kind(self) -> RecordKind:
        """The kind of the record."""
        return kind_in(self.folder)

    @property
    def main_place(self) -> Place:
        """The place of findings that are about the record as a whole."""
        return self.place(TOMBSTONE if TOMBSTONE in self.files else self.kind.manifest.name)


def source_sha256(source: PaperSource) -> str:
    """A SHA-256 digest of everything in a source, and so of all that a build reads of a record.

    It includes artifacts by their digests, and unread files by their names. Why they could not be
    read is only in the findings of `read_source`, so a cache has to look at these as well.
    """
    files = sorted(source.files.items())
    head = [
        source.folder,
        [(name, len(data)) for name, data in files],
        [(name, held.sha256, held.size) for name, held in sorted(source.held.items())],
        sorted(source.links.items()),
        source.strangers,
        source.unread,
    ]
    # The head ends with its last bracket and has the length of each file, so two different sources
    # never give the same bytes. ASCII, because names may have bytes that are not UTF-8.
    digest = hashlib.sha256(json.dumps(head).encode("ascii"))
    for _, data in files:
        digest.update(data)
    return digest.hexdigest()
