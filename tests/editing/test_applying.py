"""Edits in the bytes of a file."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.editing.applying import ApplyEditError, applied
from sitegen.findings.diagnostics import Edit, Place
from tests.reading.reader import FILE, quickly


def edit(line: int, column: int, old: str, new: str) -> Edit:
    return Edit(Place(FILE, line, column), old, new)


def test_an_edit_changes_what_stands_at_its_place_and_nothing_else() -> None:
    data = b"work:\n  titel: Owls  # titel\n"
    assert applied(data, [edit(2, 3, "titel", "title")]) == b"work:\n  title: Owls  # titel\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["bare", "BOM"])
def test_line_ends_and_a_byte_order_mark_stay(end: str, mark: bytes) -> None:
    data = mark + f"wrok:{end}  a: 猫 {{x: 🦉, titel: y}}{end}".encode()
    edits = [edit(2, 15, "titel", "title"), edit(1, 1, "wrok", "work")]
    assert applied(data, edits) == mark + f"work:{end}  a: 猫 {{x: 🦉, title: y}}{end}".encode()


def test_bytes_that_are_not_utf_8_stay() -> None:
    assert applied(b"\xe4\xff\na:b\n", [edit(2, 2, ":", ": ")]) == b"\xe4\xff\na: b\n"


@pytest.mark.parametrize(
    "wrong",
    [edit(1, 1, "b", "c"), edit(3, 1, "a", "c"), edit(1, 9, "a", "c"), edit(1, 2, "a", "c")],
    ids=["another text", "no such line", "no such column", "one further"],
)
def test_a_file_that_holds_something_else_is_not_edited(wrong: Edit) -> None:
    with pytest.raises(ApplyEditError):
        applied(b"a\n", [wrong])


def test_two_edits_of_the_same_text_are_refused_and_the_same_edit_twice_is_one() -> None:
    first = edit(1, 1, "abc", "x")
    assert applied(b"abcd", [first, first]) == b"xd"
    with pytest.raises(ApplyEditError):
        applied(b"abcd", [first, edit(1, 3, "cd", "y")])


CHARACTERS = st.characters(exclude_characters="\r\n", codec="utf-8")
LINES = st.lists(st.text(CHARACTERS, min_size=1), min_size=1)


@quickly
@given(LINES, st.data())
def test_all_but_the_replaced_text_is_the_same_byte_for_byte(
    lines: list[str], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start, len(line)))
    text = "\r\n".join(lines)
    done = applied(text.encode(), [edit(number + 1, start + 1, line[start:end], "NEW")])
    wanted = [*lines[:number], line[:start] + "NEW" + line[end:], *lines[number + 1 :]]
    assert done == "\r\n".join(wanted).encode()
