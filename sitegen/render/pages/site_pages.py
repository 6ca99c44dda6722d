"""All pages and files of a site that do not belong to one paper, made as the site map says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import cast

from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_content import Maker, SiteContent
from sitegen.render.site_map import SITE_PAGES, SitePages


def site_files(
    content: SiteContent, pages: PageRenderer, families: Iterable[SitePages] = SITE_PAGES
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of these families of the site map."""
    for family in families:
        yield from maker_of(family)(content, pages)


def maker_of(family: SitePages) -> Maker:
    """The function that makes the files of a family, loaded when it is asked for."""
    module, _, function = family.maker.partition(":")
    return cast(Maker, getattr(import_module(f"{__package__}.{module}"), function))
