"""ledger-v1: every event of every paper with its place in the chain, and what is published now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.editorial_status import Status
from sitegen.contracts.envelope import (
    Contract,
    Envelope,
    Published,
    PublishedSha256,
    PublishedTime,
    PublishedUrl,
    PublishedUuid,
    PublisherName,
)
from sitegen.contracts.gate_verdict import GateStatus

CONTRACT = Contract(
    name="ledger",
    description="All correction events of a site, and the digests of what it publishes now.",
)
INTERPRETATION = (
    "Events are only appended. The previous_event_sha256 of an event is the digest of the event "
    "before it in the same paper: SHA-256 over the canonical JSON (RFC 8785) of the event as it "
    "stands here, or, where texts were taken out of it, its redacted.event_sha256. What kept "
    "lists stays at its address with these bytes."
)


class LedgerEntry(NamedTuple):
    """The entry of one paper in the ledger: digests, events, and the files that stay for good.

    `kept` maps paths below the URL of the paper to the SHA-256 of their original bytes; `redacted`
    are those whose bytes were replaced. `report_sha256` is empty if there is no authored report.
    """

    facts_sha256: str
    report_sha256: str
    events: tuple[CorrectionEvent, ...]
    kept: Mapping[str, str]
    redacted: tuple[str, ...]


class LedgerPaper(Published):
    """One published paper."""

    id: PublishedUuid
    """Its UUID."""
    record_id: str
    """Its record id."""
    url: PublishedUrl
    """Its page."""
    editorial_status: Status
    """How a reader should take it."""
    gate_status: GateStatus
    """Whether the gate tested it, and how that ended."""
    has_report: bool
    """Whether it has a PDF."""
    superseded_by: PublishedUuid | None
    """The UUID of the paper that replaces it, or null."""
    manifest_sha256: PublishedSha256 | None
    """SHA-256 of `manifest.json` as served; null in a build that made none."""
    facts_sha256: PublishedSha256
    """The digest of its facts."""
    report_sha256: PublishedSha256 | None
    """The digest of its authored report, or null."""
    correction_count: Annotated[int, Field(ge=0)]
    """How many events it has."""
    last_event_sha256: PublishedSha256 | None
    """The digest of its last event, which the next one names; null without one."""
    kept: dict[str, PublishedSha256]
    """What stays at its address for good: paths below the paper's, and SHA-256 of the bytes."""
    redacted: tuple[str, ...]
    """Those paths whose bytes were taken out; their digest is that of the original."""


class LedgerRemoval(Published):
    """One removed paper."""

    id: PublishedUuid
    """Its UUID."""
    title: str
    """Its title."""
    removed_at: PublishedTime
    """When it was removed."""
    reason: str
    """Why it was removed."""
    by: str
    """Who removed it."""
    superseded_by: Annotated[PublishedUuid | None, Field(exclude_if=lambda each: each is None)] = (
        None
    )
    """The UUID of the paper that replaced it; absent where none did."""


class LedgerEvent(Published):
    """One event, and the paper that it belongs to."""

    work: PublishedUuid
    """The UUID of the paper."""
    event_sha256: PublishedSha256
    """The digest of the event."""
    event: CorrectionEvent
    """The event as the paper's correction record has it."""


class Ledger(Envelope):
    """The public ledger of a site."""

    contract: ClassVar[Contract] = CONTRACT

    publisher: PublisherName
    """Who publishes the site."""
    papers: tuple[LedgerPaper, ...]
    """Every published paper, in order of id."""
    removed: tuple[LedgerRemoval, ...]
    """Every removed paper, in order of id."""
    events: tuple[LedgerEvent, ...]
    """Every event of every paper, in order of time."""
    interpretation: str
    """How to check the chain."""


def in_order_of_time(
    events: Iterable[tuple[str, CorrectionEvent]],
) -> list[tuple[str, CorrectionEvent]]:
    """Events with their papers, oldest first; events of one paper keep their order."""

    def moment(each: tuple[str, CorrectionEvent]) -> tuple[datetime, str]:
        paper_id, event = each
        return datetime.fromisoformat(event.corrected_at), paper_id

    return sorted(events, key=moment)


def kept_paths(paths: Sequence[str]) -> list[str]:
    """The paths, of some below the URL of a paper, whose bytes never change."""
    return [path for path in paths if path.startswith(("manifests/", "artifacts/"))]
