"""Makes PDFs in a separate process, so that no page waits for one."""

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
from sitegen.render.template_files import BadTemplateError
from sitegen.render.templating import Templates

CHANGED = "sitegen-changed"
# Elements that begin a new line, so that a link can lead there.
BLOCK = re.compile(r"<(p|li|h[1-6]|div|section|tr|dd|dt|pre|aside|ol|ul|table)(?=[\s>])")
PIECE = re.compile(r"(<[^>]*>)")
MOST_REMEMBERED = 20
# A digest of the files of a paper, and the number of the settings and templates.
Key = tuple[str, int]


@dataclass(frozen=True)
class ReportOrder:
    """The inputs of a PDF. `number` changes with the settings and the templates."""

    source: PaperSource
    site: Site
    templates: Path | None
    number: int


@dataclass(frozen=True)
class MadeReport:
    """A PDF, or why there is none. With `is_marked`, the first change has the anchor CHANGED."""

    pdf: bytes = b""
    is_marked: bool = False
    trouble: str = ""
    is_missing: bool = False


class Reports:
    """Makes PDFs, one at a time; a request for a newer PDF replaces one for an older."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[str, tuple[Key, Future[MadeReport]]] = {}
        self._lock = threading.Lock()

    def make(self, order: ReportOrder) -> MadeReport:
        """Wait for the PDF of a paper; it is made again only after a change."""
        try:
            return self._future(order).result()
        except CancelledError:
            return MadeReport(trouble="A newer version of this PDF is being made.")
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
        """Stop what is being made."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(cancel_futures=True)


# ------------------------------------------------------------------ in the process that makes PDFs


class _MarkingViews(PaperViews):
    """Renders reports with an anchor at their first difference from the last ones."""

    def __init__(self, site: Site, templates: Templates) -> None:
        super().__init__(site, templates)
        self.is_marked = False

    def report(self, paper: PublishedPaper) -> str:
        """The HTML of a report, with the anchor."""
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
            return MadeReport(trouble="The record has errors. The page of the paper shows them.")
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
    """The report with an anchor at its first different block; None if nothing differs."""
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
