"""`sitegen validate` and `sitegen verify`: look, and write nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen
from sitegen.cli.runs import JOBS, crew_of, one_line, project_in, project_options, run

if TYPE_CHECKING:
    from sitegen.checksums import Verification


@sitegen.command()
@project_options
@click.option(
    "--now", help="The time that dates are judged by. [default: SOURCE_DATE_EPOCH, else now]"
)
@JOBS
def validate(
    records: Path, strict: bool, everything: bool, now: str | None, jobs: int | None
) -> None:
    """Check all records and print every mistake with its place."""
    from sitegen.reporting.terminal import progress
    from sitegen.validation import validate

    project = project_in(records)
    moment = _moment(now)
    with run(project, strict=strict, everything=everything, made="checked") as finish:
        with progress() as advance:
            outcome = validate(project, moment, advance, crew_of(jobs))
        finish(outcome)


def _moment(now: str | None) -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if now is not None:
            moment = datetime.fromisoformat(now)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        name, value = ("--now", now) if now is not None else ("SOURCE_DATE_EPOCH", epoch)
        raise click.UsageError(f"{name} {value!r} is no time, such as 2026-07-02") from None


@sitegen.group()
def verify() -> None:
    """Check what was published."""


@verify.command("site")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify_site(folder: Path) -> None:
    """Name every file of FOLDER that differs from its SHA256SUMS, is missing or is extra.

    Dotfiles at the root are left out: they are not sitegen's.
    """
    from sitegen.checksums import SumsProblem, verify

    try:
        found = verify(folder)
    except SumsProblem as problem:
        raise click.UsageError(str(problem)) from problem
    for what in ("changed", "missing", "extra"):
        for path in getattr(found, what):
            click.echo(f"{what:<7}  {one_line(path)}")
    click.echo(_verified(found))
    if not found.is_clean:
        raise SystemExit(Exit.PROBLEMS)


def _verified(found: Verification) -> str:
    from sitegen.contracts.wording import counted

    files = counted(found.listed, "file")
    if found.is_clean:
        return f"{files}, all as SHA256SUMS lists them"
    counts = f"{len(found.changed)} changed, {len(found.missing)} missing, {len(found.extra)} extra"
    return f"{files} in SHA256SUMS: {counts}; build the site again, or copy it here again"
