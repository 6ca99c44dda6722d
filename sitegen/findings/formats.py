"""The table of report formats. Each is imported only when it is used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.findings.report import Report


def _text(report: Report) -> None:
    from sitegen.findings.terminal import print_report

    print_report(report)


def _json(report: Report) -> None:
    from sitegen.findings.json_report import document

    _print_document(document(report))


def _github(report: Report) -> None:
    from sitegen.findings.github import document

    _print_document(document(report))


def _sarif(report: Report) -> None:
    from sitegen.findings.sarif import document

    _print_document(document(report))


def _gitlab(report: Report) -> None:
    from sitegen.findings.gitlab import document

    _print_document(document(report))


def _print_document(pieces: Iterable[str]) -> None:
    """Print a document for programs, to standard output, where nothing else is printed."""
    sys.stdout.writelines(pieces)
    sys.stdout.flush()


TEXT = "text"
FORMATS: dict[str, Callable[[Report], None]] = {
    TEXT: _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
    "gitlab": _gitlab,
}
