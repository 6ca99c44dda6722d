"""What is seen of each paper while all are judged: its row, and whether its manifest is another."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

from sitegen.build.validation import BATCH, JudgedPaper
from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.settings import Site
from sitegen.reading.records import PaperSource
from sitegen.render.exports import manifest_json as manifest_json
from sitegen.render.records import understand


@dataclass(frozen=True)
class SeenPaper(JudgedPaper):
    """A judged paper with the digest of its manifest.

    `then` is what the same files were published as by other settings, where that is another thing.
    """

    manifest_sha256: str = ""
    then: Then | None = None


@dataclass(frozen=True)
class Then:
    """A paper as other settings publish it: its row, and its manifest, compressed."""

    row: CatalogRow
    compressed: bytes

    @property
    def manifest(self) -> bytes:
        """The bytes of `manifest.json`."""
        return zlib.decompress(self.compressed)


@dataclass(frozen=True)
class SeePaper:
    """Judges papers of one site, and digests their manifests where that is asked for.

    `before` are the settings of before, where they are others. `now` is what dates are judged by.
    """

    site: Site
    now: datetime
    before: Site | None
    digests: bool
    batch: int = BATCH

    def prepare(self) -> None:
        """Nothing has to be loaded for it."""

    def __call__(self, source: PaperSource) -> SeenPaper:
        """What is seen of a paper; of a draft or a removed paper there is no row."""
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
