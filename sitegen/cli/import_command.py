"""`sitegen import`: records from a published site, for recovery and migration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen
from sitegen.cli.reports import print_findings
from sitegen.cli.runs import JOBS, RECORDS, executor_of, one_line, settings_are_right

if TYPE_CHECKING:
    from sitegen.importing.importer import Imported


@sitegen.command("import")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@RECORDS
@JOBS
def import_site(site: Path, records: Path, jobs: int | None) -> None:
    """Recover records from the published SITE.

    SITE is a folder that `sitegen build` wrote. Every paper, correction, replaced manifest,
    artifact and tombstone is recovered, and checked against the digests in the ledger. Existing
    records are never replaced.
    """
    from sitegen.findings.terminal import progress
    from sitegen.importing.importer import import_site
    from sitegen.importing.problem import ImportSiteError
    from sitegen.render.project import Project

    project = Project(records)
    try:
        with settings_are_right(project), progress() as advance:
            done = import_site(site, records, executor_of(jobs), advance)
    except ImportSiteError as problem:
        raise click.UsageError(one_line(str(problem))) from problem
    for finding in done.findings:
        click.echo(str(finding))
    print_findings(done.diagnostics, project, everything=True)
    for line in _lines(done, site, records):
        click.echo(line)
    if not done.is_exact:
        raise SystemExit(Exit.PROBLEMS)


def _lines(done: Imported, site: Path, records: Path) -> list[str]:
    """The summary: what was written, what a site cannot give back, and what to do next."""
    from sitegen.contracts.wording import counted

    shown = one_line(str(records))
    total = counted(done.papers + done.removed, "record")
    removed = f" ({counted(done.removed, 'tombstone')})" if done.removed else ""
    lines = [f"{done.written} of {total} written to {shown}{removed}: {_proof(done)}"]
    if not done.has_sums:
        lines.append(
            "SHA256SUMS is missing or damaged, so only files with a digest in the ledger were "
            "checked"
        )
    lines += _settings_lines(done, f"{shown}/site.yaml")
    if done.guides:
        pages = ", ".join(f"pages/{each}.md" for each in done.guides)
        lines.append(
            f"a published site does not contain the Markdown of {one_line(pages)}: "
            "write it before you build"
        )
    lines.append(f"Next: sitegen validate --records {shown} --against {one_line(str(site))}")
    return lines


def _settings_lines(done: Imported, file: str) -> Iterator[str]:
    if done.new_settings:
        yield f"written: {file}: add menus and silenced rules, which a site does not contain"
        if paper := done.new_settings.limitations_of:
            what = f"{file}: `limitations:` come from {paper}, because every paper has its own"
            yield f"{what}: change them to what holds for all papers"
    elif not done.has_settings:
        yield f"{file} was not written, because the manifests contain too few settings: write it"
    if done.new_settings or not done.has_settings:
        what = f"{file}: `published:` is missing, because a site does not contain it"
        yield f"{what}: set it to what records are compared with, such as git:origin/main"


def _proof(done: Imported) -> str:
    from sitegen.contracts.wording import counted

    count = len(done.findings) + len(done.diagnostics)
    return counted(count, "finding") if count else "all digests match the published ones"
