"""The record ids of all papers: which paper each leads to, and on which page it is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.correction_list import Subject, removed_subject, subject_of
from sitegen.render.site_map import RECORD_IDS

# A record id as readers type it after /id/, with or without its prefix.
ADDRESS = re.compile(r"id/(?:SRCH:)?([0-9A-F]{8})(?:\.html|/index\.html)?\Z", re.IGNORECASE)
DIGITS = "0123456789abcdef"
# So many records are on one page; with more, there is a page for each first digit, or first two.
MOST_ON_A_PAGE, MOST_DIGITS = 400, 3


class IdEntry(NamedTuple):
    """The record id of one paper, published or removed, without its prefix."""

    record_id: str
    row: Subject


@dataclass(frozen=True)
class RecordIds:
    """All record ids in order, and how many first digits the pages that list them have.

    The number of digits follows from the number of records alone.
    """

    entries: Sequence[IdEntry]

    @property
    def digits(self) -> int:
        """How many first digits of a record id the name of its page has."""
        pages, digits = 1, 0
        while digits < MOST_DIGITS and len(self.entries) > pages * MOST_ON_A_PAGE:
            pages, digits = pages * len(DIGITS), digits + 1
        return digits

    def by_prefix(self, digits: int) -> Mapping[str, Sequence[IdEntry]]:
        """The entries by so many first digits of their record id; every prefix is there."""
        found: dict[str, list[IdEntry]] = {"": []}
        for _ in range(digits):
            found = {f"{prefix}{digit}": [] for prefix in found for digit in DIGITS}
        for entry in self.entries:
            found[entry.record_id[:digits].lower()].append(entry)
        return found

    def by_id(self) -> Mapping[str, Sequence[IdEntry]]:
        """The papers of each record id; two can have the same one by chance."""
        found: dict[str, list[IdEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.record_id, []).append(entry)
        return found

    def path_of(self, record_id: str) -> str:
        """The path that a record id leads to: its paper, or its place in the list if it has two."""
        found = [entry for entry in self.entries if entry.record_id == record_id]
        return self.target(record_id, found) if found else ""

    def target(self, record_id: str, entries: Sequence[IdEntry]) -> str:
        """The same, for the papers that have the record id."""
        if len(entries) == 1:
            return entries[0].row.path
        return f"{page_of(record_id[: self.digits])}#{record_id}"


def record_ids(rows: Iterable[CatalogRow], tombstones: Iterable[Tombstone]) -> RecordIds:
    """The record ids of all papers, in order; those of two papers are in the order of their ids."""
    subjects = [*map(subject_of, rows), *map(removed_subject, tombstones)]
    return RecordIds(
        [IdEntry(each.id[:8].upper(), each) for each in sorted(subjects, key=lambda each: each.id)]
    )


def page_of(prefix: str) -> str:
    """The path of the page of the record ids that begin with some digits."""
    return f"{RECORD_IDS.path}{prefix.lower()}/" if prefix else RECORD_IDS.path


def asked_record_id(file: str) -> str:
    """The record id that an address asks for, by its file on the site; empty for any other."""
    match = ADDRESS.match(file)
    return match[1].upper() if match else ""
