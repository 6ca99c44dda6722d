"""The command line as its users meet it: the installed script, and how it is run in tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPT = Path(sys.executable).with_name("sitegen")
PATIENCE = 60  # seconds until a test gives up on a process that hangs; a test has 120


def environment(**changes: str) -> dict[str, str]:
    """As little as a script needs, so that no setting of the machine that tests gets in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | changes


def run(
    *words: str | Path, cwd: Path, program: Sequence[str | Path] = (SCRIPT,), **changes: Any
) -> subprocess.CompletedProcess[str]:
    """A run of the script; whatever it is given, it never shows a traceback."""
    env = environment(**changes.pop("env", {}))
    done = subprocess.run(
        [*program, *words],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        **changes,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Done]
