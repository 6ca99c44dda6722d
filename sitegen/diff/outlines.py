"""The pages over all papers as digests: really rendered, or from what their templates are given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import ListingPage, make_catalog
from sitegen.render.correction_list import Correction
from sitegen.render.guides import Guide
from sitegen.render.pages.guide_pages import render_guides
from sitegen.render.pages.listings import Facet
from sitegen.render.pages.rendering import PageRenderer, file_of
from sitegen.render.pages.schema_pages import schemas
from sitegen.render.pages.site_pages import STYLE_SHEET, not_found, site_files
from sitegen.render.templating import Links, Templates

# What the built-in templates show of a paper in a list: templates/parts/paper_list.html.
LISTED = attrgetter(
    *("path", "language", "display_title", "status", "status_emphasis", "status_label"),
    *("record_id", "submitted", "gate_label", "evidence", "tier_label", "level", "level_label"),
    "review_score",
)
# What they show of the settings; limitations and thresholds reach papers alone.
SHOWN_OF_SITE = attrgetter(
    *("publisher", "base_url", "identity_url", "language", "navigation", "notes")
)


@dataclass(frozen=True)
class Side:
    """All of a site that is no paper's own, at one time."""

    site: Site
    rows: Sequence[CatalogRow]
    tombstones: list[Tombstone]
    guides: list[Guide]


@dataclass(frozen=True)
class Outlines(PageRenderer):
    """Gives in place of a page what its template is given: a tenth of the work.

    `is_own` says that templates are the project's, and may show whatever a row has.
    """

    is_own: bool = False

    def render(
        self, template: str, path: str, context: dict[str, Any], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`, and what it is made from."""
        told = [template, self._settings(), self._told(context)]
        return file_of(path), repr(told).encode("utf-8", "surrogatepass")

    def _settings(self) -> Any:
        site = self.site
        return site.settings_sha256 if self.is_own else SHOWN_OF_SITE(site)

    def _told(self, value: Any) -> Any:
        if isinstance(value, CatalogRow):
            return value[:-1] if self.is_own else LISTED(value)
        if isinstance(value, Correction):
            event = value.event
            facts = (value.title, value.path, value.note, event.correction_type, event.corrected_at)
            return facts, self._told(value.row)
        if isinstance(value, ListingPage):
            return self._told(value.rows), value.number, value.older, value.newer
        if isinstance(value, Facet):  # which groups it has, only its overview shows
            return value.name, value.title, value.introduction
        if isinstance(value, dict):
            return [(key, self._told(each)) for key, each in value.items()]
        if type(value) in (list, tuple):
            return [*map(self._told, value)]
        return value


def digests_of(side: Side, pages: PageRenderer, manifests: Mapping[str, str]) -> dict[str, str]:
    """The SHA-256 of every file that is no paper's own; `manifests` has those of papers."""
    catalog = make_catalog(side.rows)
    return _digests(site_files(catalog, side.tombstones, side.guides, pages, manifests))


def fixed_digests(side: Side, templates: Templates) -> dict[str, str]:
    """Of those files the ones that show no papers, really rendered."""
    pages = PageRenderer(side.site, templates)
    introduction = next((guide for guide in side.guides if guide.name == "schemas"), None)
    return {
        **_digests(render_guides(side.guides, pages)),
        **_digests(schemas(introduction, pages)),
        **_digests(iter([not_found(pages), (STYLE_SHEET, templates.read("styles/site.css"))])),
    }


def _digests(files: Iterator[tuple[str, bytes]]) -> dict[str, str]:
    return {path: hashlib.sha256(data).hexdigest() for path, data in files}
