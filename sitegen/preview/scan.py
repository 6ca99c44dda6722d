"""Checks all papers in the background, then compares them with each other."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from sitegen.build.executors import Lost, Processes, cores
from sitegen.build.results import PaperFindings, Results
from sitegen.history.against_base import History
from sitegen.history.base import Base, BaseError
from sitegen.history.opening import open_base
from sitegen.history.paper_history import is_as_published
from sitegen.preview.judging import JudgeFolder, KnownPaper
from sitegen.preview.snapshot import Comparison, Difference, Snapshot
from sitegen.preview.state import PreviewState

# Fewer papers are checked faster than a process starts.
WORTH_A_PROCESS = 300
SECONDS_BETWEEN_EVENTS = 1.0
# Seconds without a save before all papers are compared again.
PAUSE = 0.4
PAPERS_PER_WORKER = 50_000


class Scan:
    """Checks all papers of a preview in its own thread, and again on request.

    `published` names what was published before; empty if there is nothing to compare with.
    `progressed` is called about once a second, and after each comparison. An unexpected error is
    printed; the next request repeats a scan that it stopped.
    """

    def __init__(self, state: PreviewState, published: str, progressed: Callable[[], None]) -> None:
        self._state, self._published, self._progressed = state, published, progressed
        self._base: Base | None = None
        # Guards the requests below, which are not part of the state of the preview.
        self._requested = threading.Condition()
        self._scan_requested, self._comparison_requested, self._is_over = True, True, False
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)

    def start(self) -> None:
        """Start the thread, unless it has been started."""
        if self._thread.ident is None:
            self._thread.start()

    def again(self) -> None:
        """Request a scan of all papers, because the settings have changed."""
        with self._requested:
            self._scan_requested = self._comparison_requested = True
            self._requested.notify()

    def compare_again(self) -> None:
        """Request a comparison, because papers have changed; it waits for a pause between saves."""
        with self._requested:
            self._comparison_requested = True
            self._requested.notify()

    def end(self) -> None:
        """Stop as soon as possible, and wait for the end."""
        with self._requested:
            self._is_over = True
            self._requested.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def check_all(self) -> bool:
        """Check all papers and compare them; False if it was interrupted by `again` or `end`."""
        told = time.monotonic()
        ticket, folders = self._state.start_scan()
        with closing(_judged(ticket.judge, folders)) as judged:
            for folder, known in judged:
                if known is not None:
                    self._state.store_paper(ticket, folder, known)
                if self._is_interrupted():
                    return False
                if time.monotonic() - told > SECONDS_BETWEEN_EVENTS:
                    told = time.monotonic()
                    self._progressed()
        self.compare()
        return True

    def compare(self) -> None:
        """Compare the papers as they are known now, and store the result."""
        self._state.store_comparison(self._comparison(self._state.snapshot()))
        self._progressed()

    # ------------------------------------------------------------------ requests

    def _run(self) -> None:
        is_unfinished = False
        while (is_whole := self.next_request()) is not None:
            is_unfinished = is_unfinished or is_whole
            try:
                if is_unfinished:
                    is_unfinished = not self.check_all()
                elif self._is_quiet():
                    self.compare()
            except Exception:
                if not self._has_ended():
                    traceback.print_exc()

    def next_request(self) -> bool | None:
        """Wait for a request. True means a scan, False a comparison, None the end."""
        with self._requested:
            self._requested.wait_for(self._has_request)
            if self._is_over:
                return None
            is_whole = self._scan_requested
            self._scan_requested = self._comparison_requested = False
            return is_whole

    def _has_request(self) -> bool:
        return self._scan_requested or self._comparison_requested or self._is_over

    def _has_ended(self) -> bool:
        with self._requested:
            return self._is_over

    def _is_interrupted(self) -> bool:
        with self._requested:
            return self._scan_requested or self._is_over

    def _is_quiet(self) -> bool:
        """Wait for a pause between saves; False if another request came first."""
        with self._requested:
            is_asked = self._requested.wait_for(self._has_request, timeout=PAUSE)
            self._comparison_requested = self._comparison_requested or is_asked
            return not is_asked

    # ------------------------------------------------------------------ all papers together

    def _comparison(self, snapshot: Snapshot) -> Comparison:
        history, published = self._history(snapshot)
        papers = (
            PaperFindings(
                folder,
                known.diagnostics,
                None if known.is_draft else known.row,
                known.tombstone,
                None if known.is_draft else known.entry,
            )
            for folder, known in sorted(snapshot.papers.items())
        )
        results = Results.of(papers)
        # A paper that was not checked yet must not be reported as missing from the records.
        unchecked = len(snapshot.folders) - len(snapshot.papers)
        results = replace(results, broken=results.broken + unchecked)
        project, differences = self._state.project, tuple[Difference, ...]()
        try:
            found = replace(results, history=history).between(project)
            if history:
                differences = tuple(_differences(history, results))
        except BaseError as error:
            found, published = results.between(project), str(error)
        return Comparison(tuple(found), differences, published)

    def _history(self, snapshot: Snapshot) -> tuple[History | None, str]:
        """The published base and its name; None and the reason if it cannot be read."""
        if not self._published:
            return None, ""
        project = self._state.project
        try:
            self._base = self._base or open_base(self._published, project)
        except BaseError as error:
            return None, str(error)
        return History(self._base, project, snapshot.inputs.site), self._base.name


@dataclass(frozen=True)
class _JudgeOrPrint:
    """Checks papers. An unexpected error is printed, not raised, so that the scan goes on."""

    judge: JudgeFolder

    @property
    def batch(self) -> int:
        return self.judge.batch

    def prepare(self) -> None:
        self.judge.prepare()

    def __call__(self, folder: str) -> KnownPaper | None:
        try:
            return self.judge(folder)
        except Exception:
            traceback.print_exc()
            return None


def _judged(
    judge: JudgeFolder, folders: Sequence[str]
) -> Generator[tuple[str, KnownPaper | None], None, None]:
    careful = _JudgeOrPrint(judge)
    if len(folders) < WORTH_A_PROCESS:
        for folder in folders:
            yield folder, careful(folder)
        return
    # Spawned, because this process has threads. One core stays free for serving pages.
    processes = Processes(max(cores() - 1, 1), PAPERS_PER_WORKER, start="spawn")
    for folder, known in processes.work_on(careful, folders):
        yield folder, careful(folder) if isinstance(known, Lost) else known


def _differences(history: History, results: Results) -> Iterator[Difference]:
    published = history.base.papers(results.rows)
    removed = {each.id for _, each in results.tombstones}
    for row in results.rows:
        before = published.get(row.id)
        if before is None:
            yield Difference("new", row.folder, row.display_title)
        elif not is_as_published(before, row):
            yield Difference("changed", row.folder, row.display_title)
    for folder, tombstone in results.tombstones:
        if tombstone.id in published:
            yield Difference("removed", folder, tombstone.display_title)
    for paper_id in sorted(published.keys() - {row.id for row in results.rows} - removed):
        yield Difference("missing", history.base.folder(paper_id), paper_id)
