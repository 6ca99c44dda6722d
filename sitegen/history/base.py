"""The base that records are compared with: what was published before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.errors import SitegenError
from sitegen.reading.paper_source import PaperSource
from sitegen.render.guides import Guide
from sitegen.render.site_map import LEDGER as LEDGER_FILE

LEDGER = LEDGER_FILE.file


class BaseError(SitegenError):
    """What was published before cannot be determined; the message says why and what to do."""


class NeverPublishedError(BaseError):
    """Nothing can have been published yet: the repository has no commit."""


@dataclass(frozen=True)
class BasePaper:
    """One paper as it was published; fields that it did not have are empty.

    `kept` maps paths below the URL of the paper to the SHA-256 of their original bytes, `redacted`
    are those whose bytes were removed.
    """

    id: str
    facts_sha256: str
    report_sha256: str
    events: tuple[CorrectionEvent, ...]
    kept: Mapping[str, str]
    redacted: frozenset[str]
    has_report: bool
    superseded_by: str


class EarlierRecords(Protocol):
    """The records that a base was made from. Every method raises BaseError if one is damaged."""

    @property
    def settings(self) -> Site:
        """The settings then; those of today if they had errors then."""

    @property
    def differing(self) -> Collection[str]:
        """The folders of papers whose files are not the same now."""

    def row(self, paper_id: str) -> CatalogRow | None:
        """The row of a paper whose files are not the same now; None for other papers."""

    def report(self, paper_id: str) -> dict[str, object] | None:
        """The authored report of such a paper; None if it had none."""

    def sources(self) -> Iterator[PaperSource]:
        """The files of the differing folders then, without those that cannot be read."""

    def guides(self) -> list[Guide]:
        """The guides of the site then, without those that had errors."""

    def held_as_now(self, folder: Path) -> bool:
        """Whether a folder had the same files then; False if that is not known."""


class Base(Protocol):
    """What was published before. Every method raises BaseError if the base is damaged.

    Call `papers` first: it takes today's rows, which for unchanged papers say what was published.
    The other methods know the papers that it returned.
    """

    @property
    def name(self) -> str:
        """The name of the base in messages."""

    @property
    def site(self) -> Path | None:
        """The folder of the published files; None if the base has no files."""

    @property
    def authored(self) -> EarlierRecords | None:
        """The records that it was made from; None if only the published files are known."""

    def papers(self, rows: Sequence[CatalogRow]) -> Mapping[str, BasePaper]:
        """The papers that were published, by id. `rows` are those of all or some papers today."""

    def removed(self, tombstones: Iterable[tuple[str, Tombstone]]) -> Mapping[str, LedgerRemoval]:
        """The papers that were removed, by id. `tombstones` are today's, with their folders."""

    def removed_events(self, paper_id: str) -> Sequence[CorrectionEvent]:
        """The published events of a removed paper."""

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """The published facts as JSON data; None if the base does not have them."""

    def manifest(self, paper_id: str) -> bytes | None:
        """The bytes of the published `manifest.json`; None if the base does not have them."""

    def manifest_sha256(self, paper_id: str) -> str:
        """The SHA-256 of the published `manifest.json`; empty if it is not known."""

    def status(self, paper_id: str) -> str:
        """The editorial status that was published; empty if it is not known."""

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """The bytes of a path in `BasePaper.kept`; None if the base does not have them."""

    def folder(self, paper_id: str) -> str:
        """The folder of the paper in the records then; empty if it is not known."""

    def serves(self, path: str) -> bool:
        """Whether a file of the site was published; True if that is not known."""

    def unknown(self) -> Sequence[tuple[str, str]]:
        """Folders whose records had errors then, and which; it is unknown what was published."""
