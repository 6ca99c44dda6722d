"""One page of a site that belongs to no paper, made without making the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitegen.contracts.tombstone import Tombstone
from sitegen.preview.judging import KnownPaper
from sitegen.preview.snapshot import Snapshot
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
    tombstones: tuple[Tombstone, ...]
    guides: tuple[Guide, ...]


def file_of_site(snapshot: Snapshot, catalogs: Catalogs, name: str) -> bytes | None:
    """The bytes of a file of the site that is no paper's own; None where the site has no such file.

    Pages list the papers that are known by now. Raises BadTemplateError.
    """
    inputs = snapshot.inputs
    if name == "assets/site.css":
        return inputs.templates.read("styles/site.css")
    pages = OnePage(inputs.site, inputs.templates, wanted=name)
    content = Content(*catalogs.of(snapshot), inputs.guides)
    top = name.partition("/")[0]
    files = MAKERS.get(top, _guides)(content, pages)
    return next((made for file, made in files if file == name), None)


def not_found(snapshot: Snapshot) -> bytes:
    """The page that stands for every address that leads nowhere."""
    from sitegen.render.pages.site_pages import not_found

    return not_found(PageRenderer(snapshot.inputs.site, snapshot.inputs.templates))[1]


class Catalogs:
    """The catalog of a preview, made anew when its papers have changed.

    While papers come in by the hundred, it is made now and then only: for a twentieth of the time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._papers: Mapping[str, KnownPaper] | None = None
        self._made: tuple[Catalog, tuple[Tombstone, ...]] | None = None
        self._made_at, self._took = 0.0, 0.0

    def of(self, snapshot: Snapshot) -> tuple[Catalog, tuple[Tombstone, ...]]:
        """The catalog of the papers that are known, and the tombstones of the same moment."""
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
    from sitegen.render.pages.correction_list import changes, corrections_of
    from sitegen.render.pages.corrections_page import corrections
    from sitegen.render.pages.feed import feed

    corrected = corrections_of(content.catalog.rows)
    yield from corrections(corrected, content.catalog, content.tombstones, pages)
    yield feed(changes(corrected, content.catalog.rows, content.tombstones), pages.site)


def _ledger(content: Content, pages: PageRenderer) -> Files:
    from sitegen.render.pages.ledger_json import ledger

    # The digests of manifests are null: to know them is to make every paper.
    reports = {f"{row.path[1:]}paper.pdf": "" for row in content.catalog.rows if row.has_report}
    yield ledger(content.catalog.rows, content.tombstones, reports, pages.site)


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
    "ledger.json": _ledger,
    "schemas": _schemas,
}
