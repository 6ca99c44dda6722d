"""A published paper as a page, a PDF or a tombstone: what its templates are given."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.tombstone import Tombstone
from sitegen.exports import manifest
from sitegen.pdf import PdfAttachment, PdfRenderer
from sitegen.settings import Site
from sitegen.templating import Templates, absolute_links, relative_links


class PdfStore(Protocol):
    """Finished PDFs, each with the characters that its fonts lack, by the key of their making."""

    def get(self, key: str) -> tuple[bytes, str] | None:
        """What was put under this key, if it is still there."""

    def put(self, key: str, pdf: bytes, unshown: str) -> None:
        """Keep a PDF."""


class PaperViews:
    """Renders the papers of one site; made once in each process.

    With `pdfs`, a PDF that is there is not made again.
    """

    def __init__(self, site: Site, templates: Templates, pdfs: PdfStore | None = None) -> None:
        self._site = site
        self._templates = templates
        self._pdfs = pdfs

    @cached_property
    def _pdf_renderer(self) -> PdfRenderer:
        return PdfRenderer(
            self._templates.path("fonts/DejaVuSans.ttf").parent,
            style_sheet=self._templates.source("styles/report.css"),
            elements=self._templates.source("styles/elements.css"),
        )

    @property
    def pdf_sha256(self) -> str:
        """The digest of all that decides the bytes of PDFs except the reports themselves."""
        return self._pdf_renderer.made_with

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
        return self._pdf(html, work.submitted, (attachment,))

    def _pdf(
        self, html: str, day: str | None, attachments: tuple[PdfAttachment, ...]
    ) -> tuple[bytes, str]:
        """A PDF from the store, or a new one for it."""
        renderer = self._pdf_renderer
        if self._pdfs is None:
            return renderer.render(html, day, attachments), renderer.unshown(html)
        key = renderer.key(html, day, attachments)
        held = self._pdfs.get(key)
        if held is None:
            held = renderer.render(html, day, attachments), renderer.unshown(html)
            self._pdfs.put(key, *held)
        return held

    def _render(self, template: str, path: str, context: dict[str, Any]) -> bytes:
        links = relative_links(self._site.base_url, path)
        shared = {"site": self._site, "link": links, "path": path}
        return self._templates.render(template, shared | context).encode()
