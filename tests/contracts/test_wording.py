"""How facts read: numbers, dates, counted nouns and sentences."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sitegen.contracts.wording import (
    counted,
    day_month_year,
    grouped,
    in_words,
    listed,
    month_day_year,
    rounded,
    sentence,
    size_in_words,
)


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (7.125, 2, "7.13"),  # a float holds this one exactly; halves go up, never to even
        (2.675, 2, "2.68"),  # in binary just below; people see 2.675
        (1.005, 2, "1.01"),
        (8.345, 2, "8.35"),
        (7.124999, 2, "7.12"),
        (9.33, 2, "9.33"),
        (7.9, 2, "7.90"),
        (7.5, 2, "7.50"),
        (10.0, 2, "10.00"),
        (9.995, 2, "10.00"),
        (0.0, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (1e-7, 2, "0.00"),
        (7.1, 1, "7.1"),
        (7.25, 1, "7.3"),
        (7.35, 1, "7.4"),
        (9.95, 1, "10.0"),
    ],
)
def test_a_number_is_rounded_half_up_as_people_round(number: float, places: int, text: str) -> None:
    assert rounded(number, places) == text


LINES = (0.5, 4.0, 5.0, 7.0, 7.5, 8.5, 10.0)
NUMBERS = st.one_of(
    st.floats(0, 10, allow_nan=False),
    st.decimals(0, 10, places=3).map(float),
    st.builds(
        lambda line, by: min(max(line + by, 0), 10), st.sampled_from(LINES), st.floats(-0.01, 0.01)
    ),
)


@given(NUMBERS, st.integers(0, 3))
@example(7.4999, 2)
@example(9.999999999999998, 2)
@example(5e-324, 2)
@example(8.45, 1)
def test_a_shown_number_is_on_the_side_of_every_line_that_its_number_is(
    number: float, places: int
) -> None:
    shown = float(rounded(number, places, LINES))
    assert [shown < line for line in LINES] == [number < line for line in LINES]
    assert (shown == 0) == (number == 0)


@given(NUMBERS, st.integers(0, 3))
@example(2.5756061271900046e-07, 1)
def test_a_number_has_no_more_decimals_than_its_side_needs(number: float, places: int) -> None:
    text = rounded(number, places, LINES)
    assume("e" not in text)
    decimals = len(text.partition(".")[2])
    assert decimals >= places
    assert text == rounded(number, decimals)  # half up
    for fewer in range(places, decimals):
        shown = float(rounded(number, fewer))
        sides = [shown < line for line in LINES] == [number < line for line in LINES]
        assert not sides or (shown == 0) != (number == 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7.4999, "7.4999"),
        (7.494, "7.49"),
        (7.5, "7.50"),
        (7.504, "7.50"),
        (4.996, "4.996"),
        (9.999999, "9.999999"),
        (10.0, "10.00"),
        (0.001, "0.001"),
        (0.0, "0.00"),
        (1e-300, "1e-300"),
    ],
)
def test_a_number_beside_a_line_has_as_many_decimals_as_tell_it_apart(
    number: float, text: str
) -> None:
    assert rounded(number, 2, LINES) == text


@pytest.mark.parametrize(
    ("day", "on_pages", "in_reports"),
    [
        ("2026-07-02", "2 July 2026", "July 2, 2026"),
        ("2026-06-21", "21 June 2026", "June 21, 2026"),
        ("2024-02-29", "29 February 2024", "February 29, 2024"),
        ("0999-12-31", "31 December 999", "December 31, 999"),
    ],
)
def test_a_day_reads_as_on_pages_and_as_in_reports(
    day: str, on_pages: str, in_reports: str
) -> None:
    assert (day_month_year(day), month_day_year(day)) == (on_pages, in_reports)


def test_every_month_has_its_english_name() -> None:
    shown = [day_month_year(f"2026-{month:02}-01").split()[1] for month in range(1, 13)]
    assert shown == [
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ]


def test_a_large_number_has_commas() -> None:
    shown = [grouped(each) for each in (0, 999, 1284, 1_000_000)]
    assert shown == ["0", "999", "1,284", "1,000,000"]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers"), (13, "13 papers")]
)
def test_a_noun_follows_its_count(number: int, text: str) -> None:
    assert counted(number, "paper") == text


@pytest.mark.parametrize(
    ("text", "as_a_sentence"),
    [
        ("It holds", "It holds."),
        ("It holds.", "It holds."),
        ("Does it hold?", "Does it hold?"),
        ("It holds!", "It holds!"),
        ("It holds)", "It holds)."),
    ],
)
def test_a_sentence_gets_no_second_mark_at_its_end(text: str, as_a_sentence: str) -> None:
    assert sentence(text) == as_a_sentence


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB (1,000 bytes)"),
        (1234, "1.2 kB (1,234 bytes)"),
        (1250, "1.3 kB (1,250 bytes)"),
        (999_949, "999.9 kB (999,949 bytes)"),
        (999_950, "1.0 MB (999,950 bytes)"),
        (123_456_789, "123.5 MB (123,456,789 bytes)"),
        (5_000_000_000_000, "5,000.0 GB (5,000,000,000,000 bytes)"),
    ],
)
def test_a_size_is_readable_and_exact(size: int, words: str) -> None:
    assert size_in_words(size) == words


@given(st.integers(1000, 10**15))
def test_a_readable_size_is_the_exact_one_rounded(size: int) -> None:
    number, unit, exact = size_in_words(size).split(" ", 2)
    factor = {"kB": 10**3, "MB": 10**6, "GB": 10**9}[unit]
    assert int(exact.strip("()bytes ").replace(",", "")) == size
    assert abs(float(number.replace(",", "")) * factor - size) <= factor / 20 + 1
    assert unit == "GB" or float(number) < 1000


def test_small_numbers_are_words_and_items_are_one_sentence() -> None:
    assert [in_words(each) for each in (0, 1, 12, 13, 1234)] == [
        "no",
        "one",
        "twelve",
        "13",
        "1,234",
    ]
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
