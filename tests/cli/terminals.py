"""A user who types at a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from tests.command_line import PATIENCE, SCRIPT, environment


def at_a_terminal(*words: str | Path, answers: str, cwd: Path) -> tuple[int, str]:
    """Run the script at a terminal, and type these answers."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode())
    done = subprocess.run(
        [SCRIPT, *words],
        cwd=cwd,
        env=environment(GIT_CONFIG_GLOBAL=os.devnull),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout
