"""Edits of authored files: only what was requested changes."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.editing.record_edits import (
    add_to_supersedes,
    append_event,
    rewrite_events,
    set_superseded_by,
)
from tests.editing.texts import (
    DIGITS,
    FILE,
    FIRST,
    HEAD,
    MANIFEST,
    NEW,
    NEW_LINES,
    ONE_EVENT,
    OTHER,
    PAPER,
    appended,
    assert_lines_are_kept,
    data,
    record,
    refused,
)
from tests.reading.conftest import each_parser
from tests.worlds import ROOT

__all__ = ["each_parser"]  # a fixture
pytestmark = pytest.mark.usefixtures("each_parser")


SMALL_WORLD = ROOT / "tests/small_world/records/papers"
CORRECTED = list(SMALL_WORLD.glob("*/corrections.yaml"))

# ------------------------------------------------------------------------- append_event


def test_a_paper_without_corrections_gets_a_new_file() -> None:
    assert appended(None) == (
        "contract_version: correction-record-v1\n"
        f"work:\n  id: {PAPER}\ncorrection_events:\n{NEW_LINES}"
    )


def test_an_event_is_added_behind_the_last() -> None:
    assert appended(ONE_EVENT) == ONE_EVENT + NEW_LINES


def test_a_missing_list_of_events_is_added_at_the_end() -> None:
    end = "# nothing yet\n"
    assert appended(HEAD + end + "\n") == f"{HEAD}{end}correction_events:\n{NEW_LINES}\n"
    assert appended(HEAD + "...\n# out\n") == f"{HEAD}correction_events:\n{NEW_LINES}...\n# out\n"


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in CORRECTED))
def test_every_file_of_the_small_world_keeps_its_lines(folder: str) -> None:
    before = (SMALL_WORLD / folder / "corrections.yaml").read_text()
    result = append_event(before, FILE, PAPER, NEW)
    assert_lines_are_kept(before, result)
    if "superseded_by" not in before:
        assert_lines_are_kept(result, set_superseded_by(result, FILE, PAPER, OTHER))


@pytest.mark.parametrize("value", ["none", "{}", "{a: b}", "\n  a: b"])
def test_events_that_are_no_list_are_refused(value: str) -> None:
    text = f"{HEAD}correction_events: {value}\n"
    error = refused(lambda: append_event(text, FILE, PAPER, NEW))
    assert (error.place.line, error.message) == (3, "`correction_events` is not a list")


# --------------------------------------------------------------------- set_superseded_by


def test_superseded_by_makes_a_new_file() -> None:
    result = set_superseded_by(None, FILE, PAPER, OTHER)
    assert result == (
        f"contract_version: correction-record-v1\nwork:\n  id: {PAPER}\nsuperseded_by: {OTHER}\n"
    )
    assert record(result).superseded_by == OTHER


@pytest.mark.parametrize("work", [f"work: {{id: {PAPER}}}  # mine\n", f"work:\n  id: {PAPER}\n"])
def test_superseded_by_stands_below_the_work(work: str) -> None:
    head = f"contract_version: correction-record-v1\n{work}"
    events = f"# corrections\ncorrection_events:\n{FIRST}"
    result = set_superseded_by(head + events, FILE, PAPER, OTHER)
    assert result == f"{head}superseded_by: {OTHER}\n{events}"


def test_superseded_by_is_replaced_where_it_is_there() -> None:
    before = f'superseded_by: "{PAPER}"  # wrong\r\n{HEAD}'
    result = set_superseded_by(before, FILE, PAPER, OTHER)
    assert result == f"superseded_by: {OTHER}  # wrong\r\n{HEAD}"
    assert set_superseded_by(result[:-1], FILE, PAPER, OTHER) == result[:-1]


def test_superseded_by_needs_the_key_work() -> None:
    text = "contract_version: correction-record-v1\n"
    assert "work" in refused(lambda: set_superseded_by(text, FILE, PAPER, OTHER)).hint


# --------------------------------------------------------------------- add_to_supersedes


WORK = f"""\
# A manifest
work:
  id: {PAPER}
  title: A title   # not final
  abstract: >
    Folded text.

    More.

  # the end of the work
quality_assessment: {{review_score: 7}}
"""


def test_a_missing_list_of_superseded_papers_is_the_last_key_of_the_work() -> None:
    result = add_to_supersedes(WORK, MANIFEST, OTHER)
    assert result == WORK.replace("    More.\n", f"    More.\n  supersedes: [{OTHER}]\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", f"[{OTHER}]"),
        (f"[{PAPER}]  # x", f"[{PAPER}, {OTHER}]  # x"),
        (f"\n    - {PAPER}  # x", f"\n    - {PAPER}  # x\n    - {OTHER}"),
        (f"\n  - {PAPER}", f"\n  - {PAPER}\n  - {OTHER}"),
        (f"[\n    {PAPER},  # x\n  ]", f"[\n    {PAPER},  # x\n    {OTHER},\n  ]"),
    ],
)
def test_a_superseded_paper_is_added_to_the_list(before: str, after: str) -> None:
    text = WORK.replace("  title", f"  supersedes: {before}\n  title")
    result = add_to_supersedes(text, MANIFEST, OTHER)
    assert result == WORK.replace("  title", f"  supersedes: {after}\n  title")
    assert add_to_supersedes(result, MANIFEST, OTHER) == result


def test_a_work_in_braces_gets_the_key_before_they_close() -> None:
    result = add_to_supersedes(f"work: {{id: {PAPER}}}\n", MANIFEST, OTHER)
    assert result == f"work: {{id: {PAPER}, supersedes: [{OTHER}]}}\n"
    assert json.loads(add_to_supersedes('{"work": {"id": "x"}}', MANIFEST, OTHER)) == {
        "work": {"id": "x", "supersedes": [OTHER]}
    }


def test_superseded_papers_that_are_no_list_are_refused() -> None:
    text = f"work:\n  id: {PAPER}\n  supersedes: {OTHER}\n"
    error = refused(lambda: add_to_supersedes(text, MANIFEST, OTHER))
    assert (error.place.line, error.message) == (3, "`work.supersedes` is not a list")
    assert refused(lambda: add_to_supersedes("a: b\n", MANIFEST, OTHER)).place.line == 1


# ------------------------------------------------------------------------- rewrite_events


TWO_EVENTS = """\
correction_events:

  # Of July, though it came later.
  # It has two lines.
  - event_id: X-C1   # one
    public_note: |
      First note.

      # no comment
    # below the first

# between

  - {event_id: X-C2, previous_event_sha256: b}
  # of the third
  -
    event_id: X-C3
    previous_event_sha256: "c"  # chained
    public_note: Third.
superseded_by: x
"""


def test_events_change_places_with_their_comments() -> None:
    changes: list[tuple[int, Mapping[str, str]]] = [
        (2, {"event_id": "X-C1", "previous_event_sha256": ""}),
        (0, {"event_id": "X-C2", "previous_event_sha256": DIGITS}),
        (1, {"event_id": "X-C3", "previous_event_sha256": "ef" * 32}),
    ]
    assert (
        rewrite_events(TWO_EVENTS, FILE, changes)
        == f"""\
correction_events:

  # of the third
  -
    event_id: X-C1
    public_note: Third.

# between

  # Of July, though it came later.
  # It has two lines.
  - event_id: X-C2   # one
    public_note: |
      First note.

      # no comment
    previous_event_sha256: "{DIGITS}"
    # below the first
  - {{event_id: X-C3, previous_event_sha256: "{"ef" * 32}"}}
superseded_by: x
"""
    )


def test_events_that_stay_as_they_are_change_nothing() -> None:
    assert rewrite_events(TWO_EVENTS, FILE, [(0, {}), (1, {}), (2, {})]) == TWO_EVENTS
    windows = TWO_EVENTS.replace("\n", "\r\n")
    there = rewrite_events(windows, FILE, [(2, {}), (0, {}), (1, {})])
    assert rewrite_events(there, FILE, [(1, {}), (2, {}), (0, {})]) == windows


def test_a_dash_keeps_its_event_when_the_first_key_goes() -> None:
    text = "correction_events:\n  - previous_event_sha256: b\n    # id\n    event_id: X-C1\n"
    result = rewrite_events(text, FILE, [(0, {"previous_event_sha256": ""})])
    assert result == "correction_events:\n  - # id\n    event_id: X-C1\n"


def test_events_in_brackets_keep_their_order() -> None:
    text = "correction_events: [{event_id: a}, {event_id: b}]\n"
    error = refused(lambda: rewrite_events(text, FILE, [(1, {}), (0, {})]))
    assert "lines of its own" in error.hint
    changed = rewrite_events(text, FILE, [(0, {"event_id": "c"}), (1, {"event_id": "X-C2"})])
    assert changed == "correction_events: [{event_id: c}, {event_id: X-C2}]\n"


def test_an_event_must_not_be_left_out() -> None:
    with pytest.raises(ValueError, match="each event once"):
        rewrite_events(TWO_EVENTS, FILE, [(0, {}), (1, {})])


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.permutations(range(4)), st.integers(0, 4))
def test_any_order_of_events_keeps_every_line(order: list[int], gap: int) -> None:
    events = [
        f"  # about {n}\n  - event_id: X-C{n}\n    public_note: |+\n      {n}\n\n" for n in range(4)
    ]
    events.insert(gap, "\n# alone\n\n")
    text = "correction_events:\n" + "".join(events)
    result = rewrite_events(text, FILE, [(position, {}) for position in order])
    assert sorted(result.splitlines()) == sorted(text.splitlines())
    ids = [event["event_id"] for event in data(result)["correction_events"]]
    assert ids == [f"X-C{n}" for n in order]
