"""The command line: commands, options and exit codes. It decides nothing."""

from __future__ import annotations

# Each of the first six enters its commands in the group.
from sitegen.cli import building, checking, correcting, redacting, reference, serving  # noqa: F401
from sitegen.cli.ends import Exit
from sitegen.cli.entry import main
from sitegen.cli.group import sitegen

__all__ = ["Exit", "main", "sitegen"]
