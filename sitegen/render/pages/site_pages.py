"""All pages and files of a site that do not belong to one paper, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import Catalog
from sitegen.render.guides import Guide
from sitegen.render.pages.correction_list import changes, corrections_of
from sitegen.render.pages.corrections_page import corrections
from sitegen.render.pages.feed import feed
from sitegen.render.pages.guide_pages import render_guides
from sitegen.render.pages.ledger_json import ledger
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
    corrected = corrections_of(catalog.rows)
    yield from corrections(corrected, catalog, tombstones, pages)
    yield feed(changes(corrected, catalog.rows, tombstones), pages.site)
    yield ledger(catalog.rows, tombstones, digests, pages.site)
    yield from render_guides(guides, pages)
    yield from schemas(introduction, pages)
    yield not_found(pages)
    yield STYLE_SHEET, pages.templates.read("styles/site.css")


def not_found(pages: PageRenderer) -> tuple[str, bytes]:
    """`/404.html`, which a server shows for any address, so its links start at the root."""
    links = Links(pages.site.base_url, pages.site.root_path)
    return pages.render("pages/404.html", "/404.html", {}, links)
