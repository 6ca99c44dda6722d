"""Downloads files below one URL: piece by piece, with limits, and from no other host."""

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

PATIENCE = 60.0  # seconds to wait for an answer
PAUSES = (0.1, 0.2, 0.4)  # seconds before another attempt; Retry-After is ignored
REDIRECTS = 5
PIECE = 1 << 18  # bytes
GONE = (404, 410)
UNWELL = (500, 502, 503, 504)

T = TypeVar("T")


class DownloadError(UnavailableError):
    """A file could not be downloaded; the message says which and why."""


class NotPublishedError(SitegenError):
    """The server says that there is no such file."""


class _RetryableError(SitegenError):
    """An error that another attempt may not have."""


class Web:
    """Downloads files below a URL over up to `connections` connections, which are kept open.

    Every method raises DownloadError.
    """

    def __init__(self, address: str, connections: int) -> None:
        self.address = address
        self._pool = _pool(address, connections)

    def read(self, below: str, most: int) -> bytes:
        """Download a file of at most `most` bytes.

        Raises NotPublishedError for HTTP 404 and 410.
        """

        def take(pieces: Iterator[bytes]) -> bytes:
            return b"".join(pieces)

        return self._attempts(below, most, take)

    def copy(self, below: str, most: int, start: Callable[[], BinaryIO]) -> None:
        """Download a file of at most `most` bytes into a file that `start` opens at each attempt.

        Raises NotPublishedError for HTTP 404 and 410.
        """

        def take(pieces: Iterator[bytes]) -> None:
            with start() as file:
                for piece in pieces:
                    file.write(piece)

        self._attempts(below, most, take)

    # urllib3's own retries would read a failed response as a whole, without a limit.
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
        with _plain_errors(url):
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
        raise DownloadError(f"{url}: the server redirects more than {REDIRECTS} times")

    def _same_place(self, asked: str, location: str) -> str:
        """The target of a redirect. Raises DownloadError unless it is as safe and on this host."""
        try:
            target = urljoin(asked, location)
            old, new = urlsplit(asked), urlsplit(target)
        except ValueError as error:
            raise DownloadError(
                f"{shown(asked, 200)} redirects to an invalid URL, {shown(location, 200)}"
            ) from error
        if new[:2] == old[:2] or (new.scheme == "https" and new[1] == old[1]):
            return target
        below = asked.removeprefix(self.address)
        whole = target.removesuffix(below).partition("?")[0]
        raise DownloadError(
            f"{shown(asked, 200)} redirects to another origin, {shown(target, 200)}; if the site "
            f"is published there, pass --from {shown(whole, 200)}"
        )

    def _check(self, url: str, answer: urllib3.BaseHTTPResponse) -> None:
        if answer.status in GONE:
            raise NotPublishedError(
                f"{url.partition('?')[0]} does not exist (HTTP {answer.status})"
            )
        if answer.status in UNWELL:
            raise _RetryableError(f"{url}: HTTP {answer.status}")
        if answer.status != 200:
            raise DownloadError(f"{url}: HTTP {answer.status}")
        encoding = answer.headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            raise DownloadError(
                f"{url}: the server sends the encoding {shown(encoding)}, which was not requested: "
                "turn it off on the server"
            )


def _drop(answer: urllib3.BaseHTTPResponse) -> None:
    """Close a response without reading the rest; a new connection is opened when needed."""
    answer.close()
    answer.release_conn()


def _pieces(url: str, answer: urllib3.BaseHTTPResponse, most: int) -> Iterator[bytes]:
    size = 0
    for piece in answer.stream(PIECE, decode_content=False):
        size += len(piece)
        if size > most:
            raise DownloadError(f"{url}: the file is larger than {most:,} bytes")
        yield piece


def quoted(path: str) -> str:
    """A path, percent-encoded for a URL."""
    return quote(path, errors="surrogateescape")


# ---------------------------------------------------------------- what fails


@contextmanager
def _plain_errors(url: str) -> Iterator[None]:
    try:
        yield
    except (failures.ProxyError, failures.SSLError) as error:  # another attempt would fail as well
        raise DownloadError(f"{url}: {_why(error)}") from error
    except failures.HTTPError as error:
        raise _RetryableError(f"{url}: {_why(error)}") from error


def _why(error: BaseException) -> str:
    """An error of urllib3 in words for users."""
    if isinstance(error, failures.ProxyError):
        inner = error.original_error
        return f"cannot connect through the proxy that the environment names: {_why(inner)}"
    if isinstance(error, failures.NameResolutionError):
        return "the host name was not found; check the URL and the network connection"
    is_refused = isinstance(error, failures.NewConnectionError)  # a subclass of its timeouts
    if isinstance(error, failures.TimeoutError) and not is_refused:
        return f"no answer within {PATIENCE:.0f} seconds"
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of the server cannot be trusted: {cause.verify_message}"
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return "the TLS handshake failed"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    if isinstance(error, failures.ProtocolError):
        return "the connection was interrupted"
    return shown(str(error), 200)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__ or _argument(error)


def _argument(error: BaseException) -> BaseException | None:
    return next((each for each in error.args if isinstance(each, BaseException)), None)


# ---------------------------------------------------------------- connections


def _pool(address: str, connections: int) -> urllib3.PoolManager:
    """A pool of connections to a URL, through the proxy that the environment names for it."""
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
    """The URL of a proxy, and its `user:password`. Raises DownloadError if it is not valid."""
    scheme, _, rest = named.rpartition("://")
    login, _, host = rest.partition("/")[0].rpartition("@")
    place = f"{scheme or 'http'}://{host}"
    try:
        is_one = scheme in ("", "http", "https") and bool(urllib3.util.parse_url(place).host)
    except failures.LocationParseError:
        is_one = False
    if not is_one:
        raise DownloadError(
            f"the proxy {shown(place)}, which the environment names, is not valid; set https_proxy "
            "and http_proxy to http://HOST:PORT, or add the host of the site to no_proxy"
        )
    return place, unquote(login)
