"""Finds the papers that a user names: by folder, UUID or record id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from sitegen.contracts.paper_manifest import record_id
from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError
from sitegen.findings.regular_files import UNREADABLE, read_below
from sitegen.reading.documents import read_yaml
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import MANIFEST, TOMBSTONE
from sitegen.reading.records import LONGEST_RECORD, find_papers
from sitegen.shapes.outline import closest

# A UUID or a record id, also as file names have it, or without its prefix; the manifest of its
# paper contains the first eight digits.
ID = re.compile(
    r"(?:SRCH[:-])?([0-9a-f]{8})(?:-[0-9a-f]{4}){0,3}(?:-[0-9a-f]{12})?\Z", re.IGNORECASE
)
RECORD_ID = re.compile(r"(?:SRCH[:-])?([0-9a-f]{8})\Z", re.IGNORECASE)
FIRST_DIGITS = re.compile(rb"[0-9a-f]{8}(?=-)")


class UnknownPaperError(SitegenError):
    """A word names no paper, or more than one; the message says which, and what to do."""


def find_paper(records: Path, word: str) -> str:
    """The folder, relative to `records`, of the paper that `word` names.

    Raises UnknownPaperError if it names no paper, or more than one.
    """
    return Lookup(records, [word]).find(word)


class Lookup:
    """Finds papers by words, all of which are given at the start, so that it reads records once.

    Only files that contain the first digits of an id in `words` are parsed.
    """

    def __init__(self, records: Path, words: Iterable[str]) -> None:
        self._papers = os.path.realpath(records / PAPER.folder)
        self._folders = find_papers(records)
        self._names = frozenset(self._folders)
        self._by_id: dict[str, list[str]] = {}
        digits = {match[1].lower().encode() for word in words if (match := ID.match(word))}
        for folder in self._folders if digits else ():
            if paper_id := _id(records, folder, digits):
                self._by_id.setdefault(paper_id, []).append(folder)
                self._by_id.setdefault(record_id(paper_id), []).append(folder)

    def find(self, word: str) -> str:
        """The folder of the paper that one of the words names. Raises UnknownPaperError."""
        named = RECORD_ID.match(word)
        key = f"SRCH:{named[1].upper()}" if named else word.lower()
        found: list[str] = sorted({*self._by_folder(word), *self._by_id.get(key, ())})
        if len(found) == 1:
            return found[0]
        if not found:
            near = closest(word, (each.rpartition("/")[2] for each in self._folders))
            hint = f"; did you mean {near}?" if near else ""
            raise UnknownPaperError(f"no paper has the id or folder {shown(word)}{hint}")
        message = f"{shown(word)} could be any of {', '.join(found)}"
        raise UnknownPaperError(f"{message}; pass the whole UUID or the folder")

    def _by_folder(self, word: str) -> Iterator[str]:
        """Yield the folder that a word names: by its name, or by a path to it."""
        if word == "" or "\0" in word:
            return
        name = word.rstrip("/")
        above, _, last = os.path.abspath(word).rpartition(os.sep)
        paths = [(os.path.realpath(above), last), os.path.split(os.path.realpath(word))]
        names = [name, *(last for folder, last in paths if folder == self._papers)]
        yield from {name, *map(PAPER.record_folder, names)} & self._names


def _id(records: Path, folder: str, digits: set[bytes]) -> str:
    """The id of a paper, if its file holds some of these digits; empty where it has none."""
    name, data = _record(records, folder)
    if digits.isdisjoint(FIRST_DIGITS.findall(data)):
        return ""
    document, _ = read_yaml(data, name)
    whole = document.data if document else {}
    work = whole.get("work", whole)
    return str(work.get("id", "")) if isinstance(work, dict) else ""


def _record(records: Path, folder: str) -> tuple[str, bytes]:
    for name in (MANIFEST, TOMBSTONE):
        with suppress(*UNREADABLE):
            return name, read_below(records, f"{folder}/{name}", LONGEST_RECORD)
    return MANIFEST, b""
