"""The listings by month, gate status and tier, and their overviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sitegen.contracts import gate_verdict, quality_tiers
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.wording import grouped
from sitegen.render.catalog import Catalog, Standing, listing_pages
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.months import month_label
from sitegen.render.pages.counts import OPEN_WORDS, not_stated, number_of, others_of, parts_of
from sitegen.render.pages.pagers import page_crumb, page_path, pager
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.shares import bar_of
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS, GATE, MONTH, TIER
from sitegen.render.template_filters import slug


@dataclass(frozen=True)
class Group:
    """One group of a listing: its label, its path, its number of papers, and what they count as.

    `definition` is the wording of a contract for each record of the group. `verdict` is that of all
    its papers, if it is a group of one.
    """

    label: str
    path: str
    count: int
    standings: Mapping[Standing, int] = field(default_factory=dict)
    description: str = ""
    definition: str = ""
    verdict: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What its papers are, in words."""
        return parts_of(self.standings, self.verdict)

    @property
    def heading(self) -> str:
        """Its label, with the number of its papers if it is known what they count as."""
        if not self.standings:
            return self.label
        return f"{self.label}: {number_of(self.standings, self.verdict)}"


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

    @property
    def path(self) -> str:
        """The path of its overview."""
        return f"/{self.name}/"


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


def by_gate(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by gate status, and their overview."""
    return _listings(BY_GATE, content.catalog, pages)


def by_tier(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by quality tier, and their overview."""
    return _listings(BY_TIER, content.catalog, pages)


def by_month(content: SiteContent, pages: PageRenderer) -> Files:
    """The listings by month, and their overview."""
    return _listings(months(content.catalog), content.catalog, pages)


def _listings(facet: Facet, catalog: Catalog, pages: PageRenderer) -> Files:
    groups = groups_of(facet, catalog)
    most = max((each.count for each in groups), default=0)
    overview = {
        "title": facet.title,
        "introduction": facet.introduction,
        "groups": [_line(group, most) for group in groups],
        "not_stated": not_stated(catalog, facet.column) if facet.column in OPEN_WORDS else (),
        "crumbs": crumbs_of(Crumb(facet.title)),
    }
    yield pages.render("pages/overview.html", facet.path, overview)
    for value, group in zip(facet.groups, groups, strict=True):
        yield from _listing(facet, group, catalog.group(facet.column, value), pages)


def _line(group: Group, longest: int) -> dict[str, Any]:
    """What the overview shows of a group; its bar is as long as its share in the longest."""
    return {
        "label": group.label,
        "path": group.path,
        "count": grouped(group.count),
        "parts": group.parts,
        "definition": group.definition,
        "bar": bar_of(group.standings, longest),
    }


def superseded_papers(rows: list[CatalogRow], pages: PageRenderer) -> Files:
    """The listing of papers that a newer one replaces; nothing if there are none."""
    if rows:
        yield from _listing(CORRECTED, superseded(rows), rows, pages)


def superseded(rows: list[CatalogRow]) -> Group:
    """The group of papers that a newer one replaces."""
    description = "A newer paper replaces each of these."
    return Group(
        "Superseded papers", f"{CORRECTIONS.path}superseded/", len(rows), description=description
    )


def groups_of(facet: Facet, catalog: Catalog) -> list[Group]:
    """The groups of a facet, in order."""
    is_verdict, counts = facet.column == "gate", catalog.values(facet.column)
    return [
        Group(
            label=label,
            path=f"{facet.path}{slug(value)}/",
            count=counts.get(value, 0),
            standings=catalog.standings_of(facet.column, value),
            definition=facet.definitions.get(value, ""),
            verdict=value if is_verdict else "",
        )
        for value, label in facet.groups.items()
    ]


def months(catalog: Catalog) -> Facet:
    """The facet of the months in which papers were submitted."""
    return Facet(
        name=MONTH.folder,
        title="Papers by month",
        column="month",
        introduction="When papers were submitted.",
        groups={value: month_label(value) for value in catalog.values("month")},
    )


def _listing(facet: Facet, group: Group, rows: list[CatalogRow], pages: PageRenderer) -> Files:
    """The pages of one group; none of them is made if nothing changed in it."""
    make = partial(_listing_pages, facet, group, rows, pages)
    shown = (facet.title, facet.path, vars(group))
    yield from pages.group(group.path, rows, shown, make)


def _listing_pages(
    facet: Facet, group: Group, rows: list[CatalogRow], pages: PageRenderer
) -> Files:
    above = Crumb(facet.title, facet.path)
    for page in listing_pages(rows):
        context = {
            "title": f"{group.label} · {facet.title}",
            "heading": group.heading,
            "description": group.description,
            "definition": group.definition,
            "others": others_of(group.standings, group.verdict),
            "bar": bar_of(group.standings),
            "page": page,
            "pager": pager(page, group.path, above),
            "crumbs": crumbs_of(above, Crumb(group.label, group.path), *page_crumb(page)),
        }
        if page.number is not None:
            # Nothing that counts all papers: a full page never changes.
            name = f"{group.label}, page {page.number}"
            context |= {"title": f"{name} · {facet.title}", "heading": name}
            context |= {"others": "", "bar": ()}
        yield pages.render("pages/listing.html", page_path(group.path, page), context)
