"""What happened to papers after they were published: correction events and removals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import in_order_of_time
from sitegen.contracts.notice_kinds import TITLES
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.timeline import notice_path, notice_title
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import moment
from sitegen.render.markdown import first_paragraph
from sitegen.render.months import LENGTH_OF_A_MONTH

# How much of a note, and of the reasons, a list shows.
LONGEST_EXCERPT = 300
# The kinds of events that carry no notice.
PLAIN, LIFTED, REMOVAL = "correction", "notice_lifted", "removal"


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
    """One correction event and the paper that it belongs to.

    `removal` is the tombstone of the paper, if the event is the notice of its removal.
    """

    row: Subject
    event: CorrectionEvent
    removal: Tombstone | None = None

    @property
    def kind(self) -> str:
        """The kind of its notice; a plain correction and a lifted notice are kinds of their own."""
        if self.event.notice:
            return self.event.notice.kind
        return LIFTED if self.event.lifts and not self.event.affected_fields else PLAIN

    @property
    def title(self) -> str:
        """The kind of notice, in words for readers."""
        return notice_title(self.event)

    @property
    def tone(self) -> str:
        """The colour of its kind."""
        return self.event.tone

    @property
    def path(self) -> str:
        """The path of its page on the site."""
        return f"{self.row.path}{notice_path(self.event.event_id)}"

    @property
    def at(self) -> str:
        """When it was made."""
        return self.event.corrected_at

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
        return beginning(self.note)

    @property
    def subject(self) -> str:
        """What it concerns, in words."""
        return self.event.subject

    @property
    def issuer(self) -> str:
        """Who issued the notice; empty if that is not stated."""
        return (self.event.notice.issued_by if self.event.notice else None) or ""

    @property
    def remover(self) -> str:
        """Who removed the paper, if the event is the notice of that."""
        return self.removal.by if self.removal else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of its notice."""
        return self.event.notice.reasons if self.event.notice else ()

    @property
    def short_reasons(self) -> str:
        """Its reasons in one line, not longer than an excerpt."""
        return beginning("; ".join(self.reasons))

    @property
    def number(self) -> str:
        """The id of the event."""
        return self.event.event_id


class Removal(NamedTuple):
    """The removal of a paper of which no event tells."""

    row: Subject
    tombstone: Tombstone
    kind: str = REMOVAL
    title: str = TITLES["removal"]
    tone: str = "void"
    subject: str = ""
    issuer: str = ""
    reasons: tuple[str, ...] = ()
    short_reasons: str = ""

    @property
    def path(self) -> str:
        """The path of the tombstone."""
        return self.row.path

    @property
    def at(self) -> str:
        """When the paper was removed."""
        at: str = self.tombstone.removed_at
        return at

    @property
    def day(self) -> str:
        """The day of the removal, in its own time zone: year-month-day."""
        return self.at[:10]

    @property
    def excerpt(self) -> str:
        """Why the paper was removed: the beginning of what is said of it."""
        return beginning(" ".join(self.tombstone.reason.split()))

    @property
    def remover(self) -> str:
        """Who removed it."""
        return str(self.tombstone.by)

    @property
    def number(self) -> str:
        """The record id of the paper."""
        return self.tombstone.record_id


Change = Correction | Removal


def month_of_change(change: Change) -> str:
    """The month of a change in its own time zone: year-month."""
    return datetime.fromisoformat(change.at).isoformat()[:LENGTH_OF_A_MONTH]


def corrections_of(
    rows: Iterable[CatalogRow], tombstones: Iterable[Tombstone] = ()
) -> list[Correction]:
    """The correction events of all papers, published and removed, newest first."""
    published = [(subject_of(row), row.ledger.events) for row in rows if row.ledger.events]
    removed = [(removed_subject(each), each.events) for each in tombstones if each.events]
    listed = [*published, *removed]
    by_id = {subject.id: subject for subject, _ in listed}
    events = [(subject.id, event) for subject, found in listed for event in found]
    return [
        Correction(by_id[paper_id], event) for paper_id, event in reversed(in_order_of_time(events))
    ]


def changes_of(corrections: Sequence[Correction], tombstones: Iterable[Tombstone]) -> list[Change]:
    """Correction events and removals, newest first.

    `corrections` are all events, newest first. A removal that an event announces is told once, by
    the event.
    """
    announced: dict[str, Tombstone] = {}
    removals: list[Change] = []
    for each in sorted(tombstones, key=lambda each: each.id):
        notice = each.editorial_status.notice
        if notice is None:
            removals.append(Removal(removed_subject(each), each))
        else:
            announced[notice.event_id] = each
    if not announced and not removals:
        return [*corrections]
    events = [
        each._replace(removal=announced.get(each.event.event_id)) for each in reversed(corrections)
    ]
    return sorted([*events, *removals], key=lambda each: moment(each.at))[::-1]


def beginning(text: str) -> str:
    """The beginning of a text on one line, up to the end of a word."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    begun = text[:LONGEST_EXCERPT]
    return f"{(begun.rpartition(' ')[0] or begun).rstrip()} …"


def subject_of(row: CatalogRow) -> Subject:
    """A published paper."""
    status = row.status, row.status_label, row.status_emphasis, row.tone, row.icon
    said = *status, row.status_evidence, row.status_line
    return Subject(row.id, row.path, row.display_title, row.language, *said, row.title_mark)


def removed_subject(tombstone: Tombstone) -> Subject:
    """A removed paper."""
    status = tombstone.editorial_status
    said = status.status, status.label, status.emphasis, "void", "i-void", "", status.statement
    return Subject(tombstone.id, paper_path(tombstone.id), tombstone.display_title, "", *said)
