"""Exit codes of sitegen."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes; docs/reference/exit-codes.md explains them."""

    CLEAN = 0
    PROBLEMS = 1
    WRONG_USE = 2
    BUG = 3
    MACHINE = 4
    HELD = 5
    INTERRUPTED = 130
    TERMINATED = 143
