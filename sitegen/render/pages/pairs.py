"""Pairs of groups: the papers that are in a group of one facet and in a group of another.

A pair has one address, below the group of its first facet: `/gate/verified/tier/doi-grade/`. It has
pages if it has papers and narrowing helps: if the list of either group fills more than one page. A
group of a facet with many groups, such as a topic, has pairs only if its own list does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.wording import grouped
from sitegen.render import catalog as catalogs
from sitegen.render.catalog import Catalog, Positions
from sitegen.render.facets import (
    BY_AUTHOR,
    BY_GATE,
    BY_LEVEL,
    BY_MONTH,
    BY_SCORE,
    BY_STATUS,
    BY_TIER,
    BY_TOPIC,
    Facet,
    Order,
)
from sitegen.render.pages.groups import Group, text_of

# The statuses that a verdict gives: a list of them by gate status would say the same again.
OF_VERDICTS = frozenset({"VERIFIED", "FALSIFIED", "UNVERIFIED"})
# How many links of a facet are shown at once; the others are behind one more step.
MOST_SHOWN = 8


@dataclass(frozen=True)
class Pair:
    """Two facets whose groups have common pages; `left_out` are keys of the second without any."""

    first: Facet
    second: Facet
    left_out: Set[str] = field(default_factory=frozenset)

    @property
    def has_many(self) -> bool:
        """Whether the first facet has too many groups to be listed beside a group of the second."""
        return self.first.order is Order.ALPHABET

    def path(self, first: str, second: str) -> str:
        """The path of the first page of the papers in both groups."""
        inner = f"{self.second.folder}/{self.second.slug(second)}/"
        return f"{self.first.path_of(first)}{inner}"

    def seconds(self, row: CatalogRow) -> Iterator[str]:
        """The keys of the second facet that a paper is in, but for those that are left out."""
        return (key for key in self.second.keys(row) if key not in self.left_out)


PAIRS = (
    Pair(BY_GATE, BY_TIER),
    Pair(BY_GATE, BY_LEVEL),
    Pair(BY_GATE, BY_STATUS, OF_VERDICTS),
    Pair(BY_GATE, BY_MONTH),
    Pair(BY_GATE, BY_SCORE),
    Pair(BY_TIER, BY_STATUS, OF_VERDICTS),
    Pair(BY_TIER, BY_MONTH),
    Pair(BY_MONTH, BY_STATUS, OF_VERDICTS),
    Pair(BY_TOPIC, BY_GATE),
    Pair(BY_TOPIC, BY_TIER),
    Pair(BY_AUTHOR, BY_GATE),
)


class NarrowLine(NamedTuple):
    """One way to narrow a list: the label of a group, the path of the pair, its number of papers.

    `language` is that of the label, as in `Group`.
    """

    label: str
    path: str
    papers: str
    language: str = ""


class Narrow(NamedTuple):
    """The ways to narrow a list by one facet: the first ones, and the others."""

    name: str
    lines: tuple[NarrowLine, ...]
    more: tuple[NarrowLine, ...]


def narrowed(
    facet: Facet, key: str, rows: Sequence[CatalogRow], catalog: Catalog
) -> tuple[Narrow, ...]:
    """How the list of a group can be narrowed; not at all if it fits on one page.

    It follows from the rows of the group alone, and from the labels of other groups.
    """
    if not is_long(len(rows)):
        return ()
    found = (_narrow(pair, facet, key, rows, catalog) for pair in PAIRS)
    return tuple(each for each in found if each is not None and len(each.lines) > 0)


def _narrow(
    pair: Pair, facet: Facet, key: str, rows: Sequence[CatalogRow], catalog: Catalog
) -> Narrow | None:
    if facet is pair.first:
        counts = Counter(second for row in rows for second in pair.seconds(row))
        return _listed(
            pair.second, counts, {each: pair.path(key, each) for each in counts}, catalog
        )
    if facet is pair.second and not pair.has_many and key not in pair.left_out:
        counts = Counter(first for row in rows for first in pair.first.keys(row))
        paths = {each: pair.path(each, key) for each in counts}
        return _listed(pair.first, counts, paths, catalog)
    return None


def _listed(
    facet: Facet, counts: Mapping[str, int], paths: Mapping[str, str], catalog: Catalog
) -> Narrow:
    lines = []
    for key in in_order(facet, counts):
        text = text_of(facet, key, catalog)
        lines.append(NarrowLine(text.text, paths[key], grouped(counts[key]), text.language))
    # One more line takes no more room than the step to it.
    shown = len(lines) if len(lines) <= MOST_SHOWN + 1 else MOST_SHOWN
    return Narrow(facet.name, tuple(lines[:shown]), tuple(lines[shown:]))


def in_order(facet: Facet, keys: Mapping[str, object]) -> list[str]:
    """Keys of a facet in its order, without those that it has no label for."""
    if facet.order is Order.TABLE:
        return [key for key in facet.labels if key in keys]
    return sorted(keys, reverse=True) if facet.order is Order.HIGHEST else list(keys)


def is_long(count: int) -> bool:
    """Whether the list of so many papers fills more than one page."""
    return count > catalogs.PAGE_SIZE


class Cell(NamedTuple):
    """A pair of groups that has pages: its group, the path of the second group, and the papers."""

    group: Group
    second: str
    rows: list[CatalogRow]


def cells_of(facet: Facet, key: str, group: Group, catalog: Catalog) -> Iterator[Cell]:
    """The pairs below a group that have pages, with their papers in order."""
    positions = catalog.positions(facet, key)
    is_first_long = is_long(len(positions))
    for pair in PAIRS:
        if pair.first is not facet or (pair.has_many and not is_first_long):
            continue
        found: dict[str, list[int]] = {}
        for position in positions:
            for second in pair.seconds(catalog.rows[position]):
                found.setdefault(second, []).append(position)
        for second in in_order(pair.second, found):
            if is_first_long or is_long(len(catalog.positions(pair.second, second))):
                yield _cell(pair, key, second, group, found[second], catalog)


def _cell(
    pair: Pair, first: str, second: str, group: Group, positions: Positions, catalog: Catalog
) -> Cell:
    verdict = first if pair.first is BY_GATE else second if pair.second is BY_GATE else ""
    cell = Group(
        label=group.label,
        path=pair.path(first, second),
        count=len(positions),
        standings=catalog.standings_of(positions),
        verdict=verdict,
        language=group.language,
        part=text_of(pair.second, second, catalog).text,
    )
    return Cell(cell, pair.second.path_of(second), catalog.at(positions))
