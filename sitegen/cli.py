"""The command line: commands, options and exit codes. It decides nothing."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from sitegen.diagnostics import Diagnostic, Rule
    from sitegen.project import Project
    from sitegen.settings import Site
    from sitegen.tally import Outcome

# Everything heavier than click is imported by the command that needs it: `--help` answers at once.

BASE_URL = re.compile(r"https?://[^/?#@]+(/[^?#]*)?\Z")
URL_CHARACTERS = re.compile(r"[!-~]+\Z")


class Exit(IntEnum):
    """What a run ended in."""

    CLEAN = 0
    PROBLEMS = 1
    WRONG_USE = 2
    BUG = 3
    MACHINE = 4
    INTERRUPTED = 130
    TERMINATED = 143


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assignee-sitegen", prog_name="sitegen")
def sitegen() -> None:
    """Turn YAML records of research papers into a public site that can be trusted."""


def project_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command on a project takes."""
    folder = click.Path(file_okay=False, path_type=Path)
    for option in (
        click.option("--all", "everything", is_flag=True, help="Print every warning and notice."),
        click.option("--strict", is_flag=True, help="Exit with 1 for warnings and notices, too."),
        click.option(
            "--records",
            type=folder,
            default=Path("records"),
            show_default=True,
            help="The folder with site.yaml.",
        ),
    ):
        command = option(command)
    return command


@sitegen.command()
@project_options
@click.option(
    "--now", help="The time that dates are judged by. [default: SOURCE_DATE_EPOCH, else now]"
)
def validate(records: Path, strict: bool, everything: bool, now: str | None) -> None:
    """Check all records and print every mistake with its place."""
    from sitegen.reporting.terminal import progress
    from sitegen.validation import validate

    project = _project(records)
    moment = _moment(now)
    with _run(project, strict=strict, everything=everything, made="checked") as finish:
        with progress() as advance:
            outcome = validate(project, moment, advance)
        finish(outcome)


@sitegen.command()
@project_options
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    help="The folder that the site is written to.",
)
@click.option("--no-pdf", is_flag=True, help="Make no PDFs.")
@click.option("--formats", help="What to make of each paper, a list with commas. [default: all]")
@click.option("--only", metavar="PAPER", help="Make one paper: a UUID, an SRCH id or a folder.")
@click.option("--draft", is_flag=True, help="Make drafts, too, for a preview.")
@click.option("--base-url", help="Where a preview is served; its pages are marked noindex.")
def build(
    records: Path,
    strict: bool,
    everything: bool,
    output: Path,
    no_pdf: bool,
    formats: str | None,
    only: str | None,
    draft: bool,
    base_url: str | None,
) -> None:
    """Make the site. With an error anywhere, nothing is written."""
    preview = "--draft" if draft else "--only" if only is not None else None
    if preview and output.resolve() == Path("site").resolve():
        raise click.UsageError(
            f"{preview} needs an --output of its own: what it makes is not the site"
        )
    wanted = _formats(formats, no_pdf)
    project = _project(records, base_url)
    from sitegen.build import build
    from sitegen.publish import ForeignFolder
    from sitegen.reporting.terminal import progress

    with _run(project, strict=strict, everything=everything, made="built") as finish:
        folder = None if only is None else _paper(records, only)
        try:
            with progress() as advance:
                outcome = build(
                    project, output, wanted, drafts=draft, only=folder, progress=advance
                )
        except ForeignFolder as error:
            raise click.UsageError(f"{error}; choose another --output, or empty it") from error
        finish(outcome)


@sitegen.command()
def rules() -> None:
    """List all rules: code, severity, name and what must hold."""
    for rule in _rules():
        click.echo(f"{rule.code}  {rule.severity:<7}  {rule.name}: {rule.title}")


@sitegen.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print what a rule asks for, with a wrong and a right example."""
    by_code = {rule.code: rule for rule in _rules()}
    rule = by_code.get(code.upper())
    if rule is None:
        hint = _did_you_mean(code.upper(), by_code, "`sitegen rules` lists them")
        raise click.UsageError(f"no rule has the code {code!r}; {hint}")
    click.echo(f"{rule.code} {rule.severity}: {rule.name}\n\n{rule.title}.\n\n{rule.explanation}")


@sitegen.command()
@click.argument("name", required=False)
@click.option(
    "--records",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("records"),
    show_default=True,
    help="The folder with site.yaml, whose base URL the ids start with.",
)
def schema(name: str | None, records: Path) -> None:
    """Print a JSON Schema, or without a NAME the names of all.

    NAME is a published contract such as gate-verdict-v1, or authored/paper-manifest.
    """
    from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
    from sitegen.pages.schemas import as_text
    from sitegen.settings import default_site

    published = {each.contract.stem: each for each in PUBLISHED}
    authored = [f"authored/{each}" for each in AUTHORED]
    if name is None:
        click.echo("\n".join([*published, *authored]))
        return
    has_site = (records / "site.yaml").is_file()
    site = _site(_project(records)) if has_site else default_site()
    if name in published:
        click.echo(as_text(published_schema(published[name], site)), nl=False)
    elif name in authored:
        click.echo(as_text(authored_schema(name.removeprefix("authored/"), site)), nl=False)
    else:
        raise click.UsageError(
            f"no schema {name!r}; {_did_you_mean(name, [*published, *authored])}"
        )


def _rules() -> list[Rule]:
    """All rules by code. Every module that defines some has to be imported."""
    import sitegen.validation  # noqa: F401
    from sitegen.diagnostics import RULES

    return [RULES[code] for code in sorted(RULES)]


def _did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    from sitegen.outline import closest

    listed = list(choices)
    near = closest(word, listed)
    return f"did you mean {near}?" if near else otherwise or f"there are {', '.join(listed)}"


def _project(records: Path, base_url: str | None = None) -> Project:
    from sitegen.project import Project

    if base_url is not None and not (BASE_URL.match(base_url) and URL_CHARACTERS.match(base_url)):
        raise click.UsageError(f"--base-url {base_url!r} is no address such as https://example.org")
    if not (records / "site.yaml").is_file():
        raise click.UsageError(f"there is no {records / 'site.yaml'}; name its folder by --records")
    templates = Path("templates")
    own = templates if templates.is_dir() else None
    return Project(records, own, base_url.rstrip("/") if base_url else None)


def _site(project: Project) -> Site:
    from sitegen.project import load_site

    with _settings_are_right(project):
        return load_site(project)[0]


def _formats(formats: str | None, no_pdf: bool) -> list[str]:
    from sitegen.paper import FORMATS

    named = list(FORMATS) if formats is None else [each.strip() for each in formats.split(",")]
    unknown = [each for each in named if each not in FORMATS]
    if unknown:
        raise click.UsageError(f"no format {unknown[0]!r}; {_did_you_mean(unknown[0], FORMATS)}")
    wanted = [each for each in named if not (no_pdf and each == "pdf")]
    if not wanted:
        raise click.UsageError("--no-pdf leaves nothing of --formats pdf")
    return wanted


def _paper(records: Path, word: str) -> str:
    from sitegen.lookup import NoSuchPaper, find_paper

    try:
        return find_paper(records, word)
    except NoSuchPaper as error:
        raise click.UsageError(str(error)) from error


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


@contextmanager
def _run(
    project: Project, *, strict: bool, everything: bool, made: str
) -> Iterator[Callable[[Outcome], None]]:
    """Times a run, prints what it found and a last line, and exits with its code."""
    start = time.monotonic()

    def finish(outcome: Outcome) -> None:
        _print(outcome.diagnostics, project, everything)
        if outcome.skipped:
            click.echo(
                f"No PDFs: {outcome.skipped}; `scripts/setup` installs Pango, --no-pdf is silent",
                err=True,
            )
        counts = Counter(str(diagnostic.severity) for diagnostic in outcome.diagnostics)
        click.echo(_last_line(outcome, counts, made, time.monotonic() - start))
        if counts["error"] or (strict and counts):
            raise SystemExit(Exit.PROBLEMS)

    with _settings_are_right(project, everything):
        yield finish


@contextmanager
def _settings_are_right(project: Project, everything: bool = True) -> Iterator[None]:
    """Prints what is wrong with the settings, and exits: nothing works without them."""
    from sitegen.project import SettingsProblem

    try:
        yield
    except SettingsProblem as problem:
        _print(problem.diagnostics, project, everything)
        raise SystemExit(Exit.WRONG_USE) from problem


def _last_line(outcome: Outcome, counts: Counter[str], made: str, seconds: float) -> str:
    from sitegen.contracts.wording import counted

    files = f", {outcome.files} files" if made == "built" and not counts["error"] else ""
    what = f"not {made}" if made == "built" and counts["error"] else made
    found = ", ".join(counted(counts[each], each) for each in ("error", "warning", "notice"))
    return f"{counted(outcome.papers, 'paper')} {what}{files}, {seconds:.1f} s: {found}"


def _print(diagnostics: Iterable[Diagnostic], project: Project, everything: bool) -> None:
    from sitegen.reporting.terminal import print_report

    roots = {"records": str(project.records), "templates": str(project.templates or "templates")}
    print_report(diagnostics, roots, everything=everything)


class Terminated(BaseException):
    """The machine asked the process to end; like an interrupt, no handler of errors catches it."""


def _terminate(signum: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not stop the cleaning up
    raise Terminated


def main() -> NoReturn:
    """The entry point: every way to end has its exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    _open_streams()
    try:
        sitegen.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        _end(Exit.INTERRUPTED, "interrupted")
    except Terminated:
        _end(Exit.TERMINATED, "terminated")
    except (OSError, MemoryError) as error:
        _end(Exit.MACHINE, f"the machine failed: {str(error) or type(error).__name__}")
    except Exception:
        traceback.print_exc()
        _end(Exit.BUG, "this is a bug in sitegen; please report it with the lines above")
    sys.exit(Exit.CLEAN)


def _open_streams() -> None:
    """Make sure that what is said can be written, by whatever sitegen was started."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without "…" is no bug


def _end(code: Exit, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
