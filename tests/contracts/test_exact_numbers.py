"""Numbers of reasons: no digit is lost, and what is rounded says so."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.exact_numbers import (
    EXACT,
    MOST_CHARACTERS,
    exactly_percent,
    label_number,
    percent_of,
    plain_number,
    position,
)
from sitegen.contracts.gate_reasons import comparisons

# Every form of a number that a reason can state.
NUMBERS = st.from_regex(r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?", fullmatch=True)
TOLERANCES = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,10})?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("42.0", "42"),
        ("560000000.000", "560000000"),
        ("-105", "−105"),
        ("0.0000001", "0.0000001"),
        ("-0.0", "0"),
        ("1.5e3", "1500"),
        ("1e99", "1 × 10⁹⁹"),
        ("-2.5e-99", "−2.5 × 10⁻⁹⁹"),
        ("-104.123456789012345", "about −104.1235"),
        ("0.00012345678901234567", "about 0.0001234568"),
        ("0.000012345678901234567", "about 1.235 × 10⁻⁵"),
        ("9999999.99999999999", "about 10000000"),
        ("1234567890123456789", "about 1.235 × 10¹⁸"),
        ("9999999999999999999", "about 1 × 10¹⁹"),
    ],
)
def test_a_number_is_plain_or_short_and_says_if_it_is_not_exact(written: str, plain: str) -> None:
    assert plain_number(Decimal(written)) == plain


def test_a_label_is_what_is_written_unless_that_is_too_long() -> None:
    assert label_number("560000000.0") == "560000000.0"
    assert label_number("+1.50e3") == "+1.50e3"
    assert label_number("3" * 40) == "about 3.333 × 10³⁹"


def read_back(text: str) -> Decimal:
    """The number that a text shows."""
    digits, _, power = text.removeprefix("about ").replace("−", "-").partition(" × 10")
    return Decimal(digits).scaleb(
        int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)
    )


@given(NUMBERS)
def test_a_shown_number_is_short_and_only_rounded_where_it_says_so(written: str) -> None:
    number = Decimal(written)
    text = plain_number(number)
    assert len(text.removeprefix("about ")) <= MOST_CHARACTERS
    shown = Fraction(read_back(text))
    if text.startswith("about "):
        assert shown != Fraction(number)
        assert abs(shown - Fraction(number)) <= abs(Fraction(number)) / 10**3
    else:
        assert shown == Fraction(number)


@given(NUMBERS, NUMBERS, TOLERANCES)
def test_a_comparison_is_judged_exactly(computed: str, expected: str, tolerance: str) -> None:
    (found,) = comparisons(
        f"Computed {computed} matches expected {expected} (tolerance={tolerance}%)"
    )
    difference = abs(Fraction(Decimal(computed)) - Fraction(Decimal(expected)))
    margin = abs(Fraction(Decimal(expected))) * Fraction(Decimal(tolerance)) / 100
    assert Fraction(found.difference) == difference
    assert Fraction(found.margin) == margin
    assert found.holds == (difference <= margin)
    assert found.written == (computed, expected, tolerance)


def test_forty_digits_are_not_rounded() -> None:
    """The default of decimal numbers has 28 digits, so these two would be equal."""
    one, other = f"1{'0' * 38}1", f"1{'0' * 38}2"
    (found,) = comparisons(f"Computed {one} matches expected {other} (tolerance=0%)")
    assert (found.difference, found.holds) == (1, False)
    assert exactly_percent(Decimal("5.0"), Decimal("560000000.0")) == 28000000


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("0", "5", "0%"),
        ("0.1", "2.1", "about 4.76%"),
        ("1", "8", "12.5%"),
        ("1", "10000", "0.01%"),
        ("1", "10000000", "less than 0.01%"),
        ("4.9999999", "5", "more than 99.99%"),
        ("5", "5", "100%"),
        ("0.3", "0.3", "100%"),  # 3 * 0.1 is not 0.3 in binary numbers
    ],
)
def test_a_share_is_rounded_to_two_decimals_and_says_so(
    part: str, whole: str, percent: str
) -> None:
    assert percent_of(Decimal(part), Decimal(whole)) == percent


@given(st.decimals(0, 1, allow_nan=False, places=20), NUMBERS)
def test_a_share_is_all_or_nothing_only_if_it_is(share: Decimal, written: str) -> None:
    whole = abs(Decimal(written))
    part = EXACT.multiply(share, whole)
    if not whole:
        return
    shown = percent_of(part, whole)
    assert (shown == "0%") == (part == 0)
    assert (shown == "100%") == (part == whole)
    number = re.search(r"[0-9.]+", shown)
    assert number
    assert abs(Decimal(number[0]) - share * 100) < Decimal("0.0100001")


def test_a_position_in_a_drawing_is_short() -> None:
    assert [position(Decimal(each)) for each in ("0", "0.5", "0.77333333", "1")] == [
        *("0%", "50%", "77.33%", "100%"),
    ]
