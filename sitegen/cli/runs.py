"""Shared by the commands on a project: options, opening it, running, and the summary."""

from __future__ import annotations

import gc
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.reports import (
    FORMAT_OPTION,
    REPORT_OPTION,
    keep_standard_output_free,
    output_format,
    print_findings,
)
from sitegen.findings.errors import UnavailableError
from sitegen.findings.formats import TEXT
from sitegen.findings.interrupts import is_published
from sitegen.findings.legible import without_commands

if TYPE_CHECKING:
    from sitegen.build.executors import Executor
    from sitegen.build.results import Outcome
    from sitegen.contracts.settings import Site
    from sitegen.findings.diagnostics import Diagnostic
    from sitegen.history.base import Base, BaseError
    from sitegen.render.project import Project

BASE_URL = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]]+)(:\d{1,5})?(/[^?#]*)?\Z")
URL_CHARACTERS = re.compile(r"[!-~]+\Z")
RECORDS = click.option(
    "--records",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("records"),
    show_default=True,
    help="The folder with site.yaml.",
)


def project_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every command on a project takes."""
    for option in (
        click.option("--all", "everything", is_flag=True, help="Print every warning and notice."),
        click.option("--strict", is_flag=True, help="Exit with 1 for warnings and notices, too."),
        RECORDS,
        FORMAT_OPTION,
        REPORT_OPTION,
    ):
        command = option(command)
    return command


def limit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the limits of the work on one paper."""
    for option in (
        click.option(
            "--memory-limit",
            type=click.IntRange(min=50),
            default=1000,
            show_default=True,
            metavar="MB",
            help="The memory limit for each paper.",
        ),
        click.option(
            "--time-limit",
            type=click.FloatRange(min=0, min_open=True),
            default=60,
            show_default=True,
            metavar="SECONDS",
            help="The time limit for each paper.",
        ),
    ):
        command = option(command)
    return command


JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="The number of worker processes. [default: one for each core]",
)


def project_in(
    records: Path, base_url: str | None = None, *, option: str = "--base-url"
) -> Project:
    """The project with these records, and the templates of the working directory.

    Raises UsageError, which names `option`, if `base_url` is not a URL or there is no site.yaml.
    """
    from sitegen.render.project import Project

    if base_url is not None and not (BASE_URL.match(base_url) and URL_CHARACTERS.match(base_url)):
        raise click.UsageError(f"{option} {base_url!r} is not a URL such as https://example.org")
    if not (records / "site.yaml").is_file():
        raise click.UsageError(
            f"there is no {records / 'site.yaml'}; pass its folder with --records, or start a "
            "project with `sitegen init FOLDER`"
        )
    templates = Path("templates")
    own = templates if lexists(templates) else None
    return Project(records, own, base_url.rstrip("/") if base_url else None)


def against_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name what was published before."""
    for option in (
        click.option(
            "--first-publication", is_flag=True, help="Confirm that nothing was published before."
        ),
        click.option(
            "--against",
            metavar="BASE",
            help="What was published: a site, a ledger.json, or a git revision (git:REV). "
            "[default: `published` in site.yaml]",
        ),
    ):
        command = option(command)
    return command


def base_of(project: Project, against: str | None, first_publication: bool) -> Base | None:
    """What was published before; None if there is nothing to compare with.

    Raises UsageError if the base that is named cannot be opened: records that are not compared
    must not pass as unchanged.
    """
    named = against or published_by(project, site_of(project).published)
    if not named:
        return None
    from sitegen.history.base import BaseError
    from sitegen.history.opening import open_base

    said = "--against" if against else "`published` in site.yaml"
    if first_publication and against:
        raise click.UsageError(
            "--first-publication and --against contradict each other: remove one of them"
        )
    try:
        base = open_base(named, project)
    except BaseError as error:
        if first_publication:
            return None
        raise click.UsageError(f"{said}: {error}{_first_time(error)}") from error
    if first_publication:
        raise click.UsageError(
            f"{said} is {base.name}, which was published before; remove --first-publication"
        )
    return base


def _first_time(error: BaseError) -> str:
    from sitegen.history.base import NeverPublishedError

    can_say = "first_publication" in click.get_current_context().params
    is_first = isinstance(error, NeverPublishedError) and can_say
    return "; if this is the first time, pass --first-publication" if is_first else ""


def say_if_nothing_is_compared(base: Base | None, output: Path) -> None:
    """Warn if there is a built site, but no base that records are compared with."""
    from sitegen.publish.publisher import MARKER
    from sitegen.reading.kinds import PAPER

    if base is None and (output / MARKER).is_file() and (output / PAPER.site_folder).is_dir():
        click.echo(
            "the records were not compared with what was published: set `published` in "
            "site.yaml, or pass --against",
            err=True,
        )


@contextmanager
def base_is_sound() -> Iterator[None]:
    """Turn the error of a base that cannot be read to its end into UsageError."""
    from sitegen.history.base import BaseError

    try:
        yield
    except BaseError as error:
        raise click.UsageError(f"cannot read what was published: {error}") from error


def published_by(project: Project, word: str) -> str:
    """The base that `published` names; a path is relative to the parent of the records folder."""
    path = project.records.absolute().parent / word
    return str(path) if word and not word.startswith("git:") and path.exists() else word


def moment(option: str, word: str | None) -> datetime:
    """The time that an option names, else SOURCE_DATE_EPOCH, else now; without a zone it is UTC.

    Raises UsageError if that is not a time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if word is not None:
            named = datetime.fromisoformat(word)
            return named if named.tzinfo else named.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        if word is not None:
            message = f"{option} {word!r} is not a time; write one such as 2026-07-02"
        else:
            message = f"SOURCE_DATE_EPOCH {epoch!r} is not a number of seconds since 1970"
        raise click.UsageError(message) from None


def site_of(project: Project) -> Site:
    """The settings of a project. If they are wrong, prints their errors and exits."""
    from sitegen.render.project import load_site

    with settings_are_right(project):
        return load_site(project)[0]


def executor_of(jobs: int | None) -> Executor:
    """An executor with this many processes, by default one for each core.

    One process is the current one: nothing is started.
    """
    from sitegen.build.executors import THIS_PROCESS, Processes, cores

    jobs = jobs or cores()
    return Processes(jobs) if jobs > 1 else THIS_PROCESS


@contextmanager
def run(
    project: Project, *, strict: bool, everything: bool, made: str
) -> Iterator[Callable[[Outcome], None]]:
    """Time a run. The function that it yields prints findings and a summary, and may exit."""
    from sitegen.build.executors import OBJECTS_PER_COLLECTION

    start = time.monotonic()
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    keep_standard_output_free()

    def finish(ended: Outcome) -> None:
        outcome = replace(ended, diagnostics=_with_sure_fixes(ended.diagnostics, project))
        built = outcome if made == "built" else None
        print_findings(outcome.diagnostics, project, everything, built)
        if outcome.skipped:
            click.echo(
                f"No PDFs: {outcome.skipped}; install Pango with `scripts/setup`, or "
                "pass --no-pdf to silence this",
                err=True,
            )
        for note in outcome.notes:
            click.echo(note, err=True)
        for folder, paper_id in outcome.held:
            kept = (
                f"{paper_id} keeps its published version"
                if paper_id
                else "it was never published, so it is left out"
            )
            name = one_line(str(project.records / folder))
            click.echo(f"held: {name}: {kept}", err=True)
        _say_what_can_be_fixed(outcome.diagnostics)
        from sitegen.findings.packed_findings import counts_in

        counts = Counter[str]()
        for (_, severity), number in counts_in(outcome.diagnostics).items():
            counts[str(severity)] += number
        last = _last_line(outcome, counts, made, time.monotonic() - start)
        click.echo(last, err=output_format() != TEXT)
        if outcome.held:
            raise SystemExit(Exit.HELD)
        if outcome.is_stopped or (strict and counts):
            raise SystemExit(Exit.PROBLEMS)

    with settings_are_right(project, everything):
        try:
            yield finish
        except BrokenPipeError as error:
            if is_published():  # click would exit with 1, which says that nothing was
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 1)  # what is left would be written when the process ends
                os.close(nowhere)
                message = "nobody reads standard output, so not everything was printed"
                raise UnavailableError(message) from error
            raise


@contextmanager
def settings_are_right(project: Project, everything: bool = True) -> Iterator[None]:
    """Print the errors of the settings and exit, because no command works without settings."""
    from sitegen.render.project import SettingsError

    try:
        yield
    except SettingsError as problem:
        print_with_fixes(problem.diagnostics, project, everything)
        raise SystemExit(Exit.WRONG_USE) from problem


def print_with_fixes(diagnostics: Sequence[Diagnostic], project: Project, everything: bool) -> None:
    """Print findings with the fixes that are sure, and say how to apply them."""
    found = _with_sure_fixes(diagnostics, project)
    print_findings(found, project, everything)
    _say_what_can_be_fixed(found)


def _with_sure_fixes(found: Sequence[Diagnostic], project: Project) -> Sequence[Diagnostic]:
    from sitegen.findings.packed_findings import unpacked

    if not any(each.fix for each in unpacked(found)):
        return found
    from sitegen.editing.fixing import with_sure_fixes
    from sitegen.render.project import SettingsError, load_site

    try:
        site = load_site(project)[0]
    except SettingsError:
        site = None
    return with_sure_fixes(project, site, tuple(found))


def _say_what_can_be_fixed(diagnostics: Sequence[Diagnostic]) -> None:
    from sitegen.findings.packed_findings import unpacked

    fixable = sum(bool(each.fix) for each in unpacked(diagnostics))
    if fixable and not click.get_current_context().params.get("fix"):
        click.echo(f"`sitegen validate --fix` fixes at least {fixable} of these", err=True)


def _last_line(outcome: Outcome, counts: Counter[str], made: str, seconds: float) -> str:
    from sitegen.contracts.wording import counted

    parts = [f"{counted(outcome.papers, outcome.noun)} {made}"]
    if made == "built" and outcome.is_stopped:
        parts = [f"{counted(outcome.papers, outcome.noun)} not built"]
    elif made == "built":
        kept = sum(bool(paper_id) for _, paper_id in outcome.held)
        new = len(outcome.held) - kept
        papers = outcome.papers - outcome.drafts - kept - new
        parts = [f"{counted(papers, outcome.noun)} built"]
        if outcome.made != papers:
            parts.append(f"{outcome.made or 'none'} of them rendered")
        if kept:
            parts.append(f"{counted(kept, 'other')} held back as published")
        if new:
            parts.append(f"{counted(new, 'new one')} with errors left out")
        if outcome.drafts:
            parts.append(f"{counted(outcome.drafts, 'draft')} left out")
        parts.append(counted(outcome.files, "file"))
    found = ", ".join(counted(counts[each], each) for each in ("error", "warning", "notice"))
    return f"{', '.join(parts)}, {seconds:.1f} s: {found}"


def one_line(path: str) -> str:
    """A path as it is if it can be printed on one line, else quoted and escaped.

    Whatever the log of a build service would run as a command is escaped as well.
    """
    from sitegen.findings.diagnostics import shown

    return without_commands(path if path.isprintable() else shown(path, limit=len(path)))


def folder_of(records: Path, word: str) -> str:
    """The folder of the paper that the user named. Raises UsageError."""
    from sitegen.editing.lookup import UnknownPaperError, find_paper

    try:
        return find_paper(records, word)
    except UnknownPaperError as error:
        raise click.UsageError(str(error)) from error


def did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """The hint for an unknown word: the closest choice, else `otherwise`, else all choices."""
    from sitegen.shapes.outline import closest

    listed = list(choices)
    near = closest(word, listed)
    return f"did you mean {near}?" if near else otherwise or f"choose one of {', '.join(listed)}"
