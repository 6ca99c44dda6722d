"""Drawings of comparisons: the computed value in the band around the expected one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sitegen.contracts.exact_numbers import (
    EXACT,
    label_number,
    percent_of,
    plain_number,
    position,
)
from sitegen.contracts.gate_reasons import StatedComparison

# Where the band is in the drawing: its middle, and how far it reaches to each side.
MIDDLE, REACH = Decimal("0.5"), Decimal("0.42")
BAND = (position(MIDDLE - REACH), position(MIDDLE + REACH), position(2 * REACH))
# Where a value outside of the band is, and how close to an edge a text begins or ends there.
BELOW, ABOVE = Decimal("0.025"), Decimal("0.975")
NEAR_START, NEAR_END = Decimal("0.36"), Decimal("0.64")
# A reason of 4,000 characters can have sixty comparisons; the page stays small.
MOST_DRAWN = 4


class Mark(NamedTuple):
    """The computed value in the drawing: its place, and that of its text.

    `anchor` is the class of a text that has its middle or its end there.
    """

    x: str
    text_x: str
    anchor: str


@dataclass(frozen=True)
class ToleranceBand:
    """One comparison as a drawing, with the texts in and below it.

    `low` and `high` are the ends of the band, as positions and in `edges` as numbers; `steps` says
    how far they are from the expected value, if that is positive. Without a `width` the band is a
    single line.
    """

    computed: str
    expected: str
    mark: Mark
    low: str
    high: str
    width: str
    edges: tuple[str, str]
    steps: tuple[str, str] | None
    description: str
    caption: str


def tolerance_bands(stated: tuple[StatedComparison, ...]) -> tuple[ToleranceBand, ...]:
    """The drawings of the first comparisons of a reason."""
    return tuple(map(_band, stated[:MOST_DRAWN]))


def not_drawn(stated: tuple[StatedComparison, ...]) -> str:
    """The sentence about comparisons without a drawing; empty if there is none."""
    rest = len(stated) - MOST_DRAWN
    if rest < 1:
        return ""
    subject = "comparison is" if rest == 1 else "comparisons are"
    return f"{rest} further {subject} in the text of the reason."


def _band(stated: StatedComparison) -> ToleranceBand:
    written, margin = stated.written, stated.margin
    edges = (
        plain_number(EXACT.subtract(stated.expected, margin)),
        plain_number(EXACT.add(stated.expected, margin)),
    )
    is_wide = bool(margin)
    low, high, width = BAND if is_wide else (position(MIDDLE), position(MIDDLE), "")
    computed, expected = label_number(written.computed), label_number(written.expected)
    used = _used(stated)
    return ToleranceBand(
        computed=computed,
        expected=expected,
        mark=_mark(_place(stated)),
        low=low,
        high=high,
        width=width,
        edges=edges,
        steps=_steps(stated) if is_wide and stated.expected > 0 else None,
        description=(
            f"Drawing: expected {expected}, allowed from {edges[0]} to {edges[1]}, computed "
            f"{computed}. {used}"
        ),
        caption=f"{compared(stated)} {used}",
    )


def compared(stated: StatedComparison) -> str:
    """The comparison in a sentence."""
    computed, expected, tolerance = stated.written
    if stated.holds:
        return (
            f"The computed value {computed} agrees with the expected {expected} within the "
            f"tolerance of {tolerance}%."
        )
    return (
        f"The computed value {computed} lies outside of the tolerance of {tolerance}% around the "
        f"expected {expected}, although the reason says that they match."
    )


def _used(stated: StatedComparison) -> str:
    """How much of the tolerance the difference takes, or what else there is to say of it."""
    difference, margin = stated.difference, stated.margin
    if not difference:
        return (
            "The difference is 0: it uses 0% of the tolerance."
            if margin
            else ("The difference is 0, and so is the tolerance.")
        )
    if not stated.holds:
        return f"The difference is {plain_number(difference)}; its place is not to scale."
    used = percent_of(difference, margin)
    return f"The difference is {plain_number(difference)}: it uses {used} of the tolerance."


def _steps(stated: StatedComparison) -> tuple[str, str] | None:
    """How far the ends of the band are from the expected value, if there is room to say it."""
    step = plain_number(stated.tolerance)
    return (f"−{step}%", f"+{step}%") if len(step) < 7 else None


def _place(stated: StatedComparison) -> Decimal:
    """Where the computed value is, as a share of the width of the drawing."""
    is_above = stated.computed > stated.expected
    if not stated.holds:
        return ABOVE if is_above else BELOW
    if not stated.difference:
        return MIDDLE
    # Rounded, because only a drawing needs it.
    shift = stated.difference / stated.margin * REACH
    return MIDDLE + shift if is_above else MIDDLE - shift


def _mark(place: Decimal) -> Mark:
    if place < NEAR_START:
        return Mark(position(place), "0%", "start")
    if place > NEAR_END:
        return Mark(position(place), "100%", "end")
    return Mark(position(place), position(place), "mid")
