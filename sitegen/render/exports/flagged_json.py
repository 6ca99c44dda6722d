"""`/flagged.json`: every paper that is falsified, retracted, under concern or removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from sitegen.contracts.envelope import as_json, publisher_name
from sitegen.contracts.flagged_papers import CONTRACT, INTERPRETATION, STATUSES
from sitegen.contracts.settings import Site
from sitegen.findings.canonical import canonical_json
from sitegen.render.site_content import SiteContent, SiteFile
from sitegen.render.site_map import FLAGGED_JSON


def files(content: SiteContent, site: Site) -> Iterator[SiteFile]:
    """The one file of the list."""
    make = partial(export, content, site)
    yield SiteFile(FLAGGED_JSON.file, make, [flag.paper for flag in content.flags(site)])


def export(content: SiteContent, site: Site) -> bytes:
    """The list as RFC 8785 bytes and a newline."""
    papers = [flag.paper for flag in content.flags(site)]
    statuses = Counter(paper.editorial_status for paper in papers)
    flagged = {
        **CONTRACT.head(site),
        "publisher": publisher_name(site).model_dump(),
        "paper_count": len(papers),
        "falsified_count": sum(paper.falsified is not None for paper in papers),
        "status_counts": {status: statuses[status] for status in STATUSES},
        "papers": [as_json(paper) for paper in papers],
        "interpretation": INTERPRETATION,
    }
    return canonical_json(flagged, is_finite=True) + b"\n"
