"""Excerpts: the line that a finding is about, with a caret below the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sitegen.findings.diagnostics import Place
from sitegen.findings.legible import command_marks, escaped
from sitegen.findings.source_lines import Sources

# Only the first findings show their lines, so that a report of hundreds stays readable.
MOST_EXCERPTS = 100
MOST_OF_A_LINE = 5  # in a row
WIDEST = 100  # columns of text, unless the terminal is narrower
NARROWEST = 20
GUTTER = 8
DOTS = 2  # one for each end that is cut
TAB = 4


class Excerpts:
    """The excerpts of one report: at most MOST_EXCERPTS.

    `width` is that of the terminal in columns, None for a file; `encoding` is that of the output.
    """

    def __init__(self, sources: Sources, width: int | None = None, encoding: str = "utf-8") -> None:
        self.shown = 0
        self.are_left_out = False
        self._sources = sources
        room = WIDEST if width is None else width - GUTTER - DOTS
        self._width = max(NARROWEST, min(WIDEST, room))
        self._encoding = encoding
        self._last, self._in_a_row = Place(""), 0

    def next(self, place: Place) -> list[str]:
        """The excerpt for the next finding: none for the same place, few for the same line.

        A line with an error in each of its hundred words would otherwise fill a page.
        """
        is_same_line = place[:2] == self._last[:2]
        self._in_a_row = self._in_a_row + 1 if is_same_line else 1
        is_shown = place != self._last and self._in_a_row <= MOST_OF_A_LINE
        self._last = place
        return self.at(place) if is_shown else []

    def at(self, place: Place) -> list[str]:
        """The line of a place and a caret, or an empty list if there is no line to show."""
        if self.shown == MOST_EXCERPTS:  # first, because finding the line reads a file
            self.are_left_out = True
            return []
        line = self._sources.line(place)
        if line is None:
            return []
        self.shown += 1
        shown = marked(line, place.column, self._width, self._encoding)
        lines = f"{place.line:>5} | {shown.text}".rstrip(), f"{'':>5} | {' ' * shown.indent}^"
        return [*lines]


class Marked(NamedTuple):
    """A printable line in three parts: before a column, at the column and after it.

    `indent` is the width of the first part in columns of a terminal.
    """

    before: str
    mark: str
    after: str
    indent: int

    @property
    def text(self) -> str:
        """The whole line."""
        return self.before + self.mark + self.after


def marked(line: str, column: int, width: int = WIDEST, encoding: str = "utf-8") -> Marked:
    """The line as it can be printed, cut to `width` columns around a column.

    `column` counts from 1, in characters; one past the end of the line is the end.
    """
    at = min(max(column, 1), len(line) + 1) - 1
    start = max(0, at - width)
    cells = _cells(line[start : at + width], encoding)
    first, end = _window([wide for _, wide in cells], at - start, width)
    dots = _in_encoding("…", encoding, "...")
    cut = dots if start + first > 0 else ""
    indent = len(cut) + sum(wide for _, wide in cells[first : at - start])
    texts, mark = [cell for cell, _ in cells], at - start
    before, behind = "".join(texts[first:mark]), "".join(texts[mark + 1 : end])
    rest = dots if start + end < len(line) else ""
    return Marked(cut + before, "".join(texts[mark : mark + 1]), behind + rest, indent)


def _cells(piece: str, encoding: str) -> list[tuple[str, int]]:
    """Each character as it is shown, and its width in columns of a terminal."""
    from rich.cells import get_character_cell_size

    marks = command_marks(piece)
    cells: list[tuple[str, int]] = []
    used = 0
    for position, char in enumerate(piece):
        if char == "\t":
            cell = _in_encoding("→", encoding, ">").ljust(TAB - used % TAB)
        else:
            cell = r"\x23" if position in marks else escaped(char)
            cell = _in_encoding(cell, encoding, cell.encode("ascii", "backslashreplace").decode())
        wide = get_character_cell_size(cell) if len(cell) == 1 else len(cell)
        cells.append((cell, wide))
        used += wide
    return cells


def _in_encoding(text: str, encoding: str, otherwise: str) -> str:
    """`text`, or `otherwise` if the terminal cannot show it, so that the caret stays in place."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return otherwise
    return text


def _window(widths: Sequence[int], at: int, width: int) -> tuple[int, int]:
    """Start and end of the characters to show: half before `at`, or more if fewer follow."""
    before, after = widths[:at][::-1], widths[at:]
    left = _fitting(before, width // 2)
    right = _fitting(after, width - sum(before[:left]))
    left = _fitting(before, width - sum(after[:right]))
    return at - left, at + right


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many of the first characters fit into `room` columns."""
    for count, wide in enumerate(widths):
        room -= wide
        if room < 0:
            return count
    return len(widths)
