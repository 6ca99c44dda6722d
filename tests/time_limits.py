"""No test hangs: at its limit it fails with the stacks of all threads, and its children end.

pytest-timeout knows the limits: `timeout` in pyproject.toml, `@pytest.mark.timeout(…)` for a test
that needs longer. What happens at one is said here, because at its own the children of a test live
on, and once a test has failed, nothing limits what comes after it.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import psutil
import pytest

# Code in C that lets no signal through is given so many limits, then its process is ended:
# pytest-xdist starts another, and reports the test that was under way.
PATIENCE = 3
# When processes begin is told in seconds since the system began, to a hundredth; elsewhere than on
# Linux by the clock.
UPTIME = getattr(time, "CLOCK_BOOTTIME", None)
TICK = 0.02


@dataclass
class Clock:
    """What runs now, and since when (see `_now`); nothing between two tests."""

    limit: float = 0.0
    phase: str = ""
    began: float = 0.0


CLOCK = Clock()
STANDARD_ERROR = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep standard error as it is now: while a test runs, its output is captured."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        config.stash[STANDARD_ERROR] = os.dup(2)


def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool | None:
    """The clock starts before the fixtures, and rings again and again until the test has ended."""
    if not hasattr(signal, "setitimer"):
        return None  # pytest-timeout has a thread for Windows
    CLOCK.limit = settings.timeout
    signal.signal(signal.SIGALRM, _expire)
    signal.setitimer(signal.ITIMER_REAL, CLOCK.limit, CLOCK.limit)
    error = item.config.stash[STANDARD_ERROR]
    faulthandler.dump_traceback_later(PATIENCE * CLOCK.limit, exit=True, file=error)
    return True


def pytest_timeout_cancel_timer(item: pytest.Item) -> bool | None:
    """Asked for when a test has failed, too; but then its fixtures may still hang."""
    return hasattr(signal, "setitimer") or None


def pytest_runtest_logfinish() -> None:
    """The test has ended, and so has its time."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Iterator[None]:
    """What fixtures do."""
    yield from _running("setup")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call() -> Iterator[None]:
    """What the test does."""
    yield from _running("call")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """What fixtures do at the end."""
    yield from _running("teardown")


def _running(phase: str) -> Iterator[None]:
    CLOCK.phase, CLOCK.began = phase, _now()
    try:
        return (yield)
    finally:
        CLOCK.phase = ""


def _expire(signum: int, frame: FrameType | None) -> None:
    if not CLOCK.phase:
        return
    stacks = _stacks(frame)
    ended = _end_children(CLOCK.began - TICK)
    pytest.fail(
        f"the {CLOCK.phase} hangs: the limit is {CLOCK.limit:g} s\n{stacks}\n"
        f"Ended with it: {', '.join(ended) or 'no other process'}",
        pytrace=False,
    )


def _now() -> float:
    return time.time() if UPTIME is None else time.clock_gettime(UPTIME)


def _stacks(frame: FrameType | None) -> str:
    """Where every thread is; the main one was interrupted in `frame`."""
    main = threading.main_thread().ident
    names = {each.ident: each.name for each in threading.enumerate()}
    lines = []
    for ident, current in sys._current_frames().items():
        lines.append(f"\nThread {names.get(ident, ident)}:\n")
        lines += traceback.format_stack(frame if ident == main else current)
    return "".join(lines)


def _end_children(since: float) -> list[str]:
    """Kill the processes that were started since then; those of wider fixtures live on."""
    ended, zero = [], 0 if UPTIME is None else psutil.boot_time()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if process.create_time() - zero >= since:
                ended.append(f"{process.name()} ({process.pid})")
                process.kill()
    return ended
