"""The pages of everything that was corrected, retracted, doubted, superseded or removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import counted
from sitegen.render.catalog import PAGE_SIZE, Catalog, listing_pages
from sitegen.render.correction_list import Correction
from sitegen.render.pages.listings import superseded, superseded_papers
from sitegen.render.pages.rendering import PageRenderer

PATH = "/corrections/"


def corrections(
    found: Sequence[Correction],
    catalog: Catalog,
    tombstones: Sequence[Tombstone],
    pages: PageRenderer,
) -> Iterator[tuple[str, bytes]]:
    """`/corrections/`: every correction event, newest first, a hundred a page."""
    replaced = [row for row in catalog.rows if row.superseded_by]
    yield from superseded_papers(replaced, pages)
    papers = len({each.row.id for each in found})
    events = f"{counted(len(found), 'correction event')} of {counted(papers, 'paper')}"
    gone = f"{len(replaced)} superseded, {len(tombstones)} removed"
    shared = {
        "counts": f"{events}; {gone}; {counted(len(catalog.rows), 'paper')} published.",
        "superseded": superseded(replaced),
        "superseded_rows": replaced[:PAGE_SIZE],
        "tombstones": sorted(
            tombstones, key=lambda each: datetime.fromisoformat(each.removed_at), reverse=True
        ),
    }
    for page in listing_pages(found):
        path = PATH if page.number is None else f"{PATH}{page.number}/"
        yield pages.render("pages/corrections.html", path, shared | {"page": page})
