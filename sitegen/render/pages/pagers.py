"""The links from one page of a listing to its other pages."""

from __future__ import annotations

from typing import Any, NamedTuple

from sitegen.render.catalog import ListingPage
from sitegen.render.crumbs import Crumb


class Step(NamedTuple):
    """One page in a pager: what it is called and its path; without a path, some are left out."""

    label: str
    path: str = ""
    is_current: bool = False


class Pager(NamedTuple):
    """The links of one page, from the newest to page 1, the oldest.

    `newer` and `older` are the paths of its neighbours, empty if it has none. `overview` is the
    page that lists all listings of this kind. Nothing here changes when papers are added to a
    listing, unless the page itself changes. `all_pages` is the path of the index of
    all pages, empty if there is none.
    """

    newer: str
    older: str
    steps: tuple[Step, ...]
    overview: Crumb | None
    all_pages: str = ""


LEFT_OUT = Step("…")


def page_path(first: str, page: ListingPage[Any]) -> str:
    """The path of a page of the listing that begins at `first`."""
    return _path(first, page.number)


def page_crumb(page: ListingPage[Any]) -> tuple[Crumb, ...]:
    """The last of the breadcrumbs of a page with a number; the newest page needs none."""
    return () if page.number is None else (Crumb(f"Page {page.number}"),)


def index_path(first: str) -> str:
    """The path of the index of all pages of the listing that begins at `first`."""
    return f"{first}pages/"


def pager(
    page: ListingPage[Any], first: str, overview: Crumb | None = None, *, has_index: bool = False
) -> Pager | None:
    """The pager of a page of the listing that begins at `first`; None if all of it is on one."""
    if page.number is None and page.older is None:
        return None
    around = [number for number in (page.newer, page.number, page.older) if number]
    steps = [_step(first, number, page.number) for number in (None, *around)]
    if page.newer:
        steps.insert(1, LEFT_OUT)
    if around[-1] > 2:
        steps.append(LEFT_OUT)
    if around[-1] > 1:
        steps.append(_step(first, 1, page.number))
    newer = _path(first, page.newer) if page.newer else ""
    older = _path(first, page.older) if page.older else ""
    return Pager(newer, older, tuple(steps), overview, index_path(first) if has_index else "")


def _step(first: str, number: int | None, current: int | None) -> Step:
    label = "Newest" if number is None else str(number)
    return Step(label, _path(first, number), is_current=number == current)


def _path(first: str, number: int | None) -> str:
    return first if number is None else f"{first}{number}/"
