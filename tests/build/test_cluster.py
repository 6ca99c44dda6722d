"""Papers made on a real Dask cluster of two processes, of which one is lost on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.build import cluster
from sitegen.build.cluster import Cluster, ClusterError, SchedulerLostError
from sitegen.build.executors import Lost, WorkerMismatchError
from sitegen.reading.paper_source import PaperSource
from tests.command_line import PATIENCE, SCRIPT, environment
from tests.worlds import ONE, OTHER, World

distributed = pytest.importorskip("distributed", reason="Dask is not installed")

ROOT = Path(__file__).parents[2]
# A cluster in a process of its own: what it leaves running cannot disturb other tests.
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                      dashboard_address=None, host="127.0.0.1") as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "cluster.py").write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, folder / "cluster.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout, process.stdin:
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait(60)


def make_world(folder: Path, papers: int) -> World:
    folder.mkdir()
    world = World(folder)
    world.fill()
    for number in range(papers):
        world.paper(f"{number:03}", f"feed{number:04}-0000-4000-8000-00000000c0de")
    return world


def test_a_cluster_makes_the_same_bytes(scheduler: str, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 40)
    world.template("pages/404.html", "<p>The project's own</p>")
    world.paper("warned", "feedffff-0000-4000-8000-00000000c0de", abstract="The abstract of one.")
    world.superseded("one", ONE, OTHER)
    world.paper("other", OTHER, supersedes=[ONE])
    there = World(tmp_path / "there")
    here = world.build()
    there.records, there.templates = world.records, world.templates
    elsewhere = there.build(executor=Cluster(scheduler))
    assert there.files() == world.files()
    assert elsewhere.diagnostics == here.diagnostics
    assert there.files()["404.html"] == b"<p>The project's own</p>"


def kill_a_worker(scheduler: str) -> None:
    with distributed.Client(scheduler, set_as_default=False) as client:
        pid = next(iter(client.run(os.getpid).values()))
    os.kill(pid, signal.SIGKILL)


def test_a_worker_that_is_lost_costs_nothing_but_time(scheduler: str, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 120)
    there = World(tmp_path / "there")
    there.records = world.records
    world.build()
    killed: list[int] = []

    def progress(done: int, total: int) -> None:
        if not killed and done > 40:
            killed.append(done)
            kill_a_worker(scheduler)

    outcome = there.build(executor=Cluster(scheduler), progress=progress)
    assert killed
    assert not outcome.diagnostics
    assert there.files() == world.files()


def test_a_mistake_is_found_as_it_is_here(scheduler: str, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 3)
    world.paper("one", ONE, titel="A slip")
    assert world.build(executor=Cluster(scheduler)).diagnostics == world.build().diagnostics
    assert not world.output.exists()


def test_a_template_that_fails_is_named(scheduler: str, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 3)
    world.template("pages/paper.html", "one\n{{ paper.nothing }}\n")
    (found,) = world.build(executor=Cluster(scheduler)).diagnostics
    assert (found.code, found.place.file, found.place.line) == (
        *("SG701", "templates/pages/paper.html", 2),
    )


def change_a_version() -> None:
    from sitegen.render import engine

    engine.engine()["jinja2"] = "3.1.5"


def change_it_back() -> None:
    from sitegen.render import engine

    engine.engine.cache_clear()


def test_a_worker_with_other_libraries_is_refused(scheduler: str, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 3)
    with distributed.Client(scheduler, set_as_default=False) as client:
        (worker, *_) = client.scheduler_info()["workers"]
        client.run(change_a_version, workers=[worker])
        try:
            with pytest.raises(WorkerMismatchError, match=f"{worker} has jinja2 3.1.5 instead of"):
                world.build(executor=Cluster(scheduler))
        finally:
            client.run(change_it_back, workers=[worker])
    assert not world.output.exists()
    assert world.build(executor=Cluster(scheduler)).papers == 5


def load_another_pango() -> None:
    from sitegen.render.pdf import libraries

    libraries.library_versions()["pango"] = "15007"


def load_the_own_again() -> None:
    from sitegen.render.pdf import libraries

    libraries.library_versions.cache_clear()


def test_a_worker_that_would_make_other_pdfs_is_refused(scheduler: str, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 3)
    with distributed.Client(scheduler, set_as_default=False) as client:
        client.run(load_another_pango)
        try:
            with pytest.raises(WorkerMismatchError, match="differs in what PDFs are made with"):
                world.build(("page", "pdf"), executor=Cluster(scheduler))
            assert not world.output.exists()
            assert world.build(("page",), executor=Cluster(scheduler)).papers == 5
        finally:
            client.run(load_the_own_again)
    assert world.build(("page", "pdf"), executor=Cluster(scheduler)).papers == 5


class Deadly:
    """Work that kills the worker of one paper, whoever tries it."""

    batch = 4

    def prepare(self) -> None:
        pass

    def __call__(self, source: PaperSource) -> str:
        if source.folder == "papers/5":
            os.kill(os.getpid(), signal.SIGKILL)
        return source.folder


def test_a_paper_that_kills_every_worker_is_lost_and_no_other(scheduler: str) -> None:
    papers = [PaperSource(f"papers/{number}", {}) for number in range(12)]
    found = {
        source.folder: result for source, result in Cluster(scheduler).work_on(Deadly(), papers)
    }
    assert found.keys() == {source.folder for source in papers}
    assert [folder for folder, result in found.items() if isinstance(result, Lost)] == ["papers/5"]


def test_nobody_answers_at_a_wrong_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(SchedulerLostError, match=r"no scheduler answers at tcp://127.0.0.1:1"):
        list(Cluster("tcp://127.0.0.1:1").work_on(Deadly(), []))


@pytest.mark.parametrize("word", ["", "tcp://", "owls", "http://127.0.0.1:1", "tcp://127.0.0.1"])
def test_what_is_no_address_is_refused(word: str) -> None:
    with pytest.raises(ClusterError, match="is not an address such as tcp://"):
        list(Cluster(word).work_on(Deadly(), []))


# ---------------------------------------------------------------- a scheduler of its own


class Machines:
    """A scheduler and its workers, each a process that can be ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--scheduler-file", file)
        while not file.exists() or not file.read_text().endswith("}"):
            assert self.scheduler.poll() is None
        self.address = json.loads(file.read_text())["address"]

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", self.address, "--no-nanny", "--nthreads", "1")

    def _start(self, what: str, *words: object) -> subprocess.Popen[bytes]:
        more = ["--no-dashboard", *(["--port", "0"] if what == "scheduler" else [])]
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *map(str, words), *more],
            cwd=self._folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )
        self._running.append(process)
        return process

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    machines = Machines(tmp_path_factory.mktemp("machines"))
    yield machines
    machines.end()


def begin_build(world: World, address: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [SCRIPT, "build", "--no-pdf", "--first-publication", "--scheduler", address],
        cwd=world.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_without_workers_a_build_says_that_it_waits_and_goes_on_when_one_comes(
    machines: Machines, tmp_path: Path
) -> None:
    world = make_world(tmp_path / "here", 400)
    build = begin_build(world, machines.address)
    assert build.stderr is not None
    assert build.stderr.readline() == (
        f"the scheduler at {machines.address} has no workers; this build waits until one joins it\n"
    )
    worker = machines.worker()
    assert build.stderr.readline() == "100 of 402 papers\n"
    worker.kill()
    worker.wait()
    for line in build.stderr:
        if "has no workers" in line:
            break
    machines.worker()
    out, err = build.communicate(timeout=PATIENCE)
    assert (build.returncode, "has no workers" in err) == (0, False), err
    assert out.startswith("402 papers built, ")


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
def test_a_scheduler_that_dies_on_the_way_ends_the_build_with_4_and_its_address(
    signum: signal.Signals, machines: Machines, tmp_path: Path
) -> None:
    world = make_world(tmp_path / "here", 400)
    machines.worker()
    build = begin_build(world, machines.address)
    assert build.stderr is not None
    for line in build.stderr:
        if line.startswith("100 of"):
            break
    machines.scheduler.send_signal(signum)
    _, err = build.communicate(timeout=PATIENCE)
    assert build.returncode == 4
    assert err.splitlines()[-1] == (
        f"cannot continue: the scheduler at {machines.address} does not answer any more, so "
        "nothing was published; start it again, then build again"
    )
    assert "Traceback" not in err
    assert not world.output.exists()


def test_a_dead_scheduler_exits_with_4(machines: Machines, tmp_path: Path) -> None:
    world = make_world(tmp_path / "here", 1)
    machines.end()
    code = "import sitegen.build.cluster as c; from sitegen import cli; c.PATIENCE = 1; cli.main()"
    words = ["build", "--no-pdf", "--first-publication", "--scheduler", machines.address]
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=world.folder,
        env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.startswith(f"cannot continue: no scheduler answers at {machines.address}: ")
    assert done.stderr.count("\n") == 1
