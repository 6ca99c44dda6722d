"""What the preview answers: pages of the site, its own dashboard, and events."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.preview.desk import PAPER_ID, Desk
from sitegen.preview.dressing import Dresser
from sitegen.preview.editors import Editor
from sitegen.preview.events import Events, as_event
from sitegen.preview.guard import NOTHING, POLICY, Guard
from sitegen.preview.paper_page import PaperFiles, ShownFile
from sitegen.preview.reports import ReportOrder, Reports
from sitegen.preview.site_page import file_of_site, not_found
from sitegen.preview.sources import Source, Sources
from sitegen.preview.wording import counts, findings, folder_address, listed_values, state
from sitegen.reading.documents import read_yaml
from sitegen.reading.kinds import PAPER
from sitegen.reading.records import MANIFEST, TOMBSTONE
from sitegen.render.templating import BadTemplateError, Templates

MOST_NEWS = 200
TYPES = {
    ".json": "application/json",
    ".bib": "text/plain",
    ".ris": "text/plain",
    ".md": "text/plain",
}
NO_SOURCES = Sources(())


@dataclass(frozen=True)
class Frame:
    """What stands around a page: what it is called, what is wrong, and whose it is."""

    kind: str
    folder: str = ""
    problems: tuple[Diagnostic, ...] = ()
    sources: Sources = NO_SOURCES
    is_stale: bool = False
    has_page: bool = True
    is_draft: bool = False


class Preview:
    """Answers requests about one project. Made with what outlives it: a desk, events, reports."""

    def __init__(
        self,
        desk: Desk,
        editor: Editor,
        published: Path,
        *,
        watching: Callable[[], str],
        is_compared: Callable[[], bool],
    ) -> None:
        self._desk, self._editor = desk, editor
        self._watching, self._is_compared = watching, is_compared
        self._papers, self._reports = PaperFiles(desk, published), Reports()
        self._own = Templates()
        self._token = secrets.token_urlsafe(24)
        self._settings = -1, NO_SOURCES
        self.events: Events | None = None

    def app(self, hosts: set[str]) -> Starlette:
        """The application, which answers to these names alone."""
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
        """Stop what is being made."""
        self._reports.end()

    # ------------------------------------------------------------------ the preview's own

    def _asset(self, name: str, kind: str) -> Callable[[Request], Response]:
        content = self._own.read(f"preview/{name}")

        def answer(request: Request) -> Response:
            return Response(content, media_type=kind)

        return answer

    async def _listen(self, request: Request) -> Response:
        """The stream of events, for those who know the token of this server."""
        token = request.query_params.get("token", "")
        if self.events is None or not secrets.compare_digest(token.encode(), self._token.encode()):
            return PlainTextResponse("This stream is for pages of this preview.\n", 403)
        first = as_event("state", state=state(self._desk), done=self._is_compared())
        if request.query_params.get("since") != str(self._desk.version):
            first += as_event("behind")
        kind = "text/event-stream"
        return StreamingResponse(self.events.stream(first), media_type=kind)

    def _dashboard(self, request: Request) -> Response:
        desk, together = self._desk, self._desk.together
        everything = desk.all_diagnostics()
        drafts = [
            {
                "link": folder_address(folder),
                "folder": folder,
                "title": known.row.title if known.row else "(with mistakes)",
            }
            for folder, known in sorted(desk.known().items())
            if known.is_draft
        ]
        context = {
            "title": "Preview",
            "found": desk.found,
            "total": len(desk.folders),
            "state": state(desk),
            "counts": f"{counts(everything)}.",
            "watching": self._watching(),
            **findings(everything, self._editor, desk.folders),
            "drafts": drafts,
            "base": together.base or ("…" if not self._is_compared() else ""),
            "is_compared": self._is_compared(),
            "news": [self._news(*each) for each in together.news[:MOST_NEWS]],
            "more_news": max(len(together.news) - MOST_NEWS, 0),
        }
        page = self._own.render("preview/dashboard.jinja", context)
        return self._page(page.encode(), Frame("dashboard"))

    def _news(self, what: str, folder: str, title: str) -> dict[str, str]:
        link = folder_address(folder) if folder else "/-/"
        return {"what": what, "folder": folder, "title": title, "link": link}

    def _record(self, request: Request) -> Response:
        """The page of the paper in a folder; where its id cannot be told, what is wrong with it."""
        folder = str(request.path_params["folder"])
        if folder not in self._desk.folders:
            return self._missing()
        paper_id = self._id_of(folder)
        if PAPER_ID.match(paper_id):
            return RedirectResponse(PAPER.site_path(paper_id))
        return self._shown(self._papers.shown(folder, f"{folder}/index.html"))

    def _id_of(self, folder: str) -> str:
        known = self._desk.look_at(folder)
        if known.id:
            return known.id
        source = self._papers.source(folder)
        for name in (MANIFEST, TOMBSTONE):
            document, _ = read_yaml(source.files.get(name, b""), name)
            data = document.data if document else {}
            work = data.get("work", data)
            if isinstance(work, dict) and "id" in work:
                return str(work["id"])
        return ""

    # ------------------------------------------------------------------ the site

    def _file(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        if name == "" or name.endswith("/"):
            name += "index.html"
        top, _, rest = name.partition("/")
        paper_id, slash, inside = rest.partition("/")
        if top == PAPER.site_folder:
            folder = self._desk.folder_of(paper_id) if slash else None
            if folder is None:
                return self._missing()
            if inside == "paper.pdf":
                return self._pdf(request, folder, paper_id)
            return self._shown(self._papers.shown(folder, name), name)
        return self._site_file(name)

    def _site_file(self, name: str) -> Response:
        try:
            content = file_of_site(self._desk, name)
        except BadTemplateError as problem:
            frame = Frame("site", problems=(problem.diagnostic,), is_stale=True, has_page=False)
            return self._page(self._empty("This page cannot be made"), frame)
        if content is None:
            return self._missing()
        if name.endswith(".html"):
            settings = self._desk.reported(self._desk.of_the_site)
            return self._page(content, Frame("site", problems=tuple(settings)))
        return Response(content, media_type=_type(name))

    def _shown(self, shown: ShownFile, name: str = "index.html") -> Response:
        if not name.endswith(".html") and shown.content is not None:
            return Response(shown.content, media_type=_type(name), headers=_as_file(name))
        if shown.content is None and not shown.is_stale:
            return self._missing()
        frame = Frame(
            kind="paper",
            folder=shown.folder,
            problems=(*self._desk.settings, *shown.problems),
            sources=shown.sources,
            is_stale=shown.is_stale,
            has_page=shown.content is not None,
            is_draft=shown.is_draft,
        )
        return self._page(shown.content or self._empty(shown.folder), frame)

    def _pdf(self, request: Request, folder: str, paper_id: str) -> Response:
        """The PDF itself; who visits it gets a page with it, which can show it anew."""
        path = f"{PAPER.site_path(paper_id)}paper.pdf"
        is_visit = request.headers.get("sec-fetch-dest") == "document"
        is_again = "x-sitegen-again" in request.headers and "v" not in request.query_params
        if is_visit or is_again:
            return self._pdf_page(folder, path)
        making = self._desk.making
        source = self._papers.source(folder)
        order = ReportOrder(source, making.site, self._desk.project.templates, making.number)
        made = self._reports.make(order)
        if made.pdf:
            changed = {"X-Sitegen-Changed": "1"} if made.is_marked else {}
            headers = {"Content-Security-Policy": "frame-ancestors 'self'", **changed}
            return Response(made.pdf, media_type="application/pdf", headers=headers)
        if made.is_missing:
            return PlainTextResponse("There is no PDF: see the page of the paper.\n", 404)
        return PlainTextResponse(f"{made.trouble}\n", 503)

    def _pdf_page(self, folder: str, path: str) -> Response:
        known = self._desk.look_at(folder)
        title = f"PDF of {known.row.title}" if known.row else f"PDF of {folder}"
        context = {"title": title, "source": f"{path}?v={self._desk.version}", "trouble": ""}
        page = self._own.render("preview/pdf.jinja", context).encode()
        problems = tuple(self._desk.reported(known.diagnostics))
        return self._page(page, Frame("pdf", folder, problems, is_stale=known.is_broken))

    def _missing(self) -> Response:
        return self._page(not_found(self._desk), Frame("site"), status=404)

    def _empty(self, title: str) -> bytes:
        context = {"title": title, "text": "The page appears as soon as the mistakes are mended."}
        return self._own.render("preview/page.jinja", context).encode()

    # ------------------------------------------------------------------ around every page

    def _page(self, content: bytes, frame: Frame, status: int = 200) -> Response:
        nonce = secrets.token_urlsafe(18)
        head = '<link rel="stylesheet" href="/-/preview.css">\n'
        script = f'<script type="module" nonce="{nonce}" src="/-/preview.js"></script>\n'
        dresser = Dresser(frame.sources, self._settings_sources(), self._link)
        page = dresser.dressed(
            content.decode("utf-8", "replace"), head=head + script, top=self._top(frame)
        )
        headers = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
        return Response(page, status, headers, "text/html")

    def _top(self, frame: Frame) -> str:
        context: dict[str, Any] = {
            "version": self._desk.version,
            "token": self._token,
            "kind": frame.kind,
            "folder": frame.folder,
            "folder_link": self._folder_link(frame.folder) if frame.folder else "",
            "is_draft": frame.is_draft,
            "is_stale": frame.is_stale,
            "has_page": frame.has_page,
            "state": state(self._desk),
            "values": listed_values(frame.sources.values, self._editor),
            **findings(frame.problems, self._editor),
        }
        return self._own.render("preview/top.jinja", context)

    def _link(self, source: Source) -> str:
        return self._editor.link(source.place)

    def _folder_link(self, folder: str) -> str:
        name = TOMBSTONE if (self._editor.records / folder / TOMBSTONE).exists() else MANIFEST
        return self._editor.link(Place(f"records/{folder}/{name}"))

    def _settings_sources(self) -> Sources:
        making = self._desk.making
        if self._settings[0] != making.number:
            self._settings = making.number, self._read_settings()
        return self._settings[1]

    def _read_settings(self) -> Sources:
        try:
            data = (self._desk.project.records / "site.yaml").read_bytes()
        except OSError:
            return NO_SOURCES
        document, _ = read_yaml(data, "records/site.yaml")
        return Sources([document] if document else [])


def _type(name: str) -> str:
    ending = Path(name).suffix.lower()
    return TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _as_file(name: str) -> dict[str, str]:
    """What an artifact may do in a browser: nothing."""
    if name.endswith(".pdf"):
        return {"Content-Security-Policy": "frame-ancestors 'self'"}
    return {"Content-Security-Policy": f"sandbox; {NOTHING}"}
