"""`/sitemap.xml`: all pages that search engines should find, by the protocol of sitemaps.org.

The file is an index. Its parts hold the pages that are about no single record, papers, papers
without a date of submission, and notices. Papers and notices are in the order of their dates, the
oldest first, so that a new one changes only the last part.

The pages of removed papers are in no part. They stay at their addresses for whoever follows a link
or a citation, but what is gone is not offered to a search engine. Neither are replaced versions,
which belong to their papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.schemas import PUBLISHED
from sitegen.contracts.settings import Site
from sitegen.render.correction_list import Correction
from sitegen.render.exports.feed_entries import escaped
from sitegen.render.facets import FACETS
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import file_names
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import INDEX, SCHEMAS, SEARCH, SEARCH_INDEX, SITE_PAGES, SITEMAP

# The protocol allows 50,000 addresses and 50 MB. A part of this size has 2 MB, and that is also
# what a crawler reads again when one of its papers changes.
PART_SIZE = 10_000
NOT_LISTED = (SEARCH, SEARCH_INDEX, SITEMAP)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# The folders of listings by facets: a page below that of a group lists some of its papers.
OF_FACETS = frozenset(facet.folder for facet in FACETS)
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class ListedPage(NamedTuple):
    """The path of a page, and when it changed last; empty if no fact says so."""

    path: str
    changed: str = ""


def sitemap(content: SiteContent, pages: PageRenderer) -> Files:
    """The parts of the sitemap, and the index that lists them.

    They are always made: that takes less time than to find out whether anything changed.
    """
    made: list[str] = []
    for name, listed in (
        ("pages", list(_other_pages(content, pages))),
        ("papers", _papers(content.rows, is_dated=True)),
        ("undated", _papers(content.rows, is_dated=False)),
        ("notices", _notices(content)),
    ):
        for start in range(0, len(listed), PART_SIZE):
            path = SITEMAP.part(f"{name}-{start // PART_SIZE + 1}")
            part = listed[start : start + PART_SIZE]
            made.append(path)
            yield path[1:], _part(part, pages.site)
    yield SITEMAP.file, _index(made, pages.site)


def _other_pages(content: SiteContent, pages: PageRenderer) -> Iterator[ListedPage]:
    """All pages but those of records, as their makers name them; none is rendered for this.

    Of a list of papers only the newest page is among them: the papers are in other parts of the
    sitemap. Only the contracts of schemas have dates of their own.
    """
    dates = {f"{SCHEMAS.path}{each.contract.stem}/": each.contract.updated for each in PUBLISHED}
    # A page of search results is nothing to find by searching.
    families = [each for each in SITE_PAGES if each.maker and each not in NOT_LISTED]
    for file in file_names(content, pages, families):
        # Only pages have such a file; the page for missing addresses has none.
        if file.endswith(INDEX.file) and not _is_inner(file):
            path = f"/{file.removesuffix(INDEX.file)}"
            yield ListedPage(path, dates.get(path, ""))


def _is_inner(file: str) -> bool:
    """Whether a page is below the newest page of a group: one with a number, or of a pair."""
    folder, _, below = file.partition("/")
    return folder in OF_FACETS and below.count("/") > 1


def _papers(rows: Sequence[CatalogRow], *, is_dated: bool) -> list[ListedPage]:
    """The pages of papers, the oldest first, with or without a date of submission."""
    found = [row for row in reversed(rows) if bool(row.submitted) == is_dated]
    return [ListedPage(row.path, row.last_change) for row in found]


def _notices(content: SiteContent) -> list[ListedPage]:
    """The pages of notices, the oldest first, without those of removed papers."""
    removed = {each.id for each in content.tombstones}
    return [
        ListedPage(each.path, _last_change(each))
        for each in reversed(content.corrections)
        if each.row.id not in removed
    ]


def _last_change(correction: Correction) -> str:
    redacted = correction.event.redacted
    return redacted.redacted_at if redacted else correction.event.corrected_at


def _part(listed: Iterable[ListedPage], site: Site) -> bytes:
    base = escaped(site.base_url)
    lines = [
        f"<url><loc>{base}{path}</loc><lastmod>{changed}</lastmod></url>\n"
        if changed
        else f"<url><loc>{base}{path}</loc></url>\n"
        for path, changed in listed
    ]
    return f"{HEAD}<urlset {NAMESPACE}>\n{''.join(lines)}</urlset>\n".encode()


def _index(parts: Iterable[str], site: Site) -> bytes:
    """The index. It has no dates, because no record says when a part changed."""
    lines = [f"<sitemap><loc>{escaped(site.url(path))}</loc></sitemap>\n" for path in parts]
    return f"{HEAD}<sitemapindex {NAMESPACE}>\n{''.join(lines)}</sitemapindex>\n".encode()
