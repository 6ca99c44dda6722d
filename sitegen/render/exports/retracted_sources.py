"""The papers that rest on retracted works, as CSV and JSON for the integrity desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.retractions import Notices
from sitegen.contracts.settings import Site
from sitegen.contracts.source_ids import SourceId
from sitegen.findings.canonical import canonical_json
from sitegen.findings.legible import spreadsheet_cell

COLUMNS = (
    *("source", "source_url", "nature", "notice_date", "notice_doi", "reasons", "list_entry"),
    *("record_id", "id", "url", "title", "status", "gate", "submitted", "last_change"),
)


class NoticedSource(NamedTuple):
    """A source of which a list of retractions says something, and the papers that rest on it."""

    id: SourceId
    notices: Notices
    papers: tuple[CatalogRow, ...]

    @property
    def newest(self) -> str:
        """The day of its newest notice; empty if the list states none."""
        return max(each.day for each in self.notices)


def _rows(noticed: Sequence[NoticedSource], site: Site) -> Iterator[dict[str, str]]:
    for source in noticed:
        for notice in source.notices:
            for row in source.papers:
                yield {
                    "source": str(source.id),
                    "source_url": source.id.url,
                    "nature": notice.nature,
                    "notice_date": notice.day,
                    "notice_doi": notice.doi,
                    "reasons": "; ".join(notice.reasons),
                    "list_entry": notice.record,
                    "record_id": row.record_id,
                    "id": row.id,
                    "url": site.url(row.path),
                    "title": row.title,
                    "status": row.status,
                    "gate": row.gate,
                    "submitted": row.submitted,
                    "last_change": row.last_change,
                }


def as_csv(noticed: Sequence[NoticedSource], listed: Mapping[str, str], site: Site) -> bytes:
    """A row for each notice about a source and each paper that rests on it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for row in _rows(noticed, site):
        rows.writerow([spreadsheet_cell(row[name]) for name in COLUMNS])
    return text.getvalue().encode()


def as_json(noticed: Sequence[NoticedSource], listed: Mapping[str, str], site: Site) -> bytes:
    """The same rows as canonical JSON, with what is known of the list; null where not known."""
    rows = [{name: value or None for name, value in row.items()} for row in _rows(noticed, site)]
    return canonical_json({"list": dict(listed), "papers": rows}) + b"\n"
