"""Shared by the commands that edit records: the published base, refused edits, and diffs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.reports import print_findings
from sitegen.cli.runs import base_is_sound, base_of, one_line
from sitegen.findings.legible import without_commands

if TYPE_CHECKING:
    from sitegen.history.base import Base
    from sitegen.render.project import Project

AGAINST = click.option(
    "--against",
    metavar="BASE",
    help="What was published: a site, a ledger.json, or a git revision (git:REV). "
    "[default: `published` in site.yaml, else git:HEAD]",
)
# GitHub Actions runs a line that begins like this as a command, even after blanks.
_COMMAND = re.compile(r"\A(\s*):(?=:)")


@contextmanager
def published_before(project: Project, against: str | None) -> Iterator[Base]:
    """What was published: `against`, else `published` in site.yaml, else the git revision HEAD.

    Turns refused edits into UsageError; errors of the record are printed before it is raised.
    """
    from sitegen.editing.lookup import UnknownPaperError
    from sitegen.editing.plans import CorrectionError
    from sitegen.editing.yaml_edits import YamlEditError
    from sitegen.findings.text_report import located

    base = _base(project, against)
    try:
        with base_is_sound():
            yield base
    except CorrectionError as error:
        if not error.diagnostics:
            raise click.UsageError(str(error)) from error
        print_findings(error.diagnostics, project, everything=False)
        click.echo(str(error), err=True)
        raise SystemExit(Exit.PROBLEMS) from error
    except UnknownPaperError as error:
        raise click.UsageError(str(error)) from error
    except YamlEditError as error:
        place = located(error.place, {"records": str(project.records)})
        raise click.UsageError(f"{place}: {error.message}; {error.hint}") from error


def _base(project: Project, against: str | None) -> Base:
    from sitegen.history.base import BaseError
    from sitegen.history.opening import open_base

    base = base_of(project, against, first_publication=False)
    if base is not None:
        return base
    try:
        return open_base("git:HEAD", project)
    except BaseError as error:
        hint = "pass what was published to --against, or set `published:` in site.yaml"
        raise click.UsageError(f"there is nothing to compare with: {error}; {hint}") from error


def show_difference(path: Path, data: bytes | None) -> None:
    """Print the change of a file as a diff; of a binary file, its size. None removes the file."""
    name = one_line(str(path))
    if data is None:
        click.echo(f"{name}: removed")
    elif path.suffix not in {".yaml", ".md"}:
        click.echo(f"{name}: {len(data)} bytes")
    else:
        before = _text(path.read_bytes()) if path.exists() else ""
        lines = difflib.unified_diff(
            _lines(before),
            _lines(_text(data)),
            name if before else "/dev/null",
            name,
            lineterm="",
        )
        for line in lines:
            click.echo(printable(line))


def _text(data: bytes) -> str:
    """The text of a file, without a byte order mark; invalid UTF-8 is replaced."""
    return data.decode("utf-8-sig", "replace")


def _lines(text: str) -> list[str]:
    """The lines of a file without their ends, which a diff does not show."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def printable(text: str) -> str:
    """A text of a record, made safe for a terminal and for the log of a build service."""
    shown = "".join(each if each.isprintable() or each == "\t" else "�" for each in text)
    return without_commands(_COMMAND.sub(r"\1\\x3a", shown))
