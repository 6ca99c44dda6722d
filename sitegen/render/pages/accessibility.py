"""The accessibility statement: which standard, how pages are tested, what does not conform."""

from __future__ import annotations

from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.error_report import contact_address
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import ACCESSIBILITY


def statement(content: SiteContent, pages: PageRenderer) -> Files:
    """The page of the statement; a guide may introduce it."""
    introduction = content.guide(ACCESSIBILITY.folder)
    context = {
        "guide": introduction,
        "contact": contact_address(pages.site),
        "crumbs": crumbs_of(Crumb("Accessibility")),
    }
    yield pages.render("pages/accessibility.html", ACCESSIBILITY.path, context)
