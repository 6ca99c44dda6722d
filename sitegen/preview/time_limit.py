"""A time limit for pages, which are built in threads, where no signal arrives."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

from sitegen.build.limits import SECONDS_UNTIL_AGAIN, TimeLimitError

Result = TypeVar("Result")


def within_seconds(seconds: float, work: Callable[[], Result]) -> Result:
    """The result of a call. Raises TimeLimitError if it takes more seconds, in any thread.

    The exception arrives between two steps of Python code, so it interrupts no call of a library
    that is written in C.
    """
    # Not a context manager: the exception could arrive before its block has begun.
    alarm = _Alarm(seconds)
    try:
        try:
            alarm.start()
            return work()
        finally:
            alarm.end()
    finally:  # once more, because the alarm may have gone off just before
        alarm.end()


class _Alarm:
    """Raises TimeLimitError in the thread that made it, again and again until it is over."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._target = seconds, threading.get_ident()
        self._lock, self._is_over = threading.Lock(), threading.Event()

    def start(self) -> None:
        """Start to count the seconds."""
        threading.Thread(target=self._ring, name="time limit", daemon=True).start()

    def end(self) -> None:
        """Raise nothing any more."""
        with self._lock:
            self._is_over.set()
            self._raise_in_target(None)

    def _ring(self) -> None:
        seconds = self._seconds
        while not self._is_over.wait(seconds):
            with self._lock:
                if not self._is_over.is_set():
                    self._raise_in_target(TimeLimitError)
            seconds = SECONDS_UNTIL_AGAIN

    def _raise_in_target(self, error: type[BaseException] | None) -> None:
        """Raise an error there as soon as possible; None cancels one that has not arrived yet."""
        raised = ctypes.py_object(error) if error else None
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._target), raised)
