"""Many groups by the alphabet, on pages by their first letters.

A page holds at most MOST_GROUPS groups. One that would hold more is divided by the next letter, so
a new group changes only the pages of its own letters. Accents do not count, as in a library; names
in other scripts than Latin stand together, by script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sitegen.contracts.wording import grouped
from sitegen.render.pages.groups import Group

MOST_GROUPS = 300
# After so many letters, a page is no longer divided.
DEEPEST = 6
LATIN = re.compile(r"LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL|LETTER) ([A-Z])")
DIGITS, OTHER = "0–9", "Other characters"
SCRIPTS = {"CJK": "Chinese characters", "HANGUL": "Hangul", "HIRAGANA": "Kana", "KATAKANA": "Kana"}


@dataclass(frozen=True)
class Letter:
    """A page of groups whose labels begin alike: these, and the pages into which it is divided."""

    label: str
    path: str
    count: int
    groups: tuple[Group, ...] = ()
    below: tuple[Letter, ...] = ()

    @property
    def shown_count(self) -> str:
        """The number of groups on it and below it."""
        return grouped(self.count)


@lru_cache(maxsize=65_536)
def letters_of(text: str) -> str:
    """The first letters and digits of a text, as far as it is sorted by them."""
    found = []
    for character in unicodedata.normalize("NFKD", text).casefold():
        if character.isalnum():
            latin = None if character.isascii() else LATIN.match(unicodedata.name(character, ""))
            found.append(latin[1].lower() if latin else character)
        if len(found) == DEEPEST:
            break
    return "".join(found)


def sorted_groups(groups: Sequence[Group]) -> list[Group]:
    """Groups by the alphabet, those whose letters are the same by their labels."""
    return sorted(
        groups, key=lambda each: (letters_of(each.sorted_by), each.sorted_by, each.label, each.path)
    )


def by_letter(groups: Sequence[Group], path: str) -> tuple[Letter, ...]:
    """The pages of the first letters; `path` is the part that all their paths begin with."""
    found: dict[tuple[str, str, int], list[Group]] = {}
    for group in sorted_groups(groups):
        found.setdefault(_first(letters_of(group.sorted_by)), []).append(group)
    return tuple(
        _letter(label, f"{path}{name}", length, of_it)
        for (label, name, length), of_it in found.items()
    )


def _first(letters: str) -> tuple[str, str, int]:
    """The page of the first letter: its label, its name in addresses, and how many it fixes."""
    first = letters[:1]
    if not first:
        return OTHER, "other-characters", 0
    if first.isascii() and first.isalpha():
        return first.upper(), first, 1
    if first.isdigit():
        return DIGITS, "digits-0", 0
    script = unicodedata.name(first, "other").partition(" ")[0]
    label = SCRIPTS.get(script, script.capitalize())
    return label, f"script-{re.sub('[^a-z]', '', label.lower())}", 0


def _letter(label: str, start: str, length: int, groups: Sequence[Group]) -> Letter:
    """The page at `start`, of groups whose first `length` letters are the same."""
    path = f"{start}/"
    if len(groups) <= MOST_GROUPS or length >= DEEPEST:
        return Letter(label, path, len(groups), tuple(groups))
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(letters_of(group.sorted_by)[: length + 1], []).append(group)
    begun = next(iter(found))[:length]
    ended = found.pop(begun, []) if begun else found.pop("", [])
    below = tuple(
        _letter(each.capitalize(), f"{start}{_name(each[-1])}", length + 1, of_it)
        for each, of_it in found.items()
    )
    return Letter(label, path, len(groups), tuple(ended), below)


def _name(letter: str) -> str:
    """A letter in an address."""
    return letter if letter.isascii() else f"-{ord(letter):x}"
