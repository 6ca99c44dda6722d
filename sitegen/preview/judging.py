"""Checks papers for the preview, drafts included: here, or in a process of low priority."""

from __future__ import annotations

import multiprocessing
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import read_source
from sitegen.render.record_makers import understand

BATCH = 16
# Finds a draft in a manifest that is not valid YAML.
DRAFT = re.compile(rb"^[ \t{]*\"?draft\"?[ \t]*:[ \t]*true\b", re.MULTILINE)


@dataclass(frozen=True)
class KnownPaper:
    """What is known of one record. With errors, it has no row, tombstone or entry."""

    diagnostics: tuple[Diagnostic, ...]
    row: CatalogRow | None = None
    tombstone: Tombstone | None = None
    is_draft: bool = False
    entry: RecordEntry | None = None

    @property
    def is_broken(self) -> bool:
        """Whether it has errors, so that nothing can be made of it."""
        return self.row is None and self.tombstone is None and self.entry is None

    @property
    def id(self) -> str:
        """The id of the record; empty if it is not known."""
        named = self.row or self.tombstone or self.entry
        return named.id if named else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the papers that it names."""
        named_by = self.row or self.tombstone
        return named_by.names if named_by else ()


@dataclass(frozen=True)
class JudgeFolder:
    """Checks the papers of one project by folder, with dates compared to `now`."""

    records: Path
    site: Site
    now: datetime
    batch: int = BATCH

    def prepare(self) -> None:
        """Lower the priority of this worker process, so that requests for pages go first."""
        if multiprocessing.parent_process() is not None and hasattr(os, "nice"):
            os.nice(10)

    def __call__(self, folder: str) -> KnownPaper:
        """Read and check the paper in a folder."""
        source, found = read_source(self.records, folder, self.site.largest_artifact)
        return self.judged(source, found)

    def judged(self, source: PaperSource, found: list[Diagnostic]) -> KnownPaper:
        """Check a paper that was read; `found` are the findings about its folder."""
        understood = understand(source, self.site, self.now)
        return KnownPaper(
            diagnostics=(*found, *understood.diagnostics),
            row=catalog_row(source.folder, understood.paper) if understood.paper else None,
            tombstone=understood.tombstone,
            is_draft=understood.is_draft or (understood.is_broken and says_draft(source)),
            entry=understood.entry,
        )


def says_draft(source: PaperSource) -> bool:
    """Whether a manifest calls its paper a draft, whatever else is wrong with it."""
    return DRAFT.search(source.files.get(source.kind.manifest.name, b"")) is not None
