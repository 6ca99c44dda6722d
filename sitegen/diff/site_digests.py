"""The digests of all files that belong to no paper, in one state of the site.

All of them are rendered, because nothing else can show which inputs a template uses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sitegen.contracts.settings import Site
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import SITE_PAGES, SitePages
from sitegen.render.templating import Templates

LISTINGS = tuple(each for each in SITE_PAGES if each.lists_papers)


@dataclass(frozen=True)
class Side:
    """The inputs of the files that belong to no paper, in one state, without the templates."""

    site: Site
    content: SiteContent


def digests_of(
    side: Side, templates: Templates, families: Iterable[SitePages] = SITE_PAGES
) -> dict[str, str]:
    """The SHA-256 of every file of these families. Raises BadTemplateError."""
    files = site_files(side.content, PageRenderer(side.site, templates), families)
    return {path: hashlib.sha256(data).hexdigest() for path, data in files}
