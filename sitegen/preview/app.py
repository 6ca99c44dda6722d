"""The web application of the preview: pages of the site, its dashboard, and events."""

from __future__ import annotations

import asyncio
import mimetypes
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from sitegen.build.limits import USUAL, Limits
from sitegen.contracts.artifacts import media_type
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.findings.regular_files import UNREADABLE, start_below
from sitegen.preview.editors import Editor
from sitegen.preview.events import Events, as_event
from sitegen.preview.guard import NOTHING, OWN_STYLES, POLICY, Guard
from sitegen.preview.paper_page import LargeFile, PaperFiles, ShownFile
from sitegen.preview.report_maker import MadeReport, ReportOrder
from sitegen.preview.reports import Reports
from sitegen.preview.site_page import Catalogs, file_of_site, not_found
from sitegen.preview.snapshot import Difference, PageInputs, Snapshot
from sitegen.preview.source_links import SourceLinker
from sitegen.preview.sources import Source, Sources
from sitegen.preview.state import PAPER_ID, PreviewState
from sitegen.preview.wording import counts, findings, folder_address, listed_values, progress
from sitegen.reading.documents import read_yaml
from sitegen.reading.kinds import PAPER, RecordKind, kind_in, kind_on_site
from sitegen.reading.paper_source import MANIFEST, TOMBSTONE, PaperSource
from sitegen.reading.records import LONGEST_RECORD
from sitegen.render.exports import PAPER_FILES, REPORT, media_type_of
from sitegen.render.record_ids import asked_record_id, record_ids
from sitegen.render.template_files import BadTemplateError
from sitegen.render.templating import Templates

MOST_DIFFERENCES = 200
SHOWN_AS_IT_IS = {REPORT.media_type, "application/json"}
# A browser would download these types, so they are shown as text.
SHOWN_AS_TEXT = {
    *({each.media_type for each in PAPER_FILES.values()} - SHOWN_AS_IT_IS),
    "text/markdown",
}
NO_SOURCES = Sources(())


@dataclass(frozen=True)
class Frame:
    """What is shown around a page: its state, its findings, and the paper it belongs to."""

    kind: str
    snapshot: Snapshot
    folder: str = ""
    problems: tuple[Diagnostic, ...] = ()
    sources: Sources = NO_SOURCES
    is_stale: bool = False
    has_page: bool = True
    is_draft: bool = False


class Preview:
    """Answers requests about one project. Each page is made from one snapshot of its state."""

    def __init__(
        self,
        state: PreviewState,
        editor: Editor,
        published: Path,
        *,
        watching: Callable[[], str],
        limits: Limits = USUAL,
    ) -> None:
        self._state, self._editor, self._watching = state, editor, watching
        self._papers, self._reports = PaperFiles(state, published), Reports(limits)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._catalogs = Catalogs()
        self._own = Templates()
        self._token = secrets.token_urlsafe(24)
        self._settings = -1, NO_SOURCES
        self.events: Events | None = None

    def app(self, hosts: set[str]) -> Starlette:
        """The ASGI application. It answers only requests for these host names."""
        routes = [
            Route("/-/", self._dashboard),
            Route("/-/events", self._listen),
            Route("/-/preview.js", self._asset("preview.js", "text/javascript")),
            Route("/-/preview.css", self._asset("preview.css", "text/css")),
            Route("/-/record/{folder:path}", self._record),
            Route("/{name:path}", self._file),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard, hosts=hosts)])

    def end(self) -> None:
        """Stop making PDFs."""
        self._reports.end()

    # ------------------------------------------------------------------ pages of the preview

    def _asset(self, name: str, kind: str) -> Callable[[Request], Response]:
        content = self._own.read(f"preview/{name}")

        def answer(request: Request) -> Response:
            return Response(content, media_type=kind)

        return answer

    async def _listen(self, request: Request) -> Response:
        """The stream of events, for pages that have the token of this server."""
        token = request.query_params.get("token", "")
        if self.events is None or not secrets.compare_digest(token.encode(), self._token.encode()):
            return PlainTextResponse("Only pages of this preview can read this stream.\n", 403)
        since = request.query_params.get("since")
        stream = self.events.stream(lambda: self._first_events(since))
        return StreamingResponse(stream, media_type="text/event-stream")

    def _first_events(self, since: str | None) -> bytes:
        """The first events of a stream: the progress, and whether the page is out of date."""
        snapshot = self._state.snapshot()
        first = as_event("state", state=progress(snapshot), done=snapshot.is_compared)
        return first if since == str(snapshot.version) else first + as_event("behind")

    def _dashboard(self, request: Request) -> Response:
        snapshot = self._state.snapshot()
        comparison = snapshot.comparison
        drafts = [
            {
                "link": folder_address(folder),
                "folder": folder,
                "title": known.row.title if known.row else "(with errors)",
            }
            for folder, known in sorted(snapshot.papers.items())
            if known.is_draft
        ]
        context = {
            "title": "Preview",
            "found": len(snapshot.papers),
            "total": len(snapshot.folders),
            "state": progress(snapshot),
            "counts": f"{counts(snapshot.all_diagnostics)}.",
            "watching": self._watching(),
            **findings(snapshot.all_diagnostics, self._editor, snapshot.folders),
            "drafts": drafts,
            "base": comparison.published or ("…" if not snapshot.is_compared else ""),
            "is_compared": snapshot.is_compared,
            "news": [_listed(each) for each in comparison.differences[:MOST_DIFFERENCES]],
            "more_news": max(len(comparison.differences) - MOST_DIFFERENCES, 0),
        }
        page = self._own.render("preview/dashboard.jinja", context)
        return self._page(page.encode(), Frame("dashboard", snapshot))

    async def _record(self, request: Request) -> Response:
        folder = str(request.path_params["folder"])
        if not self._state.snapshot().has_folder(folder):
            return await run_in_threadpool(self._missing)
        async with self._turn(folder):
            return await run_in_threadpool(self._record_in, folder)

    def _record_in(self, folder: str) -> Response:
        """Redirect to the page of the paper in a folder; show its errors if it has no id."""
        fresh = self._state.read_paper(folder)
        if PAPER_ID.match(paper_id := fresh.paper.id or _written_id(fresh.source)):
            return RedirectResponse(kind_in(folder).site_path(paper_id))
        return self._shown(self._papers.shown(folder, ""))

    # ------------------------------------------------------------------ the site

    async def _file(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        if name == "" or name.endswith("/"):
            name += "index.html"
        kind = kind_on_site(name)
        if kind is None:
            return await run_in_threadpool(self._site_file, name)
        record_id = kind.published_id(name)
        async with self._turn(record_id):
            if await request.is_disconnected():
                return Response()
            answer = await run_in_threadpool(self._record_file, request, kind, record_id, name)
        if isinstance(answer, Response):
            return answer
        # Shielded, because others may wait for the same PDF.
        return self._report(await asyncio.shield(asyncio.wrap_future(answer)))

    def _turn(self, record: str) -> asyncio.Lock:
        """Held by one request at a time: a slow record takes one thread of the server, not all."""
        turn = self._turns.get(record)
        if turn is None:
            self._turns[record] = turn = asyncio.Lock()
        return turn

    def _record_file(
        self, request: Request, kind: RecordKind, record_id: str, name: str
    ) -> Response | Future[MadeReport]:
        folder = self._state.folder_of(record_id)
        if folder is None or kind_in(folder) != kind:
            return self._missing()
        if kind == PAPER and name == f"{PAPER.site_path(record_id)}{REPORT.file}"[1:]:
            return self._pdf(request, folder, record_id)
        return self._shown(self._papers.shown(folder, name), name)

    def _site_file(self, name: str) -> Response:
        snapshot = self._state.snapshot()
        if asked := asked_record_id(name):
            path = record_ids(snapshot.rows, snapshot.tombstones).path_of(asked)
            return RedirectResponse(path) if path else self._missing()
        content, failed = self._built(snapshot, partial(file_of_site, name=name), 200)
        if failed is not None:
            return failed
        if content is None:
            return self._missing()
        if name.endswith(".html"):
            found = tuple(snapshot.reported(snapshot.site_diagnostics))
            return self._page(content, Frame("site", snapshot, problems=found))
        return Response(content, media_type=_type(name))

    def _shown(self, shown: ShownFile, name: str = "index.html") -> Response:
        content = shown.content
        if isinstance(content, LargeFile):
            parts, kind = content.parts(), _type(name)
            return StreamingResponse(parts, media_type=kind, headers=_as_file(name))
        if not name.endswith(".html") and content is not None:
            return Response(content, media_type=_type(name), headers=_as_file(name))
        if content is None and not shown.is_stale:
            return self._missing()
        frame = Frame(
            kind="paper",
            snapshot=shown.snapshot,
            folder=shown.folder,
            problems=(*shown.snapshot.settings, *shown.problems),
            sources=shown.sources,
            is_stale=shown.is_stale,
            has_page=content is not None,
            is_draft=shown.is_draft,
        )
        return self._page(content or self._empty(shown.folder), frame)

    def _pdf(self, request: Request, folder: str, paper_id: str) -> Response | Future[MadeReport]:
        """The PDF itself, or for a visitor a page around it, which can reload it."""
        path = f"{PAPER.site_path(paper_id)}{REPORT.file}"
        is_visit = request.headers.get("sec-fetch-dest") == "document"
        is_again = "x-sitegen-again" in request.headers and "v" not in request.query_params
        if is_visit or is_again:
            return self._pdf_page(folder, path)
        fresh = self._state.read_with_named(folder)
        inputs, templates = fresh.snapshot.inputs, self._state.project.templates
        return self._reports.order(
            ReportOrder(fresh.source, inputs.site, templates, inputs.number, fresh.others)
        )

    def _report(self, made: MadeReport) -> Response:
        """A PDF, or a page that says why there is none."""
        if made.pdf:
            changed = {"X-Sitegen-Changed": "1"} if made.is_marked else {}
            headers = {"Content-Security-Policy": "frame-ancestors 'self'", **changed}
            return Response(made.pdf, media_type=REPORT.media_type, headers=headers)
        page = self._empty("There is no PDF", made.trouble)
        seconds = str(made.retry_after)
        again = {"Retry-After": seconds, "Refresh": seconds} if made.retry_after else {}
        headers = {"Content-Security-Policy": OWN_STYLES, **again}
        return Response(page, made.status, headers, "text/html")

    def _pdf_page(self, folder: str, path: str) -> Response:
        fresh = self._state.read_paper(folder)
        known, snapshot = fresh.paper, fresh.snapshot
        title = f"PDF of {known.row.title}" if known.row else f"PDF of {folder}"
        context = {"title": title, "source": f"{path}?v={snapshot.version}"}
        page = self._own.render("preview/pdf.jinja", context).encode()
        problems = tuple(snapshot.reported(known.diagnostics))
        frame = Frame("pdf", snapshot, folder, problems, is_stale=known.is_broken)
        return self._page(page, frame)

    def _missing(self) -> Response:
        snapshot = self._state.snapshot()
        content, failed = self._built(snapshot, not_found, 404)
        return failed or self._page(content or b"", Frame("site", snapshot), 404)

    def _built(
        self, snapshot: Snapshot, build: Callable[[Snapshot, Catalogs], bytes | None], status: int
    ) -> tuple[bytes | None, Response | None]:
        """A page that belongs to no paper, or a page that says why it cannot be built."""
        try:
            return build(snapshot, self._catalogs), None
        except BadTemplateError as problem:
            problems = (problem.diagnostic,)
            frame = Frame("site", snapshot, problems=problems, is_stale=True, has_page=False)
            return None, self._page(self._empty("This page cannot be built"), frame, status)

    def _empty(
        self, title: str, text: str = "The page appears as soon as the errors are fixed."
    ) -> bytes:
        context = {"title": title, "text": text}
        return self._own.render("preview/page.jinja", context).encode()

    # ------------------------------------------------------------------ around every page

    def _page(self, content: bytes, frame: Frame, status: int = 200) -> Response:
        nonce = secrets.token_urlsafe(18)
        head = '<link rel="stylesheet" href="/-/preview.css">\n'
        script = f'<script type="module" nonce="{nonce}" src="/-/preview.js"></script>\n'
        linker = SourceLinker(
            frame.sources, self._settings_sources(frame.snapshot.inputs), self._link
        )
        page = linker.with_links(
            content.decode("utf-8", "replace"), head=head + script, top=self._top(frame)
        )
        headers = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
        return Response(page, status, headers, "text/html")

    def _top(self, frame: Frame) -> str:
        context: dict[str, Any] = {
            "version": frame.snapshot.version,
            "token": self._token,
            "kind": frame.kind,
            "folder": frame.folder,
            "folder_link": self._folder_link(frame.folder) if frame.folder else "",
            "is_draft": frame.is_draft,
            "is_stale": frame.is_stale,
            "has_page": frame.has_page,
            "state": progress(frame.snapshot),
            "values": listed_values(frame.sources.values, self._editor),
            **findings(frame.problems, self._editor),
        }
        return self._own.render("preview/top.jinja", context)

    def _link(self, source: Source) -> str:
        return self._editor.link(source.place)

    def _folder_link(self, folder: str) -> str:
        name = TOMBSTONE if (self._editor.records / folder / TOMBSTONE).exists() else MANIFEST
        return self._editor.link(Place(f"records/{folder}/{name}"))

    def _settings_sources(self, inputs: PageInputs) -> Sources:
        number, sources = self._settings
        if number != inputs.number:
            sources = self._read_settings()
            self._settings = inputs.number, sources
        return sources

    def _read_settings(self) -> Sources:
        try:
            data = start_below(self._state.project.records, "site.yaml", LONGEST_RECORD)
        except UNREADABLE:
            return NO_SOURCES
        document, _ = read_yaml(data, "records/site.yaml")
        return Sources([document] if document else [])


def _listed(difference: Difference) -> dict[str, str]:
    """A difference in the form that the template of the dashboard needs."""
    return {
        "what": difference.kind,
        "folder": difference.folder,
        "title": difference.title,
        "link": folder_address(difference.folder) if difference.folder else "/-/",
    }


def _written_id(source: PaperSource) -> str:
    """The id in a record that may have errors; empty if it has none."""
    for name in (MANIFEST, TOMBSTONE):
        document, _ = read_yaml(source.files.get(name, b""), name)
        data = document.data if document else {}
        work = data.get("work", data)
        if isinstance(work, dict) and "id" in work:
            return str(work["id"])
    return ""


def _type(name: str) -> str:
    kind = media_type_of(name) or media_type(name) or mimetypes.guess_type(name)[0]
    return "text/plain" if kind in SHOWN_AS_TEXT else kind or "application/octet-stream"


def _as_file(name: str) -> dict[str, str]:
    """Headers that forbid an artifact to do anything in a browser."""
    if name.endswith(".pdf"):
        return {"Content-Security-Policy": "frame-ancestors 'self'"}
    return {"Content-Security-Policy": f"sandbox; {NOTHING}"}
