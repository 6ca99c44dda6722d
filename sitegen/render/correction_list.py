"""The changes of published papers, newest first: corrections, verdicts and removals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import in_order_of_time
from sitegen.contracts.notices import VERDICT_ANCHOR
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.timeline import notice_path, notice_title
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import sentence
from sitegen.render.markdown import first_paragraph

# How many changes the feed has.
MOST_CHANGES = 100


class Subject(NamedTuple):
    """The paper that a correction belongs to, published or removed, as lists show it."""

    id: str
    path: str
    display_title: str
    language: str
    status: str
    status_label: str
    status_emphasis: str


class Correction(NamedTuple):
    """One correction event and the paper that it belongs to."""

    row: Subject
    event: CorrectionEvent

    @property
    def title(self) -> str:
        """The kind of notice, in words for readers."""
        return notice_title(self.event)

    @property
    def path(self) -> str:
        """The path of its page on the site."""
        return f"{self.row.path}{notice_path(self.event.event_id)}"

    @property
    def day(self) -> str:
        """The day on which it was made, in its own time zone: year-month-day."""
        return self.event.corrected_at[:10]

    @property
    def note(self) -> str:
        """The first paragraph of its note as plain text."""
        return first_paragraph(self.event.public_note)


class Change(NamedTuple):
    """One change in the feed; `path` is its permanent path on the site."""

    at: datetime
    path: str
    title: str
    summary: str


def corrections_of(
    rows: Iterable[CatalogRow], tombstones: Iterable[Tombstone] = ()
) -> list[Correction]:
    """The correction events of all papers, published and removed, newest first."""
    published = [(_published(row), row.ledger.events) for row in rows if row.ledger.events]
    removed = [(_removed(each), each.events) for each in tombstones if each.events]
    listed = [*published, *removed]
    by_id = {subject.id: subject for subject, _ in listed}
    events = [(subject.id, event) for subject, found in listed for event in found]
    return [
        Correction(by_id[paper_id], event) for paper_id, event in reversed(in_order_of_time(events))
    ]


def _published(row: CatalogRow) -> Subject:
    status = row.status, row.status_label, row.status_emphasis
    return Subject(row.id, row.path, row.display_title, row.language, *status)


def _removed(tombstone: Tombstone) -> Subject:
    status = tombstone.editorial_status
    said = status.status, status.label, status.emphasis
    return Subject(tombstone.id, paper_path(tombstone.id), tombstone.display_title, "", *said)


def changes(
    corrections: Sequence[Correction], rows: Iterable[CatalogRow], tombstones: Iterable[Tombstone]
) -> Iterator[Change]:
    """At least the newest MOST_CHANGES changes, unordered; each says the status of its paper.

    `corrections` have to be sorted, newest first.
    """
    for each in _newest(corrections):
        title = f"{each.title}: {each.row.display_title}"
        summary = f"{_status(each.row)} {each.note}"
        yield Change(_moment(each.event.corrected_at), each.path, title, summary)
    for row in rows:
        if row.evaluated_at and row.gate != "UNVERIFIED":
            title = f"Gate verdict, {row.gate_label.lower()}: {row.display_title}"
            path, summary = f"{row.path}{VERDICT_ANCHOR}", f"{_status(row)} {row.evidence}"
            yield Change(_moment(row.evaluated_at), path, title, summary)
    for removed in tombstones:
        status, reason = removed.editorial_status.statement, removed.reason.partition("\n\n")[0]
        summary = f"{status} By: {sentence(removed.by)} Why: {reason}"
        title = f"Removal: {removed.display_title}"
        yield Change(_moment(removed.removed_at), paper_path(removed.id), title, summary)


def _newest(corrections: Sequence[Correction]) -> Iterable[Correction]:
    """The newest changes; the texts of older ones are not computed."""
    if len(corrections) <= MOST_CHANGES:
        return corrections
    last = _moment(corrections[MOST_CHANGES - 1].event.corrected_at)
    return takewhile(lambda each: _moment(each.event.corrected_at) >= last, corrections)


def _status(row: CatalogRow | Subject) -> str:
    return f"Status of the paper: {row.status_label}."


def _moment(timestamp: str) -> datetime:
    return datetime.fromisoformat(timestamp)
