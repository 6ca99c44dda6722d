"""Merge conflicts of git: the events of both sides are kept."""

from __future__ import annotations

import pytest

from sitegen.editing.conflicts import with_both_sides
from sitegen.editing.plans import CorrectionError
from tests.editing.texts import FILE, FIRST, HEAD, NEW_LINES, OTHER, data

THEIRS = NEW_LINES.replace("C2", "C3").replace("A claim", "Another claim")
BEFORE = f"{HEAD}correction_events:\n{FIRST}"


def conflict(ours: str, theirs: str, base: str | None = None) -> str:
    middle = "" if base is None else f"||||||| 1234567\n{base}"
    return f"<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> theirs\n"


def merged(text: str) -> str:
    return with_both_sides(text.encode(), FILE).decode()


@pytest.mark.parametrize("base", [None, "", "    batch: 2026-07-10-6f1e\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_events_of_both_sides_are_kept(base: str | None, line_end: str) -> None:
    text = f"{BEFORE}{conflict(NEW_LINES, THEIRS, base)}# the end\n".replace("\n", line_end)
    assert merged(text) == f"{BEFORE}{NEW_LINES}{THEIRS}# the end\n".replace("\n", line_end)


def test_an_event_that_both_sides_have_is_there_once() -> None:
    text = f"{BEFORE}{conflict(NEW_LINES + THEIRS, NEW_LINES)}"
    assert merged(text) == f"{BEFORE}{NEW_LINES}{THEIRS}"
    assert merged(f"{BEFORE}{conflict('', THEIRS)}") == f"{BEFORE}{THEIRS}"


def test_several_conflicts_are_settled_together() -> None:
    text = conflict(FIRST, FIRST.replace("The title", "A title"))
    result = merged(f"{HEAD}correction_events:\n{text}{NEW_LINES}{conflict(THEIRS, '')}")
    notes = [each["public_note"] for each in data(result)["correction_events"]]
    assert notes[:3] == ["The title was wrong.", "A claim was wrong.", "Another claim was wrong."]
    assert notes[3:] == ["A title was wrong."]


@pytest.mark.parametrize("begin", ["<<<<<<", "<<<<<<<<", " <<<<<<< HEAD"])
def test_what_only_looks_like_a_conflict_is_left(begin: str) -> None:
    text = f"{BEFORE}{begin}\n{NEW_LINES}=======\n{THEIRS}>>>>>>> theirs\n"
    assert merged(text) == text
    note = BEFORE.replace("The title", "|\n      <<<<<<< HEAD\n      =======\n      >>>>>>> x\n")
    assert merged(note) == note


@pytest.mark.parametrize(
    "text",
    [
        BEFORE,
        f"{BEFORE}{conflict(NEW_LINES, '  - event_id: [')}",
        f"{BEFORE}{conflict(NEW_LINES, THEIRS).removesuffix('>>>>>>> theirs' + chr(10))}",
        f"{BEFORE}{conflict('  - a: b' + chr(10), THEIRS)}",
    ],
    ids=["no conflict", "a side that is no YAML", "no end", "a side that is no record"],
)
def test_what_cannot_be_settled_comes_back_as_it_is(text: str) -> None:
    assert merged(text) == text
    assert with_both_sides(b"\xff" + text.encode(), FILE) == b"\xff" + text.encode()


@pytest.mark.parametrize(
    "text",
    [
        f"{BEFORE}{conflict(NEW_LINES, THEIRS + f'superseded_by: {OTHER}' + chr(10))}",
        f"{BEFORE}{conflict(NEW_LINES, '  # Checked by A. B.' + chr(10) + THEIRS)}",
    ],
    ids=["another key", "a comment"],
)
def test_what_is_no_event_is_never_lost_silently(text: str) -> None:
    with pytest.raises(
        CorrectionError, match="differ in more than their events; resolve it by hand"
    ):
        merged(text)
