"""The command line: commands, options and exit codes. It decides nothing."""

from __future__ import annotations

# Importing these modules registers their commands with the group.
from sitegen.cli import (  # noqa: F401
    affected_command,
    build_commands,
    check_commands,
    correct_commands,
    diff_command,
    fetch_command,
    import_command,
    redact_command,
    reference_commands,
    report_command,
    scaffold_commands,
    serve_command,
)
from sitegen.cli.ends import Exit
from sitegen.cli.entry import main
from sitegen.cli.group import sitegen

__all__ = ["Exit", "main", "sitegen"]
