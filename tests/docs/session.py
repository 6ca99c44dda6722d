"""What a reader of the documentation does at a terminal, and whether it says what stands there."""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from tests.command_line import PATIENCE, SCRIPT, Call
from tests.preview.running import running
from tests.worlds import World

# Nobody's settings, one clock, one width.
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "SOURCE_DATE_EPOCH": "1785000000",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "100",
}
PORT = 8400  # that `sitegen serve` takes for a reader; a test takes whichever is free
FOR_A_SHELL = re.compile(r"[&|;<>()$`*?~\n]")
LEAVING_OUT = doctest.ELLIPSIS  # `...` stands for any text, also for lines


class Session:
    """A shell that remembers its folder. sitegen itself runs in this process, which is quicker."""

    def __init__(self, folder: Path, call: Call | None = None) -> None:
        self.folder = folder
        self.settings = dict(SETTINGS)
        self._call = call

    def script(self, text: str, **changes: str) -> str:
        """Everything that commands say, which all have to end well."""
        status, said = self.shell(text, **changes)
        assert status == 0, f"{text}\n{said}"
        return said

    def console(self, text: str) -> None:
        """Commands after `$`, each with what it says below it."""
        for command, expected in dialogues(text):
            said = self.run(command).rstrip("\n")
            checker = doctest.OutputChecker()
            if not checker.check_output(expected, said, LEAVING_OUT):
                example = doctest.Example(command, f"{expected}\n")
                difference = checker.output_difference(example, said, LEAVING_OUT)
                raise AssertionError(f"$ {command}\n{difference}")

    def run(self, command: str) -> str:
        if command.startswith("sitegen serve"):
            return self._preview(command)
        if self._call and command.startswith("sitegen ") and not FOR_A_SHELL.search(command):
            return self._sitegen(self._call, shlex.split(command)[1:])
        return self.shell(command)[1]

    def shell(self, text: str, **changes: str) -> tuple[int, str]:
        """How a script ended and what it said; where it went, the session is."""
        where = self.folder.parent / "where"
        path = f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"trap 'pwd >{where}' EXIT\n{text}"],
            cwd=self.folder,
            env={**os.environ, **self.settings, "PATH": path, **changes},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert "Traceback" not in done.stdout, done.stdout
        self.folder = Path(where.read_text(encoding="utf-8").strip())
        return done.returncode, done.stdout

    def _sitegen(self, call: Call, words: list[str]) -> str:
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with redirect_stdout(said), redirect_stderr(said):
            call(*words, cwd=self.folder, env=self.settings)
        said.seek(0)
        text = said.read()
        assert "Traceback" not in text, text
        return text

    def _preview(self, command: str) -> str:
        """Begin a preview, look at its first page and at a paper, and end it by Ctrl-C."""
        options = [each for each in shlex.split(command)[2:] if each != "--open"]
        with running(World(self.folder), *options, **self.settings) as preview:
            for page in ("/-/", "/"):
                assert preview.get(page).status == 200, page
            status, said = preview.end(signal.SIGINT)
            assert status == 0, said
        return f"Preview: http://127.0.0.1:{PORT}/-/ (press Ctrl-C to stop)\n"


def dialogues(text: str) -> Iterator[tuple[str, str]]:
    """Each command and what is said to come of it; a command goes on after a backslash."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        found = re.match(r"((?:.*\\\n)*.*)\n?", part)
        assert found
        yield found[1].replace("\\\n", " "), part[found.end() :].rstrip("\n")
