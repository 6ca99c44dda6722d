"""Render pages of the site from templates."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.settings import Site
from sitegen.render.cards import shared_card
from sitegen.render.correction_list import Change
from sitegen.render.exports import SITE_FILES
from sitegen.render.flagged_list import Flag
from sitegen.render.links import Links, relative_links
from sitegen.render.pages.list_entries import (
    OF_CHANGE,
    OF_FLAG,
    OF_PAPER,
    OF_PAPER_IN_SHORT,
    ListEntries,
)
from sitegen.render.site_content import Files, SiteContent, SiteFile
from sitegen.render.site_map import SitePages, file_of
from sitegen.render.templating import Templates

# What lists have as their items.
Item = CatalogRow | Change | Flag


@dataclass(frozen=True)
class PageRenderer:
    """Renders pages that are not papers."""

    site: Site
    templates: Templates

    def render(
        self, template: str, path: str, context: dict[str, Any], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`, and its bytes.

        Its template also gets `entries`, a function that makes the entries of rows of the catalog
        for a list of papers; `short_entries` does that for a list in short, `change_entries` for
        corrections and removals, and `flag_entries` for flagged papers. Each is rendered once,
        however many pages list it.
        """
        link = links or relative_links(self.site.base_url, path)
        shared = {"site": self.site, "link": link, "path": path, "card": shared_card(self.site)}
        shared |= {"exports": SITE_FILES, "entries": partial(self.entries, link=link)}
        shared |= {"change_entries": partial(self.change_entries, link=link)}
        shared |= {"flag_entries": partial(self.flag_entries, link=link)}
        shared |= {"short_entries": partial(self.short_entries, link=link)}
        return file_of(path), self.templates.encoded(template, shared | context)

    def make(self, file: SiteFile) -> tuple[str, bytes]:
        """The path of a file that is not a page, and its bytes."""
        return file.file, file.make()

    def group(
        self,
        path: str,
        rows: Sequence[Item],
        shows: object,
        make: Callable[[], Files],
    ) -> Files:
        """The files of a group of pages, such as all pages of one listing.

        `path` is that of its first page, and no other group has it. The files that `make` yields
        have to follow from `rows` in this order, from `shows`, the settings and the code alone. In
        a build after which none of these changed, `make` is not called, so no contexts are made.
        `shows` has texts, numbers, and tuples, mappings and dataclasses of them.
        """
        yield from make()

    def sha256(self, file: str, content: bytes) -> str:
        """The SHA-256 of a file; a build may leave out the bytes of one that is as it was."""
        return hashlib.sha256(content).hexdigest()

    @cached_property
    def entries(self) -> ListEntries:
        """Renders the entries of lists of papers."""
        return ListEntries(self.site, self.templates, OF_PAPER)

    @cached_property
    def short_entries(self) -> ListEntries:
        """Renders the entries of lists of papers in short."""
        return ListEntries(self.site, self.templates, OF_PAPER_IN_SHORT)

    @cached_property
    def change_entries(self) -> ListEntries:
        """Renders the entries of lists of corrections and removals."""
        return ListEntries(self.site, self.templates, OF_CHANGE)

    @cached_property
    def flag_entries(self) -> ListEntries:
        """Renders the entries of lists of flagged papers."""
        return ListEntries(self.site, self.templates, OF_FLAG)

    @cached_property
    def families(self) -> dict[SitePages, tuple[SiteContent, list[str]]]:
        """The files of each family of pages that was made, and what it was made from."""
        return {}


@dataclass(frozen=True)
class SelectedPages(PageRenderer):
    """Renders only some files; for others it returns the name without bytes."""

    wanted: Set[str] = frozenset()

    def render(
        self, template: str, path: str, context: dict[str, Any], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`, and its bytes if it is wanted."""
        if file_of(path) not in self.wanted:
            return file_of(path), b""
        return super().render(template, path, context, links)

    def make(self, file: SiteFile) -> tuple[str, bytes]:
        """The path of a file that is not a page, and its bytes if it is wanted."""
        return super().make(file) if file.file in self.wanted else (file.file, b"")

    def group(
        self,
        path: str,
        rows: Sequence[Item],
        shows: object,
        make: Callable[[], Files],
    ) -> Files:
        """The files of a group of pages; nothing if only files of other groups are wanted."""
        if not self.wanted or any(file.startswith(path[1:]) for file in self.wanted):
            yield from make()
