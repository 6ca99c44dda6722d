"""A test that hangs fails alone, says where every thread is, and leaves no process behind."""

from __future__ import annotations

import re
from pathlib import Path

import psutil
import pytest

pytest_plugins = ["pytester"]

HANGING = """
import subprocess, sys, threading, time
import pytest

def forever():
    time.sleep(1000)

def write(child):
    with open("children", "a") as file:
        file.write(f"{child.pid}\\n")

def test_hangs():
    threading.Thread(target=forever, name="another thread", daemon=True).start()
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    write(child)
    child.wait()

@pytest.fixture
def hanging_at_the_end():
    yield
    forever()

def test_fails_and_hangs_at_the_end(hanging_at_the_end):
    raise LookupError

def test_swallows_every_error():
    while True:
        try:
            forever()
        except Exception:
            pass

@pytest.mark.parametrize("number", range(6))
def test_others(number):
    assert number < 6
"""
DEAF = """
import collections, itertools

def test_lets_no_signal_through():
    collections.deque(itertools.repeat(1), maxlen=0)

def test_another():
    pass
"""


def outcome(pytester: pytest.Pytester, *words: str) -> tuple[dict[str, int], str]:
    """What a run of the tests in the folder comes to, and what it says."""
    (pytester.path / "conftest.py").write_text('pytest_plugins = ["tests.time_limits"]\n')
    root = Path(__file__).parents[1]
    done = pytester.runpytest_subprocess(
        *("-p", "no:randomly", "-o", f"pythonpath={root}", "-o", "timeout=0.5", *words)
    )
    return done.parseoutcomes(), f"{done.stdout.str()}\n{done.stderr.str()}"


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["one process", "two"])
def test_a_test_that_hangs_fails_and_stops_nothing_else(
    processes: list[str], pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(HANGING)
    found, said = outcome(pytester, *processes)
    assert found == {"failed": 3, "errors": 1, "passed": 6}
    assert "the call hangs: the limit is 0.5 s" in said
    assert "the teardown hangs" in said
    assert re.search(r"Thread MainThread:\n(.*\n)+?.*child\.wait\(\)", said)
    assert re.search(r"Thread another thread:\n(.*\n)+?.*time\.sleep\(1000\)", said)
    (child,) = map(int, (pytester.path / "children").read_text().split())
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_code_that_lets_no_signal_through_ends_its_process_and_the_others_go_on(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(DEAF)
    found, said = outcome(pytester, "-n", "1")
    assert found == {"failed": 1, "passed": 1}
    assert "Timeout (0:00:01" in said
    assert "test_lets_no_signal_through" in said
