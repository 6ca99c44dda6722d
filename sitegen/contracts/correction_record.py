"""correction-record-v1: what was corrected in a record, when and why. Events are only appended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from sitegen.canonical import canonical_sha256
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.envelope import (
    Contract,
    Envelope,
    Published,
    PublishedDay,
    PublishedSha256,
    PublishedTime,
    PublishedUrl,
    PublishedUuid,
    PublisherName,
)
from sitegen.contracts.notice_kinds import NoticeKind
from sitegen.diagnostics import shown
from sitegen.fields import Line, Text, Timestamp, mismatch
from sitegen.identifiers import Doi, Sha256, Uuid
from sitegen.shape_rules import EVENT_FORM
from sitegen.shapes import Authored

CorrectionType = Literal[
    "METADATA", "ARTIFACT", "CLAIM", "BENCHMARK", "PROVENANCE", "QUALITY_ASSESSMENT"
]
# What kind of fact each is whose kind does not depend on what it says.
TYPES: dict[str, CorrectionType] = {
    "work": "METADATA",
    "artifacts": "ARTIFACT",
    "quality_assessment": "QUALITY_ASSESSMENT",
}
CorrectionState = Literal["CURRENT", "CORRECTED", "SUPERSEDED"]

CONTRACT = Contract(
    name="correction-record",
    updated="2026-11-21",
    description="The corrections of a record, in order; events are appended and never changed.",
)
EVENT_ID = re.compile(r"[0-9A-F]{8}-C[1-9][0-9]{0,5}\Z")
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


def _event_id(value: str) -> str:
    if EVENT_ID.match(value):
        return value
    raise mismatch(
        EVENT_FORM,
        f"{shown(value)} is not an event id",
        "write the record's eight hex digits in upper case, -C and a number: BA7A9361-C1",
        value.upper() if EVENT_ID.match(value.upper()) else None,
    )


EventId = Annotated[Line, AfterValidator(_event_id)]


def _is_none(value: object) -> bool:
    return value is None


class AuthoredNotice(Authored):
    """What a correction event tells readers beyond the changed fields, in Crossref's kinds."""

    kind: Annotated[NoticeKind, Field(examples=["retraction"])]
    """The kind of notice."""
    issued_by: Annotated[Line | None, Field(max_length=200)] = None
    """Who issued it."""
    reasons: tuple[Annotated[Line, Field(max_length=500)], ...] = ()
    """Why, one reason each."""
    doi: Doi | None = None
    """The DOI of the notice itself."""


class AuthoredReplaces(Authored):
    """The digests of what was published before an event."""

    facts_sha256: Sha256
    """The `facts_sha256` of the manifest that was replaced."""
    report_sha256: Sha256 | None = None
    """Its `report_sha256`."""


class AuthoredRedaction(Authored):
    """Says that texts of an event were taken out, by law or for a person's sake."""

    event_sha256: Sha256
    """The digest of the event as it was, which the chain goes on with."""
    fields: Annotated[
        tuple[Line, ...], Field(min_length=1, max_length=100, examples=[["public_note"]])
    ]
    """The keys of the event whose texts were taken out."""
    redacted_at: Timestamp
    """When they were taken out."""


class AuthoredEvent(Authored):
    """One correction event."""

    event_id: Annotated[EventId, Field(examples=["BA7A9361-C1"])]
    """The record's eight hex digits, -C and a number that counts up."""
    corrected_at: Annotated[Timestamp, Field(examples=["2026-07-10T09:00:00+00:00"])]
    """When the correction was made."""
    correction_type: Annotated[CorrectionType, Field(examples=["METADATA"])]
    """What kind of fact was corrected."""
    public_note: Annotated[Text, Field(max_length=4000)]
    """What readers are told, in Markdown."""
    affected_fields: Annotated[
        tuple[Line, ...], Field(max_length=100, examples=[["work.title"]])
    ] = ()
    """The changed facts, as paths in the manifest's `facts`, or `report`."""
    notice: AuthoredNotice | None = None
    """The notice that the event carries, if any."""
    lifts: EventId | None = None
    """The earlier event whose notice this one ends."""
    replaces: AuthoredReplaces | None = None
    """What was published before."""
    previous_event_sha256: Sha256 | None = None
    """SHA-256 over the canonical JSON of the event before."""
    batch: Annotated[Line | None, Field(max_length=100, examples=["2026-07-10-6f1e"])] = None
    """What the events have in common that were made at once for many papers."""
    redacted: AuthoredRedaction | None = None
    """What was taken out of this event later."""


class CorrectedWork(Authored):
    """The paper that a correction record belongs to."""

    id: Annotated[Uuid, Field(examples=["ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"])]
    """Its UUID, the same as in the manifest."""


class AuthoredCorrectionRecord(Authored):
    """`corrections.yaml`: the corrections of one paper. Events are only ever appended."""

    judged: ClassVar[frozenset[str]] = frozenset({"correction_events"})

    contract_version: Literal["correction-record-v1"]
    """The contract of this file."""
    work: CorrectedWork
    """The paper that was corrected."""
    superseded_by: Uuid | None = None
    """The paper that replaces this one; its `work.supersedes` names this one."""
    correction_events: Annotated[tuple[AuthoredEvent, ...], Field(max_length=1000)] = ()
    """The events, oldest first."""


class Notice(Published):
    """A notice that an event carries."""

    kind: NoticeKind
    """The kind of notice, as Crossref names it."""
    issued_by: str | None
    """Who issued it."""
    reasons: tuple[str, ...]
    """Why."""
    doi: str | None
    """The DOI of the notice itself."""


class Replaces(Published):
    """The digests of what was published before an event."""

    facts_sha256: PublishedSha256
    """The `facts_sha256` of the manifest that was replaced."""
    report_sha256: PublishedSha256 | None
    """Its `report_sha256`."""


class Redaction(Published):
    """Says that texts of an event were taken out, by law or for a person's sake."""

    event_sha256: PublishedSha256
    """The digest of the event as it was, which the chain goes on with."""
    fields: tuple[str, ...]
    """The keys of the event whose texts were taken out."""
    redacted_at: PublishedTime
    """When they were taken out."""


class CorrectionEvent(Published):
    """One correction event, as published.

    Its digest is taken over what is published, so a later version of the contract adds members only
    where they say something.
    """

    event_id: str
    """The event's id."""
    corrected_at: PublishedTime
    """When the correction was made, as written."""
    correction_type: CorrectionType
    """What kind of fact was corrected."""
    public_note: str
    """What readers are told, in Markdown."""
    affected_fields: tuple[str, ...]
    """The changed facts, as paths in the manifest's `facts`, or `report`."""
    notice: Notice | None
    """The notice that the event carries."""
    lifts: str | None
    """The earlier event whose notice this one ends."""
    replaces: Replaces | None
    """What was published before."""
    previous_event_sha256: PublishedSha256 | None
    """SHA-256 over the canonical JSON of the event before; null for the first."""
    batch: Annotated[str | None, Field(exclude_if=_is_none)] = None
    """What the events have in common that were made at once; absent where it was made alone."""
    redacted: Annotated[Redaction | None, Field(exclude_if=_is_none)] = None
    """What was taken out of this event later; absent where nothing was."""

    @property
    def sha256(self) -> str:
        """The link of the chain: SHA-256 over the canonical JSON of the event as published.

        Texts that were taken out are no longer there to be counted, but their digest is.
        """
        if self.redacted:
            return self.redacted.event_sha256
        return canonical_sha256(self.model_dump(mode="json"), is_finite=True)


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

    corrections_are_additive: Literal[True] = True
    """Events are appended; none is changed or removed."""
    no_silent_public_rewrites: Literal[True] = True
    """A published fact changes only with an event."""
    private_operational_logs_public: Literal[False] = False
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

    generated_from: dict[str, PublishedSha256]
    """SHA-256 of each record file that this was made from."""
    publisher: PublisherName
    """Who publishes the record."""
    work: CorrectedWorkReference
    """The paper."""
    manifest: ManifestReference
    """Its manifest."""
    correction_state: CorrectionState
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


def type_of(fields: Iterable[str]) -> CorrectionType | None:
    """The type of a correction of these facts, paths in `facts`; None where it is not certain."""
    groups = {TYPES.get(re.split(r"[.\[]", field)[0]) for field in fields}
    return groups.pop() if len(groups) == 1 else None


def correction_state(authored: AuthoredCorrectionRecord | None) -> CorrectionState:
    """SUPERSEDED before CORRECTED before CURRENT."""
    if authored and authored.superseded_by:
        return "SUPERSEDED"
    return "CORRECTED" if authored and authored.correction_events else "CURRENT"


def complete_events(authored: Iterable[AuthoredEvent]) -> tuple[CorrectionEvent, ...]:
    """The published form of events: every field, null where there is none."""
    return tuple(CorrectionEvent.model_validate(each.model_dump()) for each in authored)


def event_sha256(event: AuthoredEvent) -> str:
    """The link of the chain: the digest of an event as it is published."""
    (complete,) = complete_events([event])
    return complete.sha256
