"""A computed value is drawn in the tolerance around the expected one, at the right place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given

from sitegen.contracts.gate_reasons import comparisons
from sitegen.contracts.tolerance_bands import MOST_DRAWN, ToleranceBand, not_drawn, tolerance_bands
from tests.contracts.test_exact_numbers import NUMBERS, TOLERANCES


def reason(computed: str, expected: str, tolerance: str = "5.0") -> str:
    return f"Computed {computed} matches expected {expected} (tolerance={tolerance}%)."


def band(computed: str, expected: str, tolerance: str = "5.0") -> ToleranceBand:
    (found,) = tolerance_bands(comparisons(reason(computed, expected, tolerance)))
    return found


def test_the_seeds_comparison_is_in_the_middle_of_its_band() -> None:
    found = band("560000000.0", "560000000.0")
    assert (found.low, found.high, found.width, found.mark.x) == ("8%", "92%", "84%", "50%")
    assert found.edges == ("532000000", "588000000")
    assert found.steps == ("−5%", "+5%")
    assert found.description == (
        "Drawing: expected 560000000.0, allowed from 532000000 to 588000000, computed 560000000.0. "
        "The difference is 0: it uses 0% of the tolerance."
    )
    assert found.caption == (
        "The computed value 560000000.0 agrees with the expected 560000000.0 within the tolerance "
        "of 5.0%. The difference is 0: it uses 0% of the tolerance."
    )


@pytest.mark.parametrize(
    ("computed", "expected", "tolerance", "x", "used"),
    [
        ("42.1", "42.0", "5.0", "52%", "0.1: it uses about 4.76% of the tolerance"),
        ("105", "100", "5", "92%", "5: it uses 100% of the tolerance"),
        ("95", "100", "5", "8%", "5: it uses 100% of the tolerance"),
        ("0.3", "0.1", "200", "92%", "0.2: it uses 100% of the tolerance"),
        # Left is less, also among negative numbers.
        ("-105", "-100", "5", "8%", "5: it uses 100% of the tolerance"),
        ("-99", "-100", "5", "58.4%", "1: it uses 20% of the tolerance"),
        ("1e99", "1e99", "1", "50%", "0: it uses 0% of the tolerance"),
    ],
)
def test_the_place_is_as_much_of_the_band_as_is_used(
    computed: str, expected: str, tolerance: str, x: str, used: str
) -> None:
    found = band(computed, expected, tolerance)
    assert found.mark.x == x
    assert f"The difference is {used}." in found.caption
    assert f"The difference is {used}." in found.description


@pytest.mark.parametrize(("expected", "tolerance"), [("0", "5.0"), ("0.00", "0"), ("7", "0")])
def test_without_room_for_a_difference_the_band_is_a_line(expected: str, tolerance: str) -> None:
    found = band(expected, expected, tolerance)
    assert (found.low, found.high, found.width, found.mark.x) == ("50%", "50%", "", "50%")
    assert found.steps is None
    assert found.caption.endswith("The difference is 0, and so is the tolerance.")


@pytest.mark.parametrize(
    ("computed", "expected", "tolerance", "x"),
    [
        ("2", "1", "5", "97.5%"),
        ("0", "1", "5", "2.5%"),
        ("1e99", "1", "5", "97.5%"),
        ("-1", "1", "5", "2.5%"),
        ("1e-99", "0", "5", "97.5%"),
        ("1", "2", "0", "2.5%"),
    ],
)
def test_a_value_outside_of_the_band_is_beside_it_and_called_so(
    computed: str, expected: str, tolerance: str, x: str
) -> None:
    """The rules allow no such reason, but an old record may have one."""
    found = band(computed, expected, tolerance)
    assert found.mark.x == x
    assert "lies outside of the tolerance" in found.caption
    assert "although the reason says that they match" in found.caption
    assert found.caption.endswith("its place is not to scale.")
    assert "uses" not in found.caption


def test_the_text_of_the_computed_value_stays_inside_of_the_drawing() -> None:
    marks = [band(each, "100").mark for each in ("95", "96", "100", "104", "105", "900")]
    assert [(each.text_x, each.anchor) for each in marks] == [
        *(("0%", "start"), ("0%", "start"), ("50%", "mid"), ("100%", "end")),
        *(("100%", "end"), ("100%", "end")),
    ]


@given(NUMBERS, NUMBERS, TOLERANCES)
@example("+5", "5", "100.0000000000")
@example("9" * 40, f"{'9' * 40}.{'9' * 40}", "0.0000000001")
def test_every_comparison_that_a_reason_can_state_is_drawn(
    computed: str, expected: str, tolerance: str
) -> None:
    found = band(computed, expected, tolerance)
    place = Fraction(Decimal(found.mark.x.removesuffix("%")))
    low, high = (Fraction(Decimal(each.removesuffix("%"))) for each in (found.low, found.high))
    one, other = Fraction(Decimal(computed)), Fraction(Decimal(expected))
    (stated,) = comparisons(reason(computed, expected, tolerance))
    assert (low <= place <= high) == stated.holds
    assert 0 <= place <= 100
    if place != 50:
        assert (place > 50) == (one > other)
    assert all(len(each) <= 22 for each in (found.computed, found.expected, *found.edges))
    # The exact numbers are in the caption, however long they are.
    assert f"{computed} " in found.caption
    assert expected in found.caption


def test_a_page_draws_only_the_first_of_many_comparisons() -> None:
    many = comparisons(" ".join([reason("1", "1")] * (MOST_DRAWN + 2)))
    assert len(tolerance_bands(many)) == MOST_DRAWN
    assert not_drawn(many) == "2 further comparisons are in the text of the reason."
    assert not_drawn(many[1:]) == "1 further comparison is in the text of the reason."
    assert not_drawn(many[:MOST_DRAWN]) == not_drawn(()) == ""
