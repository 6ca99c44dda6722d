"""`corrections.json`: the published correction record as canonical JSON."""

from __future__ import annotations

from sitegen.contracts.envelope import as_canonical_json
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site


def export(paper: PublishedPaper, site: Site) -> bytes:
    """The correction record as RFC 8785 bytes and a newline."""
    return as_canonical_json(paper.corrections) + b"\n"
