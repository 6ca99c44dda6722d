"""`/ledger.json`: all correction events in order, and the digests of what is published now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.envelope import publisher_name
from sitegen.contracts.ledger import (
    CONTRACT,
    INTERPRETATION,
    in_order_of_time,
)
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import removal_of
from sitegen.findings.canonical import canonical_json
from sitegen.render.site_content import SiteContent, SiteFile
from sitegen.render.site_map import LEDGER


def files(content: SiteContent, site: Site) -> Iterator[SiteFile]:
    """The one file of the ledger. It is always made: to digest its content takes as long."""
    yield SiteFile(LEDGER.file, partial(export, content, site))


def export(content: SiteContent, site: Site) -> bytes:
    """The ledger as RFC 8785 bytes and a newline; null for a manifest without a known digest."""
    digests = content.digests
    papers = sorted(content.rows, key=lambda row: row.id)
    removed = sorted(content.tombstones, key=lambda each: each.id)
    events = [(row.id, event) for row in papers for event in row.ledger.events]
    events += [(each.id, event) for each in removed for event in each.events]
    links = {(paper_id, event.event_id): event.sha256 for paper_id, event in events}
    ledger = {
        **CONTRACT.head(site),
        "publisher": publisher_name(site).model_dump(),
        "papers": [_paper(row, links, digests, site) for row in papers],
        "removed": [removal_of(each).model_dump(mode="json") for each in removed],
        "events": [
            {
                "work": paper_id,
                "event_sha256": links[paper_id, event.event_id],
                "event": event.members,
            }
            for paper_id, event in in_order_of_time(events)
        ],
        "interpretation": INTERPRETATION,
    }
    return canonical_json(ledger, is_finite=True) + b"\n"


def _paper(
    row: CatalogRow, links: Mapping[tuple[str, str], str], digests: Mapping[str, str], site: Site
) -> dict[str, object]:
    entry, events = row.ledger, row.ledger.events
    return {
        "id": row.id,
        "record_id": row.record_id,
        "url": site.url(row.path),
        "editorial_status": row.status,
        "gate_status": row.gate or None,
        "has_report": row.has_report,
        "superseded_by": row.superseded_by or None,
        "manifest_sha256": digests.get(f"{row.path[1:]}{MANIFEST_JSON}"),
        "facts_sha256": entry.facts_sha256,
        "report_sha256": entry.report_sha256 or None,
        "correction_count": len(events),
        "last_event_sha256": links[row.id, events[-1].event_id] if events else None,
        "kept": entry.kept,
        "redacted": entry.redacted,
    }
