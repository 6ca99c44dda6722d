"""Mistakes of indentation: whatever line is moved, the place is right, and a sure fix is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.editing.applying import applied
from sitegen.findings.diagnostics import has_errors
from sitegen.reading.documents import read_yaml
from sitegen.reading.indentation import MOST_LINES
from tests.reading.reader import FILE, MANIFEST, assert_places_are_inside, bad, good, quickly

LINES = MANIFEST.decode().splitlines(keepends=True)
NESTED = "a:\n  b:\n    c: d\n  e: f\ng: h\n"


@quickly
@given(st.integers(0, len(LINES) - 1), st.integers(-4, 4).filter(bool))
def test_a_line_that_is_moved_is_read_or_refused_at_a_place_with_help(at: int, by: int) -> None:
    line = LINES[at]
    moved = " " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip())) :]
    source = "".join([*LINES[:at], moved, *LINES[at + 1 :]]).encode()
    document, found = read_yaml(source, FILE)
    assert (document is None) is has_errors(found)
    assert_places_are_inside(source, found)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_is_indented_with_tabs_alone_is_mended_to_the_same_data(end: str) -> None:
    tabbed = NESTED.replace("  ", "\t").replace("\n", end).encode()
    (found, *_) = bad(tabbed)
    assert "the line is indented with a tab" in found.message
    assert good(applied(tabbed, found.fix)).data == good(NESTED).data


@pytest.mark.parametrize(
    "source",
    [
        "a:\n\tb: c\n  d: e\n",
        "a:\n \tb: c\n",
        "a:\n-\tb: c\n\td: e\n",
        "a:\n" + "\tb:\n" * (MOST_LINES + 1),
    ],
    ids=["spaces beside", "spaces before", "behind a dash", "too many lines"],
)
def test_where_tabs_might_mean_something_else_they_are_left(source: str) -> None:
    assert not any(each.fix for each in bad(source))


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("a: b\n  c: d\n", (2, 3), "is indented so far that YAML adds it to the text"),
        ("a:\n  b: c\n d: e\n", (3, 2), "start it in column 3 like line 2 or in column 1 like"),
        ("a:\n    b: c\n  d: e\n", (3, 3), "starts in column 3, but nothing above it does"),
        ("a:\n  b c\n  d: e\n", (2, 3), 'there is no colon after the key in "b c"; write b: c'),
        ("a: b\n- c\n", (2, 1), "is between the keys of the mapping that begins on line 1"),
        ("a:\n- b\n- c\n: d\n", (4, 1), "write the key before the colon"),
        ("a: |\n     \n  b\n", (3, 3), "delete the spaces in the blank line"),
        ("#a:\n  b: c\nd: e\n", (3, 1), "like line 2"),
    ],
)
def test_a_mistake_is_explained_at_its_place(
    source: str, place: tuple[int, int], said: str
) -> None:
    (found, *_) = bad(source)
    assert (found.place[1:], said in f"{found.message}; {found.hint}") == (place, True), found
