"""The queue of PDFs that are made for the preview, so that no page waits for one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field
from http import HTTPStatus

from sitegen.build.limits import Limits
from sitegen.contracts.other_papers import OtherPapers
from sitegen.contracts.wording import counted
from sitegen.preview.report_maker import MadeReport, ReportOrder, no_report
from sitegen.preview.report_process import OUTDATED, STOPPED, ReportProcess
from sitegen.reading.paper_source import source_sha256

MOST_WAITING = 8
MOST_REMEMBERED = 20
SECONDS_UNTIL_AGAIN = 5
BUSY = no_report(
    f"{counted(MOST_WAITING, 'PDF')} of other papers are waiting already. This page tries again "
    f"in {SECONDS_UNTIL_AGAIN} seconds.",
    retry_after=SECONDS_UNTIL_AGAIN,
)
# Other results may differ at the next try.
LASTING = {HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
# A digest of the files of a paper, the number of the settings and templates, the named papers.
Key = tuple[str, int, OtherPapers]


@dataclass
class _Job:
    """A PDF that waits, or is being made, for all who asked for it."""

    order: ReportOrder
    key: Key
    report: Future[MadeReport] = field(default_factory=Future)

    @property
    def folder(self) -> str:
        return self.order.source.folder


class Reports:
    """Makes PDFs, one at a time, in the order of their first request.

    Only a few papers wait, and each only for its newest version. Nobody waits in a thread.
    """

    def __init__(self, limits: Limits) -> None:
        self._process = ReportProcess(limits)
        self._changed = threading.Condition()
        # By folder. The last results are kept, the least recently used first.
        self._waiting: dict[str, _Job] = {}
        self._made: OrderedDict[str, tuple[Key, MadeReport]] = OrderedDict()
        self._running: _Job | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)

    def order(self, order: ReportOrder) -> Future[MadeReport]:
        """The PDF of a paper, as soon as it is made; it is made again only after a change."""
        job = _Job(order, (source_sha256(order.source), order.number, order.others))
        with self._changed:
            answer = self._known(job)
            if answer is not None:
                return answer
            if self._running is not None and self._running.folder == job.folder:
                self._process.hurry()
            if job.folder in self._waiting:
                self._waiting[job.folder].report.set_result(OUTDATED)
            self._waiting[job.folder] = job
            if self._thread.ident is None:
                self._thread.start()
            self._changed.notify()
            return job.report

    def _known(self, job: _Job) -> Future[MadeReport] | None:
        """The answer that needs no new job: the same PDF, or that there are too many."""
        if self._is_over:
            return _answered(STOPPED)
        key, made = self._made.get(job.folder, (None, STOPPED))
        if key == job.key:
            self._made.move_to_end(job.folder)
            return _answered(made)
        waiting = self._waiting.get(job.folder)
        for other in (self._running, waiting):
            if other is not None and (other.folder, other.key) == (job.folder, job.key):
                return other.report
        # One more than may wait is made, or is about to be.
        jobs = len(self._waiting) + (self._running is not None)
        is_full = waiting is None and jobs > MOST_WAITING
        return _answered(BUSY) if is_full else None

    def end(self) -> None:
        """Stop what is being made; all who wait are told."""
        with self._changed:
            self._is_over = True
            waiting = [*self._waiting.values()]
            self._waiting.clear()
            self._changed.notify()
        self._process.end()
        for job in waiting:
            job.report.set_result(STOPPED)

    # ------------------------------------------------------------------ in its own thread

    def _run(self) -> None:
        while (job := self._next()) is not None:
            made = self._process.make(job.order)
            with self._changed:
                self._running = None
                if made.status in LASTING:
                    self._made[job.folder] = job.key, made
                    self._made.move_to_end(job.folder)
                if len(self._made) > MOST_REMEMBERED:
                    self._made.popitem(last=False)
            job.report.set_result(made)

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_over)
            if self._is_over:
                return None
            self._running = job = self._waiting.pop(next(iter(self._waiting)))
            return job


def _answered(made: MadeReport) -> Future[MadeReport]:
    future: Future[MadeReport] = Future()
    future.set_result(made)
    return future
