"""Mistakes in brackets and braces: each is explained at its place, and some are fixed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.reader import assert_places_are_inside, bad, good, quickly

VALUES = st.recursive(
    st.sampled_from(["a", "'b, c'", '"d: e"', "7"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(inner, min_size=1, max_size=3).map(
            lambda items: "{" + ", ".join(f"k{n}: {each}" for n, each in enumerate(items)) + "}"
        )
    ),
    max_leaves=6,
).filter(lambda text: text[0] in "[{")


@quickly
@given(VALUES, st.data())
def test_a_bracket_that_is_missing_is_told_and_never_guessed(
    text: str, data: st.DataObject
) -> None:
    source = f"first: {text}\nsecond: b\n"
    good(source)
    places = [at for at, char in enumerate(text) if char in "]}"]
    at = data.draw(st.sampled_from(places))
    broken = f"first: {text[:at]}{text[at + 1 :]}\nsecond: b\n"
    found = bad(broken)
    assert_places_are_inside(broken.encode(), found)
    assert not any(each.fix for each in found)


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("a: [b,, c]\n", (1, 7), "there is no value before"),
        ("a: [, b]\n", (1, 5), "write the missing value, or delete the comma"),
        ("a: {b: c]\n", (1, 9), 'a comma or "}" is missing before "]"'),
        ("a: [b c: d: e]\n", (1, 11), "contains a colon, which YAML reads as the end of a key"),
        ("a: [b\nc: d\n", (1, 4), "is not closed"),
        ("a: [b, c # d]\n", (1, 4), "before a # that begins a comment"),
        ("a: [b] c\n", (1, 4), 'starts with "[", which is special to YAML'),
        ("a: {b} c\n", (1, 4), 'starts with "{", which is special to YAML'),
        ("a: [b],\n", (1, 7), "delete the comma"),
        ("a:\n- [b] c\n", (2, 3), 'starts with "["'),
        ("a: [{b: [c]}\n", (1, 4), "is not closed"),
    ],
)
def test_a_mistake_is_explained_at_its_place(
    source: str, place: tuple[int, int], said: str
) -> None:
    (found,) = bad(source)
    assert found.place[1:] == place
    assert said in f"{found.message}; {found.hint}"


def mended(source: str) -> str:
    """The text with the fix that is sure, on one line."""
    (found,) = bad(source)
    lines = source.split("\n")
    for edit in sorted(found.fix, key=lambda each: each.place, reverse=True):
        line, column = edit.place.line - 1, edit.place.column - 1
        assert lines[line].startswith(edit.old, column)
        lines[line] = lines[line][:column] + edit.new + lines[line][column + len(edit.old) :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[Removed] by A.", "'[Removed] by A.'"),
        ("{x} is 'y'", "'{x} is ''y'''"),
        ('[a] "b" c', "'[a] \"b\" c'"),
        ("[x] y: z", "'[x] y: z'"),
    ],
)
def test_a_whole_text_that_begins_with_brackets_is_put_in_quotes(text: str, written: str) -> None:
    assert mended(f"a: {text}\nb: c\n") == f"a: {written}\nb: c\n"
    assert good(f"a: {written}\nb: c\n").data == {"a": text, "b": "c"}


@pytest.mark.parametrize("source", ["a: [b] c # d\n", "a: [it's] b # c\n", "- [b] c\n"])
def test_a_text_that_may_end_before_a_comment_or_is_an_item_is_left(source: str) -> None:
    assert mended(source) == source
