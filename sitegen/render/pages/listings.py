"""The index and the listings by month, gate status and tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sitegen.contracts import gate_verdict, quality_tiers
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.wording import counted
from sitegen.render.catalog import PAGE_SIZE, Catalog, ListingPage, listing_pages
from sitegen.render.months import month_label
from sitegen.render.page_head import site_head
from sitegen.render.pages.counts import OPEN_WORDS, not_stated, parts_of
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS, GATE, INDEX, MONTH, TIER
from sitegen.render.templating import slug


@dataclass(frozen=True)
class Group:
    """One group of a listing: its label, its path, its number of papers, and what it consists of.

    `definition` is the wording of a contract for each record of the group.
    """

    label: str
    path: str
    count: int
    description: str = ""
    definition: str = ""
    parts: tuple[str, ...] = ()

    @property
    def papers(self) -> str:
        """Its number of papers, in words."""
        return counted(self.count, "paper")


@dataclass(frozen=True)
class Facet:
    """A way to group papers: a column of the catalog and the groups that always have a page.

    `groups` has their labels, `definitions` what a contract says of each record in them.
    """

    name: str
    title: str
    column: str
    introduction: str
    groups: Mapping[str, str]
    definitions: Mapping[str, str] = field(default_factory=dict)


TIER_DEPENDS_ON = (
    "A tier follows from the review score, the number of verified claims (found in a source, not "
    "tested) and the reproducibility level; where these are not known, the record declares it."
)
BY_GATE = Facet(
    name=GATE.folder,
    title="Papers by gate status",
    column="gate",
    introduction="Whether the verification gate tested a claim of a paper, and how that ended.",
    groups={
        status: gate_verdict.LABELS[status] for status in ("VERIFIED", "FALSIFIED", "UNVERIFIED")
    },
    definitions={str(status): text for status, text in gate_verdict.DEFINITIONS.items()},
)
BY_TIER = Facet(
    name=TIER.folder,
    title="Papers by quality tier",
    column="tier",
    introduction=f"The contract says of each tier: “{quality_tiers.ENFORCEMENT}” {TIER_DEPENDS_ON}",
    groups={str(tier): label for tier, label in quality_tiers.LABELS.items()},
)
CORRECTED = Facet(
    name=CORRECTIONS.folder, title="Corrections", column="", introduction="", groups={}
)


def index(content: SiteContent, pages: PageRenderer) -> Files:
    """The front page: the newest papers and the number of all."""
    catalog = content.catalog
    context = {
        "rows": catalog.rows[:PAGE_SIZE],
        "total": len(catalog.rows),
        "gate_groups": _groups(BY_GATE, catalog),
        "not_stated": not_stated(catalog, *OPEN_WORDS),
        "head": site_head(pages.site),
    }
    yield pages.render("pages/index.html", INDEX.path, context)


def by_gate(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by gate status, and their overview."""
    return _listings(BY_GATE, content.catalog, pages)


def by_tier(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by quality tier, and their overview."""
    return _listings(BY_TIER, content.catalog, pages)


def by_month(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by month, and their overview."""
    return _listings(_months(content.catalog), content.catalog, pages)


def _listings(facet: Facet, catalog: Catalog, pages: PageRenderer) -> Files:
    groups = _groups(facet, catalog)
    apart = not_stated(catalog, facet.column) if facet.column in OPEN_WORDS else ()
    overview = {"facet": facet, "groups": groups, "not_stated": apart}
    yield pages.render("pages/overview.html", f"/{facet.name}/", overview)
    for value, group in zip(facet.groups, groups, strict=True):
        yield from _listing(facet, group, catalog.group(facet.column, value), pages)


def superseded_papers(rows: list[CatalogRow], pages: PageRenderer) -> Files:
    """The listing of papers that a newer one replaces; nothing if there are none."""
    if rows:
        yield from _listing(CORRECTED, superseded(rows), rows, pages)


def superseded(rows: list[CatalogRow]) -> Group:
    """The group of papers that a newer one replaces."""
    description = "A newer paper replaces each of these."
    return Group("Superseded papers", f"{CORRECTIONS.path}superseded/", len(rows), description)


def _groups(facet: Facet, catalog: Catalog) -> list[Group]:
    counts = catalog.values(facet.column)
    return [
        Group(
            label=label,
            path=f"/{facet.name}/{slug(value)}/",
            count=counts.get(value, 0),
            definition=facet.definitions.get(value, ""),
            parts=parts_of(
                catalog.standings_of(facet.column, value),
                verdict=value if facet.column == "gate" else "",
            ),
        )
        for value, label in facet.groups.items()
    ]


def _months(catalog: Catalog) -> Facet:
    return Facet(
        name=MONTH.folder,
        title="Papers by month",
        column="month",
        introduction="When papers were submitted.",
        groups={value: month_label(value) for value in catalog.values("month")},
    )


def _listing(facet: Facet, group: Group, rows: list[CatalogRow], pages: PageRenderer) -> Files:
    for page in listing_pages(rows):
        context = {"facet": facet, "group": group, "page": page}
        yield pages.render("pages/listing.html", page_path(group.path, page), context)


def page_path(first: str, page: ListingPage[Any]) -> str:
    """The path of a page of the listing that begins at `first`."""
    return first if page.number is None else f"{first}{page.number}/"
