"""Work on papers in several processes: all of it, once, whatever happens to a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitegen.build.executors import THIS_PROCESS, Executor, Lost, Processes, lost_paper
from sitegen.reading.paper_source import PaperSource

EXECUTORS: dict[str, Executor] = {
    "this process": THIS_PROCESS,
    "two processes": Processes(2),
    "two that are soon replaced": Processes(2, 5),
    "two that share nothing": Processes(2, start="spawn"),  # as on macOS and Windows
}


def papers(count: int) -> list[PaperSource]:
    return [PaperSource(f"papers/{number}", {}) for number in range(count)]


@dataclass(frozen=True)
class Number:
    """Gives the number of a paper, or does something to those with given numbers."""

    batch: int = 4
    does: Callable[[], None] | None = None
    to: frozenset[int] = frozenset()

    def prepare(self) -> None:
        pass

    def __call__(self, source: PaperSource) -> int:
        number = int(source.folder.removeprefix("papers/"))
        if self.does is not None and number in self.to:
            self.does()
        return number


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(1)


def fail() -> None:
    raise OSError(28, "No space left on device", "page")


def results(executor: Executor, work: Number, count: int) -> dict[str, int | Lost]:
    found = list(executor.work_on(work, papers(count)))
    assert len(found) == len({source.folder for source, _ in found})  # each once
    return {source.folder: result for source, result in found}


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
@pytest.mark.parametrize("count", [0, 1, 4, 43])
def test_every_paper_is_worked_on_once(executor: Executor, count: int) -> None:
    expected = {f"papers/{number}": number for number in range(count)}
    assert results(executor, Number(), count) == expected


@dataclass(frozen=True)
class Process:
    """Gives the process that works on a paper."""

    batch: int = 1

    def prepare(self) -> None:
        pass

    def __call__(self, source: PaperSource) -> int:
        return os.getpid()


def test_workers_are_replaced_after_so_many_papers() -> None:
    executor = Processes(2, papers_per_worker=5)
    workers = [pid for _, pid in executor.work_on(Process(), papers(30))]
    assert os.getpid() not in workers
    assert len(set(workers)) >= 3
    assert all(workers.count(pid) <= 10 for pid in workers)


@pytest.mark.parametrize("end", [die, leave])
@pytest.mark.parametrize("deadly", [{0}, {7}, {21, 22}, {3, 19, 42}])
def test_a_paper_that_kills_its_worker_is_lost_and_no_other(
    end: Callable[[], None], deadly: set[int]
) -> None:
    found = results(Processes(2), Number(does=end, to=frozenset(deadly)), 43)
    lost = {folder: result for folder, result in found.items() if isinstance(result, Lost)}
    assert lost.keys() == {f"papers/{number}" for number in deadly}
    rest = {folder: result for folder, result in found.items() if folder not in lost}
    assert rest == {f"papers/{number}": number for number in range(43) if number not in deadly}


def test_a_lost_paper_is_an_error_of_its_own() -> None:
    finding = lost_paper(PaperSource("papers/x", {}))
    assert (finding.code, finding.severity) == ("SG912", "error")
    assert finding.place.file == "records/papers/x/manifest.yaml"


@dataclass(frozen=True)
class DieOnce:
    """Dies of a paper the first time, as when the system is short of memory for a moment."""

    mark: Path
    batch: int = 4

    def prepare(self) -> None:
        pass

    def __call__(self, source: PaperSource) -> str:
        if source.folder == "papers/9":
            try:
                self.mark.mkdir()
            except FileExistsError:
                return source.folder
            die()
        return source.folder


def test_a_worker_that_dies_for_no_fault_of_its_paper_costs_nothing(tmp_path: Path) -> None:
    found = dict(Processes(2).work_on(DieOnce(tmp_path / "mark"), iter(papers(0))))
    assert found == {}
    done = [result for _, result in Processes(2).work_on(DieOnce(tmp_path / "mark"), papers(30))]
    assert sorted(map(str, done)) == sorted(f"papers/{number}" for number in range(30))


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_what_the_work_raises_comes_through(executor: Executor) -> None:
    with pytest.raises(OSError, match="No space left") as raised:
        results(executor, Number(does=fail, to=frozenset({5})), 43)
    assert raised.value.errno == 28
    assert raised.value.filename == "page"


def test_sources_are_taken_as_they_are_needed() -> None:
    taken: list[str] = []

    def sources() -> Iterator[PaperSource]:
        for source in papers(1000):
            taken.append(source.folder)
            yield source

    next(iter(Processes(2).work_on(Number(), sources())))
    assert len(taken) < 40


ORPHANS = """
import os, sys, time
from sitegen.build.executors import Processes
from tests.build.test_executors import Process, papers

class Wait(Process):
    def __call__(self, source):
        os.write(1, b"%d\\n" % os.getpid())
        time.sleep(600)

list(Processes(2).work_on(Wait(), papers(2)))
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_a_build_that_is_killed_or_interrupted(end: signal.Signals) -> None:
    build = subprocess.Popen(
        [sys.executable, "-c", ORPHANS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert build.stdout is not None
    with build.stdout:
        workers = [int(build.stdout.readline()) for _ in range(2)]
        assert all(map(is_alive, workers))
        build.send_signal(end)
        build.wait(60)
        assert build.stdout.read() == ""  # comes to an end when the last of them has
