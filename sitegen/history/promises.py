"""Published URLs stay: find those that a build would remove."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sitegen.checks.history_rules import KEPT_ADDRESSES
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.published_paper import paper_path
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.history.base import Base, BasePaper
from sitegen.reading.kinds import PAPER
from sitegen.render.exports import EXPORTS, REPORT


def dropped_addresses(
    base: Base, rows: Sequence[CatalogRow], removed: Collection[str], files: Collection[str]
) -> Iterator[Diagnostic]:
    """One finding if published files of papers are not among the files of the new site."""
    gone = [
        path
        for paper in base.papers(rows).values()
        for path in _promised(paper, is_removed=paper.id in removed)
        if path not in files and base.serves(path)
    ]
    if gone:
        message = f"the published URL /{gone[0]} would disappear"
        if len(gone) > 1:
            message = f"{len(gone):,} published URLs would disappear; the first is /{gone[0]}"
        hint = "build all formats, on a machine that can make PDFs; for a preview, pass --draft"
        yield KEPT_ADDRESSES.at(Place(PAPER.project_path), message, hint)


def _promised(paper: BasePaper, *, is_removed: bool) -> Iterator[str]:
    folder = paper_path(paper.id)[1:]
    yield f"{folder}index.html"
    for export in EXPORTS.values():
        yield f"{folder}{export.served.file}"
    if paper.has_report:
        yield f"{folder}{REPORT.file}"
    if not is_removed:  # removing a paper removes what it kept
        yield from (f"{folder}{path}" for path in paper.kept)
