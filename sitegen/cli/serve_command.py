"""`sitegen serve`: preview the site while you edit its records."""

from __future__ import annotations

import gc
import socket
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.group import sitegen
from sitegen.cli.runs import RECORDS, project_in, published_by, settings_are_right, site_of

if TYPE_CHECKING:
    from sitegen.render.project import Project

NEEDED = ("starlette", "uvicorn", "watchfiles")


@sitegen.command()
@RECORDS
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    help="The folder of the built site, to compare with; it is never written to.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8400,
    show_default=True,
    help="The local port; 0 picks a free one.",
)
@click.option("--open", "opens", is_flag=True, help="Open the preview in a browser.")
@click.option(
    "--editor",
    default="vscode",
    show_default=True,
    help="The editor that links open: vscode, vscodium, cursor, zed, idea, sublime, textmate, or a "
    "URL with {path}, {line} and {column}.",
)
@click.option(
    "--against",
    metavar="BASE",
    help="What was published: a site, a ledger.json, or a git revision (git:REV). "
    "[default: `published` in site.yaml, else the output]",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="The time limit for each PDF.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=50),
    default=1000,
    show_default=True,
    metavar="MB",
    help="The memory limit for each PDF.",
)
def serve(
    records: Path,
    output: Path,
    port: int,
    opens: bool,
    editor: str,
    against: str | None,
    time_limit: float,
    memory_limit: int,
) -> None:
    """Preview the site in a browser.

    Pages are rendered on request, and update when you save a file. Nothing is written, and only
    this machine can connect.
    """
    _are_installed()
    from sitegen.build.executors import OBJECTS_PER_COLLECTION
    from sitegen.build.limits import Limits
    from sitegen.preview.editors import EDITORS, editor_address
    from sitegen.preview.server import PreviewOrder
    from sitegen.preview.server import serve as serve_preview

    form = editor_address(editor)
    if form is None:
        known = ", ".join(EDITORS)
        raise click.UsageError(
            f"--editor {editor!r} is unknown; pass one of {known}, or a URL with {{path}}"
        )
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    with _listening(port) as listener:
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        project = project_in(records, base_url)
        published = against or _published(project, output)

        def ready() -> None:
            click.echo(f"Preview: {base_url}/-/ (press Ctrl-C to stop)")
            if opens:
                webbrowser.open(f"{base_url}/-/")

        with settings_are_right(project), suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
            limits = Limits(time_limit, memory_limit * 1_000_000)
            serve_preview(PreviewOrder(project, output, form, published, limits), listener, ready)


def _are_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise click.UsageError(
            f"a preview needs {', '.join(missing)}: run pip install 'assignee-sitegen[serve]'"
        )


def _listening(port: int) -> socket.socket:
    from sitegen.preview.server import listening

    try:
        return listening(port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise click.UsageError(
            f"--port {port}: {reason}; pass --port 0 to use a free port"
        ) from error


def _published(project: Project, output: Path) -> str:
    """The base that `published` in site.yaml names, else the built site; empty if neither is."""
    from sitegen.history.base import LEDGER

    named = published_by(project, site_of(project).published)
    return named or (str(output) if (output / LEDGER).is_file() else "")
