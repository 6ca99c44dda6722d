"""The pages of everything that is falsified, retracted, under concern or removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sitegen.contracts.editorial_status import LABELS, Status
from sitegen.contracts.flagged_papers import STATUSES
from sitegen.contracts.wording import grouped
from sitegen.render.catalog import listing_pages
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.flagged_list import Flag
from sitegen.render.group_names import slug
from sitegen.render.months import month_label
from sitegen.render.pages.pagers import page_crumb, page_path, pager
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import FLAGGED

ABOVE = Crumb(FLAGGED.label, FLAGGED.path)
# The lists, the gravest status last: a falsification is what the gate found.
ORDER: tuple[Status, ...] = ("FALSIFIED", *reversed(STATUSES))


@dataclass(frozen=True)
class FlagGroup:
    """The flagged papers of a status or of a month, the newest finding first."""

    label: str
    path: str
    flags: Sequence[Flag]

    @property
    def number(self) -> str:
        """How many papers it has."""
        return grouped(len(self.flags))


def flagged(content: SiteContent, pages: PageRenderer) -> Files:
    """`/flagged/`: all flagged papers, newest first, also by status and by month."""
    flags = content.flags(pages.site)
    statuses, months = _by_status(flags), _by_month(flags)
    overview = {
        "guide": content.guide(FLAGGED.folder),
        "total": grouped(len(flags)),
        "both": grouped(both) if (both := sum(len(flag.names) > 1 for flag in flags)) else "",
        "statuses": tuple((each.label, each.path, each.number) for each in statuses),
        "months": tuple((each.label, each.path, each.number) for each in months),
    }
    make = partial(_overview, flags, overview, pages)
    yield from pages.group(FLAGGED.path, flags, overview, make)
    for group in (*statuses, *months):
        if group.flags:
            make = partial(_list, group, pages)
            yield from pages.group(group.path, group.flags, group.label, make)


def _by_status(flags: Sequence[Flag]) -> list[FlagGroup]:
    """A group for each status, also if it has no paper, and so no page."""
    found = _grouped((name, flag) for flag in flags for name in flag.names)
    return [
        FlagGroup(LABELS[name], f"{FLAGGED.path}{slug(name)}/", found.get(name, ()))
        for name in ORDER
    ]


def _by_month(flags: Sequence[Flag]) -> list[FlagGroup]:
    """A group for each month of the newest finding, in the order of the flags."""
    found = _grouped((flag.month, flag) for flag in flags)
    return [
        FlagGroup(month_label(month), f"{FLAGGED.path}{month}/", group)
        for month, group in found.items()
    ]


def _grouped(pairs: Iterable[tuple[str, Flag]]) -> Mapping[str, Sequence[Flag]]:
    found: dict[str, list[Flag]] = {}
    for key, flag in pairs:
        found.setdefault(key, []).append(flag)
    return found


def _overview(flags: Sequence[Flag], overview: Mapping[str, object], pages: PageRenderer) -> Files:
    # Of a page with a number, only what is on it: a full page never changes.
    nothing = dict.fromkeys(overview)
    for page in listing_pages(flags):
        context = {
            "page": page,
            "pager": pager(page, FLAGGED.path),
            "crumbs": crumbs_of(ABOVE, *page_crumb(page)),
        }
        shared = overview if page.number is None else nothing
        path = page_path(FLAGGED.path, page)
        yield pages.render("pages/flagged.html", path, {**shared, **context})


def _list(group: FlagGroup, pages: PageRenderer) -> Files:
    for page in listing_pages(group.flags):
        context = {
            "label": group.label,
            "number": group.number if page.number is None else "",
            "page": page,
            "pager": pager(page, group.path, ABOVE),
            "crumbs": crumbs_of(ABOVE, Crumb(group.label, group.path), *page_crumb(page)),
        }
        yield pages.render("pages/flagged_group.html", page_path(group.path, page), context)
