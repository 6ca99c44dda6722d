"""The parts that many pages share: the menus, and the explanations of terms.

They depend on few values, so a process prints each once for the pages at the same depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sitegen.contracts.settings import Menu, Site
from sitegen.contracts.terms import Term
from sitegen.render.drawings import Drawn
from sitegen.render.links import Links
from sitegen.render.navigation import CurrentEntry, current_entry
from sitegen.render.terms import PageTerms, in_order


@dataclass(frozen=True, eq=False, slots=True)
class Menus:
    """The menus of a page, the entry that it belongs to, and its links."""

    navigation: tuple[Menu, ...]
    current: CurrentEntry
    link: Links


@dataclass(frozen=True, eq=False, slots=True)
class Explanations:
    """The terms of a page, with their keys, and its links."""

    terms: tuple[tuple[str, Term], ...]
    link: Links


def menus(site: Site, path: str, link: Links) -> Menus:
    """The menus of the page at `path`."""
    return _menus(site, current_entry(site.navigation, path), link)


def explanations(terms: PageTerms, link: Links) -> Explanations:
    """What the terms mean that were marked on a page."""
    return _explanations(terms.keys, link)


@lru_cache(maxsize=1_024)
def _menus(site: Site, current: CurrentEntry, link: Links) -> Menus:
    return Menus(site.navigation, current, link)


@lru_cache(maxsize=1_024)
def _explanations(keys: frozenset[str], link: Links) -> Explanations:
    return Explanations(in_order(keys), link)


SHARED_PARTS: Mapping[str, Drawn] = {
    "menus": Drawn(menus, "shared/menus.html", "part"),
    "explanations": Drawn(explanations, "shared/explanations.html", "part"),
}
