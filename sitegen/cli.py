"""The command line: commands, options and exit codes. It decides nothing."""

from __future__ import annotations

import gc
import io
import os
import re
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from sitegen.checksums import Verification
    from sitegen.diagnostics import Diagnostic, Rule
    from sitegen.project import Project
    from sitegen.settings import Site
    from sitegen.tally import Outcome
    from sitegen.workers import Crew

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
    HELD = 5
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


JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many processes work on papers. [default: one for each core]",
)


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

    project = _project(records)
    moment = _moment(now)
    with _run(project, strict=strict, everything=everything, made="checked") as finish:
        with progress() as advance:
            outcome = validate(project, moment, advance, _crew(jobs))
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
@click.option(
    "--hold",
    is_flag=True,
    help="Publish although papers have errors: those stay as they were published. Exits with 5.",
)
@click.option(
    "--changes",
    type=click.Path(exists=True, path_type=Path),
    help="A published SHA256SUMS, or the folder with it: print what to upload and delete.",
)
@JOBS
@click.option(
    "--scheduler", metavar="ADDRESS", help="Work on the Dask cluster with this scheduler."
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder where finished work is remembered. [default: .sitegen beside the output]",
)
@click.option("--no-cache", is_flag=True, help="Make everything again and remember nothing.")
@click.option("--why", is_flag=True, help="Say of each paper that was made again why it was.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long making one paper may take.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=50),
    default=1000,
    show_default=True,
    metavar="MB",
    help="How much memory making one paper may take.",
)
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
    hold: bool,
    changes: Path | None,
    jobs: int | None,
    scheduler: str | None,
    cache: Path | None,
    no_cache: bool,
    why: bool,
    time_limit: float,
    memory_limit: int,
) -> None:
    """Make the site. With an error anywhere, nothing is written."""
    preview = "--draft" if draft else "--only" if only is not None else None
    if preview and output.resolve() == Path("site").resolve():
        raise click.UsageError(
            f"{preview} needs an --output of its own: what it makes is not the site"
        )
    if hold and preview:
        raise click.UsageError(f"--hold is for the whole site, and {preview} makes no whole site")
    wanted = _formats(formats, no_pdf)
    project = _project(records, base_url)
    from sitegen.build import Order, build
    from sitegen.cluster import Cluster
    from sitegen.limits import Limits
    from sitegen.reporting.terminal import progress

    before = _sums(changes) if changes else {}
    crew = Cluster(scheduler) if scheduler else _crew(jobs)
    with _run(project, strict=strict, everything=everything, made="built") as finish:
        order = Order(
            formats=wanted,
            drafts=draft,
            only=None if only is None else _paper(records, only),
            hold=hold,
            limits=Limits(time_limit, memory_limit * 1_000_000),
        )
        memory = None if no_cache else cache or output.absolute().parent / ".sitegen"
        with _wrong_use(), progress() as advance:
            outcome = build(project, output, order, crew=crew, cache=memory, progress=advance)
        if why:
            _print_reasons(outcome, project)
        if changes and not outcome.is_stopped:
            _print_changes(before, output, project)
        finish(outcome)


@contextmanager
def _wrong_use() -> Iterator[None]:
    """What a build refuses because of how it was called, as such."""
    from sitegen.cache import ForeignCache
    from sitegen.cluster import DifferentWorkers, NoCluster
    from sitegen.holding import NothingPublished
    from sitegen.publish import ForeignFolder

    try:
        yield
    except ForeignFolder as error:
        raise click.UsageError(f"{error}; choose another --output, or empty it") from error
    except ForeignCache as error:
        raise click.UsageError(f"{error}; choose another --cache") from error
    except NoCluster as error:
        raise click.UsageError(f"--scheduler: {error}") from error
    except DifferentWorkers as error:
        raise click.UsageError(f"--scheduler: {error}; install the same there") from error
    except NothingPublished as error:
        raise click.UsageError(
            f"--hold keeps what was published, and {error}; put the published site there first, "
            "or build without --hold"
        ) from error


def _crew(jobs: int | None) -> Crew:
    from sitegen.workers import THIS_PROCESS, Processes, cores

    jobs = jobs or cores()
    return Processes(jobs) if jobs > 1 else THIS_PROCESS


def _sums(where: Path) -> dict[str, str]:
    from sitegen.checksums import SumsProblem, published_sums

    try:
        return published_sums(where)
    except SumsProblem as problem:
        raise click.UsageError(str(problem)) from problem


def _print_changes(before: dict[str, str], output: Path, project: Project) -> None:
    """What is to be uploaded and deleted, in this order: what, file and address, with tabs."""
    from sitegen.checksums import changes

    site = _site(project)
    for what, path in changes(before, _sums(output)):
        address = site.url("/" + path.removesuffix("index.html"))
        click.echo(f"{what}\t{_one_line(path)}\t{_one_line(address)}")


# A reason that more papers share than this is said once.
MOST_OF_A_KIND = 20


def _print_reasons(outcome: Outcome, project: Project) -> None:
    papers: dict[str, list[str]] = {}
    for folder, reason in sorted(outcome.reasons.items()):
        papers.setdefault(reason, []).append(folder)
    for reason, folders in papers.items():
        if len(folders) > MOST_OF_A_KIND:
            click.echo(f"made: {len(folders)} papers: {reason}", err=True)
            continue
        for folder in folders:
            click.echo(f"made: {_one_line(str(project.records / folder))}: {reason}", err=True)


@sitegen.command()
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".sitegen"),
    show_default=True,
    help="The folder where finished work is remembered.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    metavar="MB",
    help="Keep so much of what was used last. [default: keep nothing]",
)
def clean(cache: Path, keep: int | None) -> None:
    """Forget finished work; the next build makes it again."""
    from sitegen.cache import NAME, Cache, remove

    if not (cache / NAME).exists():
        click.echo(f"there is no {cache / NAME}")
        return
    with _wrong_use():
        if keep is None:
            click.echo(f"{remove(cache) / 1e6:.1f} MB freed")
            return
        with closing(Cache(cache)) as store:
            gone = store.prune(keep * 1_000_000)
            click.echo(f"{gone} entries forgotten, {store.size() / 1e6:.1f} MB kept")


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
            click.echo(f"{what:<7}  {_one_line(path)}")
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


def _one_line(path: str) -> str:
    """A path as it is where it can be printed on one line, else quoted and escaped."""
    from sitegen.diagnostics import shown

    return path if path.isprintable() else shown(path, limit=len(path))


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
    import sitegen.build  # noqa: F401
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
    from sitegen.workers import OBJECTS_PER_COLLECTION

    start = time.monotonic()
    gc.set_threshold(OBJECTS_PER_COLLECTION)

    def finish(outcome: Outcome) -> None:
        _print(outcome.diagnostics, project, everything)
        if outcome.skipped:
            click.echo(
                f"No PDFs: {outcome.skipped}; `scripts/setup` installs Pango, --no-pdf is silent",
                err=True,
            )
        for note in outcome.notes:
            click.echo(note, err=True)
        for folder, paper_id in outcome.held:
            kept = f"{paper_id} stays as it was published" if paper_id else "new, so it stays out"
            click.echo(f"held: {_one_line(str(project.records / folder))}: {kept}", err=True)
        counts = Counter(str(diagnostic.severity) for diagnostic in outcome.diagnostics)
        click.echo(_last_line(outcome, counts, made, time.monotonic() - start))
        if outcome.is_stopped or (strict and counts):
            raise SystemExit(Exit.PROBLEMS)
        if outcome.held:
            raise SystemExit(Exit.HELD)

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

    what, files = made, ""
    if made == "built" and outcome.is_stopped:
        what = "not built"
    elif made == "built":
        anew = "" if outcome.made == outcome.papers else f", {outcome.made or 'none'} of them anew"
        files = f"{anew}, {outcome.files} files"
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
