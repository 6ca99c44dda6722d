"""PDFs made in a process of their own, so that no page waits for one."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.preview.children import SPAWN, begin_child
from sitegen.reading.records import PaperSource, source_sha256
from sitegen.render.paper import understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.pdf import PdfUnavailableError, named_place
from sitegen.render.templating import BadTemplateError, Templates

CHANGED = "sitegen-changed"
# Elements that begin a line of their own: where one is, a reader can be led to.
BLOCK = re.compile(r"<(p|li|h[1-6]|div|section|tr|dd|dt|pre|aside|ol|ul|table)(?=[\s>])")
PIECE = re.compile(r"(<[^>]*>)")
MOST_REMEMBERED = 20
# What the files of a paper are, and the settings and templates that they meet.
Key = tuple[str, int]


@dataclass(frozen=True)
class ReportOrder:
    """What a PDF is made of. `number` is another one whenever settings or templates changed."""

    source: PaperSource
    site: Site
    templates: Path | None
    number: int


@dataclass(frozen=True)
class MadeReport:
    """A PDF, or why there is none. `is_marked` if the first change has the name CHANGED in it."""

    pdf: bytes = b""
    is_marked: bool = False
    trouble: str = ""
    is_missing: bool = False


class Reports:
    """Makes PDFs, one after the other; whoever asks for a newer one takes the older one's place."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[str, tuple[Key, Future[MadeReport]]] = {}
        self._lock = threading.Lock()

    def make(self, order: ReportOrder) -> MadeReport:
        """The PDF of a paper; the same one until its files change. Waits for it."""
        try:
            return self._future(order).result()
        except CancelledError:
            return MadeReport(trouble="A newer state of this PDF is being made.")
        except BrokenProcessPool:
            with self._lock:
                self._pool = None
                self._waiting.clear()
            return MadeReport(trouble="The process that makes PDFs was killed, or it crashed.")

    def _future(self, order: ReportOrder) -> Future[MadeReport]:
        folder, key = order.source.folder, (source_sha256(order.source), order.number)
        with self._lock:
            older = self._waiting.pop(folder, None)
            if older is not None and older[0] == key:
                self._waiting[folder] = older
                return older[1]
            if older is not None:
                older[1].cancel()
            if len(self._waiting) >= MOST_REMEMBERED:
                del self._waiting[next(iter(self._waiting))]
            future = self._started().submit(_make, order)
            self._waiting[folder] = key, future
            return future

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=SPAWN, initializer=begin_child)
        return self._pool

    def end(self) -> None:
        """Give up whatever is being made."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(cancel_futures=True)


# ------------------------------------------------------------------ in the process that makes PDFs


class _MarkingViews(PaperViews):
    """Makes reports that name the place where they first differ from those before."""

    def __init__(self, site: Site, templates: Templates) -> None:
        super().__init__(site, templates)
        self.is_marked = False

    def report(self, paper: PublishedPaper) -> str:
        """The HTML of a report, with the name in it."""
        html = super().report(paper)
        marked = marked_report(_before.get(paper.path), html)
        self.is_marked = marked is not None
        _before[paper.path] = html
        _before.move_to_end(paper.path)
        if len(_before) > MOST_REMEMBERED:
            _before.popitem(last=False)
        return marked or html


_views: tuple[int, _MarkingViews] | None = None
_before: OrderedDict[str, str] = OrderedDict()


def _make(order: ReportOrder) -> MadeReport:
    views = _views_for(order)
    understood = understand(order.source, order.site)
    try:
        if understood.tombstone:
            return MadeReport(views.tombstone_pdf(understood.tombstone).content)
        if understood.paper is None:
            return MadeReport(trouble="The record has errors: see the page of the paper.")
        if not understood.paper.has_report:
            return MadeReport(is_missing=True)
        return MadeReport(views.pdf(understood.paper).content, views.is_marked)
    except PdfUnavailableError as error:
        return MadeReport(trouble=f"No PDFs here: {error}; scripts/setup installs Pango.")
    except BadTemplateError as problem:
        return MadeReport(trouble=problem.diagnostic.message)


def _views_for(order: ReportOrder) -> _MarkingViews:
    global _views
    if _views is None or _views[0] != order.number:
        _views = order.number, _MarkingViews(order.site, Templates(order.templates))
    return _views[1]


def marked_report(before: str | None, html: str) -> str | None:
    """The report with a name at the block where it first differs; None where it does not."""
    if before is None or before == html:
        return None
    start = html.find("<body")
    old, new = PIECE.split(before[before.find("<body") :]), PIECE.split(html[start:])
    both = enumerate(zip(old, new, strict=False))
    differs = next((index for index, (one, other) in both if one != other), len(new))
    for index in range(min(differs, len(new) - 1), 0, -1):
        if found := BLOCK.match(new[index]):
            new[index] = f"<{found[1]} {named_place(CHANGED)}{new[index][found.end() :]}"
            return html[:start] + "".join(new)
    return None
