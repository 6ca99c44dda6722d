"""The files of one paper, rendered on request, with the present errors of the paper."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from sitegen.contracts.correction_events import EVENT_ID
from sitegen.contracts.timeline import notice_path
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.regular_files import UNREADABLE, open_below, read_below
from sitegen.preview.snapshot import Snapshot
from sitegen.preview.sources import Sources, paper_sources
from sitegen.preview.state import FreshPaper, PreviewState
from sitegen.publish.checksums import SUMS, write_sums
from sitegen.reading.kinds import PAPER, RecordKind, kind_in
from sitegen.reading.paper_source import PaperSource
from sitegen.render.exports import PAPER_FILES
from sitegen.render.finished import FinishedPaper
from sitegen.render.paper import FORMATS
from sitegen.render.record_makers import finish
from sitegen.render.template_files import BadTemplateError

FILES = tuple(each for each in FORMATS if each != "pdf")
# How many pages are kept to be shown below the errors of their papers.
MOST_KEPT = 200
# Bytes of a page, of the list of all published files, and of an artifact that is held in memory.
LARGEST_PAGE, LARGEST_SUMS, LARGEST_HELD = 64_000_000, 100_000_000, 8_000_000
PART = 256_000


@dataclass(frozen=True)
class LargeFile:
    """An artifact that is too large to be held in memory, open at its start."""

    file: BufferedReader
    size: int

    def parts(self) -> Iterator[bytes]:
        """Yield its bytes, at most `size`."""
        with self.file:
            left = self.size
            while part := self.file.read(min(left, PART)):
                left -= len(part)
                yield part


@dataclass(frozen=True)
class ShownFile:
    """A file as the preview shows it, with the snapshot that it belongs to.

    `content` is None if the paper has no such file. With `is_stale`, it is the last version without
    errors, or None if there is none.
    """

    snapshot: Snapshot
    content: bytes | LargeFile | None
    folder: str
    problems: tuple[Diagnostic, ...]
    sources: Sources
    is_stale: bool = False
    is_draft: bool = False


@dataclass(frozen=True)
class GoodPage:
    """A page without errors, and the values that it shows; `number` is that of the reading."""

    number: int
    content: bytes
    sources: Sources


class LastGood:
    """The last version of each page without errors, by file; the least recently used go first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, GoodPage] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, file: str, page: GoodPage) -> None:
        """Keep a page, unless a later one is kept."""
        with self._lock:
            if file in self._pages and page.number < self._pages[file].number:
                return
            self._pages[file] = page
            self._pages.move_to_end(file)
            if len(self._pages) > MOST_KEPT:
                self._pages.popitem(last=False)

    def get(self, file: str) -> GoodPage | None:
        """The last version of a page without errors; None if none is kept."""
        with self._lock:
            return self._pages.get(file)


class PaperFiles:
    """Renders the files of papers for a preview; `published` is the folder of the built site."""

    def __init__(self, state: PreviewState, published: Path) -> None:
        self._state, self._published, self._good = state, published, LastGood()
        self._reads_site = threading.Lock()

    def shown(self, folder: str, file: str) -> ShownFile:
        """A file of the paper in a folder, by its path on the site; not for PDFs.

        The path is empty for a paper whose address is not known, because its id has errors.
        """
        fresh = self._state.read_with_named(folder)
        known, snapshot = fresh.paper, fresh.snapshot
        content, faults = self._made(fresh, file)
        # While a record has errors, only the form of a path says whether it is one of its files.
        is_stale = (bool(faults) or known.is_broken) and _may_be_file(kind_in(folder), file)
        sources = paper_sources(fresh.source)
        if file.endswith(".html") and isinstance(content, bytes):
            self._good.keep(file, GoodPage(fresh.number, content, sources))
        elif file.endswith(".html") and content is None and is_stale:
            content, sources = self._last_good(file, sources)
        problems = [*known.diagnostics, *faults, *snapshot.comparison_diagnostics(folder)]
        return ShownFile(
            snapshot=snapshot,
            content=content,
            folder=folder,
            problems=tuple(snapshot.reported(problems)),
            sources=sources,
            is_stale=is_stale,
            is_draft=known.is_draft,
        )

    def _made(
        self, fresh: FreshPaper, file: str
    ) -> tuple[bytes | LargeFile | None, list[Diagnostic]]:
        """The bytes of a file, None if the paper has no such file, and errors of its template."""
        source, inputs = fresh.source, fresh.snapshot.inputs
        formats = ("page",) if file.endswith(".html") else FILES
        try:
            made = finish(
                source, inputs.site, inputs.views, formats, drafts=True, others=fresh.others
            )
        except BadTemplateError as problem:
            return None, [problem.diagnostic]
        return made.files.get(file) or self._copied(source, made, file), []

    def _last_good(self, file: str, sources: Sources) -> tuple[bytes | None, Sources]:
        """The last version of a page without errors, and the values to link on it.

        They are those of its record as it is now. If that cannot be parsed, they stay as they were:
        it may be half written, and a reader keeps links and the list of values.
        """
        good = self._good.get(file)
        if good is None:
            return self._from_site(file), sources
        return good.content, sources if sources.is_whole else good.sources

    def _copied(
        self, source: PaperSource, made: FinishedPaper, file: str
    ) -> bytes | LargeFile | None:
        """An artifact, if its bytes are still those that were checked."""
        name = made.copies.get(file)
        if name is None:
            return None
        held, path = source.held[name], f"{source.folder}/{name}"
        try:
            opened = open_below(self._state.project.records, path)
            if held.size <= LARGEST_HELD:
                with opened:
                    data = opened.read(held.size + 1)
                return data if hashlib.sha256(data).hexdigest() == held.sha256 else None
            if hashlib.file_digest(opened, "sha256").hexdigest() == held.sha256:
                opened.seek(0)
                return LargeFile(opened, held.size)
            opened.close()
        except UNREADABLE:
            pass
        return None

    def _from_site(self, file: str) -> bytes | None:
        """The page as it was last built; only what the list of published files names is opened."""
        with self._reads_site:
            try:
                sums = read_below(self._published, SUMS, LARGEST_SUMS)
                if f"  {file}\n".encode() not in sums:
                    return None
                page = read_below(self._published, file, LARGEST_PAGE)
            except UNREADABLE:
                return None
            line = write_sums({file: hashlib.sha256(page).hexdigest()})
            return page if line in sums else None


def _may_be_file(kind: RecordKind, file: str) -> bool:
    """Whether a build could write this file, or page, for a record of a kind."""
    _, _, below = file.removeprefix(f"{kind.site_folder}/").partition("/")
    if below == "index.html" or not file:
        return True
    event_id = below.split("/")[1] if below.count("/") == 2 else ""
    is_notice = EVENT_ID.match(event_id) and below == f"{notice_path(event_id)}index.html"
    names = {each.file for each in PAPER_FILES.values()}
    return kind == PAPER and (below in names or bool(is_notice))
