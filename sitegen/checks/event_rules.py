"""SG514 and SG515: new correction events say what changed, and are numbered one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise

from sitegen.checks.check import CORRECTIONS, Finding, Subject, check
from sitegen.checks.correction_rules import SUPERSEDED_BY, event_path, events_of
from sitegen.contracts.authored_manifest import facts_of
from sitegen.contracts.correction_events import AuthoredEvent
from sitegen.contracts.fact_changes import REPORT, steps_to, value_at
from sitegen.contracts.published_paper import report_sha256
from sitegen.contracts.replaced_manifest import (
    ReplacedManifest,
    ReplacedManifestError,
    read_replaced_manifest,
)
from sitegen.contracts.timeline import event_number
from sitegen.findings.diagnostics import Severity


@check("SG514", Severity.ERROR, judges_new=True)
def affected_fields_were_changed(subject: Subject) -> Iterator[Finding]:
    """A field that an event names differs before and after the event.

    The manifest that the event replaced says what was there before. Only events that are not
    published yet are judged.

    Wrong:

        affected_fields: [work.title, work.abstract], where the abstract is as it was

    Right:

        affected_fields: [work.title]
    """
    for index, before, after, digest in _states(subject):
        event = events_of(subject)[index]
        for position, field in enumerate(event.affected_fields):
            if steps_to(field)[:1] == (REPORT,):
                is_same = before.report_sha256 == digest
            elif field == SUPERSEDED_BY:
                is_same = not _may_name_successor(subject, index, before)
            else:
                is_same = value_at(before.facts, field) == value_at(after, field)
            if is_same:
                only = len(event.affected_fields) == 1 and not (event.notice or event.lifts)
                kept = subject.source.place(f"superseded/{before.number}.json")
                yield Finding(
                    (*event_path(index, "affected_fields"), position),
                    f"the event {event.event_id} names {field}, which is the same before and after",
                    f"remove the {'event' if only else 'field'}, or make the change that it "
                    "announces",
                    CORRECTIONS,
                    related=((kept, "what was there before"),),
                )


def _may_name_successor(subject: Subject, index: int, before: ReplacedManifest) -> bool:
    """Whether the paper may have had another successor before and after an event.

    A manifest only has the state of the correction record, not the successor.
    """
    corrections = subject.paper.corrections
    is_last = index == len(events_of(subject)) - 1
    has_one = corrections is not None and corrections.superseded_by is not None
    reference = json.loads(before.data).get("correction_record")
    state = reference.get("correction_state") if isinstance(reference, dict) else None
    return not is_last or has_one or state in (None, "SUPERSEDED")


def _states(
    subject: Subject,
) -> Iterator[tuple[int, ReplacedManifest, Mapping[str, object], str | None]]:
    """Each event that kept a manifest: its index, the manifest, and facts and report after it."""
    if not any(event.replaces for event in events_of(subject)):
        return
    manifest, files = subject.paper.manifest, subject.paper.files
    ids = [event.event_id for event in events_of(subject)]
    if len({*ids}) < len(ids):
        return  # SG502 reports it
    if any(each.path and each.path not in files for each in manifest.artifacts):
        return  # SG4 reports it, and the digests of today's facts are not known
    after: Mapping[str, object] = facts_of(manifest, files)
    digest, newer = report_sha256(manifest), None
    for index, event in reversed([*enumerate(events_of(subject))]):
        kept = _kept(subject, event)
        if kept is None and {*event.affected_fields} - {SUPERSEDED_BY}:
            return  # it is not known what was there between the older events and this one
        if kept is None:
            continue
        if newer and _digests(kept) != _digests(newer):
            after, digest = newer.facts, newer.report_sha256
        newer = kept
        yield index, kept, after, digest


def _kept(subject: Subject, event: AuthoredEvent) -> ReplacedManifest | None:
    """The manifest that an event replaced, as it was published; None if that is not certain."""
    number, replaces = event_number(event.event_id), event.replaces
    try:
        kept = read_replaced_manifest(number, subject.paper.superseded.get(number, b""))
    except ReplacedManifestError:
        return None
    is_its_own = replaces and (replaces.facts_sha256, replaces.report_sha256) == _digests(kept)
    is_whole = kept.is_sound and not kept.is_redacted
    return (
        kept if is_its_own and is_whole and kept.work_id == subject.paper.manifest.work.id else None
    )


def _digests(of: ReplacedManifest) -> tuple[str, str | None]:
    return of.facts_sha256, of.report_sha256


@check("SG515", Severity.WARNING, judges_new=True)
def events_are_numbered_from_one(subject: Subject) -> Iterator[Finding]:
    """Events are numbered one after the other, from C1.

    A gap reads as if an event had been removed. Only events that are not published yet are judged.

    Wrong:

        - {event_id: BA7A9361-C2, …} as the first event

    Right:

        - {event_id: BA7A9361-C1, …}
    """
    ids = [event.event_id for event in events_of(subject)]
    if len({*ids}) < len(ids):
        return  # SG502 reports it
    for index, (before, event_id) in enumerate(pairwise(["", *ids])):
        expected = event_number(before) + 1 if before else 1
        if event_number(event_id) != expected:
            meant = f"{event_id.rpartition('-C')[0]}-C{expected}"
            yield Finding(
                event_path(index, "event_id"),
                f"the event {event_id} is "
                + (
                    f"not the next one after {before}"
                    if before
                    else "the first one, but not number 1"
                ),
                f"if it is not published yet, write {meant} (and rename its file in superseded/)",
                CORRECTIONS,
                related=((event_path(index - 1, "event_id"), "the event before"),)
                if before
                else (),
            )
