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

from sitegen.findings.errors import UnavailableError


class TimeLimitError(BaseException):
    """Work exceeded its time limit. Not an Exception, so that no library swallows it."""


class MachineMemoryError(UnavailableError):
    """The system allows less memory than the work may take, and it was not enough."""


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

    Raises MachineMemoryError instead where the system itself allows less.

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
    limits = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
    lowest = min([now + more, *limits])
    resource.setrlimit(resource.RLIMIT_AS, (lowest, hard))
    try:
        yield
    except MemoryError as error:
        if lowest < now + more:
            raise MachineMemoryError(_too_little(lowest)) from error
        raise
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


# Bytes of address space. A library that gets less than it needs ends its process silently,
# and processes wait for one that could not start.
LEAST_FOR_ALL, LEAST_FOR_PDFS, LEAST_FOR_PANDAS = 512_000_000, 380_000_000, 150_000_000


def check_memory(*, with_pdfs: bool) -> None:
    """Raise MachineMemoryError where the system does not allow what every build takes."""
    now, most = _address_space(), _allowed()
    if now is None or most is None:
        return
    if most - now < LEAST_FOR_PANDAS or (with_pdfs and most < LEAST_FOR_PDFS):
        raise MachineMemoryError(_too_little(most))


def check_memory_after_crash() -> None:
    """Raise MachineMemoryError where a worker most likely crashed for want of memory."""
    most = _allowed()
    if most is not None and most < LEAST_FOR_ALL:
        raise MachineMemoryError(_too_little(most))


def _allowed() -> int | None:
    """The address space that the system allows this process, in bytes; None for any."""
    try:
        import resource
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _too_little(most: int) -> str:
    return (
        f"the system allows this process no more than {most / 1e6:,.0f} MB of memory "
        f"(`ulimit -v`), which is too little; allow it {LEAST_FOR_ALL / 1e6:,.0f} MB or more"
    )
