"""The pages of guides, the texts that editors write about the site."""

from __future__ import annotations

from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import FOLDERS


def guides(content: SiteContent, pages: PageRenderer) -> Files:
    """The guides as pages, except for those that introduce a page of sitegen."""
    for guide in content.guides:
        if guide.name not in FOLDERS:
            crumb = Crumb(guide.title, language=pages.site.language)
            context = {"guide": guide, "crumbs": crumbs_of(crumb)}
            yield pages.render("pages/guide.html", guide.path, context)
