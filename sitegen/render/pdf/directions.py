"""The direction of every text of a report, computed as a browser would.

WeasyPrint knows `dir="rtl"`, but neither `dir="auto"` nor `<bdi>`. HTML finds the direction of both
by rules P2 and P3 of the Unicode Bidirectional Algorithm (UAX #9): the first strong character
decides, and isolated texts do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal
from unicodedata import bidirectional

Direction = Literal["ltr", "rtl"]

STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
# The blocks of the scripts that are written from right to left, and the signs that do the same.
FROM_THE_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
ISOLATED_TO_THE_END = re.compile("[\u2066-\u2068].*", re.DOTALL)
START: dict[Direction, str] = {"ltr": "\u2066", "rtl": "\u2067"}
END = "\u2069"

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)
DIRECTION = re.compile(r"\sdir=[\"']?(auto|ltr|rtl)[\"']?", re.IGNORECASE)
AUTO = ' dir="auto"'
ISOLATES = re.compile("</?bdi>")
# An isolate that says more, such as its language.
NAMED_ISOLATE = re.compile("<bdi( [^>]+)>(.*?)</bdi>", re.DOTALL)
# Elements without an end tag.
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
# Elements whose content is not text of the report.
UNSEEN = frozenset(("script", "style", "title"))


@dataclass
class _Tag:
    """A tag of the report, with the direction that it states or that its text has."""

    start: int
    end: int
    closes: bool
    name: str
    attributes: str
    states: Direction | None = None
    is_auto: bool = False
    around: Direction = "ltr"
    opened_by: _Tag | None = None

    @property
    def is_isolate(self) -> bool:
        return self.name == "bdi"

    @property
    def is_own(self) -> bool:
        """Whether the text inside has a direction of its own."""
        return self.is_auto or self.states is not None

    @property
    def direction(self) -> Direction:
        return self.states or ("ltr" if self.is_auto else self.around)


def with_directions(html: str) -> str:
    """A report with `dir="rtl"` or `dir="ltr"` where it says `dir="auto"`, and for each `<bdi>`
    the characters of Unicode that isolate a text.

    A text that runs as the one around it gets neither, because each costs time.
    """
    if FROM_THE_RIGHT.search(html):
        tags = _tags(html)
        _find_directions(html, tags)
        _inherit(tags)
        return "".join(_written(html, tags))
    return ISOLATES.sub("", NAMED_ISOLATE.sub(r"<span\1>\2</span>", html)).replace(AUTO, "")


def first_strong(text: str) -> Direction | None:
    """The direction of the first strong character that is not isolated; None if there is none."""
    while (without := ISOLATED.sub("", text)) != text:
        text = without
    text = ISOLATED_TO_THE_END.sub("", text)
    return next((STRONG[kind] for kind in map(bidirectional, text) if kind in STRONG), None)


def _tags(html: str) -> list[_Tag]:
    """All tags of a report, each closing one with the one that it closes."""
    tags: list[_Tag] = []
    opened: list[_Tag] = []
    for match in TAG.finditer(html):
        name, attributes = match[2].lower(), match[3]
        tag = _Tag(match.start(), match.end(), bool(match[1]), name, attributes)
        stated = DIRECTION.search(attributes)
        value = stated[1].lower() if stated else None
        tag.states = "rtl" if value == "rtl" else "ltr" if value == "ltr" else None
        tag.is_auto = value == "auto" or (name == "bdi" and value is None and not tag.closes)
        tags.append(tag)
        if tag.closes:
            _close(tag, opened)
        elif name not in VOID:
            opened.append(tag)
    return tags


def _close(tag: _Tag, opened: list[_Tag]) -> None:
    """Note which element ends here; those inside it that have no end tag end with it."""
    if any(each.name == tag.name for each in opened):
        while (last := opened.pop()).name != tag.name:
            pass
        tag.opened_by = last


def _open_at_each(tags: list[_Tag]) -> Iterator[tuple[_Tag, list[_Tag]]]:
    """Each tag, and the elements that are open after it, the innermost last."""
    opened: list[_Tag] = []
    for tag in tags:
        if tag.opened_by is not None:
            del opened[next(at for at, each in enumerate(opened) if each is tag.opened_by) :]
        elif not tag.closes and tag.name not in VOID:
            opened.append(tag)
        yield tag, opened


def _find_directions(html: str, tags: list[_Tag]) -> None:
    """Give every element that asks for it the direction of its text."""
    ends = [*(each.start for each in tags[1:]), len(html)]
    for (tag, opened), end in zip(_open_at_each(tags), ends, strict=True):
        inner = next((each for each in reversed(opened) if each.is_own), None)
        if inner is None or not inner.is_auto or inner.states is not None:
            continue
        if opened[-1].name not in UNSEEN:
            inner.states = first_strong(unescape(html[tag.end : end]))


def _inherit(tags: list[_Tag]) -> None:
    """Give every element the direction of the one around it."""
    for tag, opened in _open_at_each(tags):
        around = opened[:-1] if opened and opened[-1] is tag else opened
        tag.around = around[-1].direction if around else "ltr"


def _written(html: str, tags: list[_Tag]) -> Iterator[str]:
    """The pieces of the report."""
    at = 0
    for tag in tags:
        yield html[at : tag.start]
        yield _written_tag(html[tag.start : tag.end], tag)
        at = tag.end
    yield html[at:]


def _written_tag(text: str, tag: _Tag) -> str:
    if tag.is_isolate:
        return _written_isolate(text, tag)
    if not tag.is_auto:
        return text
    says = "" if tag.direction == tag.around else f' dir="{tag.direction}"'
    return DIRECTION.sub(says, text)


def _written_isolate(text: str, tag: _Tag) -> str:
    opener = tag.opened_by if tag.closes else tag
    if opener is None:
        return ""
    turns = opener.direction != "ltr" or opener.around != "ltr"
    plain = DIRECTION.sub("", opener.attributes)
    if tag.closes:
        return (END if turns else "") + ("</span>" if plain else "")
    return (f"<span{plain}>" if plain else "") + (START[opener.direction] if turns else "")
