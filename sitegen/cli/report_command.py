"""`sitegen report`: the PDF of one paper, without a build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen
from sitegen.cli.reports import output_format
from sitegen.cli.runs import (
    folder_of,
    limit_options,
    one_line,
    print_with_fixes,
    project_in,
    project_options,
    settings_are_right,
)
from sitegen.findings.errors import UnavailableError
from sitegen.findings.formats import TEXT
from sitegen.findings.garbage import uncollected

if TYPE_CHECKING:
    from sitegen.build.limits import Limits
    from sitegen.build.one_report import OneReport
    from sitegen.render.project import Project

STANDARD_OUTPUT = Path("-")


@sitegen.command()
@click.argument("paper")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="The file to write; - is standard output. [default: the record id, such as "
    "SRCH-BA7A9361.pdf]",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--base-url", help="The URL of the site that the PDF links to.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".sitegen"),
    show_default=True,
    help="The cache of builds, which is used if it exists.",
)
@project_options
@limit_options
def report(
    paper: str,
    output: Path | None,
    force: bool,
    records: Path,
    base_url: str | None,
    cache: Path,
    strict: bool,
    everything: bool,
    time_limit: float,
    memory_limit: int,
) -> None:
    """Make the PDF report of PAPER.

    PAPER is a UUID, an SRCH id or a folder. The PDF has the same bytes as that of a build. Only the
    record of this paper is checked. A draft has a PDF, too: the one of `build --draft`.
    """
    if output == STANDARD_OUTPUT and output_format() != TEXT:
        raise click.UsageError(
            f"--output - and --format {output_format()} both print to standard output; write the "
            "PDF to a file, or the findings with --report"
        )
    if output:
        _check(output, force=force)
    with uncollected():  # a tenth of the time of one PDF; most of it loads libraries, which stay
        project = project_in(records, base_url)
        from sitegen.build.limits import Limits

        limits = Limits(time_limit, memory_limit * 1_000_000)
        made = _made(project, paper, cache, limits, everything=everything)
    print_with_fixes(made.diagnostics, project, everything)
    if made.pdf:
        _write(made, output, force=force)
    elif made.record_id:
        raise click.UsageError(
            f"{made.record_id} has no PDF, because its manifest says `report: none`; remove that "
            "line to give it one"
        )
    if not made.pdf or (strict and made.diagnostics):
        raise SystemExit(Exit.PROBLEMS)


def _made(
    project: Project, paper: str, cache: Path, limits: Limits, *, everything: bool
) -> OneReport:
    from sitegen.build.cache_file import ForeignCacheError
    from sitegen.build.one_report import make_report
    from sitegen.render.pdf import PdfUnavailableError

    with settings_are_right(project, everything):
        folder = folder_of(project.records, paper)
        try:
            return make_report(project, folder, cache=cache, limits=limits)
        except PdfUnavailableError as error:
            message = f"there is no PDF: {error}; install Pango with `scripts/setup`"
            raise UnavailableError(message) from error
        except ForeignCacheError as error:
            raise click.UsageError(f"{error}; pass another --cache") from error


def _write(made: OneReport, output: Path | None, *, force: bool) -> None:
    """Write the PDF in one step, and say where it is."""
    if output == STANDARD_OUTPUT:
        click.echo(made.pdf, nl=False)
    else:
        file = output or Path(f"{made.record_id.replace(':', '-')}.pdf")
        _check(file, force=force)
        from sitegen.editing.writing import write_files

        write_files(file.parent, {file.name: made.pdf})
        what = "draft of the report" if made.is_draft else "report"
        said = f"{one_line(str(file))}: the {what} of {made.record_id}"
        click.echo(said, err=output_format() != TEXT)
    if made.is_draft:
        click.echo("the record is a draft, so a build leaves it out", err=True)


def _check(file: Path, *, force: bool) -> None:
    if file == STANDARD_OUTPUT:
        return
    if not file.parent.is_dir():
        raise click.UsageError(f"the folder of {one_line(str(file))} does not exist; create it")
    if os.path.lexists(file) and not force:
        raise click.UsageError(
            f"{one_line(str(file))} exists already; pass --force to replace it, or another "
            "file to --output"
        )
