"""Facts in sentences: numbers, dates and counted nouns."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from urllib.parse import quote

# Characters of a DOI that are not escaped in its URL.
DOI_SAFE = "/:;()._-,+*!=$'@"
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "։", "።")


@lru_cache(maxsize=4096)
def rounded(number: float, places: int) -> str:
    """A number with a fixed number of decimals, rounded half up."""
    # Adding zero turns -0 into 0.
    return str(Decimal(repr(number + 0)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@lru_cache(maxsize=4096)
def day_month_year(day: str) -> str:
    """An ISO date as pages show it: 2 July 2026."""
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {MONTHS[parsed.month - 1]} {parsed.year}"


def month_day_year(day: str) -> str:
    """An ISO date as it is shown below the title of a report: June 21, 2026."""
    parsed = date.fromisoformat(day)
    return f"{MONTHS[parsed.month - 1]} {parsed.day}, {parsed.year}"


def doi_url(doi: str) -> str:
    """The URL of a DOI."""
    return f"https://doi.org/{quote(doi, safe=DOI_SAFE)}"


def counted(number: int, noun: str) -> str:
    """A number and its noun: 1 paper, 13 papers."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it already ends like a sentence, in any script."""
    return text if text.endswith(SENTENCE_ENDS) else f"{text}."


# Written here because strftime depends on the locale of the machine.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
