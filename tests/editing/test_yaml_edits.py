"""A YAML file edited in place: no byte changes except what was requested."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.editing.record_edits import append_event, remove_key, replace_values, set_superseded_by
from sitegen.editing.yaml_edits import YamlEditError
from sitegen.findings.diagnostics import has_errors
from sitegen.reading.characters import UNSAFE
from sitegen.reading.documents import Plain, read_yaml
from tests.editing.texts import (
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

__all__ = ["each_parser"]  # a fixture
pytestmark = pytest.mark.usefixtures("each_parser")


# ------------------------------------------------------------------------- append_event


def test_dashes_stand_where_those_above_do() -> None:
    flush = HEAD + "correction_events:\n" + FIRST.replace("\n  ", "\n").removeprefix("  ")
    assert appended(flush) == flush + NEW_LINES.replace("\n  ", "\n").removeprefix("  ")
    deep = f"{HEAD}correction_events:\n" + FIRST.replace("  - ", "    -   ").replace(
        "\n    ", "\n        "
    )
    assert appended(deep).removeprefix(deep).startswith("    -   event_id: BA7A9361-C2\n        co")


def test_a_dash_on_a_line_of_its_own_is_measured_too() -> None:
    lone = ONE_EVENT.replace("  - event_id", "  - # a remark\n    event_id")
    assert appended(lone) == lone + NEW_LINES


def test_comments_stay_with_the_event_that_they_are_indented_below() -> None:
    tail = "\n  # more to come\n# the end\n"
    before = ONE_EVENT + "    # checked by A. B.\n"
    assert appended(before + tail) == before + NEW_LINES + tail


def test_keys_behind_the_events_stay_behind_them() -> None:
    tail = f"superseded_by: {OTHER}  # since July\n"
    assert appended(ONE_EVENT + tail) == ONE_EVENT + NEW_LINES + tail


@pytest.mark.parametrize("brackets", ["[]", "[ ]", "\n  []", "[\n  ]"])
def test_empty_brackets_become_a_list_with_dashes(brackets: str) -> None:
    before = f"{HEAD}correction_events: {brackets}  # none\nsuperseded_by: {OTHER}\n"
    after = f"{HEAD}correction_events:  # none\n{NEW_LINES}superseded_by: {OTHER}\n"
    assert appended(before) == after


def test_a_comment_in_empty_brackets_is_kept() -> None:
    result = appended(HEAD + "correction_events: [  # none\n  ]\n")
    assert "correction_events: [{event_id: BA7A9361-C2, " in result
    assert "'2026-07-11T09:00:00+00:00'" in result
    assert result.endswith("}   # none\n  ]\n")


IN_BRACES = (
    "{event_id: BA7A9361-C1, corrected_at: 2026-07-10T09:00:00Z, correction_type: METADATA, "
    "public_note: 'x, y'}"
)


def test_an_event_is_added_inside_the_brackets_of_a_list() -> None:
    result = appended(f"{HEAD}correction_events: [{IN_BRACES}]  # one\n")
    assert result.startswith(f"{HEAD}correction_events: [{IN_BRACES}, {{event_id: BA7A9361-C2, ")
    assert result.endswith(" wrong.}]  # one\n")


@pytest.mark.parametrize("comma", ["", ","])
def test_a_list_in_brackets_over_several_lines_gets_a_line(comma: str) -> None:
    before = f"{HEAD}correction_events: [\n    {IN_BRACES}{comma}  # one\n  ]\n"
    lines = appended(before).splitlines()
    assert lines[3] == f"    {IN_BRACES},  # one"
    assert lines[4].startswith("    {event_id: BA7A9361-C2, ")
    assert lines[4].endswith("}" + comma)
    assert lines[5] == "  ]"


def as_json(events: list[Any] | None, indent: int | None) -> str:
    whole: dict[str, Any] = {"contract_version": "correction-record-v1", "work": {"id": PAPER}}
    if events is not None:
        whole["correction_events"] = events
    return json.dumps(whole, indent=indent)


FIRST_DATA = {**NEW, "event_id": "BA7A9361-C1", "corrected_at": "2026-07-10T09:00:00Z"}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("events", [None, [], [FIRST_DATA], [FIRST_DATA, FIRST_DATA]])
def test_a_file_in_json_stays_json(events: list[Any] | None, indent: int | None) -> None:
    result = append_event(
        as_json(events, indent), FILE, PAPER, {**NEW, "public_note": 'a "b" \\theta\n\tc'}
    )
    whole = json.loads(result)
    assert whole["correction_events"][-1]["public_note"] == 'a "b" \\theta\n\tc'
    assert len(whole["correction_events"]) == len(events or []) + 1
    changed = json.loads(set_superseded_by(result, FILE, PAPER, OTHER))
    assert list(changed)[1:3] == ["work", "superseded_by"]


def test_a_file_in_braces_keeps_them() -> None:
    before = f"{{contract_version: correction-record-v1, work: {{id: {PAPER}}}}}  # short\n"
    assert appended(before).startswith(f'{before[:-11]}, "correction_events": [{{"event_id": ')


def test_a_last_line_without_an_end_gets_one() -> None:
    assert appended(ONE_EVENT.removesuffix("\n")) == ONE_EVENT + NEW_LINES
    literal = ONE_EVENT.replace("The title", "|\n      The title")
    assert appended(literal.removesuffix("\n")) == literal + NEW_LINES


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    before = "\ufeff" + ONE_EVENT.replace("\n", "\r\n")
    assert appended(before) == before + NEW_LINES.replace("\n", "\r\n")
    note = appended(before, public_note="a\nb").removeprefix(before)
    assert note.endswith("    public_note: |-\r\n      a\r\n      b\r\n")
    brackets = f"{HEAD}correction_events: []\n".replace("\n", "\r\n")
    assert appended(brackets) == (HEAD + "correction_events:\n" + NEW_LINES).replace("\n", "\r\n")


@pytest.mark.parametrize("mark", ["|-", "|", ">-"])
def test_blank_lines_behind_a_literal_block_stay_below(mark: str) -> None:
    literal = ONE_EVENT.replace("The title", f"{mark}\n      The title")
    assert appended(literal + "\n\n# end\n") == f"{literal}{NEW_LINES}\n\n# end\n"


def test_blank_lines_that_belong_to_a_literal_block_stay_in_it() -> None:
    literal = ONE_EVENT.replace("The title", "|+\n      The title") + "\n\n"
    assert appended(literal + "# end\n") == f"{literal}{NEW_LINES}# end\n"
    spaces = ONE_EVENT.replace("The title", "|-\n      The title") + "          \n"
    assert appended(spaces) == spaces + NEW_LINES


def test_a_file_with_an_error_is_refused_at_its_place() -> None:
    error = refused(lambda: append_event(HEAD + "correction_events:\n", FILE, PAPER, NEW))
    assert (error.place.line, error.message) == (
        3,
        'the file cannot be read: the key "correction_events" has no value',
    )


@pytest.mark.parametrize("note", ["a\x85b", "a\u202eb", "a\x00b", "\ud800", "a\rb"])
def test_a_note_with_unsafe_characters_is_refused(note: str) -> None:
    error = refused(lambda: append_event(ONE_EVENT, FILE, PAPER, {**NEW, "public_note": note}))
    assert error.message.startswith("the change would make the file invalid: ")


hostile = st.lists(
    st.one_of(
        st.sampled_from(
            [*"'\"#:-?,[]{}&*!|>%@`\\~<= \t\n\r", ": ", " #", "- ", "\n\n", "---", "...", "\\theta"]
        ),
        st.sampled_from(
            ["🦉", "\u200f", "\u200e", "\u200d", "\x85", "\xa0", "\u3000", "no", "1e3"]
        ),
        st.text(max_size=3),
        st.just("long words in a long line " * 5),
    ),
    min_size=1,
    max_size=12,
).map("".join)
TAILS = ("", "\n# end\n", f"superseded_by: {OTHER}\n", "...\n")


@settings(deadline=None, derandomize=True, max_examples=200)
@given(hostile, st.sampled_from(TAILS), st.sampled_from(["\n", "\r\n"]))
@example("a\r\nb", "", "\r\n")
@example("a\n \n\tb", "...\n", "\n")
@example("\u3000\n x", "", "\n")
def test_any_note_survives_and_all_lines_stay(note: str, tail: str, line_end: str) -> None:
    before = (ONE_EVENT + tail).replace("\n", line_end)
    reasons = [line for line in note.strip().splitlines() if 0 < len(line.strip()) <= 500]
    event = {**NEW, "public_note": note, "notice": {"kind": "erratum", "reasons": reasons}}
    if UNSAFE.search(note):
        refused(lambda: append_event(before, FILE, PAPER, event))
        return
    result = append_event(before, FILE, PAPER, event)
    assert_lines_are_kept(before, result)
    assert data(result)["correction_events"][1] == event
    if note.strip():  # a blank note is for the contract to refuse
        last = record(result).correction_events[1]
        assert last.public_note == note.strip()
        assert last.notice
        assert last.notice.reasons == tuple(reason.strip() for reason in reasons)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(hostile)
def test_any_note_survives_in_brackets_and_in_the_place_of_another(note: str) -> None:
    path = ("correction_events", 0, "public_note")
    in_brackets = f"{HEAD}correction_events: [{IN_BRACES}]  # one\n"
    for text in (ONE_EVENT, in_brackets, as_json([FIRST_DATA], 2)):
        if UNSAFE.search(note):
            refused(lambda text=text: replace_values(text, FILE, {path: note}))
            continue
        replaced = replace_values(text, FILE, {path: note})
        assert data(replaced)["correction_events"][0]["public_note"] == note
        added = append_event(text, FILE, PAPER, {**NEW, "public_note": note})
        assert data(added)["correction_events"][1]["public_note"] == note


@settings(deadline=None, derandomize=True, max_examples=100)
@given(hostile)
def test_a_file_of_any_form_is_edited_rightly_or_refused(extra: str) -> None:
    text = f"{HEAD}correction_events:\n{FIRST}    batch: {extra}\n"
    found, diagnostics = read_yaml(text.encode("utf-8", "surrogatepass"), FILE)
    assert (found is None) == has_errors(diagnostics)
    try:
        result = append_event(text, FILE, PAPER, NEW)
    except YamlEditError:
        return
    assert found
    events = found.data["correction_events"]
    assert data_of_any(result)["correction_events"] == [*events, NEW]


def data_of_any(text: str) -> dict[str, Any]:
    found, _ = read_yaml(text.encode(), FILE)
    assert found
    return found.data


# -------------------------------------------------------------- replace_values, remove_key


MIXED = """\
work:
  title: 'It''s old'   # the title
  abstract: >-  # folded
    One line
    and another.

    # and no comment
  topics: [a, "b, c"]   # all
  question:
    a plain text
    over two lines
review:
- score: 9   # of ten
  by: "A
    B"
last: |
  end"""


def test_values_are_replaced_and_all_else_stays() -> None:
    result = replace_values(
        MIXED,
        MANIFEST,
        {
            ("work", "title"): "[Removed]",
            ("work", "abstract"): "Removed.",
            ("work", "topics", 1): "d: e",
            ("work", "question"): "a\nb",
            ("review", 0, "score"): Plain("7.5"),
            ("review", 0, "by"): "9",
            ("last",): "no",
        },
    )
    assert (
        result
        == """\
work:
  title: '[Removed]'   # the title
  abstract: Removed.  # folded
  topics: [a, 'd: e']   # all
  question:
    |-
    a
    b
review:
- score: 7.5   # of ten
  by: '9'
last: 'no'"""
    )


def test_a_long_text_becomes_a_block_above_which_the_comment_stays() -> None:
    text = "work:\r\n  title: old  # why\r\n  doi: x\r\n"
    result = replace_values(text, MANIFEST, {("work", "title"): "a\nb"})
    assert result == "work:\r\n  title: |-  # why\r\n    a\r\n    b\r\n  doi: x\r\n"


def test_only_single_values_are_replaced() -> None:
    error = refused(lambda: replace_values(MIXED, MANIFEST, {("work",): "x"}))
    assert (error.place.line, error.message) == (1, "`work` is not a single value")
    missing = refused(lambda: replace_values(MIXED, MANIFEST, {("work", "doi"): "x"}))
    assert (missing.place.line, missing.message) == (1, "`work.doi` is missing")


def test_a_key_goes_with_the_lines_of_its_value() -> None:
    lines = MIXED.splitlines(keepends=True)
    gone = {
        ("work", "title"): [1],
        ("work", "abstract"): [2, 3, 4, 5, 6],
        ("work", "topics"): [7],
        ("work", "question"): [8, 9, 10],
        ("review",): [11, 12, 13, 14],
        ("last",): [15, 16],
    }
    for path, numbers in gone.items():
        kept = [line for number, line in enumerate(lines) if number not in numbers]
        assert remove_key(MIXED, MANIFEST, path) == "".join(kept)


def test_the_first_key_behind_a_dash_leaves_the_dash() -> None:
    assert '\n- by: "A\n' in remove_key(MIXED, MANIFEST, ("review", 0, "score"))


def test_comments_below_a_key_that_are_indented_deeper_go_with_it() -> None:
    text = "# above\na:\n  b: c\n  # of a\n# of d\nd: e\n"
    assert remove_key(text, MANIFEST, ("a",)) == "# above\n# of d\nd: e\n"


@pytest.mark.parametrize(
    ("key", "after"),
    [
        ("type", '- {"label": "L, {x}", path: a/b.py}  # held\n'),
        ("label", "- {type: 'x', path: a/b.py}  # held\n"),
        ("path", '- {type: \'x\', "label": "L, {x}"}  # held\n'),
    ],
)
def test_a_key_in_braces_goes_with_one_comma(key: str, after: str) -> None:
    text = 'a:\n- {type: \'x\', "label": "L, {x}", path: a/b.py}  # held\n'
    assert remove_key(text, MANIFEST, ("a", 0, key)) == f"a:\n{after}"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (("a", "b"), "`a.b` is the only key of its mapping"),
        (("f", 0), "`f[0]` has no line of its own"),
        (("g",), "`g` is missing"),
    ],
)
def test_a_key_without_lines_of_its_own_is_not_removed(path: Any, message: str) -> None:
    text = "a:\n  b: c\nc: {d: e, g: h}\nf:\n- x\n- y\n"
    assert refused(lambda: remove_key(text, MANIFEST, path)).message == message
