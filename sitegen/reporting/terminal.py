"""What a run says on standard error: findings and progress, in colour where a terminal reads it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from sitegen.diagnostics import Diagnostic, Severity
from sitegen.reporting.text import report

# In a log, a line for this many papers is a sign of life and no flood.
PAPERS_PER_LINE = 100
STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def print_report(
    diagnostics: Iterable[Diagnostic], roots: Mapping[str, str], *, everything: bool
) -> None:
    """Print every error, and the other findings up to a bound unless `everything` is wanted."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False, markup=False)
    for severity, text in report(diagnostics, roots, everything=everything):
        first, newline, rest = text.partition("\n")
        console.print(Text(first, style=STYLES[severity] if severity else ""))
        if newline:
            console.print(Text(rest))


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Shows how many papers are done, of how many: as a bar on a terminal, else as a few lines."""
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
