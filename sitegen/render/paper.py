"""One paper from its source to its finished files, as pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from sitegen.checks.check import CORRECTIONS, MANIFEST, TOMBSTONE, RemovedSubject, Subject
from sitegen.checks.clock import dates_are_not_in_the_future
from sitegen.checks.paper_rules import judge, judge_removed
from sitegen.contracts.artifacts import served_path
from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.catalog_row import catalog_row
from sitegen.contracts.complete_corrections import CorrectionSource, with_corrections
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.other_papers import NONE_KNOWN, OtherPapers
from sitegen.contracts.published_paper import (
    AuthoredPaper,
    PublishedPaper,
    authored_sources,
    complete,
    paper_path,
)
from sitegen.contracts.removed_paper import removed_paper
from sitegen.contracts.schemas import AUTHORED
from sitegen.contracts.settings import Site
from sitegen.contracts.source_ids import interned
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.reading.documents import Document, read_yaml
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import SUPERSEDED
from sitegen.render.exports import EXPORTS, REPORT, export_all, export_remains
from sitegen.render.finished import FinishedPaper, Understanding
from sitegen.render.paper_views import PaperViews
from sitegen.render.unshown import unshown_findings
from sitegen.shapes.reader import Shape, read_shape, value_wanted

SHAPES = {file.name: AUTHORED[file.shape] for file in PAPER.files}
FORMATS: tuple[str, ...] = ("page", *EXPORTS, "pdf")
TEMPLATES = (
    *("pages/paper.html", "pages/notice.html", "pages/tombstone.html"),
    *("reports/paper.html", "reports/tombstone.html"),
)


def understand(source: PaperSource, site: Site, now: datetime | None = None) -> Understanding:
    """Read and check one paper, and derive all that is published if it has no errors.

    `now`, with a time zone, is given if dates in the future are to be reported.
    """
    documents, diagnostics = _read_documents(source)
    if TOMBSTONE in source.files:
        return _understand_removed(source, site, documents, diagnostics)
    manifest, found = _shape(AuthoredManifest, documents.get(MANIFEST))
    corrections, more = _shape(AuthoredCorrectionRecord, documents.get(CORRECTIONS))
    diagnostics += found + more
    if manifest is None or has_errors(diagnostics):
        return Understanding(tuple(diagnostics))
    paper = _authored_paper(source, manifest, corrections)
    subject = Subject(source, documents, manifest.artifacts, paper, site)
    diagnostics += judge(subject)
    if now is not None:
        diagnostics += dates_are_not_in_the_future(subject, now)
    return Understanding(
        tuple(diagnostics),
        paper=None if has_errors(diagnostics) or source.unread else complete(paper, site),
        is_draft=manifest.draft,
        more_sources=_more_sources(manifest, site),
    )


def _more_sources(manifest: AuthoredManifest, site: Site) -> tuple[str, ...]:
    """The ids of sources that were looked up in the list of retractions and are not published."""
    if site.retractions is None or (site.publish_references and not manifest.draft):
        return ()
    return interned(each.id for each in authored_sources(manifest))


def _understand_removed(
    source: PaperSource, site: Site, documents: dict[str, Document], found: list[Diagnostic]
) -> Understanding:
    """What the tombstone of a removed paper says, and its corrections if they stay with it."""
    tombstone, diagnostics = _shape(Tombstone, documents.get(TOMBSTONE))
    corrections, more = _shape(AuthoredCorrectionRecord, documents.get(CORRECTIONS))
    diagnostics = [*found, *diagnostics, *more]
    if tombstone and corrections and not has_errors(diagnostics):
        diagnostics += judge_removed(RemovedSubject(source, documents, (), tombstone, corrections))
        if not has_errors(diagnostics):
            made_from = CorrectionSource(corrections, _digests(source))
            tombstone = with_corrections(tombstone, made_from, site)
    is_broken = has_errors(diagnostics) or source.unread
    return Understanding(tuple(diagnostics), tombstone=None if is_broken else tombstone)


def _digests(source: PaperSource) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(source.files.items())}


def _read_documents(source: PaperSource) -> tuple[dict[str, Document], list[Diagnostic]]:
    documents: dict[str, Document] = {}
    diagnostics: list[Diagnostic] = []
    for name in SHAPES:
        if name in source.files:
            wanted = partial(value_wanted, SHAPES[name])
            document, found = read_yaml(source.files[name], source.place(name).file, wanted)
            diagnostics += found
            if document is not None:
                documents[name] = document
    return documents, diagnostics


def _shape(shape: type[Shape], document: Document | None) -> tuple[Shape | None, list[Diagnostic]]:
    return read_shape(shape, document) if document else (None, [])


def _authored_paper(
    source: PaperSource,
    manifest: AuthoredManifest,
    corrections: AuthoredCorrectionRecord | None,
) -> AuthoredPaper:
    superseded = {
        int(match.group(1)): data
        for name, data in source.files.items()
        if (match := SUPERSEDED.match(name))
    }
    return AuthoredPaper(
        manifest=manifest,
        corrections=corrections,
        files=source.artifacts,
        superseded=superseded,
        digests=_digests(source),
        kept={name.removeprefix("superseded/"): file for name, file in source.kept.items()},
    )


def finish(
    source: PaperSource,
    site: Site,
    views: PaperViews,
    formats: Collection[str] = FORMATS,
    *,
    drafts: bool = False,
    others: OtherPapers | None = NONE_KNOWN,
) -> FinishedPaper:
    """All files of one paper in the given formats; none for a draft unless `drafts` is set.

    `others` are the papers that it names. With None, they are not known yet, and a paper that names
    others has a row or tombstone but no files.

    Raises BadTemplateError if a template has an error.
    """
    understood = understand(source, site)
    if (tombstone := understood.tombstone) is not None:
        if others is None and tombstone.names:
            return FinishedPaper(understood.diagnostics, tombstone=tombstone)
        tombstone = tombstone.with_others(others or NONE_KNOWN)
        return _finish_removed(source, understood, tombstone, site, views, formats)
    paper = understood.paper
    more, listed = understood.more_sources, site.retractions
    if paper is None or (understood.is_draft and not drafts):
        noted = listed.sha256_of(more) if listed else ""
        return FinishedPaper(understood.diagnostics, more_sources=more, notices_sha256=noted)
    row = catalog_row(source.folder, paper)
    noted = listed.sha256_of((*row.sources, *more)) if listed else ""
    if others is None and row.names:
        is_draft = understood.is_draft
        return FinishedPaper(understood.diagnostics, row=row, is_draft=is_draft)
    paper = replace(paper, others=others or NONE_KNOWN)
    paper_id, diagnostics, pdf_key = paper.manifest.work.id, [*understood.diagnostics], ""
    files = {_below(paper_id, name): made for name, made in export_all(paper, site, formats)}
    if "page" in formats:
        files[_below(paper_id, "")] = views.page(paper)
        for notice in paper.notices:
            path = f"{notice.entry.path}index.html"
            files[_below(paper_id, path)] = views.notice(paper, notice)
    if "pdf" in formats and paper.has_report:
        pdf = views.pdf(paper)
        files[_below(paper_id, REPORT.file)], pdf_key = pdf.content, pdf.key
        diagnostics += unshown_findings(source, pdf.unshown, site)
    for snapshot in paper.snapshots:
        files[_below(paper_id, snapshot.path)] = snapshot.data
    copies = _copies(source, paper)
    return FinishedPaper(
        tuple(diagnostics),
        files,
        copies,
        row,
        pdf_key=pdf_key,
        is_draft=understood.is_draft,
        more_sources=more,
        notices_sha256=noted,
    )


def _finish_removed(
    source: PaperSource,
    understood: Understanding,
    tombstone: Tombstone,
    site: Site,
    views: PaperViews,
    formats: Collection[str],
) -> FinishedPaper:
    """The files of a removed paper: all its addresses stay, without its content."""
    diagnostics, pdf_key = [*understood.diagnostics], ""
    files = {
        _below(tombstone.id, name): made for name, made in export_remains(tombstone, site, formats)
    }
    if "page" in formats:
        files[_below(tombstone.id, "")] = views.tombstone(tombstone)
        if (removed := removed_paper(tombstone)) is not None:
            for notice in removed.notices:
                path = f"{notice.entry.path}index.html"
                files[_below(tombstone.id, path)] = views.notice_of_removed(removed, notice)
    if "pdf" in formats:
        pdf = views.tombstone_pdf(tombstone)
        files[_below(tombstone.id, REPORT.file)], pdf_key = pdf.content, pdf.key
        diagnostics += unshown_findings(source, pdf.unshown, site)
    return FinishedPaper(tuple(diagnostics), files, {}, tombstone=tombstone, pdf_key=pdf_key)


def _below(paper_id: str, name: str) -> str:
    """The file that is served at a path below that of the paper."""
    return f"{paper_path(paper_id)[1:]}{name or 'index.html'}"


def _copies(source: PaperSource, paper: PublishedPaper) -> dict[str, str]:
    """The artifacts to publish: only those that the manifest lists, and the replaced ones."""
    paper_id = paper.manifest.work.id
    listed = [each["path"] for each in paper.manifest.facts.get("artifacts", ()) if "path" in each]
    replaced = {_below(paper_id, path): f"superseded/{path}" for path in paper.kept}
    return replaced | {
        _below(paper_id, served_path(path, source.artifacts[path].sha256)): path for path in listed
    }
