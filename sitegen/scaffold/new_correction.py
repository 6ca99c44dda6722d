"""How a correction record begins, for the software of an editor and for whoever reads it."""

from __future__ import annotations

from sitegen.reading.kinds import PAPER, PAPER_CORRECTIONS
from sitegen.scaffold.editor_schemas import record_schema_line

INTRODUCTION = """\
# The corrections of one paper, oldest first. Events are added by `sitegen new correction` or
# `sitegen correct`, and never changed: readers have seen them.
"""


def head() -> bytes:
    """The comment at the top of a new correction record."""
    line = record_schema_line(PAPER, PAPER_CORRECTIONS)
    return f"{line}\n{INTRODUCTION}".encode()
