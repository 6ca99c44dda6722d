"""The executors: they do the work on papers here, in worker processes, or on a cluster."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from concurrent.futures.process import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from sitegen.checks.work_rules import SURVIVED
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.errors import SitegenError
from sitegen.reading.paper_source import PaperSource

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

# A worker is replaced after so many papers, because libraries leak memory.
PAPERS_PER_WORKER = 2_000
# With Python's own 700, the garbage collector would scan the catalog over and over.
OBJECTS_PER_COLLECTION = 50_000


def cores() -> int:
    """How many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Work(Protocol[Item_contra, Result_co]):
    """The work to do on each item: a paper, or its folder. It has to be picklable."""

    @property
    def batch(self) -> int:
        """The number of papers in a batch: few if one takes long."""

    def prepare(self) -> None:
        """Load what the work needs, once in each process."""

    def __call__(self, item: Item_contra, /) -> Result_co:
        """Do the work."""


class Lost:
    """The result of work that crashed its worker twice."""


def lost_paper(source: PaperSource) -> Diagnostic:
    """The finding for a paper whose work crashed its worker twice."""
    message = "building this paper crashed its worker twice, or the system killed it"
    hint = "build it alone with --only; it may need more memory than the machine has"
    return SURVIVED.at(source.main_place, message, hint)


class WorkerMismatchError(SitegenError):
    """Workers have other code, libraries or templates, so they would make other bytes."""


class Executor(Protocol):
    """Does work on papers."""

    @property
    def shares_disk(self) -> bool:
        """Whether the workers see the files of this machine."""

    def work_on(
        self, work: Work[Item, Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield each paper with its result, in any order.

        Raises what the work raises. A paper whose worker dies twice, the second time with nothing
        else at work, is Lost.
        """


# A fork shares what is loaded. On macOS and Windows, it is unreliable or missing.
START = "fork" if sys.platform == "linux" else "spawn"


class ThisProcess:
    """Does all work in this process, one paper after the other; a crash ends the whole build."""

    shares_disk = True

    def work_on(
        self, work: Work[Item, Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield each paper with its result, in order."""
        for item in _prepared(work, items):
            yield item, work(item)


THIS_PROCESS = ThisProcess()


def on_this_disk(executor: Executor) -> Executor:
    """The executor, or this process if the executor cannot see the files of this machine."""
    return executor if executor.shares_disk else THIS_PROCESS


@dataclass(frozen=True)
class Processes:
    """`jobs` worker processes on this machine, each replaced after `papers_per_worker` papers."""

    jobs: int
    papers_per_worker: int = PAPERS_PER_WORKER
    start: str = START
    shares_disk = True

    def work_on(
        self, work: Work[Item, Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield each paper with its result, in the order in which they finish."""
        # Prepared before the workers start, because they share what they inherit.
        waiting = batches(_prepared(work, items), work.batch)
        in_a_pool = max(self.jobs * self.papers_per_worker // work.batch, 1)
        for first in waiting:
            batches_of_pool = chain([first], islice(waiting, in_a_pool - 1))
            yield from _Pool(work, self).run(batches_of_pool)


class _Pool(Generic[Item, Result]):
    """One pool of workers, until its last batch is done or one of its workers dies."""

    def __init__(self, work: Work[Item, Result], executor: Processes) -> None:
        self._work = work
        self._jobs, self._start = executor.jobs, executor.start
        self._waiting: dict[Future[list[Result]], list[Item]] = {}
        self._suspects: list[Item] = []

    def run(self, papers: Iterable[list[Item]]) -> Iterator[tuple[Item, Result | Lost]]:
        with _processes(self._work, self._jobs, self._start) as pool:
            for batch in papers:
                self._submit(pool, batch)
                # Two batches more than workers, so that none waits and few are lost in a crash.
                while len(self._waiting) > self._jobs + 1:
                    yield from self._collect()
                if self._suspects:
                    break
            while self._waiting:
                yield from self._collect()
        for item in self._suspects:
            yield item, self._alone(item)

    def _submit(self, pool: futures.Executor, batch: list[Item]) -> None:
        try:
            self._waiting[pool.submit(_work_on, batch)] = batch
        except BrokenExecutor:
            self._suspects += batch

    def _collect(self) -> Iterator[tuple[Item, Result]]:
        done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        for future in done:
            batch = self._waiting.pop(future)
            try:
                results = future.result()
            except BrokenExecutor:  # caused by one of the papers at work, unknown which
                self._suspects += batch
            else:
                yield from zip(batch, results, strict=True)

    def _alone(self, item: Item) -> Result | Lost:
        with _processes(self._work, 1, self._start) as pool:
            try:
                result: Result = pool.submit(_work_on, [item]).result()[0]
            except BrokenExecutor:
                return Lost()
            return result


def _prepared(work: Work[Item, object], items: Iterable[Item]) -> Iterator[Item]:
    """The items; prepares the work when the first one comes."""
    rest = iter(items)
    for first in rest:
        work.prepare()
        yield first
        yield from rest


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in groups of `size`; the last may be smaller."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


# ------------------------------------------------------------------ in a worker process

_work: Callable[[object], object]


@dataclass(frozen=True)
class _Failing:
    """Stands in for work that could not be prepared in this process."""

    error: Exception

    def __call__(self, item: object) -> NoReturn:
        raise self.error


def _work_on(batch: list[Any]) -> list[Any]:
    return [_work(item) for item in batch]


def _begin(work: Work[object, object], parent: int) -> None:
    global _work
    # An interrupt from a terminal reaches all processes, but only the main one handles it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with(parent)
    try:
        work.prepare()
    except Exception as error:  # raised where the result is collected, with its own type
        _work = _Failing(error)
        return
    # What is loaded by now stays, so the garbage collector need not scan it, which would copy it.
    gc.freeze()
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    _work = work


def _end_with(parent: int) -> None:
    """End this process as soon as its parent does: after a kill, nothing writes any more."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
        if os.getppid() != parent:  # the parent died before that
            os._exit(1)


@contextmanager
def _processes(work: Work[Any, Any], jobs: int, start: str) -> Iterator[futures.Executor]:
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(start),
        initializer=_begin,
        initargs=(work, os.getpid()),
    )
    try:
        yield pool
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
