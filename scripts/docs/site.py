"""The documentation as a site: what people wrote, what the code says, and Zensical for the rest."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from scripts.docs.commands import command_pages
from scripts.docs.fields import field_pages
from scripts.docs.inserts import insert_lists
from scripts.docs.rules import rule_pages

ROOT = Path(__file__).parents[2]


def generated() -> dict[str, str]:
    """The pages of the reference that the code writes: their paths below docs/, and their text."""
    return command_pages() | rule_pages() | field_pages()


def stage(folder: Path, source: Path = ROOT) -> None:
    """Put what Zensical reads into a folder.

    Raises FileExistsError where a page is both written by hand and generated, and ValueError where
    the place of a list is missing.
    """
    shutil.copy(source / "zensical.toml", folder)
    shutil.copytree(source / "docs", folder / "docs")
    for path, text in generated().items():
        page = folder / "docs" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        with page.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    insert_lists(folder)


def build(output: Path, source: Path = ROOT) -> None:
    """Build the site into a folder, which is replaced.

    A warning, such as a link that leads nowhere, ends the program with what Zensical says of it,
    and the folder stays as it was.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stage(folder, source)
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict"],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            sys.exit(click.unstyle(done.stderr.partition("Traceback")[0]))
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(folder / "site", output)
