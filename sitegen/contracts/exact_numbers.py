"""Exact arithmetic with the decimal numbers that reasons state, and how results are written."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

# Numbers have at most 80 digits and an exponent of two digits, so no digit is ever lost.
EXACT = Context(prec=500)
HUNDRED = Decimal(100)
# Longer numbers are shortened where there is no room for them.
MOST_CHARACTERS = 16
# Digits of a number that is shortened with a power of ten, or without one.
DIGITS, MOST_DIGITS = 4, 7
HUNDREDTH = Decimal("0.01")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exactly_percent(part: Decimal, whole: Decimal) -> Decimal:
    """So many percent of a number, without rounding."""
    return EXACT.multiply(EXACT.scaleb(part, -2), whole)


def plain_number(number: Decimal) -> str:
    """A number without an exponent and without zeros at its end; a long one is shortened."""
    whole = EXACT.normalize(number)
    # The exponent first, because 1e-99 is short, but has 99 decimals.
    if abs(whole.adjusted()) <= MOST_CHARACTERS:
        text = f"{whole:f}" if whole else "0"
        if len(text) <= MOST_CHARACTERS:
            return text.replace("-", "−")
    return _shortened(whole)


def label_number(text: str) -> str:
    """A number as it is written, or a shorter form of it if there is no room for that."""
    return text if len(text) <= MOST_CHARACTERS else _shortened(EXACT.normalize(Decimal(text)))


def _shortened(number: Decimal) -> str:
    """A few digits, with a power of ten if needed; it says if that is not exactly the number."""
    if not number:
        return "0"
    is_short = -DIGITS <= number.adjusted() < MOST_DIGITS
    rounded = _rounded(number, MOST_DIGITS if is_short else DIGITS)
    power = 0 if is_short else rounded.adjusted()
    digits = f"{EXACT.normalize(rounded.scaleb(-power)):f}".replace("-", "−")
    about = "" if rounded == number else "about "
    return f"{about}{digits}{f' × 10{str(power).translate(RAISED)}' if power else ''}"


def _rounded(number: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_UP).plus(number)


def percent_of(part: Decimal, whole: Decimal) -> str:
    """How many percent of `whole` a `part` from 0 to `whole` is, with two decimals at most.

    A rounded number says so, and is 0 or 100 only if the share is.
    """
    with localcontext(Context(prec=30, rounding=ROUND_HALF_UP)):
        share = (part / whole * HUNDRED).quantize(HUNDREDTH)
    if EXACT.multiply(share, whole) == EXACT.multiply(part, HUNDRED):
        return f"{plain_number(share)}%"
    if not share:
        return "less than 0.01%"
    return f"about {plain_number(share)}%" if share < HUNDRED else "more than 99.99%"


def position(share: Decimal) -> str:
    """A share of a whole as a length in SVG, in percent of the whole drawing."""
    return f"{float(share) * 100:.2f}".rstrip("0").rstrip(".") + "%"
