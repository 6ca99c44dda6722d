"""BASE: what was published before, wherever it was found."""

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
from sitegen.reading.records import PaperSource
from sitegen.render.guides import Guide
from sitegen.render.site_map import LEDGER as LEDGER_FILE

LEDGER = LEDGER_FILE.file


class BaseError(SitegenError):
    """What was published before cannot be told; the message says why and what to do."""


class NeverPublishedError(BaseError):
    """Nothing can have been published yet."""


@dataclass(frozen=True)
class BasePaper:
    """One paper as it was published. What it had not is an empty text."""

    id: str
    facts_sha256: str
    report_sha256: str
    events: tuple[CorrectionEvent, ...]
    kept: Mapping[str, str]
    redacted: frozenset[str]
    has_report: bool
    superseded_by: str


class EarlierRecords(Protocol):
    """The records that a base is made from. Every method raises BaseError where one is damaged."""

    @property
    def settings(self) -> Site:
        """The settings then; those of today where they were broken then."""

    @property
    def differing(self) -> Collection[str]:
        """The folders of papers that do not hold the same files now."""

    def row(self, paper_id: str) -> CatalogRow | None:
        """The row of a paper whose files are not the same now; None where they are."""

    def report(self, paper_id: str) -> dict[str, object] | None:
        """The authored report of such a paper; None where it had none."""

    def sources(self) -> Iterator[PaperSource]:
        """What the differing folders held, but for those that cannot be read."""

    def guides(self) -> list[Guide]:
        """The texts of the site then, without those that were broken."""

    def held_as_now(self, folder: Path) -> bool:
        """Whether a folder held then what it holds now; False where nobody can tell."""


class Base(Protocol):
    """What was published before. Every method raises BaseError where the base turns out damaged.

    `papers` is asked first: it tells a base the rows of today, which of a paper that nobody touched
    say what was published of it. Other methods know the papers that it gave.
    """

    @property
    def name(self) -> str:
        """What a message calls the base."""

    @property
    def site(self) -> Path | None:
        """The folder with the files that were published; None where the base has no such files."""

    @property
    def authored(self) -> EarlierRecords | None:
        """The records that it was made from; None where only what was published is known."""

    def papers(self, rows: Sequence[CatalogRow]) -> Mapping[str, BasePaper]:
        """The papers that were published, by id. `rows` are those of today, of all or some."""

    def removed(self, tombstones: Iterable[tuple[str, Tombstone]]) -> Mapping[str, LedgerRemoval]:
        """The papers that were removed, by id. `tombstones` are those of today, by folder."""

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """The published facts as JSON data; None where the base has none of that paper."""

    def manifest(self, paper_id: str) -> bytes | None:
        """The bytes of the published `manifest.json`; None where the base has none."""

    def manifest_sha256(self, paper_id: str) -> str:
        """The digest of the `manifest.json` that was published; empty where nobody knows."""

    def status(self, paper_id: str) -> str:
        """The editorial status that was published; empty where the base does not name it."""

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """The bytes that `kept` lists at a path; None where the base has not these bytes."""

    def folder(self, paper_id: str) -> str:
        """The folder of the paper below the records then; empty where the base knows of none."""

    def serves(self, path: str) -> bool:
        """Whether a file of the site was published; True where nobody knows."""

    def unknown(self) -> Sequence[tuple[str, str]]:
        """Folders whose records were broken then, and why: nobody knows what they published."""
