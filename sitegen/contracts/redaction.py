"""Redacted texts: the mark in their place, and whether nothing else changed."""

from __future__ import annotations

from collections.abc import Mapping

# In the place of a text or a part of it.
MARK = "[redacted]"


def is_taken_out(before: object, after: object) -> bool:
    """Whether a value is an earlier one from which only texts or parts of texts were removed.

    So a redaction cannot be used to say something else.
    """
    if isinstance(before, str):
        return after is None or (isinstance(after, str) and _has_gaps(before, after))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys() and all(
            is_taken_out(before[key], after[key]) for key in before
        )
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(is_taken_out, before, after))
    return bool(before == after)


def _has_gaps(before: str, after: str) -> bool:
    """Whether a text is another one with some parts replaced by MARK."""
    first, *inner = after.split(MARK)
    if not inner:
        return before == after
    *inner, last = inner
    if not before.startswith(first):
        return False
    position = len(first)
    for part in inner:
        found = before.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return before.endswith(last) and len(before) - len(last) >= position
