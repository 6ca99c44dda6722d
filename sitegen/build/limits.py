"""How long and how much memory one piece of work may take, before it is given up."""

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
    """Work took longer than it may. No handler of errors, of a library's own, may swallow it."""


@dataclass(frozen=True)
class Limits:
    """What one paper may take: seconds, and bytes of memory beyond what its process has anyway.

    Without a number for it, memory is not limited.
    """

    seconds: float = 60.0
    memory: int | None = 1_000_000_000


USUAL = Limits()
# An exception that is raised where a library calls back is lost, so the alarm goes off again.
SECONDS_UNTIL_AGAIN = 1.0
SOON = 1e-6  # seconds; no time at all would switch an alarm off


@contextmanager
def within(limits: Limits) -> Iterator[None]:
    """Raises TimeLimitError or MemoryError in what takes more than it may.

    Time is kept where the system has alarms and the work is done in the main thread; memory where
    the system limits the address space of a process.
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
    # Whoever called may have an alarm of its own, which goes off as it would have.
    handler = signal.signal(signal.SIGALRM, _expire)
    began = time.monotonic()
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds, SECONDS_UNTIL_AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # once more: the alarm may have gone off a second time just before
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
    """Bytes of address space that this process has; None where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        import resource
    except (OSError, ImportError):
        return None
    return pages * resource.getpagesize()
