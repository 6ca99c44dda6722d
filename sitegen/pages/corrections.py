"""The page of all corrected, retracted, doubted and superseded papers."""

from __future__ import annotations

from datetime import UTC, datetime

from sitegen.catalog import Catalog
from sitegen.contracts.tombstone import Tombstone
from sitegen.pages.rendering import PageRenderer


def corrections(
    catalog: Catalog, tombstones: list[Tombstone], pages: PageRenderer
) -> tuple[str, bytes]:
    """`/corrections/`: the papers with a correction record of their own, newest change first."""
    changed = [row for row in catalog.rows if row.correction_state != "CURRENT"]
    changed.sort(key=lambda row: _moment(row.last_corrected_at), reverse=True)
    removed = sorted(tombstones, key=lambda each: _moment(each.removed_at), reverse=True)
    context = {"rows": changed, "tombstones": removed, "total": len(catalog.rows)}
    return pages.render("pages/corrections.html", "/corrections/", context)


def _moment(timestamp: str) -> datetime:
    """A time as published, in whatever zone; without one, before all others."""
    return datetime.fromisoformat(timestamp) if timestamp else datetime.min.replace(tzinfo=UTC)
