"""The index and the listings by month, gate status and tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sitegen.contracts import gate_verdict, quality_tiers
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.wording import MONTHS
from sitegen.render.catalog import PAGE_SIZE, UNDATED, Catalog, listing_pages
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.templating import slug


@dataclass(frozen=True)
class Group:
    """One group of a listing: what it is called, where it is, and how many papers it has."""

    label: str
    path: str
    count: int
    description: str = ""


@dataclass(frozen=True)
class Facet:
    """A way to group papers: a column of the catalog and the groups that always have a page."""

    name: str
    title: str
    column: str
    introduction: str
    groups: dict[str, tuple[str, str]]


GATE = Facet(
    name="gate",
    title="Papers by gate status",
    column="gate",
    introduction="Whether the verification gate tested a claim of a paper, and how that ended.",
    groups={
        status: (gate_verdict.LABELS[status], gate_verdict.DEFINITIONS[status])
        for status in ("VERIFIED", "FALSIFIED", "UNVERIFIED")
    },
)
TIER = Facet(
    name="tier",
    title="Papers by quality tier",
    column="tier",
    introduction=quality_tiers.ENFORCEMENT,
    groups={tier: (label, "") for tier, label in quality_tiers.LABELS.items()},
)
CORRECTIONS = Facet(name="corrections", title="Corrections", column="", introduction="", groups={})


def index(catalog: Catalog, pages: PageRenderer) -> tuple[str, bytes]:
    """The front page: the newest papers and how many there are."""
    context = {
        "rows": catalog.rows[:PAGE_SIZE],
        "total": len(catalog.rows),
        "gate_groups": _groups(GATE, catalog),
    }
    return pages.render("pages/index.html", "/", context)


def listings(catalog: Catalog, pages: PageRenderer) -> Iterator[tuple[str, bytes]]:
    """Every listing, with its overview."""
    for facet in (GATE, TIER, _months(catalog)):
        groups = _groups(facet, catalog)
        overview = {"facet": facet, "groups": groups}
        yield pages.render("pages/overview.html", f"/{facet.name}/", overview)
        for value, group in zip(facet.groups, groups, strict=True):
            yield from _listing(facet, group, catalog.group(facet.column, value), pages)


def superseded_papers(rows: list[CatalogRow], pages: PageRenderer) -> Iterator[tuple[str, bytes]]:
    """The listing of the papers that a newer one replaces, where there is one."""
    if rows:
        yield from _listing(CORRECTIONS, superseded(rows), rows, pages)


def superseded(rows: list[CatalogRow]) -> Group:
    """The group of these papers, which a newer one replaces."""
    description = "A newer paper replaces each of these."
    return Group("Superseded papers", f"/{CORRECTIONS.name}/superseded/", len(rows), description)


def _groups(facet: Facet, catalog: Catalog) -> list[Group]:
    counts = catalog.values(facet.column)
    return [
        Group(label, f"/{facet.name}/{slug(value)}/", counts.get(value, 0), description)
        for value, (label, description) in facet.groups.items()
    ]


def _months(catalog: Catalog) -> Facet:
    return Facet(
        name="month",
        title="Papers by month",
        column="month",
        introduction="When papers were submitted.",
        groups={value: (_month_label(value), "") for value in catalog.values("month")},
    )


def _month_label(value: str) -> str:
    if value == UNDATED:
        return "Undated"
    first = date.fromisoformat(f"{value}-01")
    return f"{MONTHS[first.month - 1]} {first.year}"


def _listing(
    facet: Facet, group: Group, rows: list[CatalogRow], pages: PageRenderer
) -> Iterator[tuple[str, bytes]]:
    for page in listing_pages(rows):
        path = group.path if page.number is None else f"{group.path}{page.number}/"
        context = {"facet": facet, "group": group, "page": page}
        yield pages.render("pages/listing.html", path, context)
