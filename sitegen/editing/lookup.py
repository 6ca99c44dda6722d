"""The papers that words on a command line mean: a folder, a UUID or a record id."""

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
from sitegen.reading.records import LONGEST_RECORD, MANIFEST, TOMBSTONE, find_papers

# A UUID or a record id; its first eight digits stand in the file of whatever paper it means.
ID = re.compile(r"(?:SRCH:)?([0-9a-f]{8})(?:-[0-9a-f]{4}){0,3}(?:-[0-9a-f]{12})?\Z", re.IGNORECASE)
FIRST_DIGITS = re.compile(rb"[0-9a-f]{8}(?=-)")


class UnknownPaperError(SitegenError):
    """The word means no paper, or more than one."""


def find_paper(records: Path, word: str) -> str:
    """The folder, below `records`, of the paper that `word` means.

    Raises UnknownPaperError, saying what the papers are that it could mean.
    """
    return Lookup(records, [word]).find(word)


class Lookup:
    """Finds papers by words, all of which are told at once: so each record is looked at once.

    Only a file that holds the first digits of an id that is asked for is read as YAML.
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
        """The folder that a word means, which was among those told. Raises UnknownPaperError."""
        meant = {*self._by_folder(word), *self._by_id.get(word.lower(), ())}
        found = sorted(meant.union(self._by_id.get(word.upper(), ())))
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownPaperError(f"no paper has the id or folder {shown(word)}")
        message = f"{shown(word)} could be any of {', '.join(found)}"
        raise UnknownPaperError(f"{message}; write the whole UUID or the folder")

    def _by_folder(self, word: str) -> Iterator[str]:
        """The folder that a word names: alone, from the records, or by a path to it."""
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
