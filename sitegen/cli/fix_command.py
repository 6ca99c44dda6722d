"""`sitegen validate --fix`: what can be mended safely is mended, shown as a diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sitegen.cli.edits import show_difference
from sitegen.cli.runs import one_line, output_format
from sitegen.findings.formats import TEXT

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.build.executors import Executor
    from sitegen.editing.fixing import Fixes
    from sitegen.render.project import Project


def refuse_what_does_not_go_with_fixes(*, fix: bool, dry_run: bool) -> None:
    """Raises UsageError where options contradict each other."""
    if dry_run and not fix:
        raise click.UsageError("--dry-run needs --fix: pass both")
    if fix and output_format() != TEXT:
        raise click.UsageError(
            f"--fix shows a diff, which a document of --format {output_format()} has no place for; "
            "run it with --format text, or take the fixes that json and sarif list"
        )


def fix_records(project: Project, now: datetime, executor: Executor, *, dry_run: bool) -> None:
    """Mend what can be mended safely, and show it; with `dry_run`, show it alone."""
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
            message = f"{name} was changed meanwhile; nothing was written, run the command again"
            raise click.UsageError(message) from changed
    click.echo(_last_line(fixes, dry_run))


def _last_line(fixes: Fixes, dry_run: bool) -> str:
    from sitegen.contracts.wording import counted

    if not fixes.after:
        return "nothing can be fixed"
    done = "would be fixed" if dry_run else "fixed"
    where = counted(len(fixes.after), "file")
    return f"{counted(len(fixes.findings), 'finding')} in {where} {done}"
