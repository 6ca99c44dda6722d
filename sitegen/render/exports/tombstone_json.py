"""The JSON files of a removed paper: its tombstone as canonical JSON."""

from __future__ import annotations

from sitegen.contracts.envelope import as_json
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.versions import published_version
from sitegen.findings.canonical import canonical_json


def remains(tombstone: Tombstone, site: Site) -> bytes:
    """The tombstone as RFC 8785 bytes and a newline."""
    content = {
        "contract_version": published_version("tombstone"),
        "work": {
            "id": tombstone.id,
            "record_id": tombstone.record_id,
            "title": tombstone.title,
            "url": site.url(paper_path(tombstone.id)),
        },
        "editorial_status": as_json(tombstone.editorial_status),
        "removed_at": tombstone.removed_at,
        "reason": tombstone.reason,
        "by": tombstone.by,
    }
    return canonical_json(content) + b"\n"
