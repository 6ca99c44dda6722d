"""The listings of papers by each facet, and their overviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.catalog import Catalog
from sitegen.render.crumbs import Crumb, Crumbs, crumbs_of
from sitegen.render.facets import (
    BY_AUTHOR,
    BY_GATE,
    BY_LEVEL,
    BY_MONTH,
    BY_SCORE,
    BY_STATUS,
    BY_TIER,
    BY_TOPIC,
    LETTERS,
    Facet,
    Order,
)
from sitegen.render.pages.counts import not_stated
from sitegen.render.pages.group_pages import (
    NOTHING_MORE,
    OutsideLink,
    Shown,
    crumb_of,
    group_pages,
)
from sitegen.render.pages.groups import Group, group_of, keys_of
from sitegen.render.pages.letters import MOST_GROUPS, Letter, by_letter, sorted_groups
from sitegen.render.pages.pairs import cells_of, narrowed
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.shares import bar_of
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS, FLAGGED

# An overview by the alphabet of more groups than this shows them in short, without bars. One by
# letter shows the groups of the most papers with bars.
MOST_WITH_BARS, MOST_PAPERS = 40, 12
ORCID = "https://orcid.org/"


def by_gate(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by gate status, and their overview."""
    return listings(BY_GATE, content, pages)


def by_tier(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by quality tier, and their overview."""
    return listings(BY_TIER, content, pages)


def by_level(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by verification level, and their overview."""
    return listings(BY_LEVEL, content, pages)


def by_status(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by editorial status, and their overview."""
    return listings(BY_STATUS, content, pages)


def by_month(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by month, and their overview."""
    return listings(BY_MONTH, content, pages)


def by_score(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by review score, and their overview."""
    return listings(BY_SCORE, content, pages)


def by_topic(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by topic, and their overview."""
    return listings(BY_TOPIC, content, pages)


def by_author(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by author with an ORCID iD, and their overview."""
    return listings(BY_AUTHOR, content, pages)


def listings(facet: Facet, content: SiteContent, pages: PageRenderer) -> Files:
    """The overview of a facet, and the pages of each of its groups."""
    catalog = content.catalog
    groups = {key: group_of(facet, key, catalog) for key in keys_of(facet, catalog)}
    yield from overview(facet, list(groups.values()), content, pages)
    for key, group in groups.items():
        yield from _group(facet, key, group, catalog, pages)


def _group(facet: Facet, key: str, group: Group, catalog: Catalog, pages: PageRenderer) -> Files:
    """The pages of a group, and those of its pairs."""
    above = (Crumb(facet.title, facet.path),)
    rows = catalog.group(facet, key)
    shown = replace(_facts(facet, key, rows), narrow=narrowed(facet, key, rows, catalog))
    yield from group_pages(group, rows, above, pages, shown)
    first = crumb_of(group)
    for cell in cells_of(facet, key, group, catalog):
        both = Shown(within=(first, Crumb(cell.group.part, cell.second)))
        yield from group_pages(cell.group, cell.rows, (*above, first), pages, both)


def _facts(facet: Facet, key: str, rows: Sequence[CatalogRow]) -> Shown:
    """What the newest page of a group says of it."""
    if facet is not BY_AUTHOR:
        return NOTHING_MORE
    named = ((orcid, name) for row in reversed(rows) for orcid, name, _ in row.orcids)
    printed = {name: None for orcid, name in named if orcid == key}
    link = OutsideLink(f"ORCID iD {key}", f"{ORCID}{key}")
    return Shown((("Printed as", tuple(printed)),), (link,))


def overview(
    facet: Facet, groups: Sequence[Group], content: SiteContent, pages: PageRenderer
) -> Files:
    """The page that lists the groups of a facet, and those by letter if there are many."""
    is_alphabet = facet.order is Order.ALPHABET
    groups = sorted_groups(groups) if is_alphabet else groups
    in_short = is_alphabet and len(groups) > MOST_WITH_BARS
    letters = by_letter(groups, f"{facet.path}{LETTERS}/") if len(groups) > MOST_GROUPS else ()
    letters = letters if is_alphabet else ()
    shown = groups
    if letters:
        several = (each for each in groups if each.count > 1)
        shown = sorted(several, key=lambda each: -each.count)[:MOST_PAPERS]
    most = max((each.count for each in groups), default=0)
    context = {
        "title": facet.title,
        "introduction": facet.introduction,
        "guide": content.guide(facet.folder),
        "groups": [_line(group, most) for group in shown] if letters or not in_short else [],
        "columns": [] if letters or not in_short else groups,
        "letters": letters,
        "not_stated": not_stated(content.catalog, facet),
        "flagged": FLAGGED.path if facet in (BY_GATE, BY_STATUS) else "",
        "crumbs": crumbs_of(Crumb(facet.title)),
    }
    yield pages.render("pages/overview.html", facet.path, context)
    yield from _letters(facet, letters, (Crumb(facet.title, facet.path),), pages)


def _letters(facet: Facet, letters: Sequence[Letter], above: Crumbs, pages: PageRenderer) -> Files:
    """The pages by letter of an overview."""
    for letter in letters:
        here = crumbs_of(*above, Crumb(letter.label))
        context = {"title": facet.title, "letter": letter, "crumbs": here}
        yield pages.render("pages/letter.html", letter.path, context)
        below = (*above, Crumb(letter.label, letter.path))
        yield from _letters(facet, letter.below, below, pages)


def _line(group: Group, longest: int) -> dict[str, Any]:
    """What the overview shows of a group; its bar is as long as its share in the longest."""
    return {"group": group, "bar": bar_of(group.standings, longest)}


def superseded_papers(rows: list[CatalogRow], pages: PageRenderer) -> Files:
    """The listing of papers that a newer one replaces; nothing if there are none."""
    if rows:
        above = (Crumb(CORRECTIONS.label, CORRECTIONS.path),)
        yield from group_pages(superseded(rows), rows, above, pages)


def superseded(rows: list[CatalogRow]) -> Group:
    """The group of papers that a newer one replaces."""
    description = "A newer paper replaces each of these."
    return Group(
        "Superseded papers", f"{CORRECTIONS.path}superseded/", len(rows), description=description
    )
