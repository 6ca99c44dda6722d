"""The search index of a build, which is published without it if Pagefind is missing or fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.build.inputs import BuildOptions
from sitegen.build.page_cache import CachedPages
from sitegen.publish.staging import Staging
from sitegen.render.pagefind import SearchUnavailableError, pagefind_version
from sitegen.render.site_map import SEARCH_INDEX, SITE_PAGES

if TYPE_CHECKING:  # it loads pandas
    from sitegen.render.site_content import SiteContent

# The index comes last, because the site can be published without it.
MANIFEST = "manifest"
WITHOUT_INDEX = tuple(each for each in SITE_PAGES if each != SEARCH_INDEX)


def search_version(options: BuildOptions) -> tuple[str, tuple[str, ...]]:
    """The version of Pagefind if an index is made; empty if not, with what to say if it cannot.

    The index is made of the manifests of all papers.
    """
    if not options.search or options.only is not None or MANIFEST not in options.formats:
        return "", ()
    try:
        return pagefind_version(), ()
    except SearchUnavailableError as error:
        return "", (_no_index(error),)


def index_papers(
    content: SiteContent, pages: CachedPages, staging: Staging, digests: dict[str, str]
) -> tuple[str, ...]:
    """Stage the index, and add the digests of its files; what to say if Pagefind fails."""
    from sitegen.render.pages.site_pages import site_files

    made: dict[str, str] = {}
    try:
        for path, data in site_files(content, pages, [SEARCH_INDEX]):
            made |= pages.stage([(path, data)], staging)
    except SearchUnavailableError as error:
        for path in made:
            if not pages.kept.pop(path, ""):
                staging.drop(path)
        return (_no_index(error),)
    digests.update(made)
    return ()


def _no_index(error: SearchUnavailableError) -> str:
    return (
        f"No search index: {error}; install the extra `search` of sitegen, or pass --no-search to "
        "silence this"
    )
