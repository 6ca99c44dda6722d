"""The pre-commit hook: what pre-commit would run, and when."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.ci.running import KIT, ROOT, read
from tests.command_line import Call
from tests.worlds import ONE, World

[HOOK] = read(ROOT / ".pre-commit-hooks.yaml")


def test_the_hook_checks_all_records_whichever_file_was_changed(tmp_path: Path, call: Call) -> None:
    world = World(tmp_path)
    world.fill()
    command, *words = shlex.split(HOOK["entry"])
    assert (command, HOOK["pass_filenames"], HOOK["require_serial"]) == ("sitegen", False, True)
    assert call(*words, cwd=tmp_path).returncode == 0
    world.paper("one", ONE, titel="A slip")
    done = call(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert "records/papers/one/manifest.yaml:" in done.stderr


@pytest.mark.parametrize(
    ("file", "runs"),
    [
        ("records/papers/one/manifest.yaml", True),
        ("templates/pages/paper.html", True),
        ("README.md", False),
        ("old/records/site.yaml", False),
    ],
)
def test_the_hook_runs_for_what_a_check_reads(file: str, runs: bool) -> None:
    assert bool(re.search(HOOK["files"], file)) == runs


def test_a_new_project_asks_for_a_hook_that_there_is() -> None:
    [repository] = read(KIT / "pre-commit-config.yaml")["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [HOOK["id"]]
