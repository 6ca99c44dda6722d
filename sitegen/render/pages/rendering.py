"""Render pages of the site from templates."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from sitegen.contracts.settings import Site
from sitegen.render.cards import shared_card
from sitegen.render.exports import SITE_FILES
from sitegen.render.links import Links, relative_links
from sitegen.render.site_content import SiteFile
from sitegen.render.site_map import file_of
from sitegen.render.templating import Templates


@dataclass(frozen=True)
class PageRenderer:
    """Renders pages that are not papers."""

    site: Site
    templates: Templates

    def render(
        self, template: str, path: str, context: dict[str, Any], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`, and its bytes."""
        link = links or relative_links(self.site.base_url, path)
        shared = {"site": self.site, "link": link, "path": path, "card": shared_card(self.site)}
        shared |= {"exports": SITE_FILES}
        return file_of(path), self.templates.encoded(template, shared | context)

    def make(self, file: SiteFile) -> tuple[str, bytes]:
        """The path of a file that is not a page, and its bytes."""
        return file.file, file.make()


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
