"""How a page of the site is made from a template and its path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sitegen.contracts.settings import Site
from sitegen.render.exports import SITE_FILES
from sitegen.render.templating import Links, Templates, relative_links


def file_of(path: str) -> str:
    """The file of the page at a path of the site: `/about/` is in `about/index.html`."""
    return f"{path[1:]}index.html" if path.endswith("/") else path[1:]


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
        shared = {"site": self.site, "link": link, "path": path, "exports": SITE_FILES}
        text = self.templates.render(template, shared | context)
        return file_of(path), text.encode()
