"""`sitegen fetch`: the published site as it is on the web, proved by its own SHA256SUMS."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.findings.errors import named
from sitegen.history.base import LEDGER
from sitegen.publish.checksums import (
    SUMS,
    ChecksumsError,
    check_links,
    check_whole,
    file_sha256,
    read_sums,
)
from sitegen.publish.publisher import check_output, publish, staging_beside
from sitegen.publish.staging import Staging
from sitegen.publish.web import DownloadError, NotPublishedError, Web, quoted

AT_ONCE = 16
LARGEST_LIST = 128_000_000  # bytes: about a million files
LARGEST_FILE = 2_000_000_000  # bytes


@dataclass(frozen=True)
class Fetched:
    """How many files the published site has, and how many of them were not here yet."""

    files: int
    anew: int


def fetch(address: str, output: Path, log: Callable[[str], None]) -> Fetched:
    """Make the output what is published at the address, all of it or nothing.

    Files that are here already are kept. Raises NotPublishedError, ChecksumsError, DownloadError,
    ForeignFolderError and OSError, and then the output stands as it was.
    """
    check_output(output)
    web = Web(address, AT_ONCE)
    sums = _sums(web)
    with staging_beside(output) as staging:

        def take(path: str) -> bool:
            return _take(web, staging, path, sums[path])

        anew = sum(_side_by_side(take, sorted(sums)))
        check_links(sums, staging.folder, f"{web.address}/{SUMS}")
        publish(staging, output, sums, log=log)
    return Fetched(len(sums), anew)


def is_published(address: str) -> bool:
    """Whether a site is at the address. Raises DownloadError where nobody can tell."""
    try:
        _sums(Web(address, 1))
    except NotPublishedError:
        return False
    except (ChecksumsError, DownloadError, OSError) as error:
        message = f"cannot tell whether anything is published at {address}: {error}"
        raise DownloadError(message) from error
    return True


def _sums(web: Web) -> Mapping[str, str]:
    # A word that nobody asked for before: a cache on the way may hold the list before last.
    content = web.read(f"{SUMS}?{secrets.token_hex(8)}", LARGEST_LIST)
    name = f"{web.address}/{SUMS}"
    sums = read_sums(content, name)
    if LEDGER not in sums:
        raise ChecksumsError(name, 0, f"it lists no {LEDGER}, so it is not of a site of sitegen")
    check_whole(sums, name)
    return sums


def _take(web: Web, staging: Staging, path: str, sha256: str) -> bool:
    """Put one file of the site into its place. Whether it had to be fetched."""
    if staging.published and file_sha256(staging.published / path) == sha256:
        staging.keep(path)
        return False
    below = f"{quoted(path)}?{sha256[:12]}"
    try:
        with named(str(staging.folder / path)):
            web.copy(below, LARGEST_FILE, lambda: staging.begin(path))
    except NotPublishedError as error:
        raise DownloadError(f"{error}, though SHA256SUMS lists it") from error
    if file_sha256(staging.folder / path) != sha256:
        raise DownloadError(
            f"{web.address}/{quoted(path)} is not what SHA256SUMS says; try again when nothing is "
            "being published, or publish the site there again"
        )
    return True


def _side_by_side(take: Callable[[str], bool], paths: Iterable[str]) -> Iterator[bool]:
    """What comes of every path, in any order. Raises what the first raises that fails."""
    # Not an executor, whose threads have to end before the process may: an interrupt would wait
    # for a server that sends a byte now and then.
    left, done = queue.SimpleQueue[str](), queue.SimpleQueue[bool | BaseException]()
    count = 0
    for path in paths:
        left.put(path)
        count += 1
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            try:
                done.put(take(left.get_nowait()))
            except queue.Empty:
                return
            except BaseException as error:  # raised again by whoever waits
                done.put(error)
                return

    for _ in range(min(AT_ONCE, count)):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in range(count):
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
