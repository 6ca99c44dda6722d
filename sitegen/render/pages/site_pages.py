"""Make all pages and files of a site that do not belong to one paper, by the site map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from importlib import import_module
from typing import Protocol, cast

from sitegen.render.exports import SITE_EXPORTS, SiteExport
from sitegen.render.pages.rendering import PageRenderer, SelectedPages
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import SITE_PAGES, SitePages


class Maker(Protocol):
    """Makes one family of pages, or one file."""

    def __call__(self, content: SiteContent, pages: PageRenderer, /) -> Files:
        """The files of the family."""


def site_files(
    content: SiteContent, pages: PageRenderer, families: Iterable[SitePages] = SITE_PAGES
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of these families of the site map."""
    for family in families:
        names: list[str] = []
        for file, data in maker_of(family)(content, pages):
            names.append(file)
            yield file, data
        pages.families[family] = content, names


def file_names(
    content: SiteContent, pages: PageRenderer, families: Iterable[SitePages]
) -> Iterator[str]:
    """The paths of the files of these families; none is rendered for this.

    If `pages` made a family of this content already, its maker is not asked again.
    """
    names = SelectedPages(pages.site, pages.templates)
    for family in families:
        its_content, files = pages.families.get(family, (None, []))
        if its_content is content:
            yield from files
        else:
            yield from (file for file, _ in site_files(content, names, [family]))


def maker_of(family: SitePages) -> Maker:
    """The function that makes the files of a family, which is imported now."""
    if family.copy_of:
        return partial(_copied, family)
    if not family.maker:
        (export,) = (each for each in SITE_EXPORTS.values() if each.family == family)
        return partial(_exported, export)
    module, _, function = family.maker.partition(":")
    make = getattr(import_module(f"{__package__}.{module}"), function)
    return cast(Maker, partial(make, family.kind) if family.kind else make)


def _exported(export: SiteExport, content: SiteContent, pages: PageRenderer) -> Files:
    for file in export.make(content, pages.site):
        yield pages.make(file)


def _copied(family: SitePages, content: SiteContent, pages: PageRenderer) -> Files:
    yield family.file, pages.templates.read(family.copy_of)
