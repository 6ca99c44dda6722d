"""Refuses requests that do not come from the preview's own pages."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Pages of the site load their own styles and images; the preview adds one script by its nonce.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
OWN_STYLES = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'self'"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses requests for other host names, and requests from pages of other sites.

    A website can point its own name at this machine (DNS rebinding), which Host reveals, or send
    requests from a reader's browser, which Origin and Sec-Fetch-Site reveal.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403, 405 or 421."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = self._refused(scope["method"], Headers(scope=scope))
            await (refused or self._app)(scope, receive, _with_headers(send))

    def _refused(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if method not in {"GET", "HEAD"}:
            return PlainTextResponse(
                "The preview is read-only: send a GET request.\n", 405, {"Allow": "GET, HEAD"}
            )
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return PlainTextResponse(
                "This host name is not the preview's: open the URL that `sitegen serve` printed.\n",
                421,
            )
        origins = {f"http://{host}" for host in self._hosts}
        if not origins.issuperset(headers.getlist("origin")):
            return PlainTextResponse("The preview answers only requests of its own pages.\n", 403)
        if headers.get("sec-fetch-site") == "cross-site" and not _is_visit(headers):
            return PlainTextResponse("The preview answers only requests of its own pages.\n", 403)
        return None


def _is_visit(headers: Headers) -> bool:
    """Whether a user followed a link to a page; the site with the link cannot read the response."""
    mode, dest = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return (mode, dest) == ("navigate", "document")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", NOTHING)
        await send(message)

    return sending
