"""Measures how much of a text or a list changed, with an excerpt of the first change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from operator import eq
from typing import NamedTuple

from sitegen.contracts.timeline import CUT, FieldChange
from sitegen.contracts.wording import counted

# How many words are shown before and after a change, and of the change itself.
AROUND, LONGEST = 4, 24
# With more comparisons, an exact count takes too long: everything between counts as changed.
MOST_COMPARISONS = 1_000_000
ITEMS_SHOWN, ITEM_LENGTH = 3, 80


class Extent(NamedTuple):
    """How much changed, with an excerpt of each side; None if a side has nothing to show."""

    amount: str
    before: str | None
    after: str | None


def text_extent(before: str, after: str) -> Extent:
    """The number of words in which two texts differ, with an excerpt of the first place."""
    was, now = before.split(), after.split()
    hunks = _hunks(was, now)
    if not hunks:
        return Extent("only spaces and line breaks", None, None)
    (start, end, new_start, new_end), *_ = hunks
    count = sum(max(hunk[1] - hunk[0], hunk[3] - hunk[2]) for hunk in hunks)
    return Extent(
        counted(count, "word"), *cut(_around(was, start, end), _around(now, new_start, new_end))
    )


def list_extent(before: Sequence[str], after: Sequence[str]) -> Extent:
    """The number of items that were added, removed or changed, with the first of them."""
    if len(before) == len(after) and Counter(before) != Counter(after):
        pairs = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
        count, removed, added = f"{len(pairs)} changed", *map(list, zip(*pairs, strict=True))
        if len(pairs) == 1:
            return Extent(count, *cut(removed[0], added[0]))
        return Extent(count, _some(removed), _some(added))
    removed = list((Counter(before) - Counter(after)).elements())
    added = list((Counter(after) - Counter(before)).elements())
    words = ((added, "added"), (removed, "removed"))
    count = ", ".join(f"{len(items)} {word}" for items, word in words if items)
    return Extent(count or "in another order", _some(removed), _some(added))


def cut(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Two values; long ones are cut around the place where they differ."""
    excerpt = FieldChange("", before, after).excerpt
    return excerpt.before, excerpt.after


def _hunks(was: Sequence[str], now: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The ranges where words differ, as start and end on both sides."""
    start = _same(was, now)
    end = _same(was[start:][::-1], now[start:][::-1])
    old, new = was[start : len(was) - end], now[start : len(now) - end]
    if len(old) * len(new) > MOST_COMPARISONS:
        return [(start, start + len(old), start, start + len(new))]
    found = SequenceMatcher(None, old, new).get_opcodes()
    return [
        (start + at, start + to, start + new_at, start + new_to)
        for what, at, to, new_at, new_to in found
        if what != "equal"
    ]


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(takewhile(bool, map(eq, one, other)))


def _around(words: Sequence[str], start: int, end: int) -> str | None:
    first, last = max(start - AROUND, 0), min(end, start + LONGEST) + AROUND
    shown = " ".join(words[first:last])
    if not shown:
        return None
    return f"{CUT if first else ''}{shown}{CUT if last < len(words) else ''}"


def _some(items: Sequence[str]) -> str | None:
    """The first items on one line; None if there are none."""
    if not items:
        return None
    more = len(items) - ITEMS_SHOWN
    shown = "; ".join(map(_shortened, items[:ITEMS_SHOWN]))
    return f"{shown}; and {more} more" if more > 0 else shown


def _shortened(item: str) -> str:
    return f"{item[: ITEM_LENGTH - 1]}{CUT}" if len(item) > ITEM_LENGTH else item
