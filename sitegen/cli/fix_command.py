"""`sitegen validate --fix`: apply safe fixes, and show them as a diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sitegen.cli.edits import show_difference
from sitegen.cli.reports import output_format
from sitegen.cli.runs import one_line
from sitegen.findings.formats import TEXT

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.build.executors import Executor
    from sitegen.editing.fixing import Fixes
    from sitegen.render.project import Project


def refuse_what_does_not_go_with_fixes(*, fix: bool, dry_run: bool) -> None:
    """Raise UsageError if options contradict each other."""
    if dry_run and not fix:
        raise click.UsageError("--dry-run needs --fix: pass both")
    if fix and output_format() != TEXT:
        raise click.UsageError(
            f"--fix prints a diff, which --format {output_format()} cannot contain; pass --format "
            "text, or apply the fixes that json and sarif list"
        )


def fix_records(project: Project, now: datetime, executor: Executor, *, dry_run: bool) -> None:
    """Apply the safe fixes, and print them as a diff; with `dry_run`, only print them."""
    from sitegen.editing.fixing import ChangedMeanwhileError, find_fixes, write_fixes
    from sitegen.findings.terminal import progress

    with progress() as advance:
        fixes = find_fixes(project, now, executor, advance)
    for name, data in sorted(fixes.after.items()):
        show_difference(project.records / name, data)
    if not dry_run:
        try:
            write_fixes(project.records, fixes)
        except ChangedMeanwhileError as changed:
            name = one_line(str(project.records / str(changed)))
            message = (
                f"{name} changed during the run, so nothing was written; run the command again"
            )
            raise click.UsageError(message) from changed
    click.echo(_last_line(fixes, dry_run))


def _last_line(fixes: Fixes, dry_run: bool) -> str:
    from sitegen.contracts.wording import counted

    if not fixes.after:
        return "no finding can be fixed automatically"
    done = "would be fixed" if dry_run else "fixed"
    where = counted(len(fixes.after), "file")
    return f"{counted(len(fixes.findings), 'finding')} in {where} {done}"
