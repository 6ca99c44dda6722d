"""SG5: the correction record belongs to its paper, and its events are in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from sitegen.checks.check import (
    CORRECTIONS,
    CorrectedSubject,
    Finding,
    RemovedSubject,
    Subject,
    check,
)
from sitegen.checks.fact_rules import earliest_moment
from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.correction_events import AuthoredEvent, complete_events
from sitegen.contracts.fact_changes import steps_to
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath
from sitegen.shapes.outline import closest, has_path, key_paths

FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*|\[[0-9]{1,6}\])*\Z")
# Keys of a manifest that are not published.
NO_FACTS = frozenset({"contract_version", "draft", "transcribed_from"})
# What an event may change in the correction record itself.
SUPERSEDED_BY = "superseded_by"


def events_of(subject: CorrectedSubject) -> tuple[AuthoredEvent, ...]:
    """The correction events of a paper, oldest first."""
    return subject.corrections.correction_events if subject.corrections else ()


def event_path(index: int, key: str) -> KeyPath:
    """The path of a key of an event in the correction record."""
    return ("correction_events", index, key)


@check("SG501", Severity.ERROR)
def corrections_belong_to_the_paper(subject: CorrectedSubject) -> Iterator[Finding]:
    """The `work.id` of a correction record is that of the manifest or tombstone in its folder.

    Wrong:

        corrections.yaml: work: {id: 00000000-0000-4000-8000-000000000000}

    Right:

        corrections.yaml: work: {id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e}
    """
    corrections, paper_id = subject.corrections, subject.paper_id
    if corrections and corrections.work.id != paper_id:
        main = _main(subject)
        prefix, theirs = paper_id[:8].upper(), corrections.work.id[:8].upper()
        named = any(event.event_id.startswith(theirs) for event in corrections.correction_events)
        events = f" (and {prefix} instead of {theirs} in its event ids)" if named else ""
        yield Finding(
            ("work", "id"),
            f"the corrections are for the paper {corrections.work.id}, but the {main} in the "
            f"same folder has the id {paper_id}",
            f"if the paper was published as {corrections.work.id}, restore that id in the "
            f"{main}; otherwise write {paper_id} here{events}, or move the file to the folder of "
            "its paper",
            CORRECTIONS,
            related=((subject.id_place, f"the id of the {main}"),),
        )


def _main(subject: CorrectedSubject) -> str:
    """What to call the file that has the id of the paper."""
    return "tombstone" if isinstance(subject, RemovedSubject) else "manifest"


@check("SG502", Severity.ERROR)
def event_ids_are_unique(subject: CorrectedSubject) -> Iterator[Finding]:
    """No two events of a correction record have the same id.

    Wrong:

        - {event_id: BA7A9361-C1, …}
        - {event_id: BA7A9361-C1, …}

    Right:

        - {event_id: BA7A9361-C1, …}
        - {event_id: BA7A9361-C2, …}
    """
    first: dict[str, int] = {}
    for index, event in enumerate(events_of(subject)):
        if event.event_id in first:
            yield Finding(
                event_path(index, "event_id"),
                f"the event id {event.event_id} is already used by an earlier event",
                "give the newer event the next number",
                CORRECTIONS,
                related=((event_path(first[event.event_id], "event_id"), "first used here"),),
            )
        first.setdefault(event.event_id, index)


@check("SG503", Severity.ERROR)
def event_ids_name_the_paper(subject: CorrectedSubject) -> Iterator[Finding]:
    """The id of an event begins with the eight hex digits of its paper.

    Wrong:

        work: {id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e}
        correction_events: [{event_id: CC2B37CA-C1, …}]

    Right:

        correction_events: [{event_id: BA7A9361-C1, …}]
    """
    prefix, corrections = subject.paper_id[:8].upper(), subject.corrections
    # If the whole record is of another paper, SG501 reports that, so its events need not.
    theirs = corrections.work.id[:8].upper() if corrections else prefix
    for index, event in enumerate(events_of(subject)):
        if event.event_id.partition("-")[0] not in {prefix, theirs}:
            yield Finding(
                event_path(index, "event_id"),
                f"the event id {event.event_id} does not begin with {prefix}, the first eight "
                "digits of the id of this paper",
                f"write {prefix}-{event.event_id.partition('-')[2]}",
                CORRECTIONS,
                related=((subject.id_place, f"the id of the {_main(subject)}"),),
            )


@check("SG504", Severity.ERROR)
def events_are_in_order_of_time(subject: CorrectedSubject) -> Iterator[Finding]:
    """Events are in the order in which they were made, the newest last.

    Wrong:

        - {event_id: BA7A9361-C1, corrected_at: 2026-07-10T09:00:00+00:00, …}
        - {event_id: BA7A9361-C2, corrected_at: 2026-07-01T09:00:00+00:00, …}

    Right:

        - {event_id: BA7A9361-C1, corrected_at: 2026-07-01T09:00:00+00:00, …}
        - {event_id: BA7A9361-C2, corrected_at: 2026-07-10T09:00:00+00:00, …}
    """
    events = events_of(subject)
    for index, (before, event) in enumerate(pairwise(events), start=1):
        if datetime.fromisoformat(event.corrected_at) < datetime.fromisoformat(before.corrected_at):
            yield Finding(
                event_path(index, "corrected_at"),
                f"the event of {event.corrected_at} comes after a later one, of "
                f"{before.corrected_at}",
                "correct the time; add new events at the end",
                CORRECTIONS,
                related=((event_path(index - 1, "corrected_at"), "the event before"),),
            )


@check("SG505", Severity.ERROR)
def corrections_follow_the_submission(subject: Subject) -> Iterator[Finding]:
    """A correction is not older than the paper.

    Wrong:

        work: {submitted: 2026-07-02}
        correction_events: [{corrected_at: 2026-06-01T09:00:00+00:00, …}]

    Right:

        correction_events: [{corrected_at: 2026-07-10T09:00:00+00:00, …}]
    """
    submitted = subject.paper.manifest.work.submitted
    for index, event in enumerate(events_of(subject)):
        at = datetime.fromisoformat(event.corrected_at)
        if submitted and at < earliest_moment(submitted):
            yield Finding(
                event_path(index, "corrected_at"),
                f"the correction was made at {event.corrected_at}, before the submission on "
                f"{submitted}",
                f"write a time on {submitted} or later, or correct work.submitted in the manifest",
                CORRECTIONS,
                related=((subject.place(("work", "submitted")), "submitted here"),),
            )


@check("SG506", Severity.ERROR)
def affected_fields_exist(subject: CorrectedSubject) -> Iterator[Finding]:
    """An affected field is the path of a fact of the manifest, `report`, or `superseded_by`.

    Wrong:

        affected_fields: [title]

    Right:

        affected_fields: [work.title]
    """
    for index, event in enumerate(events_of(subject)):
        for position, field in enumerate(event.affected_fields):
            if not _is_fact(field):
                yield Finding(
                    (*event_path(index, "affected_fields"), position),
                    f"{shown(field)} is not the path of a fact in manifest.yaml",
                    f"{_meant(field)}write the path of a key in manifest.yaml, such as work.title, "
                    "artifacts[0].url or report",
                    CORRECTIONS,
                )


def _is_fact(field: str) -> bool:
    if field == SUPERSEDED_BY:
        return True
    if not FIELD.match(field):
        return False
    steps = steps_to(field)
    return steps[0] not in NO_FACTS and has_path(AuthoredManifest, steps)


def _meant(field: str) -> str:
    facts = [path for path in key_paths(AuthoredManifest) if path.split(".")[0] not in NO_FACTS]
    key = field.rpartition(".")[2]
    same_key = [path for path in facts if path.rpartition(".")[2] == key]
    near = same_key if len(same_key) in (1, 2) else [closest(field, facts)]
    return f"did you mean {' or '.join(map(str, near))}? Otherwise " if near[0] else ""


@check("SG507", Severity.ERROR)
def events_say_what_changed(subject: CorrectedSubject) -> Iterator[Finding]:
    """An event names the fields that it changed, has a notice, or lifts one.

    Wrong:

        affected_fields: []

    Right:

        affected_fields: [work.title]
    """
    for index, event in enumerate(events_of(subject)):
        if not (event.affected_fields or event.notice or event.lifts):
            is_empty = "affected_fields" in event.model_fields_set
            verb = "write the changed facts into" if is_empty else "list the changed facts in"
            yield Finding(
                event_path(index, "affected_fields") if is_empty else ("correction_events", index),
                f"the event {event.event_id} does not say what changed"
                + (": affected_fields is empty" if is_empty else ""),
                f"{verb} `affected_fields`, such as [work.title], or add a `notice:` or `lifts:`",
                CORRECTIONS,
            )


@check("SG508", Severity.ERROR)
def a_lifted_notice_is_in_force(subject: CorrectedSubject) -> Iterator[Finding]:
    """The event that `lifts` names is an earlier one whose notice is in force.

    Wrong:

        - {event_id: BA7A9361-C1, lifts: BA7A9361-C7, …}

    Right:

        - {event_id: BA7A9361-C1, notice: {kind: expression_of_concern}, …}
        - {event_id: BA7A9361-C2, lifts: BA7A9361-C1, …}
    """
    in_force: set[str] = set()
    for index, event in enumerate(events_of(subject)):
        if event.lifts and event.lifts not in in_force:
            listed = " or ".join(sorted(in_force))
            says_more = event.affected_fields or event.notice
            instead = (
                "leave `lifts` out"
                if says_more
                else "replace `lifts` by what changed, such as `affected_fields: [work.title]`"
            )
            yield Finding(
                event_path(index, "lifts"),
                f"`lifts` names {event.lifts}, which is not an earlier event with a notice in "
                "force",
                f"write {listed}, which has a notice in force"
                if listed
                else f"{instead}; no earlier event has a notice in force",
                CORRECTIONS,
                related=_event_named(subject, event.lifts),
            )
        in_force.discard(event.lifts or "")
        if event.notice:
            in_force.add(event.event_id)


def _event_named(subject: CorrectedSubject, event_id: str) -> tuple[tuple[KeyPath, str], ...]:
    """The path of the event of that id, if there is one."""
    ids = [event.event_id for event in events_of(subject)]
    if event_id not in ids:
        return ()
    return ((event_path(ids.index(event_id), "event_id"), "the event of this id"),)


@check("SG509", Severity.ERROR)
def the_chain_of_events_holds(subject: CorrectedSubject) -> Iterator[Finding]:
    """The `previous_event_sha256` of an event is the digest of the event before it.

    The digest is taken over the canonical JSON (RFC 8785) of the published event. A broken chain
    means that an earlier event was changed, removed or inserted.

    Wrong:

        - {event_id: BA7A9361-C2, previous_event_sha256: "0000…", …}

    Right:

        - {event_id: BA7A9361-C2, previous_event_sha256: "the digest of BA7A9361-C1", …}
    """
    events = events_of(subject)
    complete = complete_events(events)
    for index, event in enumerate(events):
        previous = complete[index - 1] if index else None
        expected = previous.sha256 if previous else None
        if event.previous_event_sha256 and event.previous_event_sha256 != expected:
            yield Finding(
                event_path(index, "previous_event_sha256"),
                f"the SHA-256 of the previous event {previous.event_id} is {expected}, "
                f"not {event.previous_event_sha256}"
                if previous
                else "the first event has a `previous_event_sha256`, but no event comes before it",
                "restore the earlier events as they were published; if this event is not published "
                "yet, delete its `previous_event_sha256`, or copy it from the event before",
                CORRECTIONS,
                related=((event_path(index - 1, "event_id"), "the event before"),)
                if previous
                else (),
            )


@check("SG510", Severity.ERROR)
def no_paper_supersedes_itself(subject: Subject) -> Iterator[Finding]:
    """A paper is superseded by another paper, never by itself.

    Wrong:

        work: {id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e}
        superseded_by: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e

    Right:

        superseded_by: cc2b37ca-0050-4a86-858a-14fda14c5a98
    """
    manifest, corrections = subject.paper.manifest, subject.paper.corrections
    hint = "write the id of the other paper, or leave the key out"
    own = ((subject.place(("work", "id")), "the id of the manifest"),)
    if corrections and corrections.superseded_by == manifest.work.id:
        message = "`superseded_by` is the id of this paper, which cannot supersede itself"
        empty = (
            ""
            if corrections.correction_events
            else "; you can delete the file, which has nothing else"
        )
        yield Finding(("superseded_by",), message, hint + empty, CORRECTIONS, own)
    for index, older in enumerate(manifest.work.supersedes):
        if older == manifest.work.id:
            message = "`supersedes` has the id of this paper, which cannot supersede itself"
            yield Finding(("work", "supersedes", index), message, hint, related=own)


# The rules that also hold for the corrections of a removed paper, which has no facts any more.
OF_A_REMOVED_PAPER = (
    *(corrections_belong_to_the_paper, event_ids_are_unique, event_ids_name_the_paper),
    *(events_are_in_order_of_time, affected_fields_exist, events_say_what_changed),
    *(a_lifted_notice_is_in_force, the_chain_of_events_holds),
)
