"""The data for pages and exports over all papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.reading.kinds import RecordKind, kind_in
from sitegen.render.correction_list import Change, Correction, changes_of, corrections_of
from sitegen.render.flagged_list import Flag, flags_of
from sitegen.render.guides import Guide

if TYPE_CHECKING:  # it loads pandas
    from sitegen.render.catalog import Catalog

# Path and bytes of each file.
Files = Iterator[tuple[str, bytes]]


class SiteFile(NamedTuple):
    """One file that is not a page: its path on the site, and the function that makes its bytes.

    `shows` are all values that decide the bytes, apart from the settings and the code. If they are
    those of the last build, the file is not made again. None: it is always made.
    """

    file: str
    make: Callable[[], bytes]
    shows: object = None


@dataclass(frozen=True)
class SiteContent:
    """All papers of a site together, and its guides.

    `digests` has the SHA-256 of the files of papers by their path on the site, `entries` are the
    records that are not papers. `read` reads a file of a paper by its path on the site; it is None
    if no search index is made.
    """

    catalog: Catalog
    tombstones: Sequence[Tombstone] = ()
    guides: Sequence[Guide] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[RecordEntry] = ()
    read: Callable[[str], bytes] | None = None
    _flags: dict[Site, Sequence[Flag]] = field(default_factory=dict, compare=False)

    @property
    def rows(self) -> Sequence[CatalogRow]:
        """The papers, as the catalog orders them."""
        return self.catalog.rows

    def entries_of(self, kind: RecordKind) -> Sequence[RecordEntry]:
        """The records of one kind that is not papers, in the order of their folders."""
        return [entry for entry in self.entries if kind_in(entry.folder) == kind]

    @cached_property
    def corrections(self) -> Sequence[Correction]:
        """The correction events of all papers, published and removed, newest first."""
        return corrections_of(self.rows, self.tombstones)

    @cached_property
    def changes(self) -> Sequence[Change]:
        """The correction events and the removals, newest first."""
        return changes_of(self.corrections, self.tombstones)

    def flags(self, site: Site) -> Sequence[Flag]:
        """The papers that are falsified, retracted, under concern or removed, newest first."""
        if site not in self._flags:
            self._flags[site] = flags_of(self.rows, self.tombstones, site)
        return self._flags[site]

    def guide(self, name: str) -> Guide | None:
        """The guide with this name, if there is one."""
        return next((guide for guide in self.guides if guide.name == name), None)
