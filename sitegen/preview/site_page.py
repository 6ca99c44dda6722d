"""One page of a site that belongs to no paper, made without making the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitegen.contracts.tombstone import Tombstone
from sitegen.preview.desk import Desk
from sitegen.render.exports import export_of_site
from sitegen.render.exports.site_content import SiteContent
from sitegen.render.guides import Guide
from sitegen.render.pages.rendering import PageRenderer, file_of
from sitegen.render.templating import Links

if TYPE_CHECKING:
    from sitegen.render.catalog import Catalog

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class OnePage(PageRenderer):
    """Renders one file alone: of every other one it gives the name, and no bytes."""

    wanted: str = ""

    def render(
        self, template: str, path: str, context: dict[str, Any], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`; its bytes if it is the one that is wanted."""
        if file_of(path) != self.wanted:
            return file_of(path), b""
        return super().render(template, path, context, links)


@dataclass(frozen=True)
class Content:
    """What pages over all papers are made from."""

    catalog: Catalog
    tombstones: list[Tombstone]
    guides: tuple[Guide, ...]


def file_of_site(desk: Desk, name: str) -> bytes | None:
    """The bytes of a file of the site that is no paper's own; None where the site has no such file.

    Pages list the papers that are known by now. Raises BadTemplateError.
    """
    making = desk.making
    if name == "assets/site.css":
        return making.templates.read("styles/site.css")
    pages = OnePage(making.site, making.templates, wanted=name)
    content = Content(_CATALOGS.of(desk), [each for _, each in desk.tombstones()], making.guides)
    # The digests of manifests are null: to know them is to make every paper.
    exported = SiteContent(content.catalog.rows, content.tombstones, {})
    if (found := export_of_site(name, exported, making.site)) is not None:
        return found
    top = name.partition("/")[0]
    files = MAKERS.get(top, _guides)(content, pages)
    return next((made for file, made in files if file == name), None)


def not_found(desk: Desk) -> bytes:
    """The page that stands for every address that leads nowhere."""
    from sitegen.render.pages.site_pages import not_found

    making = desk.making
    return not_found(PageRenderer(making.site, making.templates))[1]


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
    import sitegen.render.catalog
    import sitegen.render.pages.site_pages  # noqa: F401


def _index(content: Content, pages: PageRenderer) -> Files:
    from sitegen.render.pages.listings import index

    yield index(content.catalog, pages)


def _listings(content: Content, pages: PageRenderer) -> Files:
    from sitegen.render.pages.listings import listings

    return listings(content.catalog, pages)


def _corrections(content: Content, pages: PageRenderer) -> Files:
    from sitegen.render.correction_list import corrections_of
    from sitegen.render.pages.corrections_page import corrections

    corrected = corrections_of(content.catalog.rows)
    return corrections(corrected, content.catalog, content.tombstones, pages)


def _schemas(content: Content, pages: PageRenderer) -> Files:
    from sitegen.render.pages.schema_pages import schemas

    introduction = next((guide for guide in content.guides if guide.name == "schemas"), None)
    return schemas(introduction, pages)


def _guides(content: Content, pages: PageRenderer) -> Files:
    from sitegen.render.pages.guide_pages import render_guides
    from sitegen.render.pages.site_pages import not_found

    yield from render_guides(content.guides, pages)
    yield not_found(pages)


# By the first part of a file's name; any other is a guide.
MAKERS: Mapping[str, Callable[[Content, PageRenderer], Files]] = {
    "index.html": _index,
    "gate": _listings,
    "tier": _listings,
    "month": _listings,
    "corrections": _corrections,
    "schemas": _schemas,
}
