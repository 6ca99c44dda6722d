"""A published paper as a page, a PDF or a tombstone: what its templates are given."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.tombstone import Tombstone
from sitegen.exports import manifest
from sitegen.pdf import PdfAttachment, PdfRenderer
from sitegen.settings import Site
from sitegen.templating import Templates, absolute_links, relative_links


class PaperViews:
    """Renders the papers of one site; made once in each process."""

    def __init__(self, site: Site, templates: Templates) -> None:
        self._site = site
        self._templates = templates

    @cached_property
    def _pdf_renderer(self) -> PdfRenderer:
        style_sheet = self._templates.source("styles/report.css")
        return PdfRenderer(self._templates.path("fonts/DejaVuSans.ttf").parent, style_sheet)

    def prepare_pdf(self) -> None:
        """Load what PDFs need. Raises PdfUnavailable where it is not installed."""
        _ = self._pdf_renderer

    def page(self, paper: PublishedPaper) -> bytes:
        """The HTML page."""
        return self._render("pages/paper.html", paper.path, {"paper": paper})

    def tombstone(self, tombstone: Tombstone) -> bytes:
        """The page that stands where a removed paper stood."""
        path = paper_path(tombstone.id)
        return self._render("pages/tombstone.html", path, {"tombstone": tombstone})

    def report(self, paper: PublishedPaper) -> str:
        """The HTML that the PDF is made from."""
        context = {"paper": paper, "site": self._site, "link": absolute_links(self._site.base_url)}
        return self._templates.render("reports/paper.html", context)

    def pdf(self, paper: PublishedPaper) -> tuple[bytes, str]:
        """The PDF report, with the manifest inside, and the characters that its fonts lack.

        Raises PdfUnavailable without Pango.
        """
        work, html = paper.manifest.work, self.report(paper)
        attachment = PdfAttachment(
            name="manifest.json",
            content=manifest.export(paper, self._site),
            description=f"Machine-readable manifest of {work.record_id}",
        )
        renderer = self._pdf_renderer
        return renderer.render(html, work.submitted, (attachment,)), renderer.unshown(html)

    def _render(self, template: str, path: str, context: dict[str, Any]) -> bytes:
        links = relative_links(self._site.base_url, path)
        shared = {"site": self._site, "link": links, "path": path}
        return self._templates.render(template, shared | context).encode()
