"""The pages of everything that was corrected, retracted, superseded, removed or put in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.wording import counted, grouped
from sitegen.render.catalog import listing_pages
from sitegen.render.correction_list import Change
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.months import LENGTH_OF_A_YEAR
from sitegen.render.pages.change_groups import (
    KINDS,
    OF_KINDS,
    OF_REASONS,
    ChangeGroup,
    by_kind,
    by_month,
    by_reason,
)
from sitegen.render.pages.listings import superseded, superseded_papers
from sitegen.render.pages.pagers import page_crumb, page_path, pager
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS

ABOVE = Crumb(CORRECTIONS.label, CORRECTIONS.path)
REASONS = "Reasons of notices"
# How many reasons and superseded papers the overview shows; all others are one link away.
MOST_REASONS, MOST_SUPERSEDED = 10, 10
# How many reasons a page lists. Events may give any number of them.
LISTED_REASONS = 500
# How much of a reason stands in titles and breadcrumbs.
LONGEST_LABEL = 80


class Line(NamedTuple):
    """A group as a list of groups shows it: never with the changes in it.

    `status` is that of the paper, if its path leads to a notice.
    """

    label: str
    path: str
    number: str
    is_quoted: bool = False
    status: str = ""


def corrections(content: SiteContent, pages: PageRenderer) -> Files:
    """`/corrections/`: correction events and removals, newest first, also by month and so on."""
    months = by_month(content.changes)
    kinds, reasons = by_kind(content.changes, months), by_reason(content.changes)
    replaced = [row for row in content.rows if row.superseded_by]
    yield from superseded_papers(replaced, pages)
    yield from _overview(content, replaced, (months, kinds, reasons), pages)
    for group in (*months, *kinds):
        yield from _list(group, pages)
    for month in months:
        for part in month.parts:
            yield from _list(part, pages)
    if reasons:
        yield _reasons(reasons, pages)
    for group in reasons:
        if group.path:
            yield from _list(group, pages)


def _overview(
    content: SiteContent,
    replaced: list[CatalogRow],
    groups: tuple[Sequence[ChangeGroup], Sequence[ChangeGroup], Sequence[ChangeGroup]],
    pages: PageRenderer,
) -> Files:
    months, kinds, reasons = groups
    lines = {each.path: _line(each) for each in kinds}
    # Also the kinds of which there is nothing.
    none = {f"{OF_KINDS}{name}/": Line(label, "", "0") for name, label in KINDS.items()}
    of_all: dict[str, object] = {
        "counts": _counts(content, len(replaced)),
        "kinds": [*(none | lines).values()],
        "years": _years(months),
        "reasons": [
            line._replace(label=_short(line.label))
            for line in map(_line, [each for each in reasons if each.path][:MOST_REASONS])
        ],
        "has_reasons": bool(reasons),
        "superseded": superseded(replaced),
        "superseded_rows": replaced[:MOST_SUPERSEDED],
    }
    make = partial(_overview_pages, content.changes, of_all, pages)
    yield from pages.group(CORRECTIONS.path, content.changes, of_all, make)


def _overview_pages(
    changes: Sequence[Change], of_all: Mapping[str, object], pages: PageRenderer
) -> Files:
    # Of a page with a number, only what is on it: a full page never changes.
    of_one = dict.fromkeys(of_all, ())
    for page in listing_pages(changes):
        context = {
            "page": page,
            "pager": pager(page, CORRECTIONS.path),
            "crumbs": crumbs_of(ABOVE, *page_crumb(page)),
        }
        shared = of_all if page.number is None else of_one
        path = page_path(CORRECTIONS.path, page)
        yield pages.render("pages/corrections.html", path, {**shared, **context})


def _list(group: ChangeGroup, pages: PageRenderer) -> Files:
    """The pages of one group of changes; none of them is made if nothing changed in it."""
    shown = group.heading, group.above, tuple(map(_line, group.parts)), group.is_quoted
    yield from pages.group(group.path, group.changes, shown, partial(_list_pages, group, pages))


def _list_pages(group: ChangeGroup, pages: PageRenderer) -> Files:
    """Its pages; its parts and counts stand on the newest alone."""
    above = (ABOVE, group.above) if group.above else (ABOVE,)
    short = _short(group.heading)
    for page in listing_pages(group.changes):
        is_newest = page.number is None
        context = {
            "heading": group.heading,
            "short": short,
            "is_quoted": group.is_quoted,
            "count": _number(group) if is_newest else "",
            "parts": [_line(each) for each in group.parts] if is_newest else (),
            "page": page,
            "pager": pager(page, group.path, ABOVE),
            "crumbs": crumbs_of(*above, Crumb(_short(group.label), group.path), *page_crumb(page)),
        }
        yield pages.render("pages/changes.html", page_path(group.path, page), context)


def _reasons(reasons: Sequence[ChangeGroup], pages: PageRenderer) -> tuple[str, bytes]:
    """The page of all reasons; those of one notice alone lead to the notice."""
    context = {
        "title": REASONS,
        "reasons": [_line(each) for each in reasons[:LISTED_REASONS]],
        "left_out": grouped(left_out) if (left_out := len(reasons) - LISTED_REASONS) > 0 else "",
        "crumbs": crumbs_of(ABOVE, Crumb(REASONS)),
    }
    return pages.render("pages/reasons.html", OF_REASONS, context)


def _line(group: ChangeGroup) -> Line:
    if group.path:
        return Line(group.label, group.path, group.count, group.is_quoted)
    (only,) = group.changes
    return Line(group.label, only.path, group.count, group.is_quoted, only.row.status_label)


def _years(months: Sequence[ChangeGroup]) -> list[list[Line]]:
    """The months of each year in which something changed, the newest first."""
    found: dict[str, list[Line]] = {}
    for each in months:
        year = each.path.removeprefix(CORRECTIONS.path)[:LENGTH_OF_A_YEAR]
        found.setdefault(year, []).append(_line(each))
    return [*found.values()]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL].rstrip()} …"


def _number(group: ChangeGroup) -> str:
    """How many entries a group has, and of how many papers they tell."""
    number, papers = len(group.changes), len({each.row.id for each in group.changes})
    entries = f"{grouped(number)} {'entry' if number == 1 else 'entries'}"
    return f"{entries} about {grouped(papers)} {'paper' if papers == 1 else 'papers'}."


def _counts(content: SiteContent, replaced: int) -> str:
    """How many events and papers the page is about."""
    removed = {each.id for each in content.tombstones}
    corrected = {each.row.id for each in content.corrections}
    events = f"{counted(len(content.corrections), 'correction event')} of "
    events += counted(len(corrected - removed), "paper")
    if corrected & removed:
        events += f" and {counted(len(corrected & removed), 'removed paper')}"
    gone = f"{replaced} superseded, {len(content.tombstones)} removed"
    return f"{events}; {gone}; {counted(len(content.rows), 'paper')} published."
