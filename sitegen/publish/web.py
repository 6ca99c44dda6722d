"""Files below an address of the web: taken piece by piece, within bounds, and from nowhere else."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, TypeVar
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions as failures

from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError, UnavailableError

PATIENCE = 60.0  # seconds until a server that says nothing is given up
PAUSES = (0.1, 0.2, 0.4)  # seconds before another attempt; a server does not choose them
REDIRECTS = 5
PIECE = 1 << 18  # bytes
GONE = (404, 410)
UNWELL = (500, 502, 503, 504)

T = TypeVar("T")


class DownloadError(UnavailableError):
    """A file could not be had as it has to be; the message says which and why."""


class NotPublishedError(SitegenError):
    """The server says that there is no such file."""


class _RetryableError(SitegenError):
    """What may be better at the next attempt."""


class Web:
    """The files below an address, over so many connections that are kept. Raises DownloadError."""

    def __init__(self, address: str, connections: int) -> None:
        self.address = address
        self._pool = _pool(address, connections)

    def read(self, below: str, most: int) -> bytes:
        """A file of at most so many bytes. Raises NotPublishedError, too."""

        def take(pieces: Iterator[bytes]) -> bytes:
            return b"".join(pieces)

        return self._attempts(below, most, take)

    def copy(self, below: str, most: int, start: Callable[[], BinaryIO]) -> None:
        """Write a file of at most so many bytes into what `start` opens, anew at each attempt."""

        def take(pieces: Iterator[bytes]) -> None:
            with start() as file:
                for piece in pieces:
                    file.write(piece)

        self._attempts(below, most, take)

    # urllib3's own attempts would load the answer that failed as a whole, however large.
    def _attempts(self, below: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T:
        url = f"{self.address}/{below}"
        for pause in PAUSES:
            with suppress(_RetryableError):
                return self._once(url, most, take)
            time.sleep(pause)
        try:
            return self._once(url, most, take)
        except _RetryableError as error:
            raise DownloadError(str(error)) from error

    def _once(self, url: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T:
        with _told_plainly(url):
            answer = self._answer(url)
            try:
                self._check(url, answer)
                taken = take(_pieces(url, answer, most))
            except BaseException:
                _drop(answer)
                raise
            answer.release_conn()
            return taken

    def _answer(self, url: str) -> urllib3.BaseHTTPResponse:
        asked = url
        for _ in range(REDIRECTS):
            answer = self._pool.request(
                "GET",
                asked,
                retries=False,
                redirect=False,
                timeout=PATIENCE,
                preload_content=False,
                decode_content=False,
            )
            location = answer.get_redirect_location()
            if not location:
                return answer
            _drop(answer)
            asked = self._same_place(asked, location)
        raise DownloadError(f"{url}: it leads to one address after the other")

    def _same_place(self, asked: str, location: str) -> str:
        """Where a redirect leads, if nobody but the same host answers there, as safely."""
        try:
            target = urljoin(asked, location)
            old, new = urlsplit(asked), urlsplit(target)
        except ValueError as error:
            raise DownloadError(f"{shown(asked, 200)} leads to {shown(location, 200)}") from error
        if new[:2] == old[:2] or (new.scheme == "https" and new[1] == old[1]):
            return target
        below = asked.removeprefix(self.address)
        whole = target.removesuffix(below).partition("?")[0]
        raise DownloadError(
            f"{shown(asked, 200)} leads to another place, {shown(target, 200)}; if the site is "
            f"published there, say --from {shown(whole, 200)}"
        )

    def _check(self, url: str, answer: urllib3.BaseHTTPResponse) -> None:
        if answer.status in GONE:
            raise NotPublishedError(f"{url.partition('?')[0]} is not there (HTTP {answer.status})")
        if answer.status in UNWELL:
            raise _RetryableError(f"{url}: HTTP {answer.status}")
        if answer.status != 200:
            raise DownloadError(f"{url}: HTTP {answer.status}")
        encoding = answer.headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            raise DownloadError(
                f"{url}: it comes as {shown(encoding)}, though nobody asked for that"
            )


def _drop(answer: urllib3.BaseHTTPResponse) -> None:
    """Leave the rest of an answer unread; its connection is opened anew when it is needed."""
    answer.close()
    answer.release_conn()


def _pieces(url: str, answer: urllib3.BaseHTTPResponse, most: int) -> Iterator[bytes]:
    size = 0
    for piece in answer.stream(PIECE, decode_content=False):
        size += len(piece)
        if size > most:
            raise DownloadError(f"{url}: it is larger than {most:,} bytes")
        yield piece


def quoted(path: str) -> str:
    """A path as it stands in an address."""
    return quote(path, errors="surrogateescape")


# ---------------------------------------------------------------- what fails


@contextmanager
def _told_plainly(url: str) -> Iterator[None]:
    try:
        yield
    except (failures.ProxyError, failures.SSLError) as error:  # will be no better
        raise DownloadError(f"{url}: {_why(error)}") from error
    except failures.HTTPError as error:
        raise _RetryableError(f"{url}: {_why(error)}") from error


def _why(error: BaseException) -> str:
    """What went wrong, in words; the names that urllib3 gives it are for programmers."""
    if isinstance(error, failures.ProxyError):
        inner = error.original_error
        return f"no way through the proxy that the environment names: {_why(inner)}"
    if isinstance(error, failures.NameResolutionError):
        return "name not found"
    is_refused = isinstance(error, failures.NewConnectionError)  # to urllib3, a timeout
    if isinstance(error, failures.TimeoutError) and not is_refused:
        return f"no answer within {PATIENCE:.0f} seconds"
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of the server cannot be trusted: {cause.verify_message}"
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return "the server does not speak TLS as it should"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    if isinstance(error, failures.ProtocolError):
        return "the connection broke off"
    return shown(str(error), 200)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__ or _argument(error)


def _argument(error: BaseException) -> BaseException | None:
    return next((each for each in error.args if isinstance(each, BaseException)), None)


# ---------------------------------------------------------------- connections


def _pool(address: str, connections: int) -> urllib3.PoolManager:
    """Connections to an address, through the proxy that the environment names for it."""
    scheme, host = urlsplit(address)[:2]
    headers = {"User-Agent": "sitegen", "Accept-Encoding": "identity"}
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(host):
        return urllib3.PoolManager(maxsize=connections, headers=headers)
    place, login = _proxy(proxy)
    proxy_headers = urllib3.make_headers(proxy_basic_auth=login) if login else None
    return urllib3.ProxyManager(
        place, maxsize=connections, headers=headers, proxy_headers=proxy_headers
    )


def _proxy(named: str) -> tuple[str, str]:
    """The address of a proxy, and `user:password` for it. Raises DownloadError."""
    scheme, _, rest = named.rpartition("://")
    login, _, host = rest.partition("/")[0].rpartition("@")
    place = f"{scheme or 'http'}://{host}"
    try:
        is_one = scheme in ("", "http", "https") and bool(urllib3.util.parse_url(place).host)
    except failures.LocationParseError:
        is_one = False
    if not is_one:
        raise DownloadError(
            f"the proxy {shown(place)}, which the environment names, cannot be used; write it "
            "into https_proxy and http_proxy as http://HOST:PORT, or the host of the site into "
            "no_proxy"
        )
    return place, unquote(login)
