"""Machine-readable formats of one paper and of the whole site: one module each, in one table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.served_files import CORRECTIONS_JSON, MANIFEST_JSON, REPORT_PDF
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.reading.kinds import PAPER
from sitegen.render.exports import (
    bibtex,
    corrections_json,
    csl,
    feeds,
    flagged_csv,
    flagged_json,
    ledger_json,
    manifest_json,
    ris,
    tombstone_json,
)
from sitegen.render.exports.served_file import ServedFile
from sitegen.render.exports.status_guard import require_status
from sitegen.render.site_content import SiteContent, SiteFile
from sitegen.render.site_map import FLAGGED_CSV, FLAGGED_JSON, LEDGER, SitePages


class Export(NamedTuple):
    """A format of one paper: its file below the URL of the paper, and the function that makes it.

    `remains` makes the file that replaces it when the paper is removed, so that no URL disappears.
    """

    served: ServedFile
    make: Callable[[PublishedPaper, Site], bytes]
    remains: Callable[[Tombstone, Site], bytes]


class SiteExport(NamedTuple):
    """A format of all papers together: its row in the site map, and its file as pages link to it.

    `make` yields its files. All of them belong to the row, and one of them is the linked one.
    """

    family: SitePages
    served: ServedFile
    make: Callable[[SiteContent, Site], Iterable[SiteFile]]


def _feed(feed: feeds.Feed[Any], label: str) -> SiteExport:
    served = ServedFile(
        feed.family.file, "application/atom+xml", label, relation="alternate", title=feed.title
    )
    return SiteExport(feed.family, served, feed.export)


# How the page of a paper links to its files in its head: as other forms of the page, and as FAIR
# Signposting asks, as metadata or content of the paper.
DESCRIBES, CONTAINS = "alternate describedby", "alternate item"
# By the name of the format on the command line, in the order in which pages list them.
EXPORTS: dict[str, Export] = {
    "manifest": Export(
        ServedFile(MANIFEST_JSON, "application/json", "Manifest", relation=DESCRIBES),
        manifest_json.export,
        tombstone_json.remains,
    ),
    "corrections": Export(
        ServedFile(CORRECTIONS_JSON, "application/json", "Correction record", relation=DESCRIBES),
        corrections_json.export,
        corrections_json.remains,
    ),
    "bib": Export(
        ServedFile("cite.bib", "application/x-bibtex", "BibTeX", relation=DESCRIBES),
        bibtex.export,
        bibtex.remains,
    ),
    "ris": Export(
        ServedFile("cite.ris", "application/x-research-info-systems", "RIS", relation=DESCRIBES),
        ris.export,
        ris.remains,
    ),
    "csl": Export(
        ServedFile(
            "cite.json",
            "application/vnd.citationstyles.csl+json",
            "CSL-JSON",
            relation=DESCRIBES,
        ),
        csl.export,
        csl.remains,
    ),
}
# The report is not an export: it has a layout, and not every paper has one.
REPORT = ServedFile(REPORT_PDF, "application/pdf", "PDF", relation=CONTAINS)
# Every file that the page of a paper offers, in its order, by the name of its format.
PAPER_FILES: dict[str, ServedFile] = {
    "pdf": REPORT,
    **{name: export.served for name, export in EXPORTS.items()},
}
SITE_EXPORTS: dict[str, SiteExport] = {
    "papers": _feed(feeds.PAPERS, "Feed of papers"),
    "verdicts": _feed(feeds.VERDICTS, "Feed of verdicts"),
    "corrections": _feed(feeds.CORRECTED, "Feed of corrections"),
    "flagged": SiteExport(
        FLAGGED_JSON,
        ServedFile(FLAGGED_JSON.file, "application/json", "Flagged papers as JSON"),
        flagged_json.files,
    ),
    "flagged-table": SiteExport(
        FLAGGED_CSV,
        ServedFile(FLAGGED_CSV.file, "text/csv", "Flagged papers as CSV"),
        flagged_csv.files,
    ),
    "ledger": SiteExport(
        LEDGER, ServedFile(LEDGER.file, "application/json", "Ledger"), ledger_json.files
    ),
}
SITE_FILES: tuple[ServedFile, ...] = tuple(export.served for export in SITE_EXPORTS.values())


def export_all(
    paper: PublishedPaper, site: Site, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """File and bytes of a paper in each format.

    Raises MissingStatusError if a format does not say the status.
    """
    status = paper.manifest.editorial_status
    for name, export in EXPORTS.items():
        if name in formats:
            yield export.served.file, require_status(name, export.make(paper, site), status)


def export_remains(
    removed: Tombstone, site: Site, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """File and bytes of a removed paper in each format.

    Raises MissingStatusError if a format does not say that the paper was removed.
    """
    for name, export in EXPORTS.items():
        if name in formats:
            made = export.remains(removed, site)
            yield export.served.file, require_status(name, made, removed.editorial_status)


def media_type_of(path: str) -> str | None:
    """The media type of a file that is exported, by its path on the site; None for any other."""
    paper_id = PAPER.published_id(path)
    if not paper_id:
        made = (each for each in SITE_EXPORTS.values() if each.family.holds(path))
        return next((each.served.media_type for each in made), None)
    name = path.removeprefix(PAPER.site_path(paper_id)[1:])
    return next((each.media_type for each in PAPER_FILES.values() if each.file == name), None)
