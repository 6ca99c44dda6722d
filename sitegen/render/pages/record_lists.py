"""The lists of records that are not papers, one for each kind."""

from __future__ import annotations

from sitegen.reading.kinds import RecordKind
from sitegen.render.catalog import listing_pages
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.pages.pagers import page_crumb, page_path, pager
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent


def record_list(kind: RecordKind, content: SiteContent, pages: PageRenderer) -> Files:
    """The list of all records of a kind, if there are any.

    They are in the order of their folders, a hundred to a page.
    """
    entries = content.entries_of(kind)
    for page in listing_pages(entries) if entries else ():
        context = {
            "kind": kind,
            "page": page,
            "pager": pager(page, kind.list_path),
            "crumbs": crumbs_of(Crumb(kind.label, kind.list_path), *page_crumb(page)),
        }
        yield pages.render("pages/records.html", page_path(kind.list_path, page), context)
