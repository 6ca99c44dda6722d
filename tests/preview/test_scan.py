"""All papers checked in the background: what is asked for meanwhile, and what goes wrong."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sitegen.history.base import BaseError
from sitegen.preview import judging
from sitegen.preview import scan as scan_module
from sitegen.preview.changes import Changes
from sitegen.preview.scan import Scan
from sitegen.preview.state import PreviewState
from sitegen.render.project import Project
from tests.command_line import PATIENCE
from tests.worlds import ONE, World

BOTH = {"papers/one", "papers/other"}


@pytest.fixture
def state(world: World) -> PreviewState:
    """The state of a preview of two papers, none of which was looked at."""
    return PreviewState(Project(world.records))


class Progress:
    """What a scan calls; waits for its calls, and does something at the first of them."""

    def __init__(self, at_first: Callable[[], None] = lambda: None) -> None:
        self._calls: queue.Queue[None] = queue.Queue()
        self._next = at_first

    def __call__(self) -> None:
        first, self._next = self._next, lambda: None
        try:
            first()
        finally:
            self._calls.put(None)

    def wait(self) -> None:
        self._calls.get(timeout=PATIENCE)


@pytest.fixture
def started() -> Iterator[Callable[[Scan], Scan]]:
    """Starts scans, and ends them after the test."""
    scans: list[Scan] = []

    def start(scan: Scan) -> Scan:
        scans.append(scan)
        scan.start()
        return scan

    yield start
    for scan in scans:
        scan.end()


def fail() -> None:
    raise RuntimeError("an error in the program")


def test_a_deleted_paper_hides_no_other_from_the_scan(
    world: World, state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = judging.JudgeFolder.__call__

    def delete_the_first(self: judging.JudgeFolder, folder: str) -> judging.KnownPaper:
        known = judge(self, folder)
        if folder == "papers/other":
            (world.records / "papers/one/manifest.yaml").unlink()
            (world.records / "papers/one").rmdir()
            state.refresh_folders(["papers/one"])
        return known

    monkeypatch.setattr(judging.JudgeFolder, "__call__", delete_the_first)
    world.paper("third", "5eed0003-0000-4000-8000-00000000c0de")
    state.refresh_folders(["papers/third"])
    finished(Scan(state, "", lambda: None))
    assert set(state.snapshot().papers) == {"papers/other", "papers/third"}


def finished(scan: Scan) -> Scan:
    """A scan that has done what it is to do when it begins, in this thread."""
    assert scan.next_request()
    assert scan.check_all()
    return scan


def test_all_papers_are_compared_when_it_is_said_that_they_are(
    state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_comparing: list[bool] = []

    def open_base(*given: Any) -> Any:
        while_comparing.append(state.snapshot().is_compared)
        raise BaseError("nothing was published")

    monkeypatch.setattr(scan_module, "open_base", open_base)
    finished(Scan(state, "elsewhere", lambda: None))
    snapshot = state.snapshot()
    assert while_comparing == [False]
    assert snapshot.is_compared
    assert snapshot.comparison.published == "nothing was published"


def test_a_scan_that_is_asked_for_anew_stops_and_has_compared_nothing(state: PreviewState) -> None:
    scan = finished(Scan(state, "", lambda: None))
    scan.again()
    assert not scan.check_all()
    assert not state.snapshot().is_compared
    finished(scan)
    assert state.snapshot().is_compared


def test_a_paper_that_nobody_has_checked_is_not_taken_for_a_missing_one(world: World) -> None:
    world.build()
    state = PreviewState(Project(world.records))
    state.read_paper("papers/other")
    scan = Scan(state, str(world.output), lambda: None)
    scan.compare()
    assert not any(found.code.startswith("SG8") for found in state.snapshot().all_diagnostics)


def test_an_error_in_the_program_does_not_end_the_scan(
    world: World,
    state: PreviewState,
    started: Callable[[Scan], Scan],
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = Progress(fail)
    scan = started(Scan(state, "", progress))
    progress.wait()
    scan.compare_again()
    progress.wait()
    assert set(state.snapshot().papers) == BOTH
    assert state.snapshot().is_compared
    assert "an error in the program" in capsys.readouterr().err


def test_a_scan_that_an_error_kept_from_its_end_is_done_again_with_the_next_save(
    world: World,
    state: PreviewState,
    started: Callable[[Scan], Scan],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed, failed = state.start_scan, queue.Queue[None]()

    def fail_once() -> Any:
        monkeypatch.setattr(state, "start_scan", listed)
        failed.put(None)
        raise OSError("the folders cannot be listed")

    monkeypatch.setattr(state, "start_scan", fail_once)
    progress = Progress()
    scan = started(Scan(state, "", progress))
    failed.get(timeout=PATIENCE)
    Changes(state, scan, lambda event, **data: None)([world.paper("one", ONE)])
    progress.wait()
    assert set(state.snapshot().papers) == BOTH
    assert "the folders cannot be listed" in capsys.readouterr().err


def test_an_error_in_the_program_about_one_paper_leaves_the_others_checked(
    state: PreviewState, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    understand = judging.understand

    def fail_for_one(source: Any, *given: Any) -> Any:
        if source.folder == "papers/one":
            fail()
        return understand(source, *given)

    monkeypatch.setattr(judging, "understand", fail_for_one)
    finished(Scan(state, "", lambda: None))
    assert set(state.snapshot().papers) == {"papers/other"}
    assert state.snapshot().is_compared
    assert "an error in the program" in capsys.readouterr().err
