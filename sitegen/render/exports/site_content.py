"""What the exports of a whole site are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.correction_list import Correction, corrections_of


@dataclass(frozen=True)
class SiteContent:
    """All papers of a site. `digests` has the SHA-256 of their files, as far as known, by path."""

    rows: Sequence[CatalogRow]
    tombstones: Sequence[Tombstone]
    digests: Mapping[str, str]

    @cached_property
    def corrections(self) -> list[Correction]:
        """The correction events of all papers, newest first."""
        return corrections_of(self.rows)
