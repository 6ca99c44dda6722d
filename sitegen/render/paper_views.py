"""Render a published paper as pages, a PDF or a tombstone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from sitegen.checks.site_rules import SHOWN_STATUS
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.notices import NoticePage
from sitegen.contracts.paper_report import ATTACHED, AuthoredReport, report_json
from sitegen.contracts.published_paper import PANELS, PublishedPaper, paper_path
from sitegen.contracts.removed_paper import RemovedPaper, removed_paper
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.verdict_answers import kind_of_text
from sitegen.contracts.verdict_summary import removed_summary
from sitegen.contracts.verdict_tone import tone_of
from sitegen.findings.diagnostics import Place
from sitegen.render.cards import shared_card
from sitegen.render.citation_styles import APA
from sitegen.render.colophon import colophon, generator
from sitegen.render.crumbs import notice_crumbs, paper_crumbs, removed_crumbs
from sitegen.render.error_report import error_report
from sitegen.render.exports import PAPER_FILES, REPORT, manifest_json
from sitegen.render.exports.status_guard import MissingStatusError, require_status
from sitegen.render.formatted_citations import citation_of, citations_of
from sitegen.render.formulas.mathematics import plain, printable
from sitegen.render.links import Links, absolute_links, relative_links
from sitegen.render.page_head import notice_head, paper_head, removed_head
from sitegen.render.paper_groups import groups_of_paper
from sitegen.render.pdf import PdfAttachment, PdfMetadata, PdfRenderer
from sitegen.render.pdf.directions import with_directions
from sitegen.render.site_fonts import fonts_of
from sitegen.render.strips import strips
from sitegen.render.template_files import BadTemplateError
from sitegen.render.templating import Templates
from sitegen.render.terms import PlainTerms, report_terms

FILES = tuple(PAPER_FILES.values())
EXPORTED = tuple(each for each in FILES if each is not REPORT)
# A line ending that readers do not see, because a block begins or ends after it.
BEFORE_BLOCK = re.compile(
    r"\n(?=</?(?:aside|body|d[dlt]|div|h[1-6]|head|header|html|li|meta|[ou]l|p|section"
    r"|table|tbody|t[dhr]|thead|title)\b)"
)
NUMBERED_FROM = re.compile(r'<ol start="([0-9]+)"')


@dataclass(frozen=True)
class PaperPdf:
    """A PDF, the characters that its fonts lack, and the key of everything it is made from."""

    content: bytes
    unshown: str = ""
    key: str = ""


class PdfStore(Protocol):
    """A store of finished PDFs by key."""

    def get(self, key: str) -> bytes | None:
        """The PDF with this key, if it is still there."""

    def put(self, key: str, pdf: bytes) -> None:
        """Keep a PDF."""


class PaperViews:
    """Renders the papers of one site; there is one in each process.

    A PDF that is in the store `pdfs` is not made again.
    """

    def __init__(self, site: Site, templates: Templates, pdfs: PdfStore | None = None) -> None:
        self._site = site
        self._templates = templates
        self._pdfs = pdfs

    @cached_property
    def _pdf_renderer(self) -> PdfRenderer:
        fonts = fonts_of(self._site, self._templates)
        return PdfRenderer(
            fonts.folder,
            style_sheet=self._templates.source("styles/report.css"),
            elements=self._templates.source("styles/elements.css"),
            added=fonts.added,
        )

    @property
    def pdf_sha256(self) -> str:
        """The digest of everything that determines the bytes of PDFs except the reports."""
        return self._pdf_renderer.made_with

    def prepare_pdf(self) -> None:
        """Load what PDFs need. Raises PdfUnavailableError if it is not installed."""
        _ = self._pdf_renderer

    def page(self, paper: PublishedPaper) -> bytes:
        """The HTML page."""
        status, work = paper.manifest.editorial_status, paper.manifest.work
        files = FILES if paper.has_report else EXPORTED
        context = {
            "paper": paper,
            "files": files,
            "panels": _panels(paper),
            "contents": PANELS,
            "citations": citations_of(paper, self._site),
            "crumbs": paper_crumbs(work.record_id, work.submitted or ""),
            "head": paper_head(paper, self._site, files),
            "groups": groups_of_paper(paper),
            "error_report": error_report(paper, self._site),
        }
        return self._page("pages/paper.html", paper.path, context, status, work.language)

    def notice(self, paper: PublishedPaper, notice: NoticePage) -> bytes:
        """The page of one correction event."""
        return self._notice(paper, notice, paper.manifest.work.language)

    def notice_of_removed(self, paper: RemovedPaper, notice: NoticePage) -> bytes:
        """The page of one correction event of a removed paper."""
        return self._notice(paper, notice, self._site.language)

    def _notice(
        self, paper: PublishedPaper | RemovedPaper, notice: NoticePage, language: str
    ) -> bytes:
        status, links = paper.corrections.editorial_status, self._links(notice.path)
        # A note may link to a place on the page of its paper.
        links = replace(links, anchors=links(paper.path))
        context: dict[str, object] = {
            "paper": paper,
            "notice": notice,
            "crumbs": notice_crumbs(
                notice.entry.event.event_id, paper.corrections.work.record_id, paper.path
            ),
            "language": language,
            "tone": tone_of(status.status),
            "link": links,
            "head": notice_head(paper, notice, self._site),
        }
        return self._page("pages/notice.html", notice.path, context, status, language)

    def tombstone(self, tombstone: Tombstone) -> bytes:
        """The page at the URL of a removed paper."""
        path, status = paper_path(tombstone.id), tombstone.editorial_status
        removed = removed_paper(tombstone)
        head = removed_head(tombstone, removed, self._site, EXPORTED)
        context = {"tombstone": tombstone, "files": FILES, "removed": removed, "head": head}
        context["short"] = removed_summary(tombstone, self._site.notes.synthesis)
        context |= {"crumbs": removed_crumbs(tombstone.record_id)}
        return self._page("pages/tombstone.html", path, context, status)

    def report(self, paper: PublishedPaper) -> str:
        """The HTML that the PDF is made from."""
        status = paper.manifest.editorial_status
        citation = citation_of(paper, self._site, APA)
        context = {
            "paper": paper,
            "panels": _panels(paper),
            "citation": citation,
            "strips": strips(paper),
            "colophon": colophon(paper, self._site),
            "terms": report_terms(paper),
            "kind": kind_of_text(paper.manifest.provenance.note)[0],
        }
        return self._report("reports/paper.html", context, status)

    def pdf(self, paper: PublishedPaper) -> PaperPdf:
        """The PDF report, with its data attached.

        Raises PdfUnavailableError if Pango is not installed.
        """
        return self.pdf_of(self.report(paper), paper)

    def pdf_of(self, html: str, paper: PublishedPaper) -> PaperPdf:
        """The PDF of a report, with the data of its paper inside; raises what `pdf` does."""
        work = paper.manifest.work
        attachments = [
            PdfAttachment(
                name=MANIFEST_JSON,
                content=manifest_json.export(paper, self._site),
                description=f"Machine-readable manifest of {work.record_id}",
            )
        ]
        if stated := report_json(paper.authored_report or AuthoredReport()):
            what = f"What the report of {work.record_id} states, as its report_sha256 counts it"
            attachments.append(PdfAttachment(ATTACHED, stated, what, "Source"))
        return self._pdf(html, self._metadata(paper), tuple(attachments))

    def tombstone_report(self, tombstone: Tombstone) -> str:
        """The HTML that the PDF of a removed paper is made from."""
        note = self._site.notes.synthesis
        context = {
            "tombstone": tombstone,
            "removed": removed_paper(tombstone),
            "short": removed_summary(tombstone, note),
            "kind": kind_of_text(note)[0],
            "generator": generator(),
        }
        return self._report("reports/tombstone.html", context, tombstone.editorial_status)

    def tombstone_pdf(self, tombstone: Tombstone) -> PaperPdf:
        """The PDF at the URL of that of a removed paper. Raises PdfUnavailableError."""
        status = tombstone.editorial_status
        metadata = PdfMetadata(
            title=plain(tombstone.display_title),
            language=self._site.language,
            creators=(self._site.publisher.name,),
            description=status.statement,
            publisher=self._site.publisher.name,
            identifier=self._site.url(paper_path(tombstone.id)),
            record_id=tombstone.record_id,
            status=status.status,
            namespace=self._namespace,
            created=tombstone.removed_at,
        )
        return self._pdf(self.tombstone_report(tombstone), metadata, ())

    def _metadata(self, paper: PublishedPaper) -> PdfMetadata:
        """What the PDF of a paper says of itself."""
        manifest, work = paper.manifest, paper.manifest.work
        return PdfMetadata(
            title=plain(paper.display_title),
            language=work.language,
            creators=tuple(each.name for each in work.creators) or (manifest.publisher.name,),
            description=f"{paper.status_line} {plain(work.research_question)}",
            publisher=manifest.publisher.name,
            topics=work.topics,
            identifier=work.url,
            doi=work.registered_doi or "",
            license=work.license or "",
            license_url=work.license_url or "",
            record_id=work.record_id,
            status=manifest.editorial_status.status,
            namespace=self._namespace,
            created=work.submitted or "",
            modified=manifest.correction_record.last_corrected_at or "",
        )

    @property
    def _namespace(self) -> str:
        """The namespace of the properties of PDFs that no standard knows."""
        return f"{self._site.identity_url}/schemas/#"

    def record_page(self, template: str, path: str, context: dict[str, Any]) -> bytes:
        """The page at `path` of a record that is not a paper; it has no editorial status."""
        shared = {"site": self._site, "link": self._links(path), "path": path}
        shared |= {"card": shared_card(self._site)}
        return self._templates.encoded(template, shared | context)

    def _pdf(
        self, html: str, metadata: PdfMetadata, attachments: tuple[PdfAttachment, ...]
    ) -> PaperPdf:
        """A PDF from the store, or a new one for it."""
        renderer = self._pdf_renderer
        # WeasyPrint would parse each and make a box for it, and then discard most.
        html = NUMBERED_FROM.sub(_counted_from, with_directions(BEFORE_BLOCK.sub("", html)))
        html, unshown = renderer.with_replacements(html)
        key = renderer.key(html, metadata, attachments)
        if self._pdfs is not None and (held := self._pdfs.get(key)) is not None:
            return PaperPdf(held, unshown, key)
        made = PaperPdf(renderer.render(html, metadata, attachments), unshown, key)
        if self._pdfs is not None:
            self._pdfs.put(key, made.content)
        return made

    def _page(
        self,
        template: str,
        path: str,
        context: dict[str, object],
        status: EditorialStatus,
        language: str = "",
    ) -> bytes:
        card = shared_card(self._site, status.status, language)
        shared = {"link": self._links(path), "path": path, "card": card}
        return self._render(template, shared | context, status)

    def _links(self, path: str) -> Links:
        return relative_links(self._site.base_url, path)

    def _report(self, template: str, context: dict[str, Any], status: EditorialStatus) -> str:
        links = absolute_links(self._site.base_url)
        shared = {"link": links, "term": PlainTerms()}
        return printable(self._render(template, shared | context, status).decode())

    def _render(self, template: str, context: dict[str, object], status: EditorialStatus) -> bytes:
        """The output of a template. Raises BadTemplateError if it does not say the status."""
        made = self._templates.encoded(template, {"site": self._site} | context)
        try:
            return require_status(template, made, status)
        except MissingStatusError as untold:
            message = f"the template does not show that a paper is {status.label.lower()}"
            hint = 'include "parts/status.html", and show display_title as the title of the paper'
            place = Place(f"templates/{template}")
            raise BadTemplateError(SHOWN_STATUS.at(place, message, hint)) from untold


def _panels(paper: PublishedPaper) -> list[tuple[str, Any]]:
    """The stem of the template of each panel, and the object that it shows."""
    return [(panel.name, panel.of(paper)) for panel in PANELS]


def _counted_from(start: re.Match[str]) -> str:
    """A list that does not begin at 1; WeasyPrint does not read where."""
    return f'{start[0]} style="counter-reset: list-item {int(start[1]) - 1}"'
