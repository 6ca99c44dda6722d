"""SHA256SUMS: writing and reading it, comparing it with a folder, and with another one."""

from __future__ import annotations

import errno
import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote

from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError, named
from sitegen.findings.line_ends import SITE_REWRITTEN, other_line_ends_below
from sitegen.publish.site_digests import SiteDigests
from sitegen.reading.kinds import kind_on_site
from sitegen.render.site_map import COPIES, INDEX, LEDGER, OF_CRAWLERS, SITE_PAGES, TIER

SUMS = "SHA256SUMS"
# Folders whose pages list papers; like files at the root, they come after what they list.
LISTINGS = frozenset(each.folder for each in SITE_PAGES if each.lists_papers)
# Assets: a folder of them, or a file at the root.
ASSETS = frozenset(each.folder or each.file for each in COPIES)

LINE = re.compile(r"(?P<escaped>\\?)(?P<digest>[0-9a-f]{64}) [ *](?P<path>.+)")
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
ESCAPING = str.maketrans(ESCAPES)
UNESCAPES = {escape: char for char, escape in ESCAPES.items()}
# The paths that a page links to; not the part of a page, nor a query.
HREF = re.compile(r"""<a\b[^<>]*?\shref=["']?([^"'#?>\s]+)""")
HIDDEN = re.compile(r"(^|/)[_#.]|~(/|\Z)")
ESCAPED = re.compile(r"(?:[^\\]|\\[\\nr])+")


class ChecksumsError(SitegenError):
    """A SHA256SUMS is missing, or a line of it is not valid; the message says which and why."""

    def __init__(self, name: str, line: int, what: str) -> None:
        super().__init__(f"{name}:{line}: {what}" if line else f"{name}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True)
class Verification:
    """How the files of a folder differ from its SHA256SUMS.

    `line_ends` are the changed files that differ only in their line ends.
    """

    changed: tuple[str, ...]
    line_ends: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    listed: int

    @property
    def is_clean(self) -> bool:
        """Whether the folder has exactly the listed files."""
        return not (self.changed or self.missing or self.extra)


class Change(NamedTuple):
    """The change of one file that turns one site into another."""

    what: Literal["added", "changed", "removed"]
    path: str


# ---------------------------------------------------------------- the file


def write_sums(digests: Mapping[str, str]) -> bytes:
    """The bytes of a SHA256SUMS: the lines that `sha256sum` prints for these paths, sorted.

    `digests` are SHA-256 in hex, by path. SHA256SUMS itself is left out, and so are dotfiles at the
    root, which sitegen does not write. The format is that of GNU coreutils, with its escapes.
    """
    listed: Iterable[tuple[str, str]]
    listed = digests.sorted_items() if isinstance(digests, SiteDigests) else sorted(digests.items())
    lines = BytesIO()  # not a list of half a million lines
    for path, digest in listed:
        if _is_listed(path):
            lines.write(_line(path, digest).encode("utf-8", "surrogateescape"))
    return lines.getvalue()


def read_sums(data: bytes, name: str) -> dict[str, str]:
    """Parse the bytes of a SHA256SUMS into digests by path.

    `name` is the name of the file in messages. Raises ChecksumsError if a line is not valid, a path
    is listed twice, or the last line has no end.
    """
    digests: dict[str, str] = {}
    *lines, rest = data.decode("utf-8", "surrogateescape").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            path, digest = _entry(line)
        except ValueError as error:
            if all(each.endswith("\r") for each in lines):
                message = f"it has CRLF line endings instead of LF: {SITE_REWRITTEN}"
                raise ChecksumsError(name, number, message) from error
            raise ChecksumsError(name, number, str(error)) from error
        if path in digests:
            raise ChecksumsError(name, number, f"{shown(path)} is listed twice")
        digests[path] = digest
    if rest:
        raise ChecksumsError(
            name, len(lines) + 1, "the last line has no line break, so the file may be incomplete"
        )
    return digests


def published_sums(where: Path) -> dict[str, str]:
    """The digests of a SHA256SUMS; `where` is the file or its folder. Raises ChecksumsError."""
    is_folder = where.is_dir()
    file = where / SUMS if is_folder else where
    if is_folder and file.exists() and not file.is_file():  # reading a pipe would wait for a writer
        raise ChecksumsError(str(file), 0, "it is not a file")
    try:
        with named(str(file)):
            return read_sums(file.read_bytes(), str(file))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise ChecksumsError(
            str(file), 0, "the file does not exist; pass a published SHA256SUMS or its folder"
        ) from error


def check_whole(digests: Mapping[str, str], name: str) -> None:
    """Raise ChecksumsError where a list of a whole site was cut off at the end of a line.

    Lists are sorted, and every site has these files; one of them comes after all papers.
    """
    for page in (INDEX, LEDGER, TIER):
        if page.file not in digests:
            raise _cut(name, f"it lists no {page.file}, which every site has")


def check_links(digests: Mapping[str, str], folder: Path, name: str) -> None:
    """Raise ChecksumsError where a page links to one that the end of the list may have held.

    What is cut off a sorted list comes after all that is left of it. The pages are in the folder.
    """
    last = max(digests, default="")
    for path in sorted(digests):
        if not path.endswith(".html") or kind_on_site(path):
            continue
        with open_regular(folder / path) as file:
            page = file.read().decode("utf-8", "replace")
        beyond = [to for href in HREF.findall(page) if (to := _linked(path, href)) > last]
        if beyond:
            raise _cut(name, f"it does not list {shown(beyond[0])}, which {path} links to")


def _linked(path: str, href: str) -> str:
    """The file of the site that a link on a page leads to; empty if it leads elsewhere."""
    link = unquote(unescape(href))
    if link.startswith("/") or ":" in link:
        return ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
    if target.startswith("."):
        return ""
    return f"{target}/{INDEX.file}" if link.endswith("/") else target


def _cut(name: str, what: str) -> ChecksumsError:
    message = f"{what}, so it was cut off; publish the site there again, with all its files"
    return ChecksumsError(name, 0, message)


def _line(path: str, digest: str) -> str:
    escaped = path.translate(ESCAPING)
    mark = "" if escaped == path else "\\"
    return f"{mark}{digest}  {escaped}\n"


def _entry(line: str) -> tuple[str, str]:
    """The path and digest of a line. Raises ValueError if it is not valid."""
    match = LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"{shown(line)} is not 64 hexadecimal digits, two spaces and a path")
    path = match["path"]
    if match["escaped"] and ESCAPED.fullmatch(path):
        path = re.sub(r"\\[\\nr]", lambda found: UNESCAPES[found[0]], path)
    elif match["escaped"] or "\r" in path:
        raise ValueError(f"{shown(path)} is not escaped correctly")
    parts = path.split("/")
    if {"", ".", ".."} & set(parts) or "\0" in path or not _is_listed(path):
        raise ValueError(f"{shown(path)} is not a path of a published file")
    return path, match["digest"]


def _is_listed(path: str) -> bool:
    """Whether SHA256SUMS lists files of this path; not `.git/HEAD`, for example."""
    return path != SUMS and not path.startswith(".")


# ---------------------------------------------------------------- a folder


def verify(folder: Path) -> Verification:
    """Compare the files of a folder with its SHA256SUMS.

    Dotfiles at the root are ignored. Symbolic links are not followed: they count as changed, or as
    extra if they are not listed. Raises ChecksumsError if there is no valid SHA256SUMS.
    """
    listed = published_sums(folder)
    there = dict(files_below(folder))
    changed = tuple(
        path
        for path in sorted(listed.keys() & there.keys())
        if file_sha256(folder / path) != listed[path]
    )
    return Verification(
        changed=changed,
        line_ends=tuple(
            path for path in changed if other_line_ends_below(folder, path, listed[path])
        ),
        missing=tuple(sorted(listed.keys() - there.keys())),
        extra=tuple(sorted(there.keys() - listed.keys())),
        listed=len(listed),
    )


def files_below(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield path and entry of all files below a folder that SHA256SUMS has to list."""
    for path, entry in _below(os.fspath(folder)):
        if _is_listed(path):
            yield path, entry


def _below(top: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    folders = [(top, "")]  # not recursive, because folders can be nested deeper than calls
    while folders:
        folder, start = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield start + entry.name, entry
                elif start or not entry.name.startswith("."):
                    folders.append((entry.path, f"{start}{entry.name}/"))


def file_sha256(file: Path) -> str:
    """The SHA-256 of a regular file in hex; empty if it cannot be read or is a symbolic link."""
    try:
        with open_regular(file) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def open_regular(file: Path) -> BufferedReader:
    """Open a file for reading, never a link, and never a pipe, which would wait for a writer.

    Raises OSError, FileNotFoundError where something else is in its place.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    opened = os.open(file, flags | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise FileNotFoundError(errno.ENOENT, "it is not a regular file", os.fspath(file))
        return os.fdopen(opened, "rb")
    except BaseException:
        os.close(opened)
        raise


def first_hidden(paths: Iterable[str]) -> str:
    """The first path with a name that Jekyll leaves out of what it publishes; empty if none.

    GitHub Pages runs Jekyll on a branch that has no file `.nojekyll`.
    """
    return min(filter(HIDDEN.search, paths), default="")


def trace(folder: str | Path) -> str:
    """A digest over path, inode, size and times of every file in a folder.

    If two traces are equal, the files did not change. A new hard link to a file changes the trace.
    """
    seen: list[str] = []
    folders = [(os.fspath(folder), "")]
    while folders:
        inside, start = folders.pop()
        with os.scandir(inside) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, f"{start}{entry.name}/"))
                    continue
                at = entry.stat(follow_symlinks=False)
                times = f"{at.st_mtime_ns} {at.st_ctime_ns}"
                seen.append(f"{start}{entry.name}\0{at.st_ino} {at.st_size} {times}")
    seen.sort()
    return hashlib.sha256("\0".join(seen).encode("utf-8", "surrogateescape")).hexdigest()


def file_trace(file: str | Path) -> str:
    """The same of one file; empty if there is none, or something else in its place."""
    try:
        at = os.lstat(file)
    except OSError:
        return ""
    if not stat.S_ISREG(at.st_mode):
        return ""
    return f"{at.st_ino} {at.st_size} {at.st_mtime_ns} {at.st_ctime_ns}"


# ---------------------------------------------------------------- two of them


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """The changes from one SHA256SUMS to another, in an order that is safe for readers.

    First come the added files, then the changed ones, then the removed ones. Applied one by one,
    every link of every page that was there before, and stays, leads to a file: while files are
    added, these pages are the old ones, and their files are all there; once a page is replaced, all
    that it may link to is there. A page that is itself added or removed may link to another such
    page, because a paper and its notices link to each other. No other page links to it meanwhile.

    SHA256SUMS comes last. Until then the old one is there, so that whoever is interrupted gets the
    same list again.
    """
    differing = [path for path in sorted(new, key=_led_to_first) if old.get(path) != new[path]]
    gone = sorted(old.keys() - new.keys(), key=_led_to_first, reverse=True)
    found = [Change("added", path) for path in differing if path not in old]
    found += [Change("changed", path) for path in differing if path in old]
    found += [Change("removed", path) for path in gone]
    if found:
        found.append(Change("changed" if old else "added", SUMS))
    return tuple(found)


def _led_to_first(path: str) -> tuple[int, int, str]:
    """The sort key of a path: what pages link to before the pages, the front page last of them.

    Assets, files of records, their pages (a notice before its paper), other files, their pages,
    then listings and files at the root, and what leads crawlers to all of them.
    """
    top, _, below = path.partition("/")
    is_page = path.endswith(".html")
    deepest_first = -path.count("/")
    if top in ASSETS:
        return 0, 0, path
    if kind_on_site(path):
        return 1 + is_page, deepest_first, path
    if below and top not in LISTINGS:
        return 3 + is_page, deepest_first, path
    if any(each.holds(path) for each in OF_CRAWLERS):
        return 7, 0, path
    return 5 + (path == INDEX.file), deepest_first, path
