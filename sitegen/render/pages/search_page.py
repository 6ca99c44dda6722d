"""The page that searches in all papers, by a script in the reader's browser."""

from __future__ import annotations

from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import SEARCH


def search_page(content: SiteContent, pages: PageRenderer) -> Files:
    """The page; it says where papers are listed, too, for readers without script or index."""
    context = {"crumbs": crumbs_of(Crumb("Search"))}
    yield pages.render("pages/search.html", SEARCH.path, context)
