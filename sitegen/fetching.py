"""`sitegen fetch`: the published site as it is on the web, proved by its own SHA256SUMS."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from sitegen.checksums import SUMS, SumsProblem, file_sha256, read_sums
from sitegen.diagnostics import shown
from sitegen.publish import check_output, publish, staging_beside
from sitegen.staging import Staging

AT_ONCE = 16
PATIENCE = 60.0  # seconds until a server that says nothing is given up
RETRIES = urllib3.Retry(
    total=3, backoff_factor=0.1, status_forcelist=(500, 502, 503, 504), raise_on_status=False
)


class NothingThere(Exception):
    """There is no published site at the address."""


class Unproved(OSError):
    """A file could not be had as SHA256SUMS lists it."""


@dataclass(frozen=True)
class Fetched:
    """How many files the published site has, and how many of them were not here yet."""

    files: int
    anew: int


def fetch(address: str, output: Path, log: Callable[[str], None]) -> Fetched:
    """Make the output what is published at the address, all of it or nothing.

    Files that are here already are kept. Raises NothingThere, SumsProblem, Unproved, ForeignFolder
    and OSError, and then the output stands as it was.
    """
    check_output(output)
    web = _Web(address)
    sums = read_sums(web.sums(), f"{address}/{SUMS}")
    with staging_beside(output) as staging:

        def take(path: str) -> bool:
            return _take(web, staging, path, sums[path])

        with ThreadPoolExecutor(AT_ONCE) as threads:
            anew = sum(threads.map(take, sorted(sums)))
        publish(staging, output, sums, log=log)
    return Fetched(len(sums), anew)


def is_published(address: str) -> bool:
    """Whether a site can be seen at the address; one that cannot be reached is none."""
    try:
        read_sums(_Web(address).sums(), SUMS)
    except (NothingThere, SumsProblem, OSError):
        return False
    return True


def _take(web: _Web, staging: Staging, path: str, sha256: str) -> bool:
    """Put one file of the site into its place. Whether it had to be fetched."""
    if staging.published and file_sha256(staging.published / path) == sha256:
        staging.keep(path)
        return False
    if staging.write(path, web.file(path, sha256)) != sha256:
        raise Unproved(
            f"{web.address}/{path} is not what SHA256SUMS says; try again when nothing is being "
            "published, or publish the site there again"
        )
    return True


class _Web:
    """The files below an address, over connections that are kept."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool = _pool(address)

    def sums(self) -> bytes:
        # A word that nobody asked for before: a cache on the way may hold the list before last.
        status, content = self._get(f"{SUMS}?{secrets.token_hex(8)}")
        if status in (404, 410):
            raise NothingThere(f"{self.address}/{SUMS} is not there (HTTP {status})")
        return self._there(SUMS, status, content)

    def file(self, path: str, sha256: str) -> bytes:
        quoted = quote(path, errors="surrogateescape")
        return self._there(quoted, *self._get(f"{quoted}?{sha256[:12]}"))

    def _get(self, below: str) -> tuple[int, bytes]:
        url = f"{self.address}/{below}"
        try:
            answer = self._pool.request("GET", url, retries=RETRIES, timeout=PATIENCE)
        except urllib3.exceptions.HTTPError as error:
            raise Unproved(f"{url}: {shown(str(error))}") from error
        return answer.status, answer.data

    def _there(self, below: str, status: int, content: bytes) -> bytes:
        if status != 200:
            raise Unproved(f"{self.address}/{below}: HTTP {status}")
        return content


def _pool(address: str) -> urllib3.PoolManager:
    """Connections to an address, through the proxy that the environment names for it."""
    scheme, host = urlsplit(address)[:2]
    proxy = getproxies().get(scheme)
    headers = {"User-Agent": "sitegen"}
    if proxy and not proxy_bypass(host):
        return urllib3.ProxyManager(proxy, maxsize=AT_ONCE, block=True, headers=headers)
    return urllib3.PoolManager(maxsize=AT_ONCE, block=True, headers=headers)
