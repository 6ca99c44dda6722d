"""One page of a site that belongs to no paper, made without making the others."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sitegen.preview.desk import Desk
from sitegen.render.pages.rendering import PageRenderer, SelectedPages
from sitegen.render.pages.site_content import SiteContent
from sitegen.render.pages.site_pages import maker_of, site_files
from sitegen.render.site_map import NOT_FOUND, SITE_PAGES, SitePages, family_of

if TYPE_CHECKING:
    from sitegen.render.catalog import Catalog


def file_of_site(desk: Desk, name: str) -> bytes | None:
    """The bytes of a file of the site that is no paper's own; None where the site has no such file.

    Pages list the papers that are known by now; the ledger has no digests of their manifests,
    because to know them is to make every paper. Raises BadTemplateError.
    """
    family = family_of(name)
    pages = SelectedPages(desk.making.site, desk.making.templates, wanted=frozenset({name}))
    files = site_files(_content(desk, family), pages, [family])
    return next((made for file, made in files if file == name), None)


def not_found(desk: Desk) -> bytes:
    """The page that stands for every address that leads nowhere."""
    pages = PageRenderer(desk.making.site, desk.making.templates)
    return next(data for _, data in site_files(_content(desk, NOT_FOUND), pages, [NOT_FOUND]))


def _content(desk: Desk, family: SitePages) -> SiteContent:
    """What a family of pages is made from; the catalog, which takes its time, only if it is."""
    from sitegen.render.catalog import make_catalog

    catalog = _CATALOGS.of(desk) if family.lists_papers else make_catalog([])
    tombstones = [each for _, each in desk.tombstones()]
    return SiteContent(catalog, tombstones, desk.making.guides)


class _Catalogs:
    """The catalog of a desk, made anew when that has changed.

    While papers come in by the hundred, it is made now and then only: for a twentieth of the time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[Desk, int] | None = None
        self._catalog: Catalog | None = None
        self._made_at, self._took = 0.0, 0.0

    def of(self, desk: Desk) -> Catalog:
        """The catalog of what a desk knows."""
        from sitegen.render.catalog import make_catalog

        with self._lock:
            began, key = time.monotonic(), (desk, desk.version)
            is_late = began > self._made_at + 20 * self._took or desk.found >= len(desk.folders)
            is_other = self._made is None or self._made[0] is not desk
            if self._catalog is None or is_other or (self._made != key and is_late):
                self._catalog, self._made = make_catalog(desk.rows()), key
                self._made_at, self._took = time.monotonic(), time.monotonic() - began
            return self._catalog


_CATALOGS = _Catalogs()


def prepare() -> None:
    """Load what the first page over all papers needs."""
    for family in SITE_PAGES:
        maker_of(family)
