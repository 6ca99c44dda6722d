"""Checks papers, and collects the row and the manifest digest of each."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

from sitegen.build.validation import BATCH, JudgedPaper
from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.settings import Site
from sitegen.reading.paper_source import PaperSource
from sitegen.render.exports import manifest_json as manifest_json
from sitegen.render.record_makers import understand


@dataclass(frozen=True)
class SeenPaper(JudgedPaper):
    """A checked paper with the SHA-256 of its manifest.

    `then` is the paper from the same files with the earlier settings, if that differs.
    """

    manifest_sha256: str = ""
    then: Then | None = None


@dataclass(frozen=True)
class Then:
    """A paper as earlier settings publish it: its row, and its compressed manifest."""

    row: CatalogRow
    compressed: bytes

    @property
    def manifest(self) -> bytes:
        """The bytes of `manifest.json`."""
        return zlib.decompress(self.compressed)


@dataclass(frozen=True)
class SeePaper:
    """Checks papers of one site, and computes the digests of their manifests if needed.

    `before` are the earlier settings, if they differ. `now` is the time that dates are checked
    against.
    """

    site: Site
    now: datetime
    before: Site | None
    digests: bool
    batch: int = BATCH

    def prepare(self) -> None:
        """Do nothing: nothing has to be loaded."""

    def __call__(self, source: PaperSource) -> SeenPaper:
        """Check one paper; a draft or a removed paper has no row."""
        understood = understand(source, self.site, self.now)
        paper = None if understood.is_draft else understood.paper
        if paper is None:
            entry = None if understood.is_draft else understood.entry
            return SeenPaper(understood.diagnostics, None, understood.tombstone, entry)
        row = catalog_row(source.folder, paper)
        if not self.digests:
            return SeenPaper(understood.diagnostics, row, None)
        manifest = manifest_json.export(paper, self.site)
        sha256 = hashlib.sha256(manifest).hexdigest()
        then = self._then(source, manifest)
        return SeenPaper(understood.diagnostics, row, None, manifest_sha256=sha256, then=then)

    def _then(self, source: PaperSource, manifest: bytes) -> Then | None:
        paper = understand(source, self.before).paper if self.before else None
        if paper is None or self.before is None:
            return None
        exported = manifest_json.export(paper, self.before)
        if exported == manifest:
            return None
        return Then(catalog_row(source.folder, paper), zlib.compress(exported, 1))
