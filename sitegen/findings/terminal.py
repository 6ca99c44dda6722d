"""Print findings and progress to standard error, in colour on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.findings.diagnostics import Severity
from sitegen.findings.report import Report
from sitegen.findings.text_report import lines

if TYPE_CHECKING:
    from rich.text import Text

# In a log, one line for this many papers shows progress without filling it.
PAPERS_PER_LINE = 100
STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def print_report(report: Report) -> None:
    """Print all errors, and the other findings that `Report.listed` gives."""
    if not report.diagnostics:
        return
    from rich.console import Console

    console = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False, markup=False)
    width = console.width if sys.stderr.isatty() else None
    printed = lines(report, width, console.encoding)
    if console.color_system is None:  # much faster, for a log of thousands of findings
        sys.stderr.writelines(f"{text}\n" for _, text in printed)
        sys.stderr.flush()
        return
    for severity, text in printed:
        console.print(_coloured(severity, text))


def _coloured(severity: Severity | None, text: str) -> Text:
    from rich.text import Text

    style = STYLES[severity] if severity else ""
    first, *others = text.split("\n")
    coloured = Text().append(first, style=style)
    for line in others:
        is_caret = line.endswith("^") and not line.strip(" |^")
        coloured.append("\n").append(line, style=style if is_caret else "")
    return coloured


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show how many papers are done: as a bar on a terminal, else as a few lines.

    Gives a function that takes the number of finished papers and of all papers.
    """
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("papers", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _line(done: int, total: int) -> None:
    if done % PAPERS_PER_LINE == 0 and done < total:
        print(f"{done} of {total} papers", file=sys.stderr, flush=True)
