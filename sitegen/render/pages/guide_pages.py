"""The texts that editors write about the site, as pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.render.guides import Guide
from sitegen.render.pages.rendering import PageRenderer


def render_guides(guides: Iterable[Guide], pages: PageRenderer) -> Iterator[tuple[str, bytes]]:
    """The guides as pages; `schemas` is left to the page of the schemas."""
    for guide in guides:
        if guide.name != "schemas":
            yield pages.render("pages/guide.html", guide.path, {"guide": guide})
