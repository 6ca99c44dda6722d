"""Renders one page that belongs to no paper, without rendering the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sitegen.contracts.tombstone import Tombstone
from sitegen.preview.judging import KnownPaper
from sitegen.preview.snapshot import Snapshot
from sitegen.render.pages.rendering import PageRenderer, SelectedPages
from sitegen.render.pages.site_pages import maker_of, site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import NOT_FOUND, SITE_PAGES, SitePages, family_of

if TYPE_CHECKING:
    from sitegen.render.catalog import Catalog


def file_of_site(snapshot: Snapshot, catalogs: Catalogs, name: str) -> bytes | None:
    """The bytes of a file that belongs to no paper; None if the site has no such file.

    Pages list the papers that were checked so far. The ledger has no digests of their manifests,
    which would require to render every paper. Raises BadTemplateError.
    """
    inputs, family = snapshot.inputs, family_of(name)
    pages = SelectedPages(inputs.site, inputs.templates, wanted=frozenset({name}))
    files = site_files(_content(snapshot, catalogs, family), pages, [family])
    return next((made for file, made in files if file == name), None)


def not_found(snapshot: Snapshot, catalogs: Catalogs) -> bytes:
    """The page for addresses that do not exist."""
    pages = PageRenderer(snapshot.inputs.site, snapshot.inputs.templates)
    content = _content(snapshot, catalogs, NOT_FOUND)
    return next(data for _, data in site_files(content, pages, [NOT_FOUND]))


def _content(snapshot: Snapshot, catalogs: Catalogs, family: SitePages) -> SiteContent:
    """The inputs of a family of pages; the catalog is slow, so it is made only if needed."""
    from sitegen.render.catalog import make_catalog

    if not family.lists_papers:
        return SiteContent(make_catalog([]), guides=snapshot.inputs.guides)
    catalog, tombstones = catalogs.of(snapshot)
    guides, entries = snapshot.inputs.guides, snapshot.entries
    return SiteContent(catalog, tombstones, guides, entries=entries)


class Catalogs:
    """The catalog of a preview, made again when papers changed.

    During a scan, it is made only now and then, so that it takes a twentieth of the time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._papers: Mapping[str, KnownPaper] | None = None
        self._made: tuple[Catalog, tuple[Tombstone, ...]] | None = None
        self._made_at, self._took = 0.0, 0.0

    def of(self, snapshot: Snapshot) -> tuple[Catalog, tuple[Tombstone, ...]]:
        """The catalog of the papers that are known, and the tombstones of the same snapshot."""
        from sitegen.render.catalog import make_catalog

        with self._lock:
            began, are_all = time.monotonic(), len(snapshot.papers) >= len(snapshot.folders)
            is_late = are_all or began > self._made_at + 20 * self._took
            if self._made is None or (self._papers is not snapshot.papers and is_late):
                self._made = make_catalog(snapshot.rows), snapshot.tombstones
                self._papers = snapshot.papers
                self._made_at, self._took = time.monotonic(), time.monotonic() - began
            return self._made


def prepare() -> None:
    """Load the libraries that the first page over all papers needs."""
    for family in SITE_PAGES:
        maker_of(family)
