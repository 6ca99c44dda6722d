"""The head of a new correction record: its schema line and a comment for editors."""

from __future__ import annotations

from sitegen.reading.kinds import PAPER, PAPER_CORRECTIONS
from sitegen.scaffold.editor_schemas import record_schema_line

INTRODUCTION = """\
# The corrections of one paper, oldest first. Add events with `sitegen new correction` or
# `sitegen correct`, and never change published ones: readers have seen them.
"""


def head() -> bytes:
    """The comment at the top of a new correction record."""
    line = record_schema_line(PAPER, PAPER_CORRECTIONS)
    return f"{line}\n{INTRODUCTION}".encode()
