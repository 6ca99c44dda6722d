"""The reports of a command: the options for them, and printing and writing them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.findings.formats import DOCUMENTS, FORMATS, TEXT
from sitegen.findings.legible import legible

if TYPE_CHECKING:
    from sitegen.build.results import Outcome
    from sitegen.findings.diagnostics import Diagnostic
    from sitegen.render.project import Project

# Where a command keeps the format that its findings are printed in.
FORMAT = "sitegen.format"
# Where it keeps the formats and files of further reports.
REPORTS = "sitegen.reports"


def _keep_format(context: click.Context, option: click.Parameter, word: str) -> None:
    context.meta[FORMAT] = word


def _keep_reports(context: click.Context, option: click.Parameter, words: tuple[str, ...]) -> None:
    reports = []
    for word in words:
        form, _, file = word.partition("=")
        if form not in DOCUMENTS or not file:
            raise click.BadParameter(
                f"{word!r} is not FORMAT=FILE; write one such as json=findings.json, with one of "
                f"the formats {', '.join(DOCUMENTS)}"
            )
        if not Path(file).absolute().parent.is_dir():
            raise click.BadParameter(f"the folder of {legible(file)} does not exist; create it")
        reports.append((form, Path(file)))
    context.meta[REPORTS] = reports


FORMAT_OPTION = click.option(
    "--format",
    type=click.Choice(list(FORMATS)),
    default=TEXT,
    show_default=True,
    expose_value=False,
    callback=_keep_format,
    help="The format of findings; all but text print nothing else to standard output.",
)
REPORT_OPTION = click.option(
    "--report",
    multiple=True,
    metavar="FORMAT=FILE",
    expose_value=False,
    callback=_keep_reports,
    help="Also write the findings to a file, in any format but text. May be repeated.",
)


def print_findings(
    diagnostics: Sequence[Diagnostic],
    project: Project,
    everything: bool,
    built: Outcome | None = None,
) -> None:
    """Print findings in the format of the command, with paths as the user typed them.

    Also writes the files that `--report` names. `built` is the outcome of a build, which reports
    for programs summarize. Raises OSError.
    """
    from sitegen.checks.rules import RULES
    from sitegen.findings.formats import print_report, write_report
    from sitegen.findings.report import Report

    summary = None
    if built is not None:
        from sitegen.build.summary import summary_of

        summary = summary_of(built)
    roots = {"records": str(project.records), "templates": str(project.templates or "templates")}
    report = Report(diagnostics, roots, RULES, everything, summary)
    print_report(output_format(), report)
    context = click.get_current_context(silent=True)
    for form, file in context.meta.get(REPORTS, ()) if context else ():
        write_report(form, report, file)


def output_format() -> str:
    """The format of this command's findings: `--format`, or text for commands without it."""
    context = click.get_current_context(silent=True)
    return context.meta.get(FORMAT, TEXT) if context else TEXT


def keep_standard_output_free() -> None:
    """Raise UsageError if a document of findings would not be the only output."""
    given = click.get_current_context().params
    if output_format() != TEXT and given.get("changes") and not given.get("changes_to"):
        raise click.UsageError(
            f"--changes and --format {output_format()} both print to standard output; "
            "write the changes to a file with --changes-to"
        )
