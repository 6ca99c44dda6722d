"""Limits of time and memory for the work on one paper."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn


class TimeLimitError(BaseException):
    """Work exceeded its time limit. Not an Exception, so that no library swallows it."""


@dataclass(frozen=True)
class Limits:
    """The limits for one paper: seconds, and bytes of memory on top of what its process has.

    Memory is not limited if `memory` is None.
    """

    seconds: float = 60.0
    memory: int | None = 1_000_000_000


USUAL = Limits()
# An exception raised in a callback of a library is lost, so the alarm is repeated.
SECONDS_UNTIL_AGAIN = 1.0
SOON = 1e-6  # seconds; zero would switch the alarm off


@contextmanager
def within(limits: Limits) -> Iterator[None]:
    """Raise TimeLimitError or MemoryError in the block that exceeds the limits.

    Time is limited if the system has alarms and the work runs in the main thread; memory is limited
    if the system can limit the address space of a process.
    """
    with _time(limits.seconds):
        if limits.memory is None:
            yield
        else:
            with _memory(limits.memory):
                yield


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return
    # An alarm of the caller still goes off when it would have.
    handler = signal.signal(signal.SIGALRM, _expire)
    began = time.monotonic()
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds, SECONDS_UNTIL_AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # once more, because the alarm may have gone off again just before
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)
        if left:
            rest = max(left - (time.monotonic() - began), SOON)
            signal.setitimer(signal.ITIMER_REAL, rest, every)


def _expire(signum: int, frame: FrameType | None) -> NoReturn:
    raise TimeLimitError


@contextmanager
def _memory(more: int) -> Iterator[None]:
    now = _address_space()
    if now is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    lowest = [each for each in (now + more, soft, hard) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(lowest), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int | None:
    """The address space of this process in bytes; None if the system does not report it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        import resource
    except (OSError, ImportError):
        return None
    return pages * resource.getpagesize()
