"""`sitegen fetch`: downloads the published site, and checks it by its SHA256SUMS."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.findings.errors import named
from sitegen.findings.line_ends import SITE_REWRITTEN, other_line_ends_below
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
    """The number of files of the published site, and how many of them were downloaded."""

    files: int
    downloaded: int


def fetch(address: str, output: Path, log: Callable[[str], None]) -> Fetched:
    """Make the output folder the same as the site that is published at a URL.

    Files that the output has already are not downloaded. Raises NotPublishedError, ChecksumsError,
    DownloadError, ForeignFolderError and OSError, and then leaves the output unchanged.
    """
    check_output(output)
    web = Web(address, AT_ONCE)
    sums = _sums(web)
    with staging_beside(output) as staging:

        def take(path: str) -> bool:
            return _take(web, staging, path, sums[path])

        downloaded = sum(_side_by_side(take, sorted(sums)))
        check_links(sums, staging.folder, f"{web.address}/{SUMS}")
        publish(staging, output, sums, log=log)
    return Fetched(len(sums), downloaded)


def is_published(address: str) -> bool:
    """Whether a site is published at a URL. Raises DownloadError if the server does not tell."""
    try:
        _sums(Web(address, 1))
    except NotPublishedError:
        return False
    except (ChecksumsError, DownloadError, OSError) as error:
        message = f"cannot find out whether anything is published at {address}: {error}"
        raise DownloadError(message) from error
    return True


def _sums(web: Web) -> Mapping[str, str]:
    # A unique query, because a cache on the way can hold an old list.
    content = web.read(f"{SUMS}?{secrets.token_hex(8)}", LARGEST_LIST)
    name = f"{web.address}/{SUMS}"
    sums = read_sums(content, name)
    if LEDGER not in sums:
        raise ChecksumsError(
            name, 0, f"it does not list {LEDGER}, so sitegen did not build this site"
        )
    check_whole(sums, name)
    return sums


def _take(web: Web, staging: Staging, path: str, sha256: str) -> bool:
    """Stage one file of the site. Returns whether it was downloaded."""
    if staging.published and file_sha256(staging.published / path) == sha256:
        staging.keep(path)
        return False
    below = f"{quoted(path)}?{sha256[:12]}"
    try:
        with named(str(staging.folder / path)):
            web.copy(below, LARGEST_FILE, lambda: staging.begin(path))
    except NotPublishedError as error:
        raise DownloadError(
            f"{error}, but SHA256SUMS lists it; publish the site there again"
        ) from error
    if file_sha256(staging.folder / path) != sha256:
        if ends := other_line_ends_below(staging.folder, path, sha256):
            raise DownloadError(
                f"{web.address}/{quoted(path)} has {ends.difference}: {SITE_REWRITTEN}; publish "
                "the site there again"
            )
        raise DownloadError(
            f"{web.address}/{quoted(path)} is not what SHA256SUMS says; try again when nothing is "
            "being published, or publish the site there again"
        )
    return True


def _side_by_side(take: Callable[[str], bool], paths: Iterable[str]) -> Iterator[bool]:
    """Yield the results for all paths, in any order, from several threads.

    Raises the exception of the first that fails.
    """
    # Not an executor, because its threads keep the process alive: an interrupt would wait for a
    # server that sends a byte now and then.
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
            except BaseException as error:  # raised again by the waiting thread
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
