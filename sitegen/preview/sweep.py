"""All papers looked at in the background, and what they say together once all are known."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator

from sitegen.build.executors import Lost, Processes, cores
from sitegen.build.results import PaperFindings, Results
from sitegen.history.against_base import History
from sitegen.history.base import Base, BaseError
from sitegen.history.opening import open_base
from sitegen.history.paper_history import is_as_published
from sitegen.preview.desk import Desk, Together
from sitegen.preview.judging import KnownPaper

# Fewer papers are judged sooner than a process for them has started.
WORTH_A_PROCESS = 300
SECONDS_BETWEEN_NEWS = 1.0
# After a change, so long a pause is waited for before all papers are compared again.
PAUSE = 0.4
PAPERS_PER_WORKER = 50_000


class Sweep:
    """Looks at all papers of a desk, and again whenever that is asked for, in its own thread.

    `published` names what was published before; empty where nothing is to be compared with.
    """

    def __init__(self, desk: Desk, published: str, news: Callable[[], None]) -> None:
        self._desk, self._published, self._news = desk, published, news
        self._base: Base | None = None
        self._asked = threading.Condition()
        self._all, self._between, self._is_over = True, True, False
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)
        self.is_done = False

    def start(self) -> None:
        """Begin with all papers; does nothing where it has begun."""
        if self._thread.ident is None:
            self._thread.start()

    def again(self) -> None:
        """Look at all papers again: what they are judged by has changed."""
        with self._asked:
            self._all = self._between = True
            self._asked.notify()

    def compare_again(self) -> None:
        """Compare the papers again, once nobody has saved for a moment: some have changed."""
        with self._asked:
            self._between = True
            self._asked.notify()

    def end(self) -> None:
        """Stop as soon as possible, and wait for that."""
        with self._asked:
            self._is_over = True
            self._asked.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._is_over:
            with self._asked:
                self._asked.wait_for(lambda: self._all or self._between or self._is_over)
                whole, self._all, self._between = self._all, False, False
            if whole:
                self._sweep()
            elif self._is_quiet():
                self._compare()

    def _is_quiet(self) -> bool:
        with self._asked:
            asked = self._asked.wait_for(
                lambda: self._all or self._between or self._is_over, timeout=PAUSE
            )
            self._between = self._between or asked
            return not asked

    def _sweep(self) -> None:
        self.is_done, told = False, time.monotonic()
        judged = self._judged(self._desk.begin_sweep())
        for folder, known in judged:
            self._desk.learn_from_sweep(folder, known)
            if self._all or self._is_over:
                judged.close()
                return
            if time.monotonic() - told > SECONDS_BETWEEN_NEWS:
                told = time.monotonic()
                self._news()
        self.is_done = True
        self._compare()

    def _judged(self, folders: list[str]) -> Generator[tuple[str, KnownPaper], None, None]:
        judge = self._desk.judge
        if len(folders) < WORTH_A_PROCESS:
            for folder in folders:
                yield folder, judge(folder)
            return
        # Spawned, because this process has threads. One core stays with whoever looks at pages.
        executor = Processes(max(cores() - 1, 1), PAPERS_PER_WORKER, start="spawn")
        for folder, known in executor.work_on(judge, folders):
            yield folder, judge(folder) if isinstance(known, Lost) else known

    def _compare(self) -> None:
        history, why = self._history()
        papers = (
            PaperFindings(
                folder,
                known.diagnostics,
                None if known.is_draft else known.row,
                known.tombstone,
            )
            for folder, known in sorted(self._desk.known().items())
        )
        results, news = Results.of(papers), list[tuple[str, str, str]]()
        found = results.between(self._desk.project)
        try:
            if history is not None:
                rows, tombstones, all_known = results.rows, results.tombstones, not results.broken
                found += history.judge(rows, tombstones, all_known=all_known)
                news += self._changes(history, results)
        except BaseError as error:
            why, news = str(error), []
        self._desk.together = Together(tuple(found), tuple(news), why)
        self._desk.version += 1
        self._news()

    def _history(self) -> tuple[History | None, str]:
        """What was published, and what it is called or why it cannot be told."""
        if not self._published:
            return None, ""
        try:
            self._base = self._base or open_base(self._published, self._desk.project)
        except BaseError as error:
            return None, str(error)
        site = self._desk.making.site
        return History(self._base, self._desk.project, site), self._base.name

    def _changes(self, history: History, results: Results) -> Iterator[tuple[str, str, str]]:
        published = history.base.papers(results.rows)
        removed = {each.id for _, each in results.tombstones}
        for row in results.rows:
            before = published.get(row.id)
            if before is None:
                yield "new", row.folder, row.display_title
            elif not is_as_published(before, row):
                yield "changed", row.folder, row.display_title
        for folder, tombstone in results.tombstones:
            if tombstone.id in published:
                yield "removed", folder, tombstone.display_title
        for paper_id in sorted(published.keys() - {row.id for row in results.rows} - removed):
            yield "not there", history.base.folder(paper_id), paper_id
