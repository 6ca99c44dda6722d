"""Histories in which an event was edited, deleted, moved, inserted, un-chained or backdated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from tests.history.histories import History, Place, Publication, Records, digest

NOTE = "Something was wrong."


def events_file(paper: str) -> str:
    return f"{paper}/corrections.yaml"


def of_events() -> Iterator[History]:
    for number in (1, 2, 3):
        for key, value in EDITS.items():
            yield History(f"loose C{number}: {key} edited", partial(_edited, number, key, value))
        yield History(f"loose C{number} deleted", partial(_deleted, number))
        yield History(f"loose C{number} moved to the end", partial(_moved, number, 3))
        yield History(f"loose C{number} moved to the top", partial(_moved, number, 1))
        yield History(f"before loose C{number} one inserted", partial(_inserted, number, False))
        yield History(f"before loose C{number} one rechained", partial(_inserted, number, True))
        yield History(f"the id of loose C{number} reused", partial(_reused, number))
    for key, value in EDITS.items():
        if key != "notice":
            yield History(f"the last chained: {key}", partial(_last_edited, key, value))
            yield History(f"a chain rewritten after {key}", partial(_rewritten, key, value))
    yield from (
        History("the last chained deleted", _last_deleted),
        History("a chained one deleted, and the chain mended", _deleted_and_rechained),
        History("the last un-chained", _unchained),
        History("a new one un-chained", _new_unchained),
        History("a published one edited under a chain", _edited_under_a_chain),
        History("a new one backdated", _backdated),
        History("all events gone", _all_gone),
    )


EDITS: dict[str, Any] = {
    "corrected_at": "2026-08-01T09:00:00Z",
    "correction_type": "CLAIM",
    "public_note": "Nothing was wrong.",
    "affected_fields": ["work.abstract"],
    "notice": {"kind": "erratum", "issued_by": "They"},
    "batch": "2026-08-01-abcd",
}


def rewrite(records: Records, paper: str, events: list[dict[str, Any]]) -> None:
    """Write all events anew, each in a form of its own, with their ids at the end of a line."""
    records.path(events_file(paper)).unlink()
    for event in events:
        records.append(paper, **{"previous_event_sha256": None} | _stated(event))


def _stated(value: Mapping[str, Any]) -> dict[str, Any]:
    """What an event states: nothing is left out by writing null."""
    return {
        key: _stated(inner) if isinstance(inner, dict) else inner
        for key, inner in value.items()
        if inner is not None
    }


def _edit(records: Records, paper: str, number: int, key: str, value: Any) -> Place:
    """Change one key of an event; where it has had none, add it."""
    events = records.events(paper)
    had = bool(events[number - 1].get(key))
    events[number - 1][key] = value
    rewrite(records, paper, events)
    return place_of(records, paper, number, key if value or had else "event_id")


def place_of(records: Records, paper: str, number: int, key: str) -> Place:
    """The line of a key of an event, or of its first line where the key is not there."""
    lines = records.read(events_file(paper)).splitlines()
    starts = [at for at, line in enumerate(lines) if line.lstrip().startswith("- event_id:")]
    starts.append(len(lines))
    within = range(starts[number - 1], starts[number])
    found = [at for at in within if lines[at].strip(" -").startswith(f"{key}:")]
    line = (found or [starts[number - 1]])[0]
    # A nested value begins at its own first line.
    is_block = lines[line].rstrip().endswith(":")
    return "SG801", f"records/papers/{events_file(paper)}", line + 1 + is_block


def _edited(number: int, key: str, value: Any, records: Records, _: Publication) -> list[Place]:
    return [_edit(records, "loose", number, key, value)]


def with_code(code: str, place: Place) -> Place:
    return code, *place[1:]


def _list_of(records: Records, paper: str, code: str) -> Place:
    """The line at which the list of events begins."""
    return with_code(code, place_of(records, paper, 1, "event_id"))


def _deleted(number: int, records: Records, _: Publication) -> list[Place]:
    events = records.events("loose")
    del events[number - 1]
    rewrite(records, "loose", events)
    return [_list_of(records, "loose", "SG802")]


def _moved(number: int, to: int, records: Records, _: Publication) -> list[Place]:
    events = records.events("loose")
    to = to if to != number else 2
    events.insert(to - 1, events.pop(number - 1))
    rewrite(records, "loose", events)
    first = min(number, to)
    return [with_code("SG803", place_of(records, "loose", first, "event_id"))]


def _inserted(number: int, is_chained: bool, records: Records, _: Publication) -> list[Place]:
    events = records.events("loose")
    new = {**events[0], "event_id": "5EED0006-C4", "public_note": NOTE * 2}
    events.insert(number - 1, new)
    if is_chained:
        for before, event in pairwise(events):
            event["previous_event_sha256"] = digest(before)
    rewrite(records, "loose", events)
    return [with_code("SG803", place_of(records, "loose", number, "event_id"))]


def _reused(number: int, records: Records, _: Publication) -> list[Place]:
    """An event goes, and a new one at the end takes its id."""
    events = records.events("loose")
    new = {**events.pop(number - 1), "public_note": "Another story."}
    rewrite(records, "loose", [*events, new])
    changed = place_of(records, "loose", 3, "public_note")
    if number == 3:
        return [changed]
    moved = with_code("SG803", place_of(records, "loose", number, "event_id"))
    return [changed, moved]


def _last_edited(key: str, value: Any, records: Records, _: Publication) -> list[Place]:
    at = {"corrected_at": "2026-08-05T09:00:00+00:00"}
    return [_edit(records, "corrected", 2, key, at.get(key, value))]


def _rewritten(key: str, value: Any, records: Records, _: Publication) -> list[Place]:
    """The first event is edited, and the chain after it is made to fit."""
    events = records.events("corrected")
    events[0][key] = value
    events[1]["previous_event_sha256"] = digest(events[0])
    rewrite(records, "corrected", events)
    return [place_of(records, "corrected", 1, key)]


def _last_deleted(records: Records, _: Publication) -> list[Place]:
    rewrite(records, "retracted", records.events("retracted")[:2])
    return [_list_of(records, "retracted", "SG809")]


def _deleted_and_rechained(records: Records, _: Publication) -> list[Place]:
    first, _gone, last = records.events("retracted")
    last["previous_event_sha256"] = digest(first)
    rewrite(records, "retracted", [first, last])
    return [_list_of(records, "retracted", "SG802")]


def _unchained(records: Records, _: Publication) -> list[Place]:
    return [_edit(records, "corrected", 2, "previous_event_sha256", None)]


def _new_unchained(records: Records, _: Publication) -> list[Place]:
    more: dict[str, Any] = {"notice": {"kind": "addendum"}, "previous_event_sha256": None}
    event_id = records.append("corrected", **more)
    return [records.place("SG803", "corrected/corrections.yaml", f"event_id: {event_id}$")]


def _edited_under_a_chain(records: Records, _: Publication) -> list[Place]:
    """The chain itself tells, without a base: at the event after it."""
    _edit(records, "corrected", 1, "public_note", "Nothing was wrong.")
    return [with_code("SG509", place_of(records, "corrected", 2, "previous_event_sha256"))]


def _backdated(records: Records, _: Publication) -> list[Place]:
    at = "2026-07-15T09:00:00+00:00"
    records.append("corrected", notice={"kind": "addendum"}, corrected_at=at)
    return [with_code("SG504", place_of(records, "corrected", 3, "corrected_at"))]


def _all_gone(records: Records, _: Publication) -> list[Place]:
    records.path(events_file("loose")).unlink()
    return [("SG802", f"records/papers/{events_file('loose')}", 1)] * 3


# ---------------------------------------------------------------- notices


def of_notices() -> Iterator[History]:
    kinds = ("erratum", "addendum", "correction")
    for paper, number in (("doubted", 1), ("retracted", 3)):
        for kind in kinds:
            yield History(f"{paper} as {kind}", partial(_milder, paper, number, kind))
        yield History(f"{paper}: its notice removed", partial(_no_notice, paper, number))
        yield History(f"{paper}: reworded", partial(_reworded, paper, number))
        yield History(f"{paper}: lying redaction", partial(_lying_event, paper, number))
        yield History(f"{paper}: redacted elsewhere", partial(_other_key, paper, number))
    yield History("doubted deleted", _concern_deleted)
    yield History("a lifting event edited", _lifting_edited)


def _milder(paper: str, number: int, kind: str, records: Records, _: Publication) -> list[Place]:
    place = _edit(records, paper, number, "notice", {"kind": kind})
    return [with_code("SG809", place)]


def _no_notice(paper: str, number: int, records: Records, _: Publication) -> list[Place]:
    events = records.events(paper)
    events[number - 1] |= {"notice": None, "affected_fields": ["work.title"]}
    rewrite(records, paper, events)
    # Without the key, its event is the place: it begins behind the dash.
    return [with_code("SG809", place_of(records, paper, number, "event_id"))]


def _reworded(paper: str, number: int, records: Records, _: Publication) -> list[Place]:
    notice = records.events(paper)[number - 1]["notice"]
    return [_edit(records, paper, number, "notice", {**notice, "issued_by": "Nobody"})]


def _redaction(event: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {
        "event_sha256": digest(event),
        "fields": list(fields),
        "redacted_at": "2026-09-01T09:00:00+00:00",
    }


def _lying_event(paper: str, number: int, records: Records, _: Publication) -> list[Place]:
    events = records.events(paper)
    redacted = _redaction(events[number - 1], "public_note")
    events[number - 1] |= {"public_note": "All is well.", "redacted": redacted}
    rewrite(records, paper, events)
    return [place_of(records, paper, number, "public_note")]


def _other_key(paper: str, number: int, records: Records, _: Publication) -> list[Place]:
    """More was changed than the redaction says."""
    events = records.events(paper)
    redacted = _redaction(events[number - 1], "notice")
    events[number - 1] |= {"public_note": "[redacted]", "redacted": redacted}
    rewrite(records, paper, events)
    return [place_of(records, paper, number, "public_note")]


def _concern_deleted(records: Records, _: Publication) -> list[Place]:
    records.path(events_file("doubted")).unlink()
    return [("SG809", f"records/papers/{events_file('doubted')}", 1)]


def _lifting_edited(records: Records, _: Publication) -> list[Place]:
    events = records.events("retracted")
    events[1]["public_note"] = "It was nothing."
    events[2]["previous_event_sha256"] = digest(events[1])
    rewrite(records, "retracted", events)
    return [place_of(records, "retracted", 2, "public_note")]
