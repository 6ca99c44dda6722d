"""`manifest.json`: the published manifest as canonical JSON."""

from __future__ import annotations

from sitegen.contracts.envelope import as_canonical_json
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.findings.canonical import has_exponent


def export(paper: PublishedPaper, site: Site) -> bytes:
    """The manifest as RFC 8785 bytes and a newline."""
    is_usual = not any(map(has_exponent, paper.manifest.scores))
    return as_canonical_json(paper.manifest, is_usual=is_usual) + b"\n"
