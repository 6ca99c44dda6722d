"""Facts in sentences: numbers, dates and counted nouns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from urllib.parse import quote

# How many decimals are shown at most.
MOST_PLACES = 15
# Characters of a DOI that are not escaped in its URL.
DOI_SAFE = "/:;()._-,+*!=$'@"
UNITS = ("kB", "MB", "GB")
WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "։", "።")


@lru_cache(maxsize=4096)
def rounded(number: float, places: int, lines: tuple[float, ...] = ()) -> str:
    """A number with that many decimals, rounded half up; with more where that would mislead.

    So many are shown that the text is on the same side of each of the `lines` as the number (below
    it, or not), and is 0 only if the number is. A number that needs more than MOST_PLACES is
    written with an exponent.
    """
    exact = Decimal(repr(number + 0))  # adding zero turns -0 into 0
    borders = [Decimal(repr(line)) for line in lines]
    for places_shown in range(places, max(places, MOST_PLACES) + 1):
        # Not str, which writes small numbers with an exponent.
        text = f"{exact.quantize(Decimal(1).scaleb(-places_shown), ROUND_HALF_UP):f}"
        shown = Decimal(text)
        is_right = all((shown < each) == (exact < each) for each in borders)
        if is_right and (not lines or (shown == 0) == (exact == 0)):
            return text
    return repr(number)


def in_digits(number: float) -> str:
    """A number with all of its digits, and never with an exponent: 7.5, 0.00001."""
    return f"{Decimal(repr(number)):f}"


@lru_cache(maxsize=4096)
def day_month_year(day: str) -> str:
    """An ISO date as pages show it: 2 July 2026; July 2026 or 2026 if no more is known."""
    parsed = date.fromisoformat(first_day(day))
    words = str(parsed.day), MONTHS[parsed.month - 1], str(parsed.year)
    return " ".join(words[-_parts(day) :])


def month_day_year(day: str) -> str:
    """An ISO date as it is shown below the title of a report: June 21, 2026."""
    if not is_whole_day(day):
        return day_month_year(day)
    parsed = date.fromisoformat(day)
    return f"{MONTHS[parsed.month - 1]} {parsed.day}, {parsed.year}"


def is_date(text: str) -> bool:
    """Whether a text is an ISO date: a day, a month or a year."""
    try:
        return date.fromisoformat(first_day(text)).isoformat().startswith(text)
    except ValueError:
        return False


def is_whole_day(day: str) -> bool:
    """Whether an ISO date names a day, and not only a month or a year."""
    return _parts(day) == 3


def first_day(day: str) -> str:
    """The first day of an ISO date that may name only a month or a year."""
    return f"{day}-01-01"[:10]


def moment(day_or_time: str) -> datetime:
    """An ISO 8601 time, or the beginning of a day in UTC."""
    found = datetime.fromisoformat(day_or_time)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def last_change(submitted: str, *later: str) -> str:
    """The last of these dates and times that are known; empty if none is.

    The submission counts if its day is known.
    """
    known = [submitted] if submitted and is_whole_day(submitted) else []
    known += [each for each in later if each]
    return max(known, key=moment, default="") if len(known) > 1 else "".join(known)


def _parts(day: str) -> int:
    return day.count("-") + 1


def doi_url(doi: str) -> str:
    """The URL of a DOI."""
    return f"https://doi.org/{quote(doi, safe=DOI_SAFE)}"


def counted(number: int, noun: str) -> str:
    """A number and its noun: 1 paper, 13 papers."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def in_words(number: int) -> str:
    """A small number as a word: three; a larger one in digits."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def size_in_words(size: int) -> str:
    """A size to read, and exactly: 1.2 kB (1,234 bytes)."""
    exact = f"{size:,} byte{'' if size == 1 else 's'}"
    if size < 1000:
        return exact
    tenths, unit = (size + 50) // 100, 0
    while tenths >= 10_000 and unit < len(UNITS) - 1:
        unit += 1
        tenths = (size + 500 * 1000**unit // 10) // (100 * 1000**unit)
    return f"{tenths // 10:,}.{tenths % 10} {UNITS[unit]} ({exact})"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """Items in one sentence: a, b and c."""
    *first, last = items
    return f"{', '.join(first)} {joint} {last}" if first else last


def grouped(number: int) -> str:
    """A whole number for readers, with commas: 1,284."""
    return f"{number:,}"


def full_stop(text: str) -> str:
    """What ends a sentence that ends with a text: a full stop, or nothing if the text has one."""
    return sentence(text)[len(text) :]


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
