"""Builds the files of one paper to compare their digests, without keeping the files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from sitegen.build.paper_worker import PaperTask, RememberedPdfs
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports import manifest_json
from sitegen.render.paper import FORMATS
from sitegen.render.paper_views import PaperPdf, PaperViews
from sitegen.render.record_makers import finish
from sitegen.render.templating import Templates

WITHOUT_PDF = tuple(each for each in FORMATS if each != "pdf")
# To render a PDF takes a hundred times as long as anything else.
BATCH, BATCH_WITH_PDFS = 32, 2


class Unset(PaperViews):
    """Views that return the input of a PDF in its place: equal inputs give equal PDFs."""

    def __init__(self, site: Site, templates: Templates) -> None:
        super().__init__(site, templates)
        self._own_site = site

    def pdf(self, paper: PublishedPaper) -> PaperPdf:
        """The report as HTML, and the attached manifest."""
        return PaperPdf(self.report(paper).encode() + manifest_json.export(paper, self._own_site))

    def tombstone_pdf(self, tombstone: Tombstone) -> PaperPdf:
        """The page, which has the same content."""
        return PaperPdf(self.tombstone(tombstone))


@dataclass(frozen=True)
class ProvePaper:
    """Builds the files of papers of one site. Raises BadTemplateError.

    PDFs are rendered only with `is_set`, using the folder `cache` if there is one; otherwise their
    digest is that of their input.
    """

    site: Site
    own_templates: Path | None
    formats: tuple[str, ...] = FORMATS
    is_set: bool = False
    cache: Path | None = None

    @property
    def batch(self) -> int:
        """The number of papers that a worker gets at once."""
        return BATCH_WITH_PDFS if self.is_set and "pdf" in self.formats else BATCH

    def prepare(self) -> None:
        """Load templates and libraries. Raises PdfUnavailableError."""
        if self.is_set and "pdf" in self.formats:
            self.views.prepare_pdf()

    def __call__(self, task: PaperTask) -> Mapping[str, str]:
        """The SHA-256 of each file, by path on the site; empty for a draft or with errors."""
        source, others = task
        finished = finish(source, self.site, self.views, self.formats, others=others)
        made = {path: hashlib.sha256(data).hexdigest() for path, data in finished.files.items()}
        copied = {path: source.held[name].sha256 for path, name in finished.copies.items()}
        return made | copied

    @cached_property
    def views(self) -> PaperViews:
        """The views that render papers; made once in each process."""
        if not self.is_set:
            return Unset(self.site, self.templates)
        pdfs = RememberedPdfs(self.cache) if self.cache else None
        return PaperViews(self.site, self.templates, pdfs)

    @cached_property
    def templates(self) -> Templates:
        """The templates of the project, and the built-in ones."""
        return Templates(self.own_templates)

    def __getstate__(self) -> dict[str, object]:
        """The state for another process, without what was loaded."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
