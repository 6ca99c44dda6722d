"""The lines of a file around a place, to be read beside what is wrong there."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

LINES_BEFORE, LINES_AFTER = 2, 1
# A longer line is shown from a bit before the place on.
LONGEST_LINE = 160


class ExcerptLine(NamedTuple):
    """One line. Only that of the place has a `mark`, the character there."""

    number: int
    before: str
    mark: str = ""
    after: str = ""


def excerpt(file: Path, line: int, column: int) -> list[ExcerptLine]:
    """The line and its neighbours as the file has them now; none where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    lines = text.splitlines()
    first, last = max(line - LINES_BEFORE, 1), min(line + LINES_AFTER, len(lines))
    return [_line(number, lines[number - 1], line, column) for number in range(first, last + 1)]


def _line(number: int, text: str, line: int, column: int) -> ExcerptLine:
    if number != line:
        return ExcerptLine(number, _cut(text))
    start = max(column - LONGEST_LINE // 2, 0) if len(text) > LONGEST_LINE else 0
    at = column - 1
    lead = ("…" if start else "") + text[start:at]
    return ExcerptLine(number, lead, text[at : at + 1] or " ", _cut(text[at + 1 :]))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
