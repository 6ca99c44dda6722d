"""Replacements for scalars and lines, where it is certain what they replace."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.reading.lines import key_column, line_start

# A text that means the same without quotes, in brackets and outside of them.
_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/+()-]|:(?=[A-Za-z0-9._/+()-]))*\Z")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_NEXT_KEY = re.compile(r",\s*[\w\"'-]+:(?:\s|\Z)")
_BRACKETS = re.compile(r"[\[\]{}]")
_OPENERS = {"]": "[", "}": "{"}
_NEXT_LINE = re.compile(r"\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]*)(\S?)")


class Change(NamedTuple):
    """The replacement of `old` by `new` at an offset of the text, within one line."""

    offset: int
    old: str
    new: str


def respelled(
    text: str, offset: int, found: str, wanted: str, *, in_quotes: bool
) -> tuple[str, str] | None:
    """How the scalar `found` is written at an offset, and how `wanted` would be written there.

    With `in_quotes`, `wanted` keeps the quotes. None if the scalar has several lines or escapes, or
    if `wanted` would need them.
    """
    for mark in ("", "'", '"'):
        old = mark + found + mark
        if text.startswith(old, offset):
            kept = mark if in_quotes else ""
            fits = not set(wanted) & {kept, "\\"} if kept else _NEEDS_NO_QUOTES.match(wanted)
            return (old, kept + wanted + kept) if fits else None
    return None


def put_in_quotes(text: str, offset: int) -> tuple[Change, ...]:
    """The change that puts the text from an offset to the end of its line in single quotes.

    Empty if the text may be shorter or longer: with a comment, a colon at its end, or more lines
    that are indented deeper than its key. Empty as well if it looks like entries of a mapping: with
    a key after a comma, or with brackets that do not match.
    """
    rest = _REST_OF_LINE.match(text, offset)
    value = rest[0].rstrip() if rest else ""
    if not value or "#" in value or value.endswith(":") or not value.isprintable():
        return ()
    if _NEXT_KEY.search(value) or not _is_balanced(value):
        return ()
    below = _NEXT_LINE.match(text, offset + len(rest[0]) if rest else offset)
    if below and below[2] and len(below[1]) > _shallowest(text, offset):
        return ()
    doubled = value.replace("'", "''")
    return (Change(offset, value, f"'{doubled}'"),)


def _is_balanced(text: str) -> bool:
    """Whether the brackets and braces of a text match."""
    still_open: list[str] = []
    for mark in _BRACKETS.findall(text):
        if mark not in _OPENERS:
            still_open.append(mark)
        elif not still_open or still_open.pop() != _OPENERS[mark]:
            return False
    return not still_open


def _shallowest(text: str, offset: int) -> int:
    """The last column in which the next line does not continue the text at an offset."""
    start = line_start(text, offset)
    column = key_column(text, start)
    return column if text[start:offset].strip(" -") else column - len("- ")
