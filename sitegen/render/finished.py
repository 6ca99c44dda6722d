"""What is known of one record of any kind, and the files that are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic


@dataclass(frozen=True)
class Understanding:
    """What the files of one record say.

    A paper has a `paper` or, if it was removed, a `tombstone`; a record of another kind has an
    `entry`. `more_sources` are the ids of further sources that were looked up in the list of
    retractions. With errors, or with files that could not be read, it has none of them.
    """

    diagnostics: tuple[Diagnostic, ...]
    paper: PublishedPaper | None = None
    tombstone: Tombstone | None = None
    is_draft: bool = False
    entry: RecordEntry | None = None
    more_sources: tuple[str, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether no files can be made of it."""
        return self.paper is None and self.tombstone is None and self.entry is None


@dataclass(frozen=True)
class FinishedPaper:
    """The files of one record by their path on the site, and what lists show of it.

    `copies` maps paths on the site to the artifact files in the record's folder that are served
    there. A draft or a broken record has neither files nor `row`, `tombstone` or `entry`; a paper
    that names papers which are not known yet has a `row` or `tombstone` alone. `pdf_key` is
    the key of all that its PDF is made from; empty if it has none. `is_draft` is set if drafts
    have files, and this is one. `more_sources` are the ids of sources that its row does not have;
    `notices_sha256` is the digest of what the list of retractions says of all its sources.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    row: CatalogRow | None = None
    tombstone: Tombstone | None = None
    pdf_key: str = ""
    entry: RecordEntry | None = None
    is_draft: bool = False
    more_sources: tuple[str, ...] = ()
    notices_sha256: str = ""
