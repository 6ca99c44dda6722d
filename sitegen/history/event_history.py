"""The correction events of one paper against those that were published: none is taken back."""

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
    REDACTED,
    SAME_EVENT,
    STANDS_LAST,
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

# Kinds of notice that put a paper in doubt, and so may not go without a word.
GRAVE = frozenset[str]().union(*(kinds for _, kinds in NOTICES))
EVENTS, LINK = "correction_events", "previous_event_sha256"


@dataclass(frozen=True)
class ComparedPaper:
    """One paper as it was published, and as its row says that it is now."""

    base: Base
    project: Project
    published: BasePaper
    row: CatalogRow

    @cached_property
    def events(self) -> Sequence[CorrectionEvent]:
        """The events that the paper has now."""
        return self.row.ledger.events

    @cached_property
    def new_events(self) -> Sequence[CorrectionEvent]:
        """Those of them that were not published."""
        published = {each.event_id for each in self.published.events}
        return [each for each in self.events if each.event_id not in published]

    def place(self, file: str, path: KeyPath) -> Place:
        """Where a value stands in one of the paper's files."""
        return locate_in(self.project.records)(self.row.folder, file, path)

    def event_place(self, event_id: str, key: str) -> Place:
        """Where a key of an event stands; the list of events where the event is gone."""
        ids = [each.event_id for each in self.events]
        path = (EVENTS, ids.index(event_id), key) if event_id in ids else (EVENTS,)
        return self.place(CORRECTIONS, path)

    def correct(self, words: str) -> str:
        """The command that corrects this paper, as a hint shows it."""
        return f"`sitegen correct {shlex.quote(PAPER.name_of(self.row.folder))} {words}`"

    def announce(self, fields: Iterable[str]) -> str:
        """The command that announces a change of these facts, with its type if that is certain."""
        known = type_of(fields)
        command = self.correct(f'--type {known or "TYPE"} --note "…"')
        *types, last = get_args(CorrectionType)
        return command if known else f"{command}, where TYPE is {', '.join(types)} or {last}"


def judge_events(paper: ComparedPaper) -> Iterator[Diagnostic]:
    """Every published event that was changed or is gone, and every new one in a wrong place."""
    misplaced = [*_misplaced(paper)]
    now = {each.event_id: each for each in paper.events}
    found, relinked = misplaced[:], list[Diagnostic]()
    for event in paper.published.events:
        present = now.get(event.event_id)
        is_link = present is not None and _changed_keys(event, present) == [LINK]
        (relinked if is_link else found).extend(_of_event(paper, event, present))
    # A link that alone differs was made to follow a change before it: that is what is wrong.
    yield from found if has_errors(found) else [*found, *relinked]
    if not misplaced:
        yield from _unchained(paper)


def _of_event(
    paper: ComparedPaper, event: CorrectionEvent, found: CorrectionEvent | None
) -> Iterator[Diagnostic]:
    """What is to be said of one published event; `found` is None where it is gone."""
    if found is None or (_is_in_force(paper, event) and not _still_says(event, found)):
        yield _withdrawn(paper, event)
    elif _is_redacted_from(event, found):
        message = f"redacted: texts of {event.event_id}"
        place = paper.event_place(event.event_id, "redacted")
        yield REDACTED.at(place, message, "nothing to do; the chain is intact")
    elif found != event:
        yield _edited(paper, event, found)


def _withdrawn(paper: ComparedPaper, event: CorrectionEvent) -> Diagnostic:
    event_id = event.event_id
    place = paper.event_place(event_id, "notice")
    back = f"put it back as it is in {paper.base.name}"
    if event.notice and _is_in_force(paper, event):
        kind = event.notice.kind.replace("_", " ")
        message = f"the {kind} of the published event {event_id} is gone"
        ending = paper.correct(f'--type PROVENANCE --lifts {event_id} --note "…"')
        return ENDS_BY_LIFTING.at(place, message, f"{back}; {ending} ends it")
    message = f"the published event {event_id} is gone"
    return EVENT_STAYS.at(place, message, f"{back}; a new event says what was wrong with it")


def _edited(paper: ComparedPaper, event: CorrectionEvent, found: CorrectionEvent) -> Diagnostic:
    event_id, (first, *others) = event.event_id, _changed_keys(event, found)
    was = event.members.get(first)
    message = f"{first} of the event {event_id} was " + (
        "not published" if was is None else f"published as {shown(_text(was))}"
    )
    if others:
        message += f"; {' and '.join(others)} differ{'s' * (len(others) == 1)} too"
    hint = "put it back; a new event says what was wrong with it"
    return SAME_EVENT.at(paper.event_place(event_id, first), message, hint)


def _misplaced(paper: ComparedPaper) -> Iterator[Diagnostic]:
    """The first event that stands where another was published."""
    there = {each.event_id for each in paper.events}
    expected = [each for each in paper.published.events if each.event_id in there]
    for event, published in zip(paper.events, expected, strict=False):
        if event.event_id != published.event_id:
            message = f"{event.event_id} stands where {published.event_id} was published"
            place = paper.event_place(event.event_id, "event_id")
            hint = f"published events come first, in their order; {paper.correct('--rechain')}"
            yield STANDS_LAST.at(place, message, f"{hint} repairs it")
            return


def _unchained(paper: ComparedPaper) -> Iterator[Diagnostic]:
    for before, event in pairwise(paper.events):
        if event in paper.new_events and not event.previous_event_sha256:
            message = f"the new event {event.event_id} is not chained to the one before"
            place = paper.event_place(event.event_id, "event_id")
            hint = f"add `{LINK}: {before.sha256}`; {paper.correct('--rechain')} does it"
            yield STANDS_LAST.at(place, message, hint)


def _is_in_force(paper: ComparedPaper, event: CorrectionEvent) -> bool:
    """Whether an event carries a grave notice that no published event lifted."""
    is_lifted = any(each.lifts == event.event_id for each in paper.published.events)
    return event.notice is not None and event.notice.kind in GRAVE and not is_lifted


def _still_says(event: CorrectionEvent, found: CorrectionEvent) -> bool:
    was, notice = event.notice, found.notice
    return was is not None and notice is not None and notice.kind == was.kind


def _is_redacted_from(event: CorrectionEvent, found: CorrectionEvent) -> bool:
    """Whether an event is a published one from which no more was taken than texts, as it says."""
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
