"""`sitegen build` and `sitegen clean`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from os.path import lexists, realpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.group import sitegen
from sitegen.cli.runs import (
    JOBS,
    against_options,
    base_is_sound,
    base_of,
    did_you_mean,
    executor_of,
    folder_of,
    limit_options,
    one_line,
    project_in,
    project_options,
    run,
    say_if_nothing_is_compared,
    site_of,
)
from sitegen.findings.errors import UnavailableError, named
from sitegen.findings.legible import legible

if TYPE_CHECKING:
    from sitegen.build.results import Outcome
    from sitegen.render.project import Project


@sitegen.command()
@project_options
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    help="The folder to write the site to. All users can read its files; if it exists, its mode is "
    "kept and says who can reach them.",
)
@click.option("--no-pdf", is_flag=True, help="Build no PDFs.")
@click.option("--no-search", is_flag=True, help="Make no search index.")
@click.option("--formats", help="The formats to build, separated by commas. [default: all]")
@click.option("--only", metavar="PAPER", help="Build one paper: a UUID, an SRCH id or a folder.")
@click.option("--draft", is_flag=True, help="Build a preview with drafts.")
@click.option("--base-url", help="The URL of a preview; its pages are marked noindex.")
@click.option(
    "--hold",
    is_flag=True,
    help="Publish even if papers have errors; these keep their published version, and the exit "
    "code is 5.",
)
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    help="The published SHA256SUMS, or its folder: print which files to upload and delete.",
)
@click.option(
    "--changes-to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the output of --changes to this file.",
)
@against_options
@JOBS
@click.option(
    "--scheduler", metavar="ADDRESS", help="Build on the Dask cluster with this scheduler."
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="The cache folder. [default: .sitegen next to the output]",
)
@click.option("--no-cache", is_flag=True, help="Build everything again, and cache nothing.")
@click.option("--why", is_flag=True, help="Print why each paper was built again.")
@limit_options
def build(
    records: Path,
    strict: bool,
    everything: bool,
    output: Path,
    no_pdf: bool,
    no_search: bool,
    formats: str | None,
    only: str | None,
    draft: bool,
    base_url: str | None,
    hold: bool,
    changes: Path | None,
    changes_to: Path | None,
    against: str | None,
    first_publication: bool,
    jobs: int | None,
    scheduler: str | None,
    cache: Path | None,
    no_cache: bool,
    why: bool,
    time_limit: float,
    memory_limit: int,
) -> None:
    """Build the site. If there is any error, nothing is written."""
    preview = "--draft" if draft else "--only" if only is not None else None
    if preview and realpath(output) == realpath("site"):
        raise click.UsageError(
            f"{preview} builds a preview, which must not replace the site: pass another --output"
        )
    if hold and preview:
        raise click.UsageError(f"--hold and {preview} contradict each other: remove one of them")
    if changes_to and not changes:
        raise click.UsageError(
            "--changes-to needs --changes: pass --changes with the published SHA256SUMS"
        )
    wanted = _formats(formats, no_pdf)
    project = project_in(records, base_url)
    from sitegen.build import BuildOptions, build
    from sitegen.build.cluster import Cluster
    from sitegen.build.limits import Limits
    from sitegen.findings.terminal import progress

    before = _sums(changes) if changes else {}
    base = None if preview else base_of(project, against, first_publication)
    if not (preview or first_publication):
        say_if_nothing_is_compared(base, output)
    executor = Cluster(scheduler) if scheduler else executor_of(jobs)
    with run(project, strict=strict, everything=everything, made="built") as finish:
        options = BuildOptions(
            formats=wanted,
            drafts=draft,
            only=None if only is None else folder_of(records, only),
            hold=hold,
            why=why,
            search=not no_search,
            limits=Limits(time_limit, memory_limit * 1_000_000),
        )
        memory = None if no_cache else cache or output.absolute().parent / ".sitegen"
        with _wrong_use(), base_is_sound(), progress() as advance:
            outcome = build(
                project,
                output,
                options,
                executor=executor,
                cache=memory,
                base=base,
                progress=advance,
            )
        if why:
            _print_reasons(outcome, project)
        if changes and not outcome.is_stopped:
            lines = _changes(before, output, project)
            if changes_to:
                with named(str(changes_to)):
                    changes_to.write_text("".join(lines), encoding="utf-8", newline="\n")
            else:
                click.echo("".join(lines), nl=False)
        finish(outcome)


@contextmanager
def _wrong_use() -> Iterator[None]:
    """Turn the errors that wrong options cause into UsageError."""
    from sitegen.build.cache_file import ForeignCacheError
    from sitegen.build.cluster import ClusterError
    from sitegen.build.executors import WorkerMismatchError
    from sitegen.build.holding import NothingPublishedError
    from sitegen.publish.publisher import ForeignFolderError

    try:
        yield
    except ForeignFolderError as error:
        raise click.UsageError(f"{error}; pass another --output") from error
    except ForeignCacheError as error:
        raise click.UsageError(f"{error}; pass another --cache") from error
    except ClusterError as error:
        raise click.UsageError(f"--scheduler: {error}") from error
    except WorkerMismatchError as error:
        raise click.UsageError(f"--scheduler: {error}; install the same versions there") from error
    except NothingPublishedError as error:
        raise click.UsageError(
            f"--hold keeps what was published, and {error}; put the published site there first, "
            "or build without --hold"
        ) from error


def _formats(formats: str | None, no_pdf: bool) -> list[str]:
    from sitegen.render.paper import FORMATS

    named = list(FORMATS) if formats is None else [each.strip() for each in formats.split(",")]
    unknown = [each for each in named if each not in FORMATS]
    if unknown:
        raise click.UsageError(
            f"there is no format {unknown[0]!r}; {did_you_mean(unknown[0], FORMATS)}"
        )
    wanted = [each for each in named if not (no_pdf and each == "pdf")]
    if not wanted:
        raise click.UsageError(
            "--formats pdf with --no-pdf leaves nothing to build: remove one of them"
        )
    return wanted


def _sums(where: Path) -> dict[str, str]:
    from sitegen.publish.checksums import ChecksumsError, published_sums

    try:
        return published_sums(where)
    except ChecksumsError as problem:
        raise click.UsageError(str(problem)) from problem


def _changes(before: dict[str, str], output: Path, project: Project) -> Iterator[str]:
    """Yield a line for each file to upload or delete, in a safe order: what, path, URL."""
    from sitegen.publish.checksums import changes

    site = site_of(project)
    for what, path in changes(before, _sums(output)):
        address = site.url("/" + path.removesuffix("index.html"))
        yield f"{what}\t{one_line(path)}\t{one_line(address)}\n"


# A reason that more papers share than this is printed once.
MOST_OF_A_KIND = 20


def _print_reasons(outcome: Outcome, project: Project) -> None:
    papers: dict[str, list[str]] = {}
    for folder, reason in sorted(outcome.reasons.items()):
        papers.setdefault(reason, []).append(folder)
    for told, folders in papers.items():
        reason = legible(told)
        if len(folders) > MOST_OF_A_KIND:
            click.echo(f"built: {len(folders)} papers: {reason}", err=True)
            continue
        for folder in folders:
            click.echo(f"built: {one_line(str(project.records / folder))}: {reason}", err=True)


@sitegen.command()
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".sitegen"),
    show_default=True,
    help="The cache folder.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    metavar="MB",
    help="Keep the most recently used results, up to this size. [default: keep nothing]",
)
def clean(cache: Path, keep: int | None) -> None:
    """Delete cached results; the next build makes them again."""
    from sitegen.build.cache import Cache
    from sitegen.build.cache_file import NAME, remove

    if not lexists(cache / NAME):
        click.echo(f"nothing to clean: there is no {cache / NAME}")
        return
    with _wrong_use():
        if keep is None:
            click.echo(f"{remove(cache) / 1e6:.1f} MB freed")
            return
        with closing(Cache(cache)) as store:
            gone = store.prune(keep * 1_000_000)
            if store.is_lost:
                raise UnavailableError(store.trouble)
            if store.trouble:
                click.echo(store.trouble, err=True)
            click.echo(f"{gone} entries removed, {store.size() / 1e6:.1f} MB kept")
