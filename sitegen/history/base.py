"""BASE: what was published before, wherever it was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.errors import SitegenError
from sitegen.render.site_map import LEDGER as LEDGER_FILE

LEDGER = LEDGER_FILE.file


class BaseError(SitegenError):
    """What was published before cannot be told; the message says why and what to do."""


class NothingYet(BaseError):
    """Nothing can have been published yet."""


@dataclass(frozen=True)
class BasePaper:
    """One paper as it was published. What it had not is an empty text."""

    id: str
    facts_sha256: str
    report_sha256: str
    events: tuple[dict[str, Any], ...]
    kept: Mapping[str, str]
    redacted: frozenset[str]
    has_report: bool
    superseded_by: str


class Base(Protocol):
    """What was published before. Every method raises BaseError where the base turns out damaged.

    `papers` is asked first: it tells a base the rows of today, which of a paper that nobody touched
    say what was published of it. Other methods know the papers that it gave.
    """

    @property
    def name(self) -> str:
        """What a message calls the base."""

    def papers(self, rows: Sequence[CatalogRow]) -> Mapping[str, BasePaper]:
        """The papers that were published, by id. `rows` are those of today, of all or some."""

    def removed(self, tombstones: Iterable[tuple[str, Tombstone]]) -> Mapping[str, LedgerRemoval]:
        """The papers that were removed, by id. `tombstones` are those of today, by folder."""

    def facts(self, paper_id: str) -> dict[str, Any] | None:
        """The published facts as JSON data; None where the base has none of that paper."""

    def manifest(self, paper_id: str) -> bytes | None:
        """The bytes of the published `manifest.json`; None where the base has none."""

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """The bytes that `kept` lists at a path; None where the base has not these bytes."""

    def folder(self, paper_id: str) -> str:
        """The folder of the paper below the records then; empty where the base knows of none."""

    def serves(self, path: str) -> bool:
        """Whether a file of the site was published; True where nobody knows."""

    def unknown(self) -> Sequence[tuple[str, str]]:
        """Folders whose records were broken then, and why: nobody knows what they published."""
