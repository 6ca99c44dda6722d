"""The one editorial status of a paper, which every page, file and listing shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.envelope import OPEN, Published, PublishedTime
from sitegen.contracts.gate_verdict import GateStatus
from sitegen.contracts.notice_kinds import NoticeKind

Status = Literal[
    "REMOVED",
    "WITHDRAWN",
    "RETRACTED",
    "CONCERN",
    "SUPERSEDED",
    "FALSIFIED",
    "CORRECTED",
    "VERIFIED",
    "NOT_STATED",
    "UNVERIFIED",
]
Emphasis = Literal["banner", "line", "none"]

LABELS: dict[Status, str] = {
    "REMOVED": "Removed",
    "WITHDRAWN": "Withdrawn",
    "RETRACTED": "Retracted",
    "CONCERN": "Expression of concern",
    "SUPERSEDED": "Superseded",
    "FALSIFIED": "Falsified",
    "CORRECTED": "Corrected",
    "VERIFIED": "Verified",
    "NOT_STATED": "Verdict not stated",
    "UNVERIFIED": "Unverified",
}
TITLE_PREFIXES: dict[Status, str] = {
    "REMOVED": "REMOVED: ",
    "WITHDRAWN": "WITHDRAWN: ",
    "RETRACTED": "RETRACTED: ",
    "CONCERN": "EXPRESSION OF CONCERN: ",
}
BANNERS: dict[Status, str] = {
    "REMOVED": "This paper was removed.",
    "WITHDRAWN": "This paper was withdrawn. Do not rely on it.",
    "RETRACTED": "This paper was retracted. Do not rely on it.",
    "CONCERN": "An expression of concern was issued about this paper.",
    "SUPERSEDED": "A newer paper replaces this one.",
    "FALSIFIED": "The verification gate falsified a claim of this paper.",
    "CORRECTED": "This paper was corrected.",
}
PARTIAL = "A part of this paper was retracted. Do not rely on that part."
# In the order of the contract: the first status whose notice is in force applies.
NOTICES: tuple[tuple[Status, frozenset[NoticeKind]], ...] = (
    ("REMOVED", frozenset({"removal"})),
    ("WITHDRAWN", frozenset({"withdrawal"})),
    ("RETRACTED", frozenset({"retraction", "partial_retraction"})),
    ("CONCERN", frozenset({"expression_of_concern"})),
)


class StatusNotice(Published):
    """The event behind a status, where there is one."""

    event_id: str
    """The event that carries the notice."""
    kind: Annotated[NoticeKind | None, OPEN]
    """The kind of notice; null for a plain correction."""
    at: PublishedTime
    """When the event was made."""
    issued_by: str | None
    """Who issued the notice."""
    reasons: tuple[str, ...]
    """Why."""
    doi: str | None
    """The DOI of the notice itself."""
    public_note: str
    """What readers are told, in Markdown."""


class EditorialStatus(Published):
    """How a reader should take the paper, in one word, and why."""

    status: Annotated[Status, OPEN]
    """The status; the first that applies in the order of the contract."""
    label: str
    """The status as a reader sees it."""
    notice: StatusNotice | None
    """The event behind the status, or null."""

    @property
    def title_prefix(self) -> str:
        """The prefix of the title wherever it is shown; often empty."""
        return TITLE_PREFIXES.get(self.status, "")

    @property
    def emphasis(self) -> Emphasis:
        """Whether the page shows the status as a banner, as a line, or only in the facts."""
        if self.status not in BANNERS:
            return "none"
        return "line" if self.status == "CORRECTED" else "banner"

    @property
    def statement(self) -> str:
        """The text of the banner and of the note of a citation; empty if there is none."""
        if self.notice and self.notice.kind == "partial_retraction":
            return PARTIAL
        return BANNERS.get(self.status, "")

    @property
    def sayings(self) -> tuple[str, ...]:
        """Texts that say the status, one of which must be in every file; empty if none is needed.

        The title with its prefix, the sentence of banner and citations, or the member of JSON.
        """
        if self.emphasis == "none":
            return ()
        member = f'"editorial_status":{{"label":"{self.label}"'
        return tuple(filter(None, (self.title_prefix, self.statement, member)))


def editorial_status(
    events: Sequence[CorrectionEvent], superseded_by: str | None, gate: GateStatus | None
) -> EditorialStatus:
    """The status of a paper: notices in force, then supersession, gate and corrections.

    `gate` is None where a transcription does not state a verdict.
    """
    lifted = {event.lifts for event in events}
    in_force = [event for event in events if event.notice and event.event_id not in lifted]
    for status, kinds in NOTICES:
        for event in reversed(in_force):
            if event.notice and event.notice.kind in kinds:
                return _status(status, event)
    if superseded_by:
        return _status("SUPERSEDED", None)
    if gate == "FALSIFIED":
        return _status("FALSIFIED", None)
    if events:
        return _status("CORRECTED", events[-1])
    return _status(gate or "NOT_STATED", None)


def _status(status: Status, event: CorrectionEvent | None) -> EditorialStatus:
    notice = (
        StatusNotice(
            event_id=event.event_id,
            kind=event.notice.kind if event.notice else None,
            at=event.corrected_at,
            issued_by=event.notice.issued_by if event.notice else None,
            reasons=event.notice.reasons if event.notice else (),
            doi=event.notice.doi if event.notice else None,
            public_note=event.public_note,
        )
        if event
        else None
    )
    return EditorialStatus(status=status, label=LABELS[status], notice=notice)
