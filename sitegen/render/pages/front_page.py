"""The front page: the state of the whole collection, its newest papers, and ways into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sitegen.contracts.wording import grouped
from sitegen.render.catalog import Catalog
from sitegen.render.crumbs import Crumb
from sitegen.render.facets import BY_GATE, BY_LEVEL, BY_MONTH, BY_TIER, FACETS
from sitegen.render.page_head import site_head
from sitegen.render.pages.counts import not_known, not_stated
from sitegen.render.pages.groups import Group, groups_of
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.shares import bar_of, counts_of, finding
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import INDEX, MONTH, TIER

# How many papers, changes and months the front page shows; all others are one link away.
NEWEST, LATEST, MONTHS = 12, 5, 6


class Line(NamedTuple):
    """A group of papers: its label, path and number, and the length of its bar in percent."""

    label: str
    path: str
    number: str
    length: str


class Way(NamedTuple):
    """A way into the collection: some groups, and the page that lists all of them."""

    label: str
    path: str
    lines: tuple[Line, ...]


def front_page(content: SiteContent, pages: PageRenderer) -> Files:
    """The front page."""
    catalog = content.catalog
    standings = catalog.all_standings
    context = {
        "finding": finding(standings, catalog.not_stated(BY_GATE)),
        "bar": bar_of(standings),
        "counts": counts_of(standings) if catalog.rows else (),
        "not_stated": (*not_stated(catalog, BY_GATE, BY_TIER, BY_LEVEL), *not_known(standings)),
        "rows": catalog.rows[:NEWEST],
        "total": grouped(len(catalog.rows)) if len(catalog.rows) > NEWEST else "",
        "changes": content.changes[:LATEST],
        "ways": _ways(catalog) if catalog.rows else (),
        "lists": [
            Crumb(each.pages.label, each.path) for each in FACETS if each not in (BY_TIER, BY_MONTH)
        ],
        "head": site_head(pages.site),
    }
    yield pages.render("pages/index.html", INDEX.path, context)


def _ways(catalog: Catalog) -> tuple[Way, ...]:
    return (
        Way(TIER.label, TIER.path, _lines(groups_of(BY_TIER, catalog))),
        Way(MONTH.label, MONTH.path, _lines(groups_of(BY_MONTH, catalog)[:MONTHS])),
    )


def _lines(groups: Sequence[Group]) -> tuple[Line, ...]:
    most = max([1, *(each.count for each in groups)])
    return tuple(
        Line(each.label, each.path, grouped(each.count), f"{100 * each.count / most:.2f}%")
        for each in groups
    )
