"""The table of report formats. Each is imported only when it is used."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.findings.report import Report

TEXT = "text"
# Formats for programs, each with the module of this room whose `document` makes the text.
DOCUMENTS = {
    "json": "json_report",
    "github": "github",
    "sarif": "sarif",
    "gitlab": "gitlab",
    "junit": "junit",
}
FORMATS = (TEXT, *DOCUMENTS)


def print_report(form: str, report: Report) -> None:
    """Print a report: text to standard error, and the other formats to standard output."""
    if form == TEXT:
        from sitegen.findings import terminal

        terminal.print_report(report)
        return
    sys.stdout.writelines(_pieces(form, report))
    sys.stdout.flush()


def write_report(form: str, report: Report, file: Path) -> None:
    """Write a report for programs to a file. Raises OSError."""
    with file.open("w", encoding="utf-8", newline="\n") as opened:
        opened.writelines(_pieces(form, report))


def _pieces(form: str, report: Report) -> Iterable[str]:
    pieces: Iterable[str] = import_module(f"sitegen.findings.{DOCUMENTS[form]}").document(report)
    return pieces
