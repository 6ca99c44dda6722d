"""A site as a good static host serves it: compressed, and with lifetimes for caches."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.serving import serving

# Lighthouse loads robots.txt as if the page did, which the content policy of a page forbids it.
POLICY, PERMITTED = b"default-src 'none';", b"default-src 'none'; connect-src 'self';"
COMPRESSED = frozenset({".css", ".html", ".json", ".svg", ".txt", ".xml", ".atom"})


@contextmanager
def hosted(site: BuiltSite, below: str = "") -> Iterator[str]:
    """The site at a path of a server; what is yielded is its address, without a slash."""
    files = files_of(site)

    class Host(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = unquote(urlsplit(self.path).path).removeprefix(f"{below}/")
            name += "index.html" if not name or name.endswith("/") else ""
            if name in files:
                self.answer(200, name, files[name])
            else:
                self.answer(404, "404.html", files["404.html"])

        def answer(self, status: int, name: str, body: bytes) -> None:
            ending = PurePosixPath(name).suffix
            body = body.replace(POLICY, PERMITTED, 1) if ending == ".html" else body
            self.send_response(status)
            if ending in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            charset = "; charset=utf-8" if ending in COMPRESSED else ""
            self.send_header("Content-Type", f"{kind}{charset}")
            self.send_header("Content-Length", str(len(body)))
            age = 31_536_000 if name.startswith("assets/") else 300
            self.send_header("Cache-Control", f"public, max-age={age}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with serving(Host) as address:
        yield f"{address}{below}"
