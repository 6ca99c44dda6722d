"""Exit codes: the manual lists exactly those that exist."""

from __future__ import annotations

import re
import signal

from sitegen.cli.ends import Exit
from tests.worlds import ROOT


def test_the_manual_lists_every_exit_code_once_and_no_other() -> None:
    manual = (ROOT / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    assert [int(code) for code in re.findall(r"(?m)^\| (\d+) \|", manual)] == sorted(Exit)


def test_a_signal_ends_a_run_with_the_code_that_shells_know() -> None:
    assert Exit.INTERRUPTED == 128 + signal.SIGINT
    assert Exit.TERMINATED == 128 + signal.SIGTERM
