"""The field types of authored YAML, each with the rule that a wrong value breaks.

The shapes in `contracts` are built from these. A plain YAML scalar arrives as written
(`documents.Plain`) and is typed here, by the core schema of YAML 1.2 and by what the field expects;
a quoted scalar is always text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sitegen.findings.diagnostics import Rule, shown
from sitegen.reading.documents import Plain
from sitegen.reading.lines import quoted
from sitegen.shapes.shape_rules import DATE, KIND, LENGTH, TIME

INTEGER = re.compile(r"[-+]?[0-9]+\Z")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
# A number, maybe with a decimal comma or a maximum after it: 7,9  7.9/10  7.9 of 10
LEADING_NUMBER = re.compile(r"\s*([-+]?[0-9]{1,15}(?:[.,][0-9]{1,15})?)\s*(?:(?:/|of\b).*)?\Z")
LONGEST_NUMBER = 300  # characters
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# A day, a month or a year.
DATE_PART = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")
TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
# The offset of each part in a timestamp, and its maximum.
PARTS_OF_TIME = (("month", 5, 12), ("hour", 11, 23), ("minute", 14, 59), ("second", 17, 59))
# A time without T, seconds or offset.
DAY_AND_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]+([0-9]{2}:[0-9]{2})(:[0-9]{2})?\Z")
# A time with all parts, but not all of the marks between them.
LOOSE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ] *([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)"
    r" ?(?:[Zz]|UTC|([+-][0-9]{2}):?([0-9]{2}))\Z"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?P<month>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|"
    "sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)"
)
_YEAR, _DAY = "(?P<year>[0-9]{4})", "(?P<day>[0-9]{1,2})"
# Dates that are not ambiguous, as 02/07/2026 is.
OTHER_DAYS = (
    re.compile(rf"{_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark){_DAY}\Z"),
    re.compile(rf"{_DAY}\.? {_MONTH}\.?,? {_YEAR}\Z", re.IGNORECASE),
    re.compile(rf"{_MONTH}\.? {_DAY},? {_YEAR}\Z", re.IGNORECASE),
)
MONTH_IN_WORDS = re.compile(rf"{_MONTH}\.?,? {_YEAR}\Z", re.IGNORECASE)


def mismatch(
    rule: Rule,
    message: str,
    hint: str,
    write: str | None = None,
    between: tuple[str, ...] = (),
) -> PydanticCustomError:
    """The error for a validator to raise: a finding of `rule`, whose place pydantic adds.

    `write` is the only value that can have been meant, `Plain` if it takes no quotes. `between` are
    the keys that contradict each other; their places are shown.
    """
    context = {"text": message, "hint": hint, "write": write, "between": between}
    return PydanticCustomError(rule.code, "{text}", context)


def kind_of(value: object) -> str:
    """A description of a YAML value for a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Plain):
        return shown(value)
    return f"the text {shown(value)}"


def only_text(value: object) -> str | None:
    """The text, or the text in a list of one; None for anything else."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    return only if isinstance(only, str) else None


def _text(value: object) -> object:
    if not isinstance(value, str):
        hint = "write text; if it starts with [, { or -, put it in quotes"
        if (only := only_text(value)) is not None:
            own = quoted(f"[{only}]")
            hint = (
                f"write the text without brackets; if they are part of it, put it in quotes: {own}"
            )
        elif isinstance(value, dict) and len(value) == 1:
            ((key, inner),) = value.items()
            if isinstance(inner, str):
                hint = f"put the text in quotes: {quoted(f'{key}: {inner}')}"
        raise mismatch(KIND, f"expected text, found {kind_of(value)}", hint)
    stripped = value.strip()
    if not stripped:
        hint = "write the text, or leave the key out if it is optional"
        raise mismatch(LENGTH, "the text is empty", hint)
    return stripped


def _one_line(value: str) -> str:
    if "\n" in value:
        raise mismatch(
            LENGTH,
            f"the value {shown(value)} has more than one line",
            "write it on one line, or fold a long text with `>-`",
        )
    return value


def _integer(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Plain) and INTEGER.match(value) and len(value) <= LONGEST_NUMBER:
        return int(value)
    wanted = "write a whole number without quotes or a unit, such as 3"
    hint = _as_number(value, INTEGER) or wanted
    message = f"expected a whole number, found {kind_of(value)}"
    raise mismatch(KIND, message, hint, _unquoted(value, INTEGER))


def _number(value: object, most: int) -> object:
    """The number that is written; `most` is the maximum that the hint names."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    wanted = f"write a number from 0 to {most}"
    if isinstance(value, Plain) and NUMBER.match(value) and len(value) <= LONGEST_NUMBER:
        number = float(value)
        if isfinite(number):
            return number
        raise mismatch(KIND, f"the number {shown(value)} is too large to be read", wanted)
    if isinstance(value, Plain) and value.strip(".").lower() in {"nan", "inf", "n/a", "none"}:
        wanted += ", or leave the key out if it is optional"
    else:
        wanted += ", without quotes or a unit"
    hint = _as_number(value, NUMBER) or wanted
    message = f"expected a number, found {kind_of(value)}"
    raise mismatch(KIND, message, hint, _unquoted(value, NUMBER))


def _unquoted(value: object, form: re.Pattern[str]) -> Plain | None:
    """The value without quotes if it is nothing but a number."""
    return Plain(value) if isinstance(value, str) and form.match(value) else None


def _as_number(value: object, form: re.Pattern[str]) -> str | None:
    """The hint for a number in quotes, with a comma, or with a unit."""
    if not isinstance(value, str):
        return None
    found = LEADING_NUMBER.match(value)
    number = found.group(1).replace(",", ".") if found else ""
    if not form.match(number):
        return None
    return f"write {number}" if isinstance(value, Plain) else f"write {number}, without quotes"


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, Plain) and value in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return value.lower() == "true"
    yes = isinstance(value, str) and value.lower() in {"yes", "y", "on", "1", "true"}
    no = isinstance(value, str) and value.lower() in {"no", "n", "off", "0", "false"}
    wanted = "true" if yes else "false" if no else "true or false"
    raise mismatch(
        KIND,
        f"expected true or false, found {kind_of(value)}",
        f"write {wanted}, without quotes",
        Plain(wanted) if yes or no else None,
    )


def _day(value: str, otherwise: str = "") -> str:
    """A day; `otherwise` is what the hint says of days that are not known."""
    try:
        if DAY.match(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        raise mismatch(
            DATE, f"{shown(value)} is not a day in the calendar", "correct the month or the day"
        ) from None
    hint, meant = f"write year-month-day, such as 2026-07-02{otherwise}", _meant_day(value)
    if TIMESTAMP.match(value):
        hint = f"write only the day: {value[:10]}"
    elif meant:
        hint = f"write {meant}"
    raise mismatch(DATE, f"{shown(value)} is not a date", hint, meant)


def _partial_date(value: str) -> str:
    """A day, or a month or a year if no more is known."""
    if found := MONTH_IN_WORDS.match(value):
        meant = f"{found['year']}-{MONTHS.index(found['month'][:3].lower()) + 1:02}"
        raise mismatch(DATE, f"{shown(value)} is not a date", f"write {meant}", meant)
    if not DATE_PART.match(value) or DAY.match(value):
        return _day(value, ", or 2026-07 or 2026 if no more is known")
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        message = f"{shown(value)} is not a month in the calendar"
        raise mismatch(DATE, message, "correct the month or the year") from None
    return value


def _meant_day(value: str) -> str | None:
    """The ISO form of a date that begins with its year or names its month; None for others."""
    for form in OTHER_DAYS:
        if found := form.match(value):
            word = found["month"].lower()
            month = int(word) if word.isdigit() else MONTHS.index(word[:3]) + 1
            day = f"{found['year']}-{month:02}-{int(found['day']):02}"
            with suppress(ValueError):
                return date.fromisoformat(day).isoformat()
    return None


def _timestamp(value: str) -> str:
    if not TIMESTAMP.match(value):
        if TIMESTAMP.match(value + "Z"):
            hint = f"add the offset from UTC; for a time in UTC, write {value}+00:00"
        else:
            hint = _timestamp_hint(value)
        meant = _meant_time(value)
        hint = f"write {meant}" if meant else hint
        raise mismatch(TIME, f"{shown(value)} is not a time with an offset from UTC", hint, meant)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        message = f"{shown(value)} is a time that does not exist"
        raise mismatch(TIME, message, _what_exceeds(value)) from None
    return value


def _timestamp_hint(value: str) -> str:
    found = DAY_AND_TIME.match(value)
    if not found:
        return "write the date, T, the time and its offset, such as 2026-07-02T03:48:27+00:00"
    day, time, seconds = found.groups()
    completed = f"{day}T{time}{seconds or ':00'}+00:00"
    parts = "T and the offset" if seconds else "T, seconds and the offset"
    return f"write it with {parts}; for a time in UTC, write {completed}"


def _meant_time(value: str) -> str | None:
    """The RFC 3339 form of a time that has all parts but other marks between them."""
    if not (found := LOOSE_TIME.match(value)):
        return None
    day, time, hours, minutes = found.groups()
    meant = f"{day}T{time}" + (f"{hours}:{minutes}" if hours else "Z")
    with suppress(ValueError):
        datetime.fromisoformat(meant)
        return meant
    return None


def _what_exceeds(timestamp: str) -> str:
    """The hint for a time that has the right form but does not exist."""
    for name, start, most in PARTS_OF_TIME:
        if (part := int(timestamp[start : start + 2])) > most:
            return f"correct the {name}: {part} is more than {most}"
    return "correct the month, the day or the offset"


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_text), AfterValidator(_one_line)]
# Bounds come before the validator, because after it they would be missing in the JSON Schema.
Count = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_integer)]
Level = Annotated[int, Field(ge=0, le=7), BeforeValidator(_integer)]
Score = Annotated[float, Field(ge=0, le=10), BeforeValidator(lambda value: _number(value, 10))]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(lambda value: _number(value, 1))]
Truth = Annotated[bool, BeforeValidator(_truth)]


def line_type(check: Callable[[str], str], **schema: str) -> Any:
    """The type of a text that `check` validates; `schema` is its JSON Schema for editors."""
    return Annotated[
        str,
        BeforeValidator(_text),
        AfterValidator(check),
        WithJsonSchema({"type": "string", **schema}),
    ]


def pattern_of(expression: re.Pattern[str]) -> str:
    """The expression in the syntax of ECMA 262, which JSON Schema requires."""
    return "^" + expression.pattern.removesuffix(r"\Z") + "$"


Day = line_type(_day, format="date", pattern=pattern_of(DAY))
# To the language server of editors, a plain year is a number, as is 2104.08645.
PartialDate = Annotated[
    str,
    BeforeValidator(_text),
    AfterValidator(_partial_date),
    WithJsonSchema({"type": ["string", "integer"], "pattern": pattern_of(DATE_PART)}),
]
NumberLike = Annotated[Line, WithJsonSchema({"type": ["string", "number"]})]
Timestamp = line_type(_timestamp, format="date-time", pattern=pattern_of(TIMESTAMP))
