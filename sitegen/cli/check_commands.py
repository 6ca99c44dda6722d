"""`sitegen validate` and `sitegen verify`: checks of records and of published sites."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen
from sitegen.cli.runs import (
    JOBS,
    against_options,
    base_is_sound,
    base_of,
    executor_of,
    moment,
    one_line,
    project_in,
    project_options,
    run,
    say_if_nothing_is_compared,
)

if TYPE_CHECKING:
    from sitegen.history.ledger_proof import Counts
    from sitegen.publish.checksums import Verification


@sitegen.command()
@project_options
@click.option("--now", help="Check dates against this time. [default: SOURCE_DATE_EPOCH, else now]")
@click.option(
    "--fix",
    is_flag=True,
    help="Fix what can be fixed safely, show the changes, and check the rest.",
)
@click.option("--dry-run", is_flag=True, help="With --fix: show the changes without writing them.")
@against_options
@JOBS
def validate(
    records: Path,
    strict: bool,
    everything: bool,
    now: str | None,
    against: str | None,
    first_publication: bool,
    jobs: int | None,
    fix: bool,
    dry_run: bool,
) -> None:
    """Check all records, and print every finding."""
    from sitegen.build.validation import validate
    from sitegen.cli.fix_command import fix_records, refuse_what_does_not_go_with_fixes
    from sitegen.findings.terminal import progress

    refuse_what_does_not_go_with_fixes(fix=fix, dry_run=dry_run)
    project = project_in(records)
    time = moment("--now", now)
    if fix:
        fix_records(project, time, executor_of(jobs), dry_run=dry_run)
    base = base_of(project, against, first_publication)
    if not first_publication:
        say_if_nothing_is_compared(base, Path("site"))
    with run(project, strict=strict, everything=everything, made="checked") as finish:
        with base_is_sound(), progress() as advance:
            outcome = validate(project, time, advance, executor_of(jobs), base)
        finish(outcome)


@sitegen.group()
def verify() -> None:
    """Check a published site or its ledger."""


@verify.command("site")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify_site(folder: Path) -> None:
    """Compare the files of FOLDER with its SHA256SUMS.

    Lists the files that differ, are missing or are extra. Dotfiles at the root are ignored: sitegen
    does not write them.
    """
    from sitegen.publish.checksums import ChecksumsError, verify

    try:
        found = verify(folder)
    except ChecksumsError as problem:
        raise click.UsageError(str(problem)) from problem
    for what in ("changed", "missing", "extra"):
        for path in getattr(found, what):
            click.echo(f"{what:<7}  {one_line(path)}")
    click.echo(_verified(found))
    if not found.is_clean:
        raise SystemExit(Exit.PROBLEMS)


def _verified(found: Verification) -> str:
    from sitegen.contracts.wording import counted
    from sitegen.findings.line_ends import SITE_REWRITTEN

    files = counted(found.listed, "file")
    if found.is_clean:
        return f"{files}, all match SHA256SUMS"
    counts = f"{len(found.changed)} changed, {len(found.missing)} missing, {len(found.extra)} extra"
    told = f"{files} in SHA256SUMS: {counts}; build the site again, or copy it here again"
    if found.line_ends:
        count = "all" if found.line_ends == found.changed else str(len(found.line_ends))
        told += f"\n{count} of the changed files differ only in their line endings: "
        told += SITE_REWRITTEN
    return told


@verify.command("ledger")
@click.argument("where", metavar="WHERE", type=click.Path(exists=True, path_type=Path))
def verify_ledger(where: Path) -> None:
    """Check a published ledger.

    WHERE is a ledger.json, or the folder of a published site. The digest of every event is computed
    again, and every event must follow the one before it. In a folder, every manifest, correction
    record and replaced file must match the ledger as well.
    """
    from sitegen.build.executors import OBJECTS_PER_COLLECTION
    from sitegen.history.ledger_proof import LedgerProof
    from sitegen.history.site_proof import LedgerError

    gc.set_threshold(OBJECTS_PER_COLLECTION)
    try:
        proof = LedgerProof(where)
    except LedgerError as problem:
        raise click.UsageError(str(problem)) from problem
    found = 0
    for finding in proof.findings():
        found += 1
        click.echo(str(finding))
    click.echo(_proved(proof.counts, found))
    if found:
        raise SystemExit(Exit.PROBLEMS)


def _proved(counts: Counts, found: int) -> str:
    from sitegen.contracts.wording import counted

    looked_at = f"{counted(counts.papers, 'paper')}, {counts.removed} removed, "
    looked_at += f"{counted(counts.events, 'event')}, {counted(counts.files, 'file')} read"
    return f"{looked_at}: {counted(found, 'finding') if found else 'all match the ledger'}"
