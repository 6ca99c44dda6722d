"""How much of a text or a list changed, within limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.diff.words import list_extent, text_extent

LONG = " ".join(f"w{number}" for number in range(5_000))


@pytest.mark.parametrize(
    ("before", "after", "amount", "was", "now"),
    [
        ("one two three", "one 2 three", "1 word", "one two three", "one 2 three"),
        ("one two", "one two three", "1 word", "one two", "one two three"),
        ("a b c", "b c", "1 word", "a b c", "b c"),
        ("x", "entirely different words", "3 words", "x", "entirely different words"),
        ("a b c d e f", "A b c d e F", "2 words", "a b c d e…", "A b c d e…"),
        ("one two", "one  two\n", "only spaces and line breaks", None, None),
    ],
)
def test_words_that_differ_are_counted(
    before: str, after: str, amount: str, was: str | None, now: str | None
) -> None:
    assert text_extent(before, after) == (amount, was, now)


def test_the_first_change_is_shown_with_a_few_words_around_it() -> None:
    extent = text_extent(LONG, LONG.replace("w2500 ", "changed "))
    assert extent == (
        "1 word",
        "…w2496 w2497 w2498 w2499 w2500 w2501 w2502 w2503 w2504…",
        "…w2496 w2497 w2498 w2499 changed w2501 w2502 w2503 w2504…",
    )


def test_an_excerpt_of_a_rewritten_text_stays_short() -> None:
    extent = text_extent(LONG, LONG.upper())
    assert extent.amount == "5000 words"
    assert extent.before is not None
    assert len(extent.before) < 300


def test_two_texts_of_one_word_over_and_over_take_no_time() -> None:
    amount = text_extent("start " + "a b " * 9_000, "other " + "b a " * 9_000).amount
    assert amount.endswith("words")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["a"], ["a", "b"], ("1 added", None, "b")),
        (["a", "b"], ["b"], ("1 removed", "a", None)),
        (["a", "b"], ["a", "c"], ("1 changed", "b", "c")),
        (["a", "b"], ["b", "a"], ("in another order", None, None)),
        (["a"], ["b", "c"], ("2 added, 1 removed", "a", "b; c")),
        ([], list("abcde"), ("5 added", None, "a; b; c; and 2 more")),
        (["a", "b"], ["c", "d"], ("2 changed", "a; b", "c; d")),
    ],
)
def test_items_that_differ_are_counted(
    before: list[str], after: list[str], expected: tuple[str, str | None, str | None]
) -> None:
    assert list_extent(before, after) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_texts_that_differ_always_have_an_extent(before: str, after: str) -> None:
    extent = text_extent(before, after)
    assert extent.amount
    if before.split() != after.split():
        assert extent.before != extent.after


@given(st.lists(st.text(max_size=3), max_size=5), st.lists(st.text(max_size=3), max_size=5))
def test_lists_that_differ_always_have_an_extent(before: list[str], after: list[str]) -> None:
    assert list_extent(before, after).amount
