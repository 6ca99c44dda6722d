"""What replaces a scalar, or puts a text in quotes, where there is no doubt about it."""

from __future__ import annotations

import pytest

from sitegen.reading.spelling import Change, put_in_quotes, respelled


@pytest.mark.parametrize(
    ("text", "found", "old", "new"),
    [
        ("a: old", "old", "old", "new"),
        ("a: 'old'", "old", "'old'", "'new'"),
        ('a: "old" # x', "old", '"old"', '"new"'),
        ("a: '  old '", "  old ", "'  old '", "'new'"),
    ],
)
def test_a_scalar_keeps_its_quotes(text: str, found: str, old: str, new: str) -> None:
    assert respelled(text, 3, found, "new", in_quotes=True) == (old, new)


def test_a_number_leaves_its_quotes() -> None:
    assert respelled('a: "7.9"', 3, "7.9", "7.9", in_quotes=False) == ('"7.9"', "7.9")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r'a: "\x6fld"', "old"),
        ("a: 'it''s'", "it's"),
        ("a: two\n  lines", "two lines"),
        ("a: |\n  old\n", "old\n"),
        ("a: >-\n  old\n", "old"),
    ],
    ids=["an escape", "a doubled quote", "two lines", "a block", "a folded block"],
)
def test_what_is_not_written_as_it_reads_is_left_alone(text: str, found: str) -> None:
    assert respelled(text, 3, found, "new", in_quotes=True) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: old", "n: w"),
        ("a: old", "[new"),
        ("a: old", "#new"),
        ("a: old", "new "),
        ("a: old", ""),
        ("a: old", "a,b"),
        ("a: 'old'", "n'w"),
        ('a: "old"', 'n"w'),
        ('a: "old"', r"n\w"),
    ],
)
def test_a_text_that_would_read_as_something_else_is_not_written(text: str, wanted: str) -> None:
    assert respelled(text, 3, "old", wanted, in_quotes=True) is None


@pytest.mark.parametrize(
    ("text", "offset", "new"),
    [
        ("a: b: c\n", 3, "'b: c'"),
        ("a: it's: c \r\nd: e", 3, "'it''s: c'"),
        ("a:\n  b: c: d\n\n  # x\n  e: f\n", 8, "'c: d'"),
        ("- @a\n- b\n", 2, "'@a'"),
        ("- a: @b\n  c: d\n", 5, "'@b'"),
    ],
)
def test_a_whole_text_is_put_in_quotes(text: str, offset: int, new: str) -> None:
    [change] = put_in_quotes(text, offset)
    assert (change.offset, change.new) == (offset, new)
    assert text.startswith(change.old, offset)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("a: b: c # d\n", 3),
        ("a: b: c:\n", 3),
        ("a: b: c\n  d\n", 3),
        ("a: b: c\n\n  # x\n  d\n", 3),
        ("- @a\n  b\n", 2),
        ("a: b: \x07\n", 3),
        ("a: ", 3),
        ("- name: Ada Owl, orcid: 0000-0002-1825-0097\n", 8),
        ("a: b: c}\n", 3),
        ("a: b: [c\n", 3),
        ("a: b: [c}\n", 3),
    ],
    ids=[
        *("comment", "a key", "next line", "below a blank", "in a list", "unprintable", "nothing"),
        *("another key", "brace never opened", "bracket never closed", "another bracket"),
    ],
)
def test_a_text_that_may_be_more_or_less_is_left_alone(text: str, offset: int) -> None:
    assert put_in_quotes(text, offset) == ()


def test_a_change_is_about_one_line() -> None:
    assert put_in_quotes("a: b: c\nd: e: f\n", 3) == (Change(3, "b: c", "'b: c'"),)
