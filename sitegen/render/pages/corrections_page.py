"""The pages of all papers that were corrected, retracted, superseded, removed or put in doubt."""

from __future__ import annotations

from datetime import datetime

from sitegen.contracts.wording import counted
from sitegen.render.catalog import PAGE_SIZE, listing_pages
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.pages.listings import superseded, superseded_papers
from sitegen.render.pages.pagers import page_crumb, page_path, pager
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS


def corrections(content: SiteContent, pages: PageRenderer) -> Files:
    """`/corrections/`: every correction event, newest first, a hundred a page."""
    found, rows, tombstones = content.corrections, content.rows, content.tombstones
    replaced = [row for row in rows if row.superseded_by]
    yield from superseded_papers(replaced, pages)
    of_all: dict[str, object] = {
        "counts": _counts(content, len(replaced)),
        "superseded": superseded(replaced),
        "superseded_rows": replaced[:PAGE_SIZE],
        "tombstones": sorted(
            tombstones, key=lambda each: datetime.fromisoformat(each.removed_at), reverse=True
        ),
    }
    # Of a page with a number, only what is on it: a full page never changes.
    of_one: dict[str, object] = {
        "counts": "",
        "superseded": None,
        "superseded_rows": [],
        "tombstones": [],
    }
    for page in listing_pages(found):
        path, first = page_path(CORRECTIONS.path, page), Crumb(CORRECTIONS.label, CORRECTIONS.path)
        context = {
            "page": page,
            "pager": pager(page, CORRECTIONS.path),
            "crumbs": crumbs_of(first, *page_crumb(page)),
        }
        shared = of_all if page.number is None else of_one
        yield pages.render("pages/corrections.html", path, shared | context)


def _counts(content: SiteContent, replaced: int) -> str:
    """How many events and papers the page is about."""
    removed = {each.id for each in content.tombstones}
    corrected = {each.row.id for each in content.corrections}
    events = f"{counted(len(content.corrections), 'correction event')} of "
    events += counted(len(corrected - removed), "paper")
    if corrected & removed:
        events += f" and {counted(len(corrected & removed), 'removed paper')}"
    gone = f"{replaced} superseded, {len(content.tombstones)} removed"
    return f"{events}; {gone}; {counted(len(content.rows), 'paper')} published."
