"""A built site on a real server, and what the server answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import ProxyHandler, build_opener

from tests.reading_back import BuiltSite


@contextmanager
def served(
    site: BuiltSite,
    below: str,
    holds: Mapping[str, threading.Event] | None = None,
    missing: str = "",
) -> Iterator[str]:
    """The site on a real server at a path; what is yielded is its address, without a slash.

    Files with an ending in `holds` are answered once its event has happened; a file whose path is
    `missing` is not there.
    """

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            for ending, event in (holds or {}).items():
                if self.path.endswith(ending):
                    event.wait()
            super().do_GET()

        def translate_path(self, path: str) -> str:
            inside = unquote(urlsplit(path).path)
            if not inside.startswith(f"{below}/") or inside == missing:
                return str(site.folder / "no such file")
            return str(site.folder / inside.removeprefix(f"{below}/"))

        def list_directory(self, path: Any) -> None:
            self.send_error(404)

        def send_error(self, code: int, *args: Any) -> None:
            body = (site.folder / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with serving(Handler) as address:
        yield f"{address}{below}"


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A real server on this machine; what is yielded is its address, without a slash."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # whoever fetches many files opens many connections

    server = Server(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def get(url: str) -> tuple[int, str, bytes]:
    """Status, final address and body of what a server answers."""
    try:
        with build_opener(ProxyHandler({})).open(url) as answer:
            return answer.status, answer.url, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.url or url, error.read()
