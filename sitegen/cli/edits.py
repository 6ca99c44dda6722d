"""What commands that edit records share: what was published, what cannot be done, and diffs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.runs import base_is_sound, base_of, one_line, print_findings
from sitegen.findings.legible import without_commands

if TYPE_CHECKING:
    from sitegen.history.base import Base
    from sitegen.render.project import Project

# A runner of GitHub obeys a line that begins like this, after blanks, too.
_COMMAND = re.compile(r"\A(\s*):(?=:)")


@contextmanager
def published_before(project: Project, against: str | None) -> Iterator[Base]:
    """What was published, to be compared with; by default what site.yaml says, else HEAD.

    What cannot be edited ends the command, with the mistakes of the record if it has some.
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
        hint = "name what was published with --against, or set `published:` in site.yaml"
        raise click.UsageError(f"there is nothing to compare with, and {error}; {hint}") from error


def show_difference(path: Path, data: bytes | None) -> None:
    """What would change in a file, as a diff; of what is no text for people, its size."""
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
    """The text of a file for people: without its mark, and with a replacement for what is none."""
    return data.decode("utf-8-sig", "replace")


def _lines(text: str) -> list[str]:
    """The lines of a file, whose ends are no part of the difference."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def printable(text: str) -> str:
    """A text of a record as it may be shown on a terminal, or in the log of a build service."""
    shown = "".join(each if each.isprintable() or each == "\t" else "�" for each in text)
    return without_commands(_COMMAND.sub(r"\1\\x3a", shown))
