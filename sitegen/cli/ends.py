"""Exit codes: what a run of sitegen ended in."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a run ended in."""

    CLEAN = 0
    PROBLEMS = 1
    WRONG_USE = 2
    BUG = 3
    MACHINE = 4
    HELD = 5
    INTERRUPTED = 130
    TERMINATED = 143
