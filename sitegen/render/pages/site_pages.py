"""All pages and files of a site that do not belong to one paper, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import Catalog
from sitegen.render.exports import export_site
from sitegen.render.exports.site_content import SiteContent
from sitegen.render.guides import Guide
from sitegen.render.pages.corrections_page import corrections
from sitegen.render.pages.guide_pages import render_guides
from sitegen.render.pages.listings import index, listings
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.schema_pages import schemas
from sitegen.render.templating import Links

STYLE_SHEET = "assets/site.css"


def site_files(
    catalog: Catalog,
    tombstones: list[Tombstone],
    guides: list[Guide],
    pages: PageRenderer,
    digests: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file that is made from the catalog or the settings.

    `digests` has the SHA-256 of the files of papers by their path.
    """
    introduction = next((guide for guide in guides if guide.name == "schemas"), None)
    yield index(catalog, pages)
    yield from listings(catalog, pages)
    content = SiteContent(catalog.rows, tombstones, digests)
    yield from corrections(content.corrections, catalog, tombstones, pages)
    yield from export_site(content, pages.site)
    yield from render_guides(guides, pages)
    yield from schemas(introduction, pages)
    yield not_found(pages)
    yield STYLE_SHEET, pages.templates.read("styles/site.css")


def not_found(pages: PageRenderer) -> tuple[str, bytes]:
    """`/404.html`, which a server shows for any address, so its links start at the root."""
    links = Links(pages.site.base_url, pages.site.root_path)
    return pages.render("pages/404.html", "/404.html", {}, links)
