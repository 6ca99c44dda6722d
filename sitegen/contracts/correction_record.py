"""correction-record-v1: what was corrected in a record, when and why. Events are only appended."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.correction_events import AuthoredEvent, CorrectionEvent
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.envelope import (
    OPEN,
    Contract,
    Envelope,
    Published,
    PublishedDay,
    PublishedTime,
    PublishedUrl,
    PublishedUuid,
    PublisherName,
)
from sitegen.contracts.panels import DerivedRow, FactRow, Panel
from sitegen.contracts.version_fields import AuthoredRecord, AuthoredVersion
from sitegen.shapes.identifiers import Uuid
from sitegen.shapes.reader import Authored

CorrectionState = Literal["CURRENT", "CORRECTED", "SUPERSEDED"]

CONTRACT = Contract(
    name="correction-record",
    description="The corrections of a record, in order; events are only appended.",
)
POLICY_BASIS = (
    "Public records are corrected by appended events. What a correction replaces stays readable at "
    "its own address."
)
NOTE = (
    "Public corrections are additive records. Current status does not claim the synthesis is "
    "error-free."
)
LIMITATIONS = (
    "A record without corrections was not necessarily checked for errors.",
    "Private operational logs are not part of this record.",
)


class CorrectedWork(Authored):
    """The paper that a correction record belongs to."""

    id: Annotated[Uuid, Field(examples=["ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"])]
    """Its UUID, the same as in the manifest."""


class AuthoredCorrectionRecord(AuthoredRecord):
    """`corrections.yaml`: the corrections of one paper. Events are only ever appended."""

    contract_name: ClassVar[str] = CONTRACT.name
    judged: ClassVar[frozenset[str]] = frozenset({"correction_events"})

    contract_version: Annotated[str, AuthoredVersion(CONTRACT.name)]
    """The contract of this file."""
    work: CorrectedWork
    """The paper that was corrected."""
    superseded_by: Uuid | None = None
    """The paper that replaces this one; its `work.supersedes` names this one."""
    correction_events: Annotated[tuple[AuthoredEvent, ...], Field(max_length=1000)] = ()
    """The events, oldest first."""


class ManifestReference(Published):
    """The manifest that a correction record belongs to."""

    schema_id: Annotated[str, Field(alias="schema")]
    """The id of the manifest's JSON Schema."""
    contract_version: str
    """The manifest's contract and version."""
    contract_updated: PublishedDay
    """The day that contract's text last changed."""
    current_manifest_url: PublishedUrl
    """Where the current manifest is served."""
    correction_record_url: PublishedUrl
    """Where this record is served."""


class CorrectionPolicy(Published):
    """What the publisher promises about corrections."""

    corrections_are_additive: bool = True
    """Events are only appended."""
    no_silent_public_rewrites: bool = True
    """A published fact changes only with an event."""
    private_operational_logs_public: bool = False
    """Private logs are not part of the record."""
    basis: str
    """How the promise is kept."""


POLICY = CorrectionPolicy(basis=POLICY_BASIS)


class CorrectedWorkReference(Published):
    """The paper that was corrected."""

    id: PublishedUuid
    """Its UUID."""
    record_id: str
    """Its record id."""
    title: str
    """Its title."""
    url: PublishedUrl
    """Its page."""


class CorrectionRecord(Envelope):
    """The correction record of a paper, complete."""

    contract: ClassVar[Contract] = CONTRACT

    generated_from: str
    """The record files that this was made from, with their SHA-256."""
    publisher: PublisherName
    """Who publishes the record."""
    work: CorrectedWorkReference
    """The paper."""
    manifest: ManifestReference
    """Its manifest."""
    correction_state: Annotated[CorrectionState, OPEN]
    """CURRENT, CORRECTED or SUPERSEDED."""
    correction_count: Annotated[int, Field(ge=0)]
    """The number of events."""
    last_corrected_at: PublishedTime | None
    """When the last event was made; null without one."""
    superseded_by: PublishedUuid | None
    """The UUID of the paper that replaces this one, or null."""
    editorial_status: EditorialStatus
    """How a reader should take the paper, after all its events."""
    correction_events: tuple[CorrectionEvent, ...]
    """The events, oldest first."""
    known_superseded_manifest_urls: tuple[PublishedUrl, ...]
    """Where the replaced manifests are served."""
    policy: CorrectionPolicy
    """What the publisher promises."""
    interpretation: str
    """How to read the state."""
    limitations: tuple[str, ...]
    """What the state cannot say."""


def correction_state(authored: AuthoredCorrectionRecord | None) -> CorrectionState:
    """SUPERSEDED before CORRECTED before CURRENT."""
    if authored and authored.superseded_by:
        return "SUPERSEDED"
    return "CORRECTED" if authored and authored.correction_events else "CURRENT"


PANEL = Panel(
    name="correction_record",
    title="Correction Record",
    short="Corrections",
    anchor="correction-record",
    shows="correction_panel",
    contract=CorrectionRecord,
    rows=(
        DerivedRow(
            "Editorial status",
            "editorial_status.label",
            ("correction_events", "superseded_by"),
            is_compared=False,
        ),
        DerivedRow(
            "Status", "correction_state", ("correction_events", "superseded_by"), is_compared=False
        ),
        DerivedRow(
            "Correction count", "correction_count", ("correction_events",), is_compared=False
        ),
        DerivedRow(
            "Last corrected", "last_corrected_at", ("correction_events",), is_compared=False
        ),
        FactRow("Superseded by", "superseded_by"),
        DerivedRow("Manifest contract", "manifest.contract_version", is_compared=False),
        DerivedRow("Correction contract", "contract_version", is_compared=False),
    ),
)
