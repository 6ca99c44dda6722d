"""`sitegen fetch`: the published site as it is on the web, proved by its own SHA256SUMS."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from sitegen.checksums import SUMS, SumsProblem, file_sha256, read_sums
from sitegen.diagnostics import shown
from sitegen.publish import check_output, publish, staging_beside
from sitegen.staging import Staging

AT_ONCE = 16
ATTEMPTS = 3
PATIENCE = 60  # seconds until a server that says nothing is given up


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
    sums = read_sums(_sums_at(address), f"{address}/{SUMS}")
    with staging_beside(output) as staging:

        def take(path: str) -> bool:
            return _take(address, staging, path, sums[path])

        with ThreadPoolExecutor(AT_ONCE) as threads:
            anew = sum(threads.map(take, sorted(sums)))
        publish(staging, output, sums, log=log)
    return Fetched(len(sums), anew)


def is_published(address: str) -> bool:
    """Whether a site can be seen at the address; one that cannot be reached is none."""
    try:
        read_sums(_sums_at(address), SUMS)
    except (NothingThere, SumsProblem, OSError):
        return False
    return True


def _sums_at(address: str) -> bytes:
    # A word that nobody asked for before: a cache on the way may still hold the list before last.
    url = f"{address}/{SUMS}?{secrets.token_hex(8)}"
    try:
        return _get(url)
    except HTTPError as error:
        if error.code not in (404, 410):
            raise Unproved(f"{address}/{SUMS}: HTTP {error.code}") from error
        raise NothingThere(f"{address}/{SUMS} is not there (HTTP {error.code})") from error


def _take(address: str, staging: Staging, path: str, sha256: str) -> bool:
    """Put one file of the site into its place. Whether it had to be fetched."""
    if staging.published and file_sha256(staging.published / path) == sha256:
        staging.keep(path)
        return False
    url = f"{address}/{quote(path, errors='surrogateescape')}"
    try:
        content = _get(f"{url}?{sha256[:12]}")
    except HTTPError as error:
        raise Unproved(f"{url}: HTTP {error.code}") from error
    if staging.write(path, content) != sha256:
        raise Unproved(
            f"{url} is not what SHA256SUMS says of {shown(path)}; try again when nothing is being "
            "published, or publish the site there again"
        )
    return True


def _get(url: str) -> bytes:
    """What is at an address. Raises OSError; of it, HTTPError where the server refuses."""
    said: Exception | None = None
    for _ in range(ATTEMPTS):
        try:
            with urlopen(Request(url, headers={"User-Agent": "sitegen"}), timeout=PATIENCE) as got:
                content: bytes = got.read()
                return content
        except HTTPError as error:
            error.close()
            if error.code < 500:
                raise
            said = error
        except (OSError, HTTPException) as error:
            said = error
    if isinstance(said, HTTPError):
        raise said
    raise Unproved(f"{url}: {shown(str(said))}") from said
