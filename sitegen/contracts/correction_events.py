"""The events of a correction record: what was corrected, when and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from sitegen.contracts.envelope import (
    OPEN,
    READ_BACK,
    Published,
    PublishedSha256,
    PublishedTime,
    is_none,
)
from sitegen.contracts.notice_kinds import END_OF_FORCE, NoticeKind
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import shown
from sitegen.shapes.fields import Line, Text, Timestamp, mismatch
from sitegen.shapes.identifiers import Doi, Sha256
from sitegen.shapes.reader import Authored
from sitegen.shapes.shape_rules import EVENT_FORM

CorrectionType = Literal[
    "METADATA", "ARTIFACT", "CLAIM", "BENCHMARK", "PROVENANCE", "QUALITY_ASSESSMENT"
]
# What a correction of each type concerns, in words for readers.
SUBJECTS: dict[CorrectionType, str] = {
    "METADATA": "the metadata",
    "ARTIFACT": "an artifact",
    "CLAIM": "a claim",
    "BENCHMARK": "a benchmark",
    "PROVENANCE": "the provenance",
    "QUALITY_ASSESSMENT": "the quality assessment",
}
# The correction type of each fact whose type does not depend on its value.
TYPES: dict[str, CorrectionType] = {
    "completeness": "METADATA",
    "work": "METADATA",
    "artifacts": "ARTIFACT",
    "quality_assessment": "QUALITY_ASSESSMENT",
}
EVENT_ID = re.compile(r"[0-9A-F]{8}-C[1-9][0-9]{0,5}\Z")


def _event_id(value: str) -> str:
    if EVENT_ID.match(value):
        return value
    raise mismatch(
        EVENT_FORM,
        f"{shown(value)} is not an event id",
        "write the first eight digits of the paper's id in upper case, -C and a number, such as "
        "BA7A9361-C1",
        value.upper() if EVENT_ID.match(value.upper()) else None,
    )


EventId = Annotated[Line, AfterValidator(_event_id)]


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


class Notice(Published):
    """A notice that an event carries."""

    kind: Annotated[NoticeKind, OPEN]
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
    correction_type: Annotated[CorrectionType, OPEN]
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
    batch: Annotated[str | None, Field(exclude_if=is_none)] = None
    """What the events have in common that were made at once; absent where it was made alone."""
    redacted: Annotated[Redaction | None, Field(exclude_if=is_none)] = None
    """What was taken out of this event later; absent where nothing was."""

    # What was published, where a later version of the contract said more than this one knows.
    _as_published: dict[str, object] | None = PrivateAttr(default=None)

    @property
    def subject(self) -> str:
        """What it concerns, in words; the type itself if a later contract added that."""
        return SUBJECTS.get(self.correction_type, self.correction_type)

    @property
    def tone(self) -> str:
        """The family of its notice, which decides its colour: void, or changed."""
        kind = self.notice.kind if self.notice else None
        return "void" if kind in END_OF_FORCE else "changed"

    @property
    def sha256(self) -> str:
        """The link of the chain: SHA-256 over the canonical JSON of the event as published.

        For a redacted event, the digest that it had before.
        """
        if self.redacted:
            return self.redacted.event_sha256
        return canonical_sha256(self.members, is_finite=True)

    @property
    def members(self) -> dict[str, object]:
        """All members as JSON data, including those of a later version of the contract."""
        return self.model_dump(mode="json") if self._as_published is None else self._as_published


def type_of(fields: Iterable[str]) -> CorrectionType | None:
    """The type of a correction of these paths in `facts`; None if it is not certain."""
    groups = {TYPES.get(re.split(r"[.\[]", field)[0]) for field in fields}
    return groups.pop() if len(groups) == 1 else None


def read_event(event: Mapping[str, object]) -> CorrectionEvent:
    """An event as it was published, with members that a later version of the contract added.

    With such members, it is not equal to any event of this version. Raises ValidationError if it
    is not an event.
    """
    known = CorrectionEvent.model_validate(event, context=READ_BACK)
    if known.model_dump(mode="json") != event:
        known._as_published = dict(event)
    return known


def complete_events(authored: Iterable[AuthoredEvent]) -> tuple[CorrectionEvent, ...]:
    """The published form of events: with every field, null if it has no value."""
    return tuple(CorrectionEvent.model_validate(each.model_dump()) for each in authored)


def event_sha256(event: AuthoredEvent) -> str:
    """The link of the chain: the digest of an event as it is published."""
    (complete,) = complete_events([event])
    return complete.sha256
