"""The files of one paper, rendered on request, with the present errors of the paper."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.regular_files import UNREADABLE, read_below
from sitegen.preview.snapshot import Snapshot
from sitegen.preview.sources import Sources, paper_sources
from sitegen.preview.state import FreshPaper, PreviewState
from sitegen.reading.records import PaperSource
from sitegen.render.finished import FinishedPaper
from sitegen.render.paper import FORMATS
from sitegen.render.record_makers import finish
from sitegen.render.template_files import BadTemplateError

FILES = tuple(each for each in FORMATS if each != "pdf")
# How many pages are kept to be shown below the errors of their papers.
MOST_KEPT = 200
LARGEST_PAGE = 64_000_000  # bytes


@dataclass(frozen=True)
class ShownFile:
    """A file as the preview shows it, with the snapshot that it belongs to.

    `content` is None if the paper has no such file. With `is_stale`, it is the last version without
    errors.
    """

    snapshot: Snapshot
    content: bytes | None
    folder: str
    problems: tuple[Diagnostic, ...]
    sources: Sources
    is_stale: bool = False
    is_draft: bool = False


class LastGood:
    """The last version of each page without errors, by file; the least recently used go first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, file: str, page: bytes, number: int) -> None:
        """Keep a page, unless a later one is kept; `number` is that of the reading."""
        with self._lock:
            if number < self._pages.get(file, (0, b""))[0]:
                return
            self._pages[file] = number, page
            self._pages.move_to_end(file)
            if len(self._pages) > MOST_KEPT:
                self._pages.popitem(last=False)

    def get(self, file: str) -> bytes | None:
        """The last version of a page without errors; None if none is kept."""
        with self._lock:
            return self._pages[file][1] if file in self._pages else None


class PaperFiles:
    """Renders the files of papers for a preview; `published` is the folder of the built site."""

    def __init__(self, state: PreviewState, published: Path) -> None:
        self._state, self._published, self._good = state, published, LastGood()

    def shown(self, folder: str, file: str) -> ShownFile:
        """A file of the paper in a folder, by its path on the site; not for PDFs."""
        fresh = self._state.read_paper(folder)
        known, snapshot = fresh.paper, fresh.snapshot
        content, faults = self._made(fresh, file)
        is_stale = bool(faults) or known.is_broken
        if file.endswith(".html"):
            content = self._last_good(file, content, fresh.number, is_stale)
        problems = [*known.diagnostics, *faults, *snapshot.comparison_diagnostics(folder)]
        return ShownFile(
            snapshot=snapshot,
            content=content,
            folder=folder,
            problems=tuple(snapshot.reported(problems)),
            sources=paper_sources(fresh.source),
            is_stale=is_stale,
            is_draft=known.is_draft,
        )

    def _made(self, fresh: FreshPaper, file: str) -> tuple[bytes | None, list[Diagnostic]]:
        """The bytes of a file, None if the paper has no such file, and errors of its template."""
        source, inputs = fresh.source, fresh.snapshot.inputs
        formats = ("page",) if file.endswith(".html") else FILES
        try:
            made = finish(source, inputs.site, inputs.views, formats, drafts=True)
        except BadTemplateError as problem:
            return None, [problem.diagnostic]
        return made.files.get(file) or self._copied(source, made, file), []

    def _last_good(
        self, file: str, content: bytes | None, number: int, is_stale: bool
    ) -> bytes | None:
        """The page; if it cannot be rendered, its last version without errors."""
        if content is not None:
            self._good.keep(file, content, number)
            return content
        return self._good.get(file) or self._from_site(file) if is_stale else None

    def _copied(self, source: PaperSource, made: FinishedPaper, file: str) -> bytes | None:
        """The bytes of an artifact, if they are still those that were checked."""
        name = made.copies.get(file)
        if name is None:
            return None
        try:
            data = read_below(
                self._state.project.records, f"{source.folder}/{name}", source.held[name].size
            )
        except UNREADABLE:
            return None
        return data if hashlib.sha256(data).hexdigest() == source.held[name].sha256 else None

    def _from_site(self, file: str) -> bytes | None:
        """The page as it was last built, if a build could have written it."""
        try:
            return read_below(self._published, file, LARGEST_PAGE)
        except UNREADABLE:
            return None
