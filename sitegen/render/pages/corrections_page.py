"""The pages of all papers that were corrected, retracted, superseded, removed or put in doubt."""

from __future__ import annotations

from datetime import datetime

from sitegen.contracts.wording import counted
from sitegen.render.catalog import PAGE_SIZE, listing_pages
from sitegen.render.pages.listings import page_path, superseded, superseded_papers
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS


def corrections(content: SiteContent, pages: PageRenderer) -> Files:
    """`/corrections/`: every correction event, newest first, a hundred a page."""
    found, catalog, tombstones = content.corrections, content.catalog, content.tombstones
    replaced = [row for row in catalog.rows if row.superseded_by]
    yield from superseded_papers(replaced, pages)
    removed = {each.id for each in tombstones}
    corrected = {each.row.id for each in found}
    events = f"{counted(len(found), 'correction event')} of "
    events += counted(len(corrected - removed), "paper")
    if corrected & removed:
        events += f" and {counted(len(corrected & removed), 'removed paper')}"
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
        path = page_path(CORRECTIONS.path, page)
        yield pages.render("pages/corrections.html", path, shared | {"page": page})
