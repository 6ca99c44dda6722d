"""The child process that makes PDFs: killed when one exceeds its limits, then started again."""

from __future__ import annotations

import threading
from http import HTTPStatus
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from sitegen.build.limits import Limits
from sitegen.preview.children import SPAWN
from sitegen.preview.report_maker import (
    MadeReport,
    ReportOrder,
    make_reports,
    memory_of,
    no_report,
    over_limit,
    seconds_of,
)

SECONDS_TO_START = 60.0
# The child reports an exceeded limit itself, unless it is in a library that lets no signal through.
SECONDS_TO_REPORT = 2.0
# How long an outdated PDF may take if a newer one of the same paper waits.
SECONDS_IF_OUTDATED = 5.0

STOPPED = no_report("The preview has stopped.")
OUTDATED = no_report("The record has changed: the PDF of its newer version is being made.")
SLOW_START = no_report(
    f"The process that makes PDFs did not start within {SECONDS_TO_START:.0f} seconds, because "
    "the machine is busy. Reload the page to try again."
)


class ReportProcess:
    """Makes one PDF at a time within limits. `hurry` and `end` are for other threads."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._running: tuple[SpawnProcess, Connection] | None = None
        self._deadline: _Deadline | None = None
        self._is_over = False

    def make(self, order: ReportOrder) -> MadeReport:
        """The PDF of an order, or why there is none."""
        # Something else may have killed the process, so a crash counts only if it is repeated.
        return self._tried(order) or self._tried(order) or self._crashed()

    def hurry(self) -> None:
        """Give up on the present PDF soon, because a newer one waits."""
        with self._lock:
            if self._deadline is not None:
                self._deadline.hurry()

    def end(self) -> None:
        """Kill the process; no other is started."""
        with self._lock:
            self._is_over = True
            if self._running is not None:
                self._running[0].kill()

    def _tried(self, order: ReportOrder) -> MadeReport | None:
        """The result of one try; None if the process crashed."""
        with self._lock:
            if self._is_over:
                return STOPPED
            is_new = self._running is None
            process, pipe = self._running = self._running or _started(self._limits)
            deadline = self._deadline = _Deadline(process)
        made: MadeReport | None = None
        late = self._limits.seconds + SECONDS_TO_REPORT, over_limit(seconds_of(self._limits))
        try:
            deadline.set(*((SECONDS_TO_START, SLOW_START) if is_new else late))
            pipe.send(order)
            pipe.recv()
            deadline.set(*late)
            made = pipe.recv()
        except (EOFError, OSError):  # it was killed, or crashed
            pass
        killed = deadline.end()
        if killed or made is None or made.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            # After an exceeded limit, too: nobody knows how much memory it keeps.
            self._drop(process, pipe)
        return made or killed

    def _drop(self, process: SpawnProcess, pipe: Connection) -> None:
        with self._lock:
            self._running = self._deadline = None
        process.kill()
        process.join()
        pipe.close()

    def _crashed(self) -> MadeReport:
        trouble = (
            "The process that makes PDFs crashed twice at this record, or the system killed it. "
            f"It may need more than {memory_of(self._limits)}: shorten the texts of the record, "
            "or start the preview with a higher --memory-limit."
        )
        return MadeReport(status=HTTPStatus.UNPROCESSABLE_ENTITY, trouble=trouble)


def _started(limits: Limits) -> tuple[SpawnProcess, Connection]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=make_reports, args=(theirs, limits), daemon=True)
    process.start()
    theirs.close()  # so that the pipe ends when the process does
    return process, ours


class _Deadline:
    """Kills a process at the end of a time, which may be changed, unless its work ends before."""

    def __init__(self, process: SpawnProcess) -> None:
        self._process = process
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._late: MadeReport | None = None
        self._is_hurried = self._is_over = False

    def set(self, seconds: float, late: MadeReport) -> None:
        """Kill the process after so many seconds; `late` is the answer then."""
        with self._lock:
            if not (self._is_over or self._is_hurried):
                self._start(seconds, late)

    def hurry(self) -> None:
        """Kill the process soon, whatever is set later."""
        with self._lock:
            if not (self._is_over or self._is_hurried):
                self._is_hurried = True
                self._start(SECONDS_IF_OUTDATED, OUTDATED)

    def end(self) -> MadeReport | None:
        """Cancel it; returns the answer if the process was killed."""
        with self._lock:
            self._is_over = True
            if self._timer is not None:
                self._timer.cancel()
            return self._late

    def _start(self, seconds: float, late: MadeReport) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._expire, [late])
        self._timer.daemon = True
        self._timer.start()

    def _expire(self, late: MadeReport) -> None:
        with self._lock:
            if not self._is_over and threading.current_thread() is self._timer:
                self._late = late
                self._process.kill()
