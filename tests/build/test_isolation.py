"""A build opens no connection and starts no program: Python reports both to an audit hook.

What a library does in C without Python is not reported; `make faults` looks at system calls. The
search index is left out, because it is made by a program, Pagefind.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import PATIENCE, environment
from tests.worlds import World

# Worker processes are forked, and inherit the hook.
WATCHED = """
import os, sys
EVENTS = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
          "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system")
log = os.open("seen", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def watch(event, arguments):
    if event in EVENTS:
        os.write(log, f"{event} {arguments}\\n".encode())
sys.addaudithook(watch)
"""
COMMAND = "from sitegen.cli import main\nmain()"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers do not inherit the hook")


def seen(code: str, folder: Path, *words: str) -> tuple[int, str]:
    """How code ended, and which connections and programs it asked for."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED + code, *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, (folder / "seen").read_text()


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.fill()
    return world


@pytest.mark.parametrize(
    "words",
    [
        ("build", "--no-pdf", "--no-search", "--jobs", "2"),
        ("build", "--no-pdf", "--no-search", "--jobs", "1", "--no-cache"),
        ("validate", "--jobs", "2"),
    ],
    ids=" ".join,
)
def test_a_run_opens_no_connection_and_starts_no_program(
    words: tuple[str, ...], world: World
) -> None:
    assert seen(COMMAND, world.folder, *words) == (0, "")


@pytest.mark.usefixtures("needs_pdf")
def test_nor_does_one_that_makes_pdfs(world: World) -> None:
    assert seen(COMMAND, world.folder, "build", "--no-search", "--jobs", "1") == (0, "")


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("import socket; socket.socket(socket.AF_UNIX).bind('s')", "socket.bind"),
        ("import socket; socket.getaddrinfo('127.0.0.1', 1)", "socket.getaddrinfo"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import os; os.system('true')", "os.system"),
        ("import os\nif not os.fork(): os.system('true'); os._exit(0)\nos.wait()", "os.system"),
    ],
)
def test_what_did_would_be_noticed(code: str, event: str, tmp_path: Path) -> None:
    assert seen(code, tmp_path)[1].startswith(event)
