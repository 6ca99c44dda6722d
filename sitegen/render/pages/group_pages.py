"""The pages of one group of papers: the newest, those with a number, and the index of them.

Only the newest page says anything of the group as a whole. A page with a number has what is on it
and the label of the group, so it never changes once it is full. The index says which papers are on
which page, so that no page is further away than two links from the newest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.wording import day_month_year
from sitegen.render.catalog import ListingPage, listing_pages
from sitegen.render.crumbs import Crumb, Crumbs, crumbs_of
from sitegen.render.months import LENGTH_OF_A_YEAR
from sitegen.render.pages.groups import Group
from sitegen.render.pages.pagers import index_path, page_crumb, page_path, pager
from sitegen.render.pages.pairs import Narrow
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files


class OutsideLink(NamedTuple):
    """A link to another site that says more of a group."""

    label: str
    address: str


@dataclass(frozen=True)
class Shown:
    """What the newest page of a group shows beside its papers.

    `facts` are lines about the group: what they are called, and the texts. `links` lead to other
    sites. `within` are the groups that a pair is in, `narrow` are the ways to narrow the list.
    """

    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    links: tuple[OutsideLink, ...] = ()
    within: tuple[Crumb, ...] = ()
    narrow: tuple[Narrow, ...] = ()


class PageLine(NamedTuple):
    """A page in the index of pages: its number, its path, and from when to when its papers are."""

    number: int
    path: str
    dates: str


NOTHING_MORE = Shown()
NO_PAPERS = Group("", "", 0)
UNDATED = "undated"


def group_pages(
    group: Group,
    rows: Sequence[CatalogRow],
    above: Crumbs,
    pages: PageRenderer,
    shown: Shown = NOTHING_MORE,
) -> Files:
    """All pages of a group of papers at its path; `rows` are its papers, the newest first.

    `above` are the pages between the index of the site and the group; the last of them is named in
    the titles of its pages.
    """
    make = partial(_pages, group, rows, above, pages, shown)
    yield from pages.group(group.path, rows, (vars(group), above, vars(shown)), make)


def _pages(
    group: Group, rows: Sequence[CatalogRow], above: Crumbs, pages: PageRenderer, shown: Shown
) -> Files:
    made = listing_pages(rows)
    for page in made:
        numbered = page.number is not None
        name = f"{group.name}, page {page.number}" if numbered else group.name
        context = {
            "title": f"{name} · {above[-1].label}",
            "group": group if not numbered else label_of(group),
            "shown": shown if not numbered else NOTHING_MORE,
            "page": page,
            "pager": pager(page, group.path, above[-1], has_index=True),
            "crumbs": crumbs_of(*above, crumb_of(group), *page_crumb(page)),
        }
        yield pages.render("pages/listing.html", page_path(group.path, page), context)
    if len(made) > 1:
        yield pages.render(
            "pages/page_index.html", index_path(group.path), _index(group, made, above)
        )


def label_of(group: Group) -> Group:
    """A group as a page with a number shows it: nothing that counts all papers."""
    named = replace(NO_PAPERS, label=group.label, language=group.language, part=group.part)
    return replace(named, path=group.path, definition=group.definition)


def crumb_of(group: Group) -> Crumb:
    """A link to a group; that to a part of another says what part."""
    return (
        Crumb(group.part, group.path)
        if group.part
        else Crumb(group.label, group.path, group.language)
    )


def _index(group: Group, made: Sequence[ListingPage[CatalogRow]], above: Crumbs) -> dict[str, Any]:
    """What the index of the pages of a group shows, the newest page first."""
    numbered = sorted((each for each in made if each.number), key=lambda each: -(each.number or 0))
    filled = [each for each in numbered if each.rows]
    by_year = groupby(filled, lambda each: each.rows[0].submitted[:LENGTH_OF_A_YEAR])
    years = [(year or "Undated", [_line(group, each) for each in found]) for year, found in by_year]
    return {
        "title": f"{group.name}, all pages · {above[-1].label}",
        "group": label_of(group),
        "years": years,
        "crumbs": crumbs_of(*above, crumb_of(group), Crumb("All pages")),
    }


def _line(group: Group, page: ListingPage[CatalogRow]) -> PageLine:
    number = page.number or 0
    oldest, newest = page.rows[-1].submitted, page.rows[0].submitted
    return PageLine(number, page_path(group.path, page), _dates(oldest, newest))


def _dates(oldest: str, newest: str) -> str:
    """From when to when the papers of a page are; those without a date count as the oldest."""
    begin, end = (day_month_year(each) if each else UNDATED for each in (oldest, newest))
    return end if begin == end else f"from {begin} to {end}"
