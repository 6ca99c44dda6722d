"""A program that is started once, and forks for each of its commands: a start takes a second.

For programs that differ from the `sitegen` of this process, such as one with further tables.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.command_line import environment


def serve(main: Callable[[], None]) -> None:
    """Run `main` for each command on standard input, in a process of its own; say how it ended."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _run(main, **json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _run(main: Callable[[], None], words: list[str], cwd: str, said: list[str]) -> None:
    for number, name in enumerate([os.devnull, *said]):
        mode = os.O_RDWR if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(name, mode), number)
    os.chdir(cwd)
    sys.argv = ["sitegen", *words]
    code = 1
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


class ForkingProgram:
    """A running program that serves, and where it writes what its commands say."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._said = [folder / "stdout", folder / "stderr"]

    def run(self, *words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command; whatever it is given, it never shows a traceback."""
        order: dict[str, Any] = {"words": [*map(str, words)], "cwd": str(cwd)}
        order["said"] = [*map(str, self._said)]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        out, err = (each.read_text(encoding="utf-8") for each in self._said)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(order["words"], code, out, err)


@contextmanager
def forking(
    program: Sequence[str | Path], folder: Path, **changes: str
) -> Iterator[ForkingProgram]:
    """Start a program that calls `serve`; `folder` is for what its commands say."""
    with subprocess.Popen(
        [*map(str, program)],
        env=environment(**changes),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield ForkingProgram(process, folder)
