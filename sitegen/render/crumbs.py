"""Breadcrumbs: the pages above a page, from the index down to it."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.render.months import month_label, month_of
from sitegen.render.site_map import CORRECTIONS, INDEX, MONTH


class Crumb(NamedTuple):
    """One step: what it says and the path of its page. The last one is the page itself.

    `language` is that of the label, empty if it is a label of ours.
    """

    label: str
    path: str = ""
    language: str = ""


Crumbs = tuple[Crumb, ...]
_INDEX = Crumb(INDEX.label, INDEX.path)
_CORRECTIONS = Crumb(CORRECTIONS.label, CORRECTIONS.path)


def crumbs_of(*below: Crumb) -> Crumbs:
    """The breadcrumbs of a page: the index, what is between, and the page itself."""
    return (_INDEX, *below)


def paper_crumbs(record_id: str, submitted: str) -> Crumbs:
    """The breadcrumbs of a paper: it is in the listing of the month of its submission."""
    month = month_of(submitted)
    return (_INDEX, Crumb(month_label(month), f"{MONTH.path}{month}/"), Crumb(record_id))


def notice_crumbs(event_id: str, record_id: str, paper_path: str) -> Crumbs:
    """The breadcrumbs of a notice, which is below its paper."""
    return (_INDEX, Crumb(record_id, paper_path), Crumb(event_id))


def removed_crumbs(record_id: str) -> Crumbs:
    """The breadcrumbs of a removed paper, which is in the list of corrections alone."""
    return (_INDEX, _CORRECTIONS, Crumb(record_id))
