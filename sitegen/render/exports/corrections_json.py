"""`corrections.json`: the published correction record as canonical JSON."""

from __future__ import annotations

from sitegen.contracts.envelope import as_canonical_json
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports import tombstone_json


def export(paper: PublishedPaper, site: Site) -> bytes:
    """The correction record as RFC 8785 bytes and a newline; all its numbers are integers."""
    return as_canonical_json(paper.corrections, is_usual=True) + b"\n"


def remains(tombstone: Tombstone, site: Site) -> bytes:
    """The correction record of a removed paper; its tombstone if it has none."""
    if tombstone.corrections is None:
        return tombstone_json.remains(tombstone, site)
    return as_canonical_json(tombstone.corrections) + b"\n"
