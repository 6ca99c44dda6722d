"""Shortcuts in how WeasyPrint breaks and draws lines: equal text with equal type is set once.

Most lines of a report stand in every report: labels, definitions, notes. What was measured or drawn
is kept with the fonts that it was set in, and holds for these alone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from itertools import count
from operator import itemgetter
from typing import Any

# Lines that are kept: those of about fifty reports, a few megabytes.
MOST_LINES = 8_000
# The attribute of a line with its layout when that is not in use.
ASIDE = "aside"
# Everything that decides how a line of text is broken and what its glyphs are.
TYPE = itemgetter(
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override", "lang"),
    *("direction", "letter_spacing", "word_spacing", "white_space", "tab_size", "line_height"),
    *("overflow_wrap", "word_break", "hyphens", "hyphenate_character", "hyphenate_limit_chars"),
    *("hyphenate_limit_zone", "text_decoration_line"),
)


class Lines:
    """What is known of lines that are set in one set of fonts."""

    def __init__(self) -> None:
        self.broken: dict[Any, Any] = {}
        self.drawn: dict[Any, Any] = {}
        self.widths: dict[Any, dict[int, int]] = {}
        self.descriptions: dict[int, Any] = {}
        self.struts: dict[int, Any] = {}


_numbers: dict[tuple[Any, ...], int] = {}
_next_number = count()


def lines_of(style: Any) -> Lines:
    """What is known of the lines in the fonts of a style."""
    fonts = style.font_config
    lines: Lines | None = vars(fonts).get("lines")
    if lines is None:
        lines = fonts.lines = Lines()
    return lines


def type_of(style: Any) -> int:
    """The number of the type of a style, the same for equal types.

    Styles do not change during layout: where it needs another one, it makes a copy.
    """
    number: int | None = vars(style).get("type_number")
    if number is None:
        if len(_numbers) > MOST_LINES:
            _numbers.clear()
        number = style.type_number = next(_next_number)
        with suppress(TypeError):  # a value has no hash: no other style has its number
            values = tuple(map(_hashable, TYPE(style)))
            number = style.type_number = _numbers.setdefault(values, number)
    return number


def _hashable(value: Any) -> Any:
    """A value of a style with its type, because equal numbers of two types may be read apart."""
    if isinstance(value, list):
        return tuple(value)
    return value.__class__, frozenset(value) if isinstance(value, set) else value


def keep(known: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep a value, and drop all others if there are too many."""
    if len(known) >= MOST_LINES:
        known.clear()
    known[key] = value


def split_first_line(split: Callable[..., Any]) -> Callable[..., Any]:
    """Break equal text at equal widths once.

    The layout that belongs to the result has been deactivated; what is left are its text and sizes.
    """

    def again(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        known = lines_of(style).broken
        rest = max_width, justification_spacing, is_line_start, minimum
        key = text, type_of(style), *rest
        kept = known.get(key)
        if kept is None:
            layout, *sizes = split(text, style, context, *rest)
            attributes = {name: each for name, each in vars(layout).items() if name != ASIDE}
            keep(known, key, (layout.__class__, attributes, sizes))
            return layout, *sizes
        kind, attributes, sizes = kept
        layout = kind.__new__(kind)
        vars(layout).update(attributes)
        return layout, *sizes

    return again


def get_font_description(describe: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Describe the font of a type once; descriptions are only read."""

    def again(style: Any) -> Any:
        known, number = lines_of(style).descriptions, type_of(style)
        if number not in known:
            keep(known, number, describe(style))
        return known[number]

    return again


def strut(measure: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Look the height of lines up by the number of a type, not by a text of all its values."""

    def again(style: Any) -> Any:
        known, number = lines_of(style).struts, type_of(style)
        if number not in known:
            keep(known, number, measure(style))
        return known[number]

    return again


def can_break_text(ask: Callable[[str, Any], bool]) -> Callable[[str, Any], bool]:
    """Ask once whether a line may break between two letters."""
    between = lru_cache(maxsize=MOST_LINES)(ask)

    def again(text: str, lang: Any) -> bool:
        return (between if len(text) == 2 else ask)(text, lang)

    return again


def unicode_to_char_p(_: Callable[[str], Any]) -> Callable[[str], Any]:
    """Hand over bytes as they are: cffi passes them on where C wants `char *`."""

    def without_copy(string: str) -> tuple[bytes, bytes]:
        text = string.encode().replace(b"\0", b"")
        return text, text

    return without_copy
