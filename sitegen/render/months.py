"""The months in which papers were submitted, as groups of a listing."""

from __future__ import annotations

from sitegen.contracts.wording import day_month_year

UNDATED = "undated"
LENGTH_OF_A_YEAR, LENGTH_OF_A_MONTH = len("2026"), len("2026-07")


def month_of(submitted: str) -> str:
    """The month of a date, or its year if no more is known; UNDATED without a date."""
    return submitted[:LENGTH_OF_A_MONTH] or UNDATED


def month_label(month: str) -> str:
    """A month in words."""
    if month == UNDATED:
        return "Undated"
    label = day_month_year(month)
    return label if len(month) > LENGTH_OF_A_YEAR else f"{label}, month not known"
