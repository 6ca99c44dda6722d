"""The texts that editors write about the site, as pages."""

from __future__ import annotations

from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import FOLDERS


def guides(content: SiteContent, pages: PageRenderer) -> Files:
    """The guides as pages, but for those that introduce a page which sitegen makes."""
    for guide in content.guides:
        if guide.name not in FOLDERS:
            yield pages.render("pages/guide.html", guide.path, {"guide": guide})
