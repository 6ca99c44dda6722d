"""`sitegen diff`: the changes that a reader would notice."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen
from sitegen.cli.reports import print_findings
from sitegen.cli.runs import (
    JOBS,
    RECORDS,
    base_is_sound,
    executor_of,
    moment,
    project_in,
    published_by,
    settings_are_right,
    site_of,
)

if TYPE_CHECKING:
    from sitegen.diff.difference import Difference
    from sitegen.history.base import Base
    from sitegen.render.project import Project


@sitegen.command()
@click.argument("base", metavar="[BASE]", required=False)
@RECORDS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="The output format; markdown is for a comment on a pull request.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything differs.")
@click.option("--now", help="Check dates against this time. [default: SOURCE_DATE_EPOCH, else now]")
@click.option(
    "--pages",
    is_flag=True,
    help="Build the pages that can differ, to list exactly which files change.",
)
@click.option("--no-pdf", is_flag=True, help="With --pages: leave PDFs out.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".sitegen"),
    show_default=True,
    help="With --pages: the folder with cached PDFs.",
)
@JOBS
def diff(
    base: str | None,
    records: Path,
    form: str,
    exit_code: bool,
    now: str | None,
    pages: bool,
    no_pdf: bool,
    cache: Path,
    jobs: int | None,
) -> None:
    """Show the changes since BASE that a reader would notice.

    BASE is what was published: a site, a ledger.json, or a git revision (git:REV). The default is
    `published` in site.yaml. A change is a correction, a milestone (something added for the first
    time), or a regeneration of the same facts.
    """
    from sitegen.build.executors import OBJECTS_PER_COLLECTION
    from sitegen.diff.changed_files import FileOptions, changed_files
    from sitegen.diff.comparison import compare
    from sitegen.findings.terminal import progress

    gc.set_threshold(OBJECTS_PER_COLLECTION)
    project, executor = project_in(records), executor_of(jobs)
    time, opened = moment("--now", now), _opened(base or _published(project), project)
    wish = FileOptions(pages, not no_pdf, cache if cache.is_dir() else None)
    with settings_are_right(project), base_is_sound(), _making(project):
        with progress() as advance:
            compared = compare(project, opened, time, advance, executor)
        difference = compared.states.difference()
        difference = replace(difference, pages=changed_files(compared.states, wish, executor))
    print_findings(compared.mistakes, project, everything=False)
    _print(difference, form, {"records": str(project.records)})
    if compared.mistakes or (exit_code and not difference.is_empty):
        raise SystemExit(Exit.PROBLEMS)


@contextmanager
def _making(project: Project) -> Iterator[None]:
    """Report errors of templates, and missing PDF libraries, and exit."""
    from sitegen.render.pdf import PdfUnavailableError
    from sitegen.render.template_files import BadTemplateError

    try:
        yield
    except BadTemplateError as problem:
        print_findings([problem.diagnostic], project, everything=False)
        raise SystemExit(Exit.PROBLEMS) from problem
    except PdfUnavailableError as error:
        raise click.UsageError(
            f"cannot make PDFs: {error}; pass --no-pdf to leave them out"
        ) from error


def _published(project: Project) -> str:
    named = published_by(project, site_of(project).published)
    if not named:
        raise click.UsageError(
            "there is nothing to compare with: pass BASE, such as git:main, or set `published` in "
            "site.yaml"
        )
    return named


def _opened(word: str, project: Project) -> Base:
    from sitegen.history.base import BaseError
    from sitegen.history.opening import open_base

    with settings_are_right(project):
        try:
            return open_base(word, project)
        except BaseError as error:
            raise click.UsageError(str(error)) from error


def _print(difference: Difference, form: str, roots: dict[str, str]) -> None:
    if form == "json":
        from sitegen.diff.json_diff import document

        sys.stdout.writelines(document(difference, roots))
    elif form == "markdown":
        from sitegen.diff import markdown_diff

        sys.stdout.write(markdown_diff.document(difference, roots))
    else:
        from sitegen.diff.terminal_diff import print_difference

        print_difference(difference, roots)
    sys.stdout.flush()
