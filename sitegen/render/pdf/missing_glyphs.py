"""The characters that no font of a PDF has: a reader sees U+FFFD in place of each.

WeasyPrint would write the number of a glyph that does not exist, which PDF/A forbids.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

REPLACEMENT = "\ufffd"
# White space of HTML, and the default ignorable characters of Unicode for which Pango needs no
# glyph. It looks for one of fillers of Hangul, of signs of shorthand, and of newer ones.
UNDRAWN = re.compile(
    "[\t\n\f\r\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# The signs of interlinear annotations, for which Pango takes a glyph from no font.
NOT_IN_FONTS = frozenset("\ufff9\ufffa\ufffb")
# What a reader does not see of a report: tags without what a style sheet may print, and the title.
UNSEEN = re.compile(r"(<title>[^<]*</title>|<[^<>]*>)")
PRINTED = re.compile(r'(?<=\s)data-[a-z-]+="[^"]*"')


def missing_in(text: str, characters: Collection[str]) -> str:
    """The characters of a text, in order, that are not among those of the fonts."""
    used = {*text}
    missing = used.difference(characters) | used & NOT_IN_FONTS
    return "".join(sorted(each for each in missing if is_drawn(each)))


def is_drawn(char: str) -> bool:
    """Whether a character needs a glyph."""
    return UNDRAWN.match(char) is None


def with_replacements(html: str, missing: str) -> tuple[str, str]:
    """A report that shows U+FFFD for each missing character, or a space for one that is a space,
    and the characters that this concerned.

    Metadata and addresses stay as they are.
    """
    if not missing:
        return html, ""
    table = {ord(char): " " if char.isspace() else REPLACEMENT for char in missing}
    seen: set[str] = set()

    def replaced(text: str) -> str:
        seen.update(set(missing).intersection(text))
        return text.translate(table)

    pieces = UNSEEN.split(html)
    pieces[::2] = map(replaced, pieces[::2])
    pieces[1::2] = [PRINTED.sub(lambda each: replaced(each[0]), tag) for tag in pieces[1::2]]
    return "".join(pieces), "".join(sorted(seen))


def lack_a_character(fonts: Iterable[Any]) -> bool:
    """Whether one of the fonts of a laid out document shows something in place of a character."""
    return any(font.missing or REPLACEMENT in font.to_unicode.values() for font in fonts)
