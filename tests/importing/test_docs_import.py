"""docs/import.md does what it says: every command of it is run, in its order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import PATIENCE, SCRIPT, environment
from tests.worlds import ROOT, World

DIALOGUE = re.compile(r"^\$ (?P<command>.*)\n(?P<said>(?:(?!\$ |```).*\n)*)", re.M)
LEFT_OUT = "…"  # any text stands in its place


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
def test_every_command_does_what_the_page_says(corrected: World, tmp_path: Path) -> None:
    shutil.copytree(corrected.output, tmp_path / "site")
    shutil.copytree(corrected.records / "pages", tmp_path / "backup" / "pages")
    env = environment(PATH=f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}")
    page = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    for found in DIALOGUE.finditer(page):
        done = subprocess.run(
            ["sh", "-c", found["command"]],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        pattern = re.escape(found["said"].rstrip("\n")).replace(re.escape(LEFT_OUT), ".*")
        assert re.fullmatch(pattern, done.stdout.rstrip("\n"), re.S), f"{found[0]}\n{done.stdout}"
