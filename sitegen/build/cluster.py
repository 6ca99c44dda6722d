"""Builds papers on a Dask cluster: sends their sources there, gets finished bytes back."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterable, Iterator
from concurrent import futures
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sitegen.build.executors import Item, Lost, Result, Work, WorkerMismatchError, batches
from sitegen.findings.errors import SitegenError
from sitegen.render.engine import differences, engine

# Seconds to wait for the scheduler to answer.
PATIENCE = 30
# Batches sent ahead for each thread of the cluster, so that none waits for the next one.
AHEAD = 2


class ClusterError(SitegenError):
    """The scheduler does not answer or has no workers, or Dask is not installed."""


@dataclass(frozen=True)
class Cluster:
    """The workers of the Dask scheduler at an address. They need no shared disk.

    All workers need the same versions of everything that decides the bytes of files. If a worker is
    lost, another one makes its papers.
    """

    scheduler: str
    shares_disk = False

    def work_on(
        self, work: Work[Item, Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield each paper with its result, in the order in which they finish.

        Raises ClusterError or WorkerMismatchError.
        """
        packed = pickle.dumps(work)
        with _client(self.scheduler) as client:
            _compare(client.run(engine))
            window = AHEAD * max(sum(client.nthreads().values()), 1)
            with client.get_executor(pure=False) as executor:
                yield from _work_on(executor, packed, batches(items, work.batch), window)


def _work_on(
    executor: futures.Executor, packed: bytes, waiting_for: Iterable[list[object]], window: int
) -> Iterator[tuple[Any, Any]]:
    waiting: dict[Future[list[object]], list[object]] = {}
    suspects: list[object] = []
    for batch in waiting_for:
        waiting[executor.submit(_at_work, packed, engine(), batch)] = batch
        while len(waiting) >= window:
            yield from _collect(waiting, suspects)
    while waiting:
        yield from _collect(waiting, suspects)
    for item in suspects:
        yield item, _alone(executor, packed, item)


def _collect(
    waiting: dict[Future[list[object]], list[object]], suspects: list[object]
) -> Iterator[tuple[object, object]]:
    from distributed.scheduler import KilledWorker

    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        batch = waiting.pop(future)
        try:
            yield from zip(batch, future.result(), strict=True)
        except KilledWorker:  # several workers died with this batch, maybe because of another one
            suspects += batch


def _alone(executor: futures.Executor, packed: bytes, item: object) -> object:
    """The result of one paper while nothing else runs: a crash can only be its own fault."""
    from distributed.scheduler import KilledWorker

    try:
        return executor.submit(_at_work, packed, engine(), [item]).result()[0]
    except KilledWorker:
        return Lost()


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("Dask is not installed: install the extra `dask`") from error
    try:
        client: Any = Client(scheduler, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {scheduler}: {error}") from error
    with client:
        if not client.nthreads():
            raise ClusterError(f"the scheduler at {scheduler} has no workers")
        yield client


def _compare(engines: dict[str, dict[str, str]]) -> None:
    found = [
        f"the worker {address} has {', '.join(differs)}"
        for address, other in sorted(engines.items())
        if (differs := differences(other))
    ]
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
