"""The group of all commands: it lists them, and loads no heavy libraries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sitegen
from tests.cli.loading import HEAVY, loaded
from tests.command_line import Call


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["--version"]], ids=" ".join)
def test_help_is_quick_because_it_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    assert not HEAVY & loaded(*words, cwd=tmp_path)


def test_help_names_every_command_and_version_the_version(tmp_path: Path, call: Call) -> None:
    shown = call("--help", cwd=tmp_path).stdout
    assert re.findall(r"^  (\w+)  ", shown, re.M) == [
        *("affected", "build", "clean", "correct", "diff", "explain", "fetch", "import", "init"),
        *("new", "redact", "report", "rules", "schema", "serve", "validate", "verify"),
    ]
    assert "..." not in shown.partition("Commands:")[2]
    assert call("--version", cwd=tmp_path).stdout == f"sitegen, version {sitegen.__version__}\n"
