"""The result of the work on one paper: findings, catalog row, and the digests of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from sys import intern
from typing import Any

import orjson

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import read_event
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.envelope import READ_BACK
from sitegen.contracts.envelope import as_json as as_record
from sitegen.contracts.ledger import LedgerEntry
from sitegen.contracts.other_papers import OtherPaper, OtherPapers
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.source_ids import interned
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.findings.packed_findings import (
    PackedFindings,
    counts_of,
    finding_as_json,
    finding_of,
)
from sitegen.publish.site_digests import as_shared_names, from_shared_names
from sitegen.reading.paper_source import PaperSource

# Texts that many rows have; in memory, each of them is there once.
SHARED_TEXTS = (
    *("submitted", "status", "status_label", "status_emphasis", "completeness", "gate"),
    *("gate_label", "evidence", "tier", "tier_label", "monitor", "level_label", "shown_score"),
    *("language", "correction_state", "evaluated_at", "evidence_state", "evidence_words"),
    *("status_line", "title_mark"),
)


NOTHING_KEPT: Mapping[str, str] = {}
VALUES_OF_ROW = itemgetter(*CatalogRow._fields)


@dataclass(frozen=True, slots=True)
class PaperResult:
    """One paper whose files are staged or published.

    `files` maps their paths on the site to their SHA-256, `inputs` maps the files in the paper's
    folder to theirs. `pdf_key` is the cache key of its PDF. `others` are the papers that it names,
    as its files show them; None if it names none, or was judged before they were known.
    `more_sources` are the ids of sources that `row` lacks, `notices_sha256` is a digest of what the
    list of retractions said of all its sources. `row_sha256` is the digest of `row`.
    """

    folder: str
    diagnostics: tuple[Diagnostic, ...] | PackedFindings
    row: CatalogRow | None = None
    tombstone: Tombstone | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    pdf_key: str = ""
    entry: RecordEntry | None = None
    others: OtherPapers | None = None
    more_sources: tuple[str, ...] = ()
    notices_sha256: str = ""
    row_sha256: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of all sources that were looked up in the list of retractions."""
        return (*self.row.sources, *self.more_sources) if self.row else self.more_sources

    @property
    def is_waiting(self) -> bool:
        """Whether it has no files yet, because the papers that it names are unknown."""
        named_by = self.row or self.tombstone
        return named_by is not None and bool(named_by.names) and self.others is None

    @property
    def is_left_out(self) -> bool:
        """Whether it is a draft: it has no errors, and yet it is not published."""
        is_published = self.row or self.tombstone or self.entry
        return not (is_published or self.has_errors)

    @property
    def has_errors(self) -> bool:
        """Whether it has an error, so that it is not published."""
        return not isinstance(self.diagnostics, PackedFindings) and has_errors(self.diagnostics)

    @property
    def address(self) -> str:
        """The folder of its files on the site; empty if it has none."""
        if not self.files:
            return ""
        return (self.entry.path if self.entry else paper_path(paper_id(self)))[1:]


def paper_id(made: PaperResult) -> str:
    """The UUID of the paper; empty if its record is broken or a draft."""
    if made.row:
        return made.row.id
    return made.tombstone.id if made.tombstone else ""


def input_digests(source: PaperSource) -> dict[str, str]:
    """The digest of each file that a build reads of a paper."""
    files = {name: hashlib.sha256(data).hexdigest() for name, data in source.files.items()}
    return files | {name: each.sha256 for name, each in source.held.items()}


def as_json(made: PaperResult) -> bytes:
    """A result as it is cached: JSON with every value under its name, and packed findings."""
    found, packed = made.diagnostics, b""
    listed: object
    if isinstance(found, PackedFindings):
        listed, packed = found.counts_as_json, found.data
    else:
        listed = [finding_as_json(each) for each in found]
    head = orjson.dumps(
        {
            "folder": made.folder,
            "diagnostics": listed,
            "row": _row_as_json(made.row) if made.row else None,
            "tombstone": made.tombstone and made.tombstone.model_dump(mode="json"),
            "corrections": _corrections_as_json(made.tombstone),
            "files": as_shared_names(made.files),
            "inputs": made.inputs,
            "pdf_key": made.pdf_key,
            "entry": made.entry and vars(made.entry),
            "more_sources": made.more_sources,
            "notices_sha256": made.notices_sha256,
            "row_sha256": made.row_sha256,
            "others": made.others and {name: it._asdict() for name, it in made.others.items()},
        }
    )
    return b"\n".join((head, packed))


def from_json(data: bytes, *, with_inputs: bool = True) -> PaperResult | None:
    """The result that `as_json` wrote; None if another version wrote it in another form.

    The digests of `inputs` are left out if nobody asks for them.
    """
    try:
        head, _, packed = data.partition(b"\n")
        found = orjson.loads(head)
        listed = found["diagnostics"]
        row, tombstone, entry = found["row"], found["tombstone"], found["entry"]
        others = found["others"]
        typed = {
            "diagnostics": PackedFindings(packed, counts_of(listed))
            if packed
            else tuple(map(finding_of, listed)),
            "row": _row(row) if row is not None else None,
            "tombstone": _tombstone(tombstone, found.pop("corrections")),
            "entry": RecordEntry(**entry) if entry is not None else None,
            "more_sources": interned(found["more_sources"]),
            "inputs": found["inputs"] if with_inputs else {},
            "files": from_shared_names(found["files"]),
            "others": others and {name: OtherPaper(**it) for name, it in others.items()},
        }
        return PaperResult(**found | typed)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _corrections_as_json(tombstone: Tombstone | None) -> object:
    record = tombstone.corrections if tombstone else None
    return as_record(record) if record else None


def _tombstone(tombstone: object, corrections: object) -> Tombstone | None:
    if tombstone is None:
        return None
    read = Tombstone.model_validate(tombstone)
    if corrections is None:
        return read
    return read.with_corrections(CorrectionRecord.model_validate(corrections, context=READ_BACK))


def _row_as_json(row: CatalogRow) -> dict[str, object]:
    events = [event.members for event in row.ledger.events]
    return row._asdict() | {"ledger": row.ledger._asdict() | {"events": events}}


def _row(row: dict[str, Any]) -> CatalogRow:
    # There are many, so this changes what was read, unlike elsewhere.
    if len(row) != len(CatalogRow._fields):
        raise ValueError("a row in another form")
    for name in SHARED_TEXTS:
        row[name] = intern(row[name])
    if row["display_title"] == row["title"]:
        row["display_title"] = row["title"]
    row["orcids"] = tuple((orcid, name, family) for orcid, name, family in row["orcids"])
    row["supersedes"], row["creators"] = tuple(row["supersedes"]), tuple(row["creators"])
    row["topics"], row["sources"] = interned(row["topics"]), interned(row["sources"])
    ledger = row["ledger"]
    ledger["events"] = tuple(map(read_event, ledger["events"]))
    ledger["redacted"] = tuple(ledger["redacted"])
    ledger["kept"] = ledger["kept"] or NOTHING_KEPT
    row["ledger"] = LedgerEntry(**ledger)
    return CatalogRow._make(VALUES_OF_ROW(row))
