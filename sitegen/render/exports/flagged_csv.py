"""`/flagged.csv`: the flagged papers as a table for spreadsheets, one line each."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO

from sitegen.contracts.settings import Site
from sitegen.findings.legible import spreadsheet_cell
from sitegen.render.flagged_list import Flag
from sitegen.render.site_content import SiteContent, SiteFile
from sitegen.render.site_map import FLAGGED_CSV

COLUMNS = (
    *("flagged_at", "record_id", "title", "editorial_status", "falsified_at", "falsified_because"),
    *("evidence", "notice", "notice_at", "issued_by", "reasons", "notice_url", "removed_at"),
    *("removed_by", "removed_because", "doi", "id", "url"),
)
BETWEEN_REASONS = " | "


def files(content: SiteContent, site: Site) -> Iterator[SiteFile]:
    """The one file of the table."""
    flags = content.flags(site)
    yield SiteFile(FLAGGED_CSV.file, partial(export, flags), [flag.paper for flag in flags])


def export(flags: Sequence[Flag]) -> bytes:
    """The table by RFC 4180, in UTF-8; an empty cell stands for what is not known or not so."""
    text = StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerow(COLUMNS)
    for flag in flags:
        written.writerow([spreadsheet_cell(each or "") for each in _cells(flag)])
    return text.getvalue().encode()


def _cells(flag: Flag) -> tuple[str | None, ...]:
    paper = flag.paper
    falsified, notice, removal = paper.falsified, paper.notice, paper.removal
    return (
        *(paper.flagged_at, paper.record_id, paper.title, paper.editorial_status),
        *((falsified.evaluated_at, falsified.reason) if falsified else ("", "")),
        falsified.evidence.state if falsified else "",
        *((notice.kind, notice.at, notice.issued_by) if notice else ("", "", "")),
        *((BETWEEN_REASONS.join(notice.reasons), notice.url) if notice else ("", "")),
        *((removal.at, removal.by, removal.reason) if removal else ("", "", "")),
        *(paper.doi, paper.id, paper.url),
    )
