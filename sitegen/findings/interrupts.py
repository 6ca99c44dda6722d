"""Delays interrupts while a site is replaced, so that the exit code says which site is published.

From the moment when the new site takes its place, SIGINT and SIGTERM are noted and announced, and
the rest of the work is finished first.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
ANNOUNCED = "{}: the new site is taking its place, so sitegen finishes first\n"


@dataclass
class Run:
    """What one run has published, and how it is interrupted."""

    is_published: bool = False
    goes_on: bool = False
    handlers: dict[signal.Signals, Any] = field(default_factory=dict)
    came: list[signal.Signals] = field(default_factory=list)

    def hold(self) -> None:
        """From now on, signals wait."""
        if self.handlers or threading.current_thread() is not threading.main_thread():
            return
        for each in SIGNALS:
            self.handlers[each] = signal.signal(each, self._note)

    def release(self) -> None:
        """From now on, signals do what they did before."""
        handlers, self.handlers = self.handlers, {}
        for each, handler in handlers.items():
            signal.signal(each, handler)

    def deliver(self) -> None:
        """Send this process the signals that came meanwhile."""
        came, self.came = self.came, []
        for each in came[:1]:
            signal.raise_signal(each)

    def _note(self, signum: int, frame: FrameType | None) -> None:
        if not self.came:
            # Not print: the signal may come in the middle of another one.
            with suppress(OSError):
                os.write(2, ANNOUNCED.format(WORDS[signal.Signals(signum)]).encode())
        self.came.append(signal.Signals(signum))


_run = Run()


def is_published() -> bool:
    """Whether the present run, or the last one, has published a site."""
    return _run.is_published


@contextmanager
def finishing() -> Iterator[None]:
    """A run that goes on to the end of this block once it has published a site."""
    _run.is_published, _run.came, _run.goes_on = False, [], True
    try:
        yield
    finally:
        _run.goes_on, _run.came = False, []
        _run.release()


@contextmanager
def replacing() -> Iterator[Callable[[], None]]:
    """A block that replaces a site, and calls what it is given when the new one is there.

    Signals that came meanwhile are delivered at its end, unless the run goes on.
    """
    _run.is_published = False
    _run.hold()

    def published() -> None:
        _run.is_published = True

    try:
        yield published
    finally:
        if not (_run.is_published and _run.goes_on):
            _run.release()
            _run.deliver()
