"""The papers to correct: their present state, and what was published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.replaced_manifest import ReplacedManifest
from sitegen.contracts.settings import Site
from sitegen.editing.plans import CorrectionError, for_each, located_file
from sitegen.findings.diagnostics import has_errors
from sitegen.history.base import Base, BasePaper
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import read_source
from sitegen.render.finished import Understanding
from sitegen.render.paper import understand


class Known(NamedTuple):
    """The present state of one paper, as its files say."""

    source: PaperSource
    row: CatalogRow
    facts: Mapping[str, object]
    snapshots: tuple[ReplacedManifest, ...]
    is_draft: bool

    @classmethod
    def of(cls, source: PaperSource, understood: Understanding) -> Known:
        """The state of a paper from its files. Raises CorrectionError if it has errors."""
        if understood.tombstone:
            message = f"{source.folder}: the paper was removed"
            raise CorrectionError(message, "a tombstone cannot be corrected: pass another paper")
        if (paper := understood.paper) is None:
            errors = [each for each in understood.diagnostics if has_errors([each])]
            message = f"{source.folder}: the record has errors"
            raise CorrectionError(message, "fix them first", errors)
        row = catalog_row(source.folder, paper)
        return cls(source, row, paper.manifest.facts, paper.snapshots, understood.is_draft)


NOTHING_KNOWN: Mapping[str, Known] = {}


@dataclass(frozen=True)
class Papers:
    """The papers to correct, in their present state and as published.

    Made for many papers at once, because a base can look up all in one go.
    """

    records: Path
    site: Site
    base: Base
    sources: Mapping[str, PaperSource]
    rows: Mapping[str, CatalogRow]
    published: Mapping[str, BasePaper]
    known: Mapping[str, Known] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        records: Path,
        site: Site,
        base: Base,
        folders: Iterable[str],
        known: Mapping[str, Known] = NOTHING_KNOWN,
    ) -> Papers:
        """Read the papers in these folders, except for those that are known already.

        Raises CorrectionError if records have errors, and BaseError, OSError.
        """
        read = for_each(folders, lambda each: known.get(each) or _read(records, each, site))
        by_folder = {each.source.folder: each for each in read}
        sources = {folder: each.source for folder, each in by_folder.items()}
        rows = {folder: each.row for folder, each in by_folder.items()}
        published = base.papers([each.row for each in read if not each.is_draft])
        return cls(records, site, base, sources, rows, published, by_folder)

    def folder_name(self, folder: str) -> str:
        """The path of a paper's folder, as the user would type it."""
        return located_file(self.records, f"records/{folder}")

    def known_of(self, folder: str) -> Known:
        """The state of a paper, with changes that were made to its files since they were read."""
        known = self.known.get(folder)
        if known is not None and known.source is self.sources[folder]:
            return known
        return Known.of(self.sources[folder], understand(self.sources[folder], self.site))


def _read(records: Path, folder: str, site: Site) -> Known:
    source, found = read_source(records, folder)
    if has_errors(found):
        name = located_file(records, f"records/{folder}")
        raise CorrectionError(f"{name}: the record has errors", "fix them first", found)
    return Known.of(source, understand(source, site))
