"""The one editorial status of a paper, which every page, file and listing shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.envelope import OPEN, Published, PublishedTime, is_none
from sitegen.contracts.gate_verdict import GateStatus
from sitegen.contracts.notice_kinds import NoticeKind
from sitegen.contracts.title_status import statuses_in_title

Status = Literal[
    "REMOVED",
    "WITHDRAWN",
    "RETRACTED",
    "PARTIALLY_RETRACTED",
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
    "PARTIALLY_RETRACTED": "Partially retracted",
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
    "PARTIALLY_RETRACTED": "PARTIALLY RETRACTED: ",
    "CONCERN": "EXPRESSION OF CONCERN: ",
}
# What readers are told first, in one sentence that begins with the label. Of a verdict that is good
# or open, a paper may say more exactly what was tested: `shown_verdicts.headline`.
HEADLINES: dict[Status, str] = {
    "REMOVED": "Removed: this paper is no longer published here.",
    "WITHDRAWN": "Withdrawn: do not rely on this paper.",
    "RETRACTED": "Retracted: do not rely on this paper.",
    "PARTIALLY_RETRACTED": "Partially retracted: do not rely on that part.",
    "CONCERN": "Expression of concern: a question is open.",
    "SUPERSEDED": "Superseded: there is a newer paper.",
    "FALSIFIED": "Falsified: a claim was tested and failed.",
    "VERIFIED": "Verified: it passed Gate 2.",
    "NOT_STATED": "Verdict not stated: this record does not say whether anything was tested.",
    "UNVERIFIED": "Unverified: no test was completed.",
}
# The statuses of which the facts alone tell; all others are also stated above them.
IN_FACTS: frozenset[str] = frozenset({"VERIFIED", "NOT_STATED", "UNVERIFIED"})
CORRECTED = "This paper was corrected."
LIFTED = "A notice about this paper was lifted."
ADDENDUM = "An addendum to this paper was published."
# What follows a verdict or tier that was given before the paper got its status.
QUALIFIERS: dict[Status, str] = {
    "REMOVED": "before the removal",
    "WITHDRAWN": "before the withdrawal",
    "RETRACTED": "before the retraction",
    "PARTIALLY_RETRACTED": "before the partial retraction",
    "CONCERN": "under concern",
}
Notices = tuple[tuple[Status, frozenset[NoticeKind]], ...]
# In the order of the contract: the first status whose notice is in force applies. A paper is
# removed by a tombstone, never by a notice; a removal that was published is a withdrawal.
NOTICES: Notices = (
    ("WITHDRAWN", frozenset({"withdrawal", "removal"})),
    ("RETRACTED", frozenset({"retraction"})),
    ("PARTIALLY_RETRACTED", frozenset({"partial_retraction"})),
    ("CONCERN", frozenset({"expression_of_concern"})),
)
# What sitegen published until November 2026.
EARLIER_NOTICES: Notices = (
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
    lifts: Annotated[str | None, Field(exclude_if=is_none)] = None
    """The event whose notice it ends; absent where it ends none."""


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

    def titled(self, title: str) -> str:
        """A title with its prefix, unless it already begins with this status in some language."""
        if self.status in statuses_in_title(title):
            return title
        return self.title_prefix + title

    @property
    def emphasis(self) -> Emphasis:
        """Whether the page shows the status as a banner, as a line, or only in the facts."""
        if self.status == "CORRECTED":
            return "line"
        return "none" if self.status in IN_FACTS or self.status not in HEADLINES else "banner"

    @property
    def statement(self) -> str:
        """What banner and citations say first of the status; empty if the facts alone tell it."""
        if self.status != "CORRECTED":
            return HEADLINES[self.status] if self.emphasis == "banner" else ""
        # Not every event corrects something.
        if self.notice and self.notice.lifts:
            return LIFTED
        return ADDENDUM if self.notice and self.notice.kind == "addendum" else CORRECTED

    @property
    def qualifier(self) -> str:
        """What a verdict or tier needs so that it does not recommend the paper; often empty."""
        return QUALIFIERS.get(self.status, "")

    def muted(self, label: str, at: str | None = None) -> str:
        """A verdict or tier as it is shown under this status: "Verified before the retraction".

        `at` is when it was given, if that is known.
        """
        if at and self.status != "CONCERN" and self.notice and _is_later(at, self.notice.at):
            return f"{label}, but {self.label.lower()}"
        return f"{label} {self.qualifier}".rstrip()

    @property
    def sayings(self) -> tuple[str, ...]:
        """Texts that say the status, one of which must be in every file; empty if none is needed.

        The title with its prefix, the sentence of banner and citations, or the member of JSON.
        """
        if self.emphasis == "none":
            return ()
        member = f'"editorial_status":{{"label":"{self.label}"'
        # Without its full stop, so that a sentence may go on with the day.
        return tuple(filter(None, (self.title_prefix, self.statement.rstrip("."), member)))


def editorial_status(
    events: Sequence[CorrectionEvent], superseded_by: str | None, gate: GateStatus | None
) -> EditorialStatus:
    """The status of a paper: notices in force, then supersession, gate and corrections.

    `gate` is None if the record is PARTIAL and does not state a verdict.
    """
    return _first(NOTICES, events, superseded_by, gate)


def removed_status(events: Sequence[CorrectionEvent] = ()) -> EditorialStatus:
    """The status of a paper with a tombstone, whatever its events say."""
    notices = notices_in_force(events)
    removal = [each for each in notices if each.notice and each.notice.kind == "removal"]
    return _status("REMOVED", removal[-1] if removal else None)


def notice_behind(status: str, events: Sequence[CorrectionEvent]) -> StatusNotice | None:
    """The notice in force behind a status of today or of an earlier version; None without one."""
    in_force = notices_in_force(events)
    for each, kinds in (*NOTICES, *EARLIER_NOTICES):
        for event in reversed(in_force):
            if each == status and event.notice and event.notice.kind in kinds:
                return _status(each, event).notice
    return None


def published_statuses(
    events: Sequence[CorrectionEvent], superseded_by: str | None, gate: GateStatus | None
) -> tuple[Status, ...]:
    """The statuses that a site may state for a paper: that of today, and the one before.

    A paper that is held back keeps the files, and so the status, of an older version.
    """
    found = (_first(each, events, superseded_by, gate) for each in (NOTICES, EARLIER_NOTICES))
    return tuple(dict.fromkeys(each.status for each in found))


def notices_in_force(events: Iterable[CorrectionEvent]) -> list[CorrectionEvent]:
    """The events with a notice that no event lifted, oldest first."""
    events = list(events)
    lifted = {event.lifts for event in events}
    return [event for event in events if event.notice and event.event_id not in lifted]


def _first(
    notices: Notices,
    events: Sequence[CorrectionEvent],
    superseded_by: str | None,
    gate: GateStatus | None,
) -> EditorialStatus:
    in_force = notices_in_force(events)
    for status, kinds in notices:
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


def _is_later(at: str, than: str) -> bool:
    """Whether a time is later than another one; False if one of them is not a time."""
    try:
        one, other = (datetime.fromisoformat(each) for each in (at, than))
        return one > other
    except (TypeError, ValueError):  # published files may hold any text, or no offset
        return False


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
            lifts=event.lifts,
        )
        if event
        else None
    )
    return EditorialStatus(status=status, label=LABELS[status], notice=notice)
