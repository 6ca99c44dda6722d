"""Texts that were taken out, by law or for a person's sake: what stands in their place."""

from __future__ import annotations

from collections.abc import Mapping

# Stands where a text was, or where a part of it was.
MARK = "[redacted]"


def is_taken_out(before: object, after: object) -> bool:
    """Whether a value is an earlier one, out of which at most texts or parts of texts were taken.

    So who says that something was redacted cannot say anything else in its place.
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
    """Whether a text is another one in which MARK stands for some of its parts."""
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
