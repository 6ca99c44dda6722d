"""A tombstone: what stays of a paper that was removed, next to its corrections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, PrivateAttr

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.editorial_status import EditorialStatus, removed_status
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.other_papers import NONE_KNOWN, OtherPaper, OtherPapers
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.wording import day_month_year
from sitegen.shapes.fields import Line, Text, Timestamp
from sitegen.shapes.identifiers import Uuid
from sitegen.shapes.reader import Authored


class Tombstone(Authored):
    """`tombstone.yaml`: replaces all other files of a removed paper but `corrections.yaml`."""

    id: Uuid
    """The UUID of the removed paper."""
    title: Annotated[Line, Field(max_length=300)]
    """Its title."""
    removed_at: Timestamp
    """When it was removed."""
    reason: Annotated[Text, Field(max_length=2000)]
    """Why it was removed, for readers."""
    by: Annotated[Line, Field(max_length=200)]
    """Who removed it."""

    _corrections: CorrectionRecord | None = PrivateAttr(default=None)
    _events: tuple[CorrectionEvent, ...] = PrivateAttr(default=())
    _superseded_by: str | None = PrivateAttr(default=None)
    _others: OtherPapers = PrivateAttr(default=NONE_KNOWN)

    @property
    def corrections(self) -> CorrectionRecord | None:
        """The published corrections of the removed paper; None if it has none."""
        return self._corrections

    @property
    def events(self) -> Sequence[CorrectionEvent]:
        """The correction events of the removed paper, oldest first."""
        return self._events

    @property
    def superseded_by(self) -> str | None:
        """The UUID of the paper that replaced the removed one, if one did."""
        return self._superseded_by

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the papers that it names, so that it shows their titles."""
        return (self._superseded_by,) if self._superseded_by else ()

    @property
    def successor(self) -> OtherPaper | None:
        """The paper that replaced the removed one, if one did."""
        newer = self._superseded_by
        return (self._others.get(newer) or OtherPaper(newer)) if newer else None

    def with_others(self, others: OtherPapers) -> Tombstone:
        """A copy that shows the papers that it names."""
        copy = self.model_copy()
        copy._others = others
        return copy

    def with_corrections(self, record: CorrectionRecord) -> Tombstone:
        """A copy with the published corrections of the removed paper."""
        copy = self.with_events(record.correction_events)
        copy._corrections, copy._superseded_by = record, record.superseded_by
        return copy

    def with_events(self, events: Iterable[CorrectionEvent]) -> Tombstone:
        """A copy with the correction events of the removed paper, for lists."""
        copy = self.model_copy()
        copy._events = tuple(events)
        return copy

    @property
    def record_id(self) -> str:
        """The record id of the removed paper."""
        return record_id(self.id)

    @property
    def editorial_status(self) -> EditorialStatus:
        """The status that every file at the URLs of the paper says."""
        return removed_status(self._events)

    @property
    def display_title(self) -> str:
        """The title as readers see it everywhere."""
        return self.editorial_status.titled(self.title)

    @property
    def as_other(self) -> OtherPaper:
        """What papers that name this one show of it."""
        return OtherPaper(self.id, self.display_title)

    @property
    def removed_on(self) -> str:
        """The day of the removal in words."""
        return day_month_year(self.removed_at[:10])


def removal_of(tombstone: Tombstone) -> LedgerRemoval:
    """The entry of a removed paper in the ledger."""
    said = tombstone.model_dump(mode="json")
    return LedgerRemoval(**said, superseded_by=tombstone.superseded_by)


def published_tombstone(removal: LedgerRemoval, events: Sequence[CorrectionEvent]) -> Tombstone:
    """A tombstone as lists show it, from what a ledger says of it; it is not checked again."""
    said = removal.model_dump(exclude={"superseded_by"})
    tombstone = Tombstone.model_construct(**said).with_events(events)
    tombstone._superseded_by = removal.superseded_by
    return tombstone
