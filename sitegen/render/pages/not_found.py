"""The page that servers show for addresses that do not exist."""

from __future__ import annotations

from sitegen.render.links import Links
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import NOT_FOUND


def not_found(content: SiteContent, pages: PageRenderer) -> Files:
    """`/404.html`, which a server shows at any URL, so its links start at the root."""
    links = Links(pages.site.base_url, pages.site.root_path)
    yield pages.render("pages/404.html", NOT_FOUND.path, {}, links)
