"""Compare the correction events of one paper with the published ones."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import get_args

from sitegen.checks.check import CORRECTIONS
from sitegen.checks.history_rules import (
    ENDS_BY_LIFTING,
    EVENT_STAYS,
    NEW_EVENTS_LAST,
    REDACTED,
    SAME_EVENT,
)
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent, CorrectionType, type_of
from sitegen.contracts.editorial_status import NOTICES
from sitegen.contracts.redaction import is_taken_out
from sitegen.findings.diagnostics import Diagnostic, Place, has_errors, shown
from sitegen.history.base import Base, BasePaper
from sitegen.reading.documents import KeyPath
from sitegen.reading.kinds import PAPER
from sitegen.render.project import Project, locate_in

# Kinds of notice that put a paper in doubt, and so cannot be removed silently.
GRAVE = frozenset[str]().union(*(kinds for _, kinds in NOTICES))
EVENTS, LINK = "correction_events", "previous_event_sha256"


@dataclass(frozen=True)
class ComparedEvents:
    """The events of one paper, published or removed, as they were published and as they are now."""

    base: Base
    project: Project
    folder: str
    published_events: Sequence[CorrectionEvent]
    events: Sequence[CorrectionEvent]

    @cached_property
    def new_events(self) -> Sequence[CorrectionEvent]:
        """The events that were not published."""
        published = {each.event_id for each in self.published_events}
        return [each for each in self.events if each.event_id not in published]

    def place(self, file: str, path: KeyPath) -> Place:
        """The place of a value in one of the paper's files."""
        return locate_in(self.project.records)(self.folder, file, path)

    def event_place(self, event_id: str, key: str) -> Place:
        """The place of a key of an event; of the list of events if the event is missing."""
        ids = [each.event_id for each in self.events]
        path = (EVENTS, ids.index(event_id), key) if event_id in ids else (EVENTS,)
        return self.place(CORRECTIONS, path)

    def correct(self, words: str) -> str:
        """The command that corrects this paper, for a hint."""
        return f"`sitegen correct {shlex.quote(PAPER.name_of(self.folder))} {words}`"

    def announce(self, fields: Iterable[str]) -> str:
        """The command that announces a change of these facts, with its type if it is certain."""
        known = type_of(fields)
        command = self.correct(f'--type {known or "TYPE"} --note "…"')
        *types, last = get_args(CorrectionType)
        return command if known else f"{command}, where TYPE is {', '.join(types)} or {last}"


@dataclass(frozen=True)
class ComparedPaper(ComparedEvents):
    """One published paper as it was, and as its row describes it now."""

    published: BasePaper
    row: CatalogRow

    @classmethod
    def of(
        cls, base: Base, project: Project, published: BasePaper, row: CatalogRow
    ) -> ComparedPaper:
        """A paper, compared with its row of today."""
        events = row.ledger.events
        return cls(base, project, row.folder, published.events, events, published, row)


def judge_events(paper: ComparedEvents) -> Iterator[Diagnostic]:
    """Findings for published events that were changed or removed, and for misplaced new ones."""
    misplaced = [*_misplaced(paper)]
    now = {each.event_id: each for each in paper.events}
    found, relinked = misplaced[:], list[Diagnostic]()
    for event in paper.published_events:
        present = now.get(event.event_id)
        is_link = present is not None and _changed_keys(event, present) == [LINK]
        (relinked if is_link else found).extend(_of_event(paper, event, present))
    # If only the link differs, it follows a change of an earlier event, which is reported.
    yield from found if has_errors(found) else [*found, *relinked]
    if not misplaced:
        yield from _unchained(paper)


def _of_event(
    paper: ComparedEvents, event: CorrectionEvent, found: CorrectionEvent | None
) -> Iterator[Diagnostic]:
    """The findings for one published event; `found` is the event now, None if it is missing."""
    if found is None or (_is_in_force(paper, event) and not _still_says(event, found)):
        yield _withdrawn(paper, event)
    elif _is_redacted_from(event, found):
        message = f"texts of the event {event.event_id} were redacted"
        place = paper.event_place(event.event_id, "redacted")
        yield REDACTED.at(place, message, "nothing to do; the chain is intact")
    elif found != event:
        yield _edited(paper, event, found)


def _withdrawn(paper: ComparedEvents, event: CorrectionEvent) -> Diagnostic:
    event_id = event.event_id
    place = paper.event_place(event_id, "notice")
    back = f"restore it as it is in {paper.base.name}"
    if event.notice and _is_in_force(paper, event):
        kind = event.notice.kind.replace("_", " ")
        message = f"the {kind} of the published event {event_id} was removed"
        ending = paper.correct(f'--type PROVENANCE --lifts {event_id} --note "…"')
        return ENDS_BY_LIFTING.at(place, message, f"{back}; to end it, run {ending}")
    message = f"the published event {event_id} was removed"
    return EVENT_STAYS.at(place, message, f"{back}; to correct it, add a new event")


def _edited(paper: ComparedEvents, event: CorrectionEvent, found: CorrectionEvent) -> Diagnostic:
    event_id, (first, *others) = event.event_id, _changed_keys(event, found)
    was = event.members.get(first)
    message = f"`{first}` of the published event {event_id} was " + (
        "added" if was is None else f"changed: it was published as {shown(_text(was))}"
    )
    if others:
        message += f"; {' and '.join(others)} changed as well"
    hint = "restore the event as it was published; to correct it, add a new event"
    return SAME_EVENT.at(paper.event_place(event_id, first), message, hint)


def _misplaced(paper: ComparedEvents) -> Iterator[Diagnostic]:
    """A finding for the first event in the place of another one that was published."""
    there = {each.event_id for each in paper.events}
    expected = [each for each in paper.published_events if each.event_id in there]
    for event, published in zip(paper.events, expected, strict=False):
        if event.event_id != published.event_id:
            message = f"the event {event.event_id} is in the place of {published.event_id}"
            place = paper.event_place(event.event_id, "event_id")
            hint = "which puts published events first, in their order"
            yield NEW_EVENTS_LAST.at(place, message, f"run {paper.correct('--rechain')}, {hint}")
            return


def _unchained(paper: ComparedEvents) -> Iterator[Diagnostic]:
    for before, event in pairwise(paper.events):
        if event in paper.new_events and not event.previous_event_sha256:
            message = f"the new event {event.event_id} is not chained to the event before it"
            place = paper.event_place(event.event_id, "event_id")
            hint = f"run {paper.correct('--rechain')}, or add `{LINK}: {before.sha256}`"
            yield NEW_EVENTS_LAST.at(place, message, hint)


def _is_in_force(paper: ComparedEvents, event: CorrectionEvent) -> bool:
    """Whether an event has a grave notice that no published event lifted."""
    is_lifted = any(each.lifts == event.event_id for each in paper.published_events)
    return event.notice is not None and event.notice.kind in GRAVE and not is_lifted


def _still_says(event: CorrectionEvent, found: CorrectionEvent) -> bool:
    was, notice = event.notice, found.notice
    return was is not None and notice is not None and notice.kind == was.kind


def _is_redacted_from(event: CorrectionEvent, found: CorrectionEvent) -> bool:
    """Whether an event is a published one from which only the texts were removed that it lists."""
    redaction = found.redacted
    if found == event or not redaction or redaction.event_sha256 != event.sha256:
        return False
    changed = {*_changed_keys(event, found)} - {"redacted"}
    before, after = event.members, found.members
    return changed <= {*redaction.fields} and all(
        is_taken_out(before.get(key), after.get(key)) for key in changed
    )


def _changed_keys(event: CorrectionEvent, found: CorrectionEvent) -> list[str]:
    before, after = event.members, found.members
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
