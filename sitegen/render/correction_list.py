"""The correction events of all papers, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import in_order_of_time
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.timeline import notice_path, notice_title
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.markdown import first_paragraph

# How much of a note a list shows.
LONGEST_EXCERPT = 300


class Subject(NamedTuple):
    """The paper that a correction belongs to, published or removed, as lists show it."""

    id: str
    path: str
    display_title: str
    language: str
    status: str
    status_label: str
    status_emphasis: str
    tone: str
    icon: str
    status_evidence: str = ""
    status_line: str = ""
    title_mark: str = ""


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

    @property
    def excerpt(self) -> str:
        """The beginning of its note, up to the end of a word; its own page has all of it."""
        if len(self.note) <= LONGEST_EXCERPT:
            return self.note
        begun = self.note[:LONGEST_EXCERPT]
        return f"{(begun.rpartition(' ')[0] or begun).rstrip()} …"


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
    status = row.status, row.status_label, row.status_emphasis, row.tone, row.icon
    said = *status, row.status_evidence, row.status_line
    return Subject(row.id, row.path, row.display_title, row.language, *said, row.title_mark)


def _removed(tombstone: Tombstone) -> Subject:
    status = tombstone.editorial_status
    said = status.status, status.label, status.emphasis, "void", "i-void", "", status.statement
    return Subject(tombstone.id, paper_path(tombstone.id), tombstone.display_title, "", *said)
