"""Makes PDFs, one after the other: the work of the child process for PDFs."""

from __future__ import annotations

import re
import traceback
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from multiprocessing.connection import Connection
from pathlib import Path

from sitegen.build.limits import Limits, TimeLimitError, within
from sitegen.contracts.other_papers import OtherPapers
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.preview.children import begin_child
from sitegen.reading.paper_source import PaperSource
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


@dataclass(frozen=True)
class ReportOrder:
    """The inputs of a PDF. `number` changes with the settings and the templates.

    `others` are the papers that the paper names.
    """

    source: PaperSource
    site: Site
    templates: Path | None
    number: int
    others: OtherPapers = field(default_factory=dict)


@dataclass(frozen=True)
class MadeReport:
    """A PDF, or why there is none: the status of the response and a text.

    With `is_marked`, the first change has the anchor CHANGED. `retry_after` is in seconds.
    """

    pdf: bytes = b""
    is_marked: bool = False
    status: HTTPStatus = HTTPStatus.OK
    trouble: str = ""
    retry_after: int = 0


def no_report(trouble: str, retry_after: int = 0) -> MadeReport:
    """There is no PDF now; one that is shown already may stay."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return MadeReport(status=status, trouble=trouble, retry_after=retry_after)


def over_limit(what: str) -> MadeReport:
    """The PDF exceeded a limit, and would exceed it again."""
    trouble = (
        f"Making this PDF takes more than {what}, so it was stopped. Shorten the texts of the "
        "record, or start the preview with a higher --time-limit or --memory-limit. A build has "
        "the same limits."
    )
    return MadeReport(status=HTTPStatus.UNPROCESSABLE_ENTITY, trouble=trouble)


def seconds_of(limits: Limits) -> str:
    """The time limit in words."""
    return f"{limits.seconds:g} seconds"


def memory_of(limits: Limits) -> str:
    """The memory limit in words."""
    return f"{(limits.memory or 0) / 1e6:,.0f} MB of memory"


def make_reports(orders: Connection, limits: Limits) -> None:
    """Answer each order with None when work on it begins, and then with the PDF."""
    begin_child()
    maker, is_ready = _ReportMaker(limits), False
    with suppress(EOFError, OSError):  # the preview has ended
        while True:
            order: ReportOrder = orders.recv()
            if not is_ready:
                _load_libraries(order.site)
                is_ready = True
            orders.send(None)
            orders.send(maker.make(order))


def _load_libraries(site: Site) -> None:
    """Load what every PDF needs, which takes longer than many PDFs."""
    with suppress(PdfUnavailableError):  # the answer to the order says so
        PaperViews(site, Templates()).prepare_pdf()


class _ReportMaker:
    """Makes PDFs within limits. Remembers the last reports, to mark what changed in the next."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._views: tuple[int, PaperViews] | None = None
        self._before: OrderedDict[str, str] = OrderedDict()

    def make(self, order: ReportOrder) -> MadeReport:
        """The PDF of one order."""
        try:
            with within(self._limits):
                return self._made(order)
        except TimeLimitError:
            return over_limit(seconds_of(self._limits))
        except MemoryError:
            return over_limit(memory_of(self._limits))
        except PdfUnavailableError as error:
            return no_report(f"No PDFs here: {error}; scripts/setup installs Pango.")
        except BadTemplateError as problem:
            return no_report(problem.diagnostic.message)
        except Exception:
            traceback.print_exc()
            return no_report("This is a bug in sitegen; report it with the text in the terminal.")

    def _made(self, order: ReportOrder) -> MadeReport:
        views = self._views_for(order)
        understood = understand(order.source, order.site)
        if understood.tombstone:
            tombstone = understood.tombstone.with_others(order.others)
            return MadeReport(views.tombstone_pdf(tombstone).content)
        if understood.paper is None:
            return no_report("The record has errors. The page of the paper shows them.")
        if not understood.paper.has_report:
            trouble = "This paper has no PDF. Its page shows why."
            return MadeReport(status=HTTPStatus.NOT_FOUND, trouble=trouble)
        paper = replace(understood.paper, others=order.others)
        html, is_marked = self._marked(paper, views)
        return MadeReport(views.pdf_of(html, paper).content, is_marked)

    def _marked(self, paper: PublishedPaper, views: PaperViews) -> tuple[str, bool]:
        """The report, and whether it has an anchor because it differs from the last one."""
        html = views.report(paper)
        marked = marked_report(self._before.get(paper.path), html)
        self._before[paper.path] = html
        self._before.move_to_end(paper.path)
        if len(self._before) > MOST_REMEMBERED:
            self._before.popitem(last=False)
        return marked or html, marked is not None

    def _views_for(self, order: ReportOrder) -> PaperViews:
        if self._views is None or self._views[0] != order.number:
            self._views = order.number, PaperViews(order.site, Templates(order.templates))
        return self._views[1]


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
