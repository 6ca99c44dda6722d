"""Where the scanner stopped (`Stop`), and the mistake that explains it (`Mistake`)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.findings.diagnostics import Rule
from sitegen.reading.lines import line_start
from sitegen.reading.spelling import Change

BLOCK_BROKEN = re.compile("document start|expected key|expected '-'|block end")


class Mistake(NamedTuple):
    """An explained mistake; `offset` counts characters of the text, `changes` correct it."""

    rule: Rule
    offset: int
    message: str
    hint: str
    changes: tuple[Change, ...] = ()


class Stop(NamedTuple):
    """Where the scanner stopped, and its error message.

    `opened` is where the construct began that `context` names, or `offset` without a context;
    `start`, `end` and `style` are those of the last value or bracket that was read.
    """

    text: str
    problem: str
    offset: int
    context: str
    opened: int
    start: int
    end: int
    style: str

    @property
    def line(self) -> str:
        """The line that the scanner stopped in, up to where it stopped."""
        return self.text[line_start(self.text, self.offset) : self.offset]

    @property
    def column(self) -> int:
        """The column of the place, from 0."""
        return len(self.line)
