"""Builds papers on a Dask cluster: sends their sources there, gets finished bytes back."""

from __future__ import annotations

import logging
import pickle
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent import futures
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sitegen.build.executors import Item, Lost, Result, Work, WorkerMismatchError, batches
from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError, UnavailableError
from sitegen.findings.terminal import say
from sitegen.render.engine import differences, engine

# Seconds to wait for the scheduler to answer, and between two looks whether there are workers.
PATIENCE, GLANCE = 30, 2.0
# Batches sent ahead for each thread of the cluster, so that none waits for the next one.
AHEAD = 2


class ClusterError(SitegenError):
    """The address of the scheduler is none, or Dask is not installed."""


class SchedulerLostError(UnavailableError):
    """The scheduler does not answer, or not any more."""


@dataclass(frozen=True)
class Cluster:
    """The workers of the Dask scheduler at an address. They need no shared disk.

    All workers need the same versions of everything that decides the bytes of files. If a worker is
    lost, another one makes its papers; if all are, the build waits until there is one again.
    """

    scheduler: str
    shares_disk = False

    def work_on(
        self, work: Work[Item, Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield each paper with its result, in the order in which they finish.

        Raises ClusterError, SchedulerLostError or WorkerMismatchError.
        """
        packed = pickle.dumps(work)
        with _client(self.scheduler) as client, _loss_is_told(self.scheduler):
            watch = _Watch(client, self.scheduler)
            watch.wait_for_workers()
            _compare(client.run(engine, on_error="return"))
            # Not `with`: at an error, that would wait for all that was sent.
            executor = client.get_executor(pure=False)
            yield from _work_on(watch, executor, packed, batches(items, work.batch))


class _Watch:
    """Waits for results; says so if that takes long because there are no workers."""

    def __init__(self, client: Any, scheduler: str) -> None:
        self._client, self._scheduler = client, scheduler
        self._threads = 0
        self._said = False

    @property
    def window(self) -> int:
        """How many batches to send ahead."""
        return AHEAD * max(self._threads, 1)

    def wait_for_workers(self) -> None:
        """Wait until there is a worker."""
        while not self._looked():
            time.sleep(GLANCE)

    def first_done(self, waiting: Iterable[Future[list[object]]]) -> Iterable[Future[list[object]]]:
        """The first of these that are done, whatever came of them."""
        futures_left = set(waiting)
        while True:
            done, _ = wait(futures_left, timeout=GLANCE, return_when=FIRST_COMPLETED)
            if done:
                return done
            self._looked()

    def _looked(self) -> bool:
        """Whether there are workers. Raises SchedulerLostError."""
        ask = self._client.scheduler.ncores
        try:
            threads = self._client.sync(ask, workers=None, callback_timeout=PATIENCE)
        except OSError as error:
            raise _lost(self._scheduler) from error
        self._threads = sum(threads.values())
        if not self._threads and not self._said:
            say(
                f"the scheduler at {self._scheduler} has no workers; this build waits until one "
                "joins it"
            )
        self._said = not self._threads
        return bool(self._threads)


def _work_on(
    watch: _Watch, executor: futures.Executor, packed: bytes, waiting_for: Iterable[list[object]]
) -> Iterator[tuple[Any, Any]]:
    waiting: dict[Future[list[object]], list[object]] = {}
    suspects: list[object] = []
    for batch in waiting_for:
        waiting[executor.submit(_at_work, packed, engine(), batch)] = batch
        while len(waiting) >= watch.window:
            yield from _collect(watch, waiting, suspects)
    while waiting:
        yield from _collect(watch, waiting, suspects)
    for item in suspects:
        yield item, _alone(watch, executor, packed, item)


def _collect(
    watch: _Watch, waiting: dict[Future[list[object]], list[object]], suspects: list[object]
) -> Iterator[tuple[object, object]]:
    from distributed.scheduler import KilledWorker

    for future in watch.first_done(waiting):
        batch = waiting.pop(future)
        try:
            yield from zip(batch, future.result(), strict=True)
        except KilledWorker:  # several workers died with this batch, maybe because of another one
            suspects += batch


def _alone(watch: _Watch, executor: futures.Executor, packed: bytes, item: object) -> object:
    """The result of one paper while nothing else runs: a crash can only be its own fault."""
    from distributed.scheduler import KilledWorker

    try:
        (future,) = watch.first_done([executor.submit(_at_work, packed, engine(), [item])])
        return future.result()[0]
    except KilledWorker:
        return Lost()


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("Dask is not installed: install the extra `dask`") from error
    # What they log when a connection is lost are tracebacks, and this module says it in words.
    for name in ("distributed", "distributed.client", "tornado", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    _check_address(scheduler)
    try:
        client: Any = Client(scheduler, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except Exception as error:  # what answers there may be no scheduler at all
        message = f"no scheduler answers at {scheduler}: {error}; is it running there?"
        raise SchedulerLostError(message) from error
    with client:
        yield client


def _check_address(scheduler: str) -> None:
    """Raise ClusterError for what no client could connect to: it would try at its exit again."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    try:
        scheme, location = parse_address(scheduler)
        get_backend(scheme)
        parse_host_port(location)
    except (ValueError, ImportError) as error:
        message = f"{shown(scheduler)} is not an address such as tcp://127.0.0.1:8786: {error}"
        raise ClusterError(message) from error


@contextmanager
def _loss_is_told(scheduler: str) -> Iterator[None]:
    from distributed.client import ClosedClientError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except (CancelledError, ClosedClientError, CommClosedError) as error:
        raise _lost(scheduler) from error


def _lost(scheduler: str) -> SchedulerLostError:
    return SchedulerLostError(
        f"the scheduler at {scheduler} does not answer any more, so nothing was published; "
        "start it again, then build again"
    )


def _compare(engines: dict[str, dict[str, str] | Exception]) -> None:
    found = []
    for address, other in sorted(engines.items()):
        if isinstance(other, OSError):  # it is lost; the next one is compared when it works
            continue
        if isinstance(other, Exception):
            found.append(f"the worker {address} cannot run sitegen: {other}")
        elif differs := differences(other):
            found.append(f"the worker {address} has {', '.join(differs)}")
    if found:
        raise WorkerMismatchError("; ".join(found))


# ------------------------------------------------------------------ on a worker

_one_at_a_time = threading.Lock()


def _at_work(packed: bytes, wanted: dict[str, str], batch: list[object]) -> list[object]:
    # A worker may have joined after the others were compared.
    if wanted != engine():
        raise WorkerMismatchError(f"a worker has {', '.join(differences(wanted))}")
    with _one_at_a_time:  # the renderers are not thread-safe
        work = _unpacked(packed)
        return [work(item) for item in batch]


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Work[object, object]:
    work: Work[object, object] = pickle.loads(packed)
    work.prepare()
    return work
