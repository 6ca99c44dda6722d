"""What a run of the script loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.command_line import PATIENCE, SCRIPT, environment

HEAVY = {"pandas", "numpy", "weasyprint", "pydantic", "jinja2", "markdown_it", "yaml", "rich"}


def loaded(*words: str, cwd: Path) -> set[str]:
    """The packages that a run of the script imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", SCRIPT, *words],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert any(line.endswith("sitegen.cli") for line in lines)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
