"""Groups of papers as pages show them: a label, an address, a number, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.contracts.wording import grouped
from sitegen.render.catalog import Catalog, Standing
from sitegen.render.facets import BY_AUTHOR, BY_GATE, Facet, Order, Text
from sitegen.render.pages.counts import number_of, others_of, parts_of
from sitegen.render.pages.shares import BarPart, bar_of


@dataclass(frozen=True)
class Group:
    """One group of papers: its label, its path, its number of papers, and what they count as.

    `language` is that of the label, empty if it is a label of ours, `und` if nobody says it.
    `definition` is the wording of a contract for each record of the group. `verdict` is that of all
    its papers, if it is a group of one. `sorted_by` is a text by which its label is sorted. A group
    that is a part of another has the label of that one, and its own in `part`. `id` tells groups of
    one label apart: the ORCID iD of an author.
    """

    label: str
    path: str
    count: int
    standings: Mapping[Standing, int] = field(default_factory=dict)
    description: str = ""
    definition: str = ""
    verdict: str = ""
    language: str = ""
    sorted_by: str = ""
    part: str = ""
    id: str = ""

    @property
    def name(self) -> str:
        """What titles call it."""
        return f"{self.label}, {self.part}" if self.part else self.label

    @property
    def parts(self) -> tuple[str, ...]:
        """What its papers are, in words."""
        return parts_of(self.standings, self.verdict)

    @property
    def number(self) -> str:
        """The number of its papers in words; empty if it is not known what they count as."""
        return number_of(self.standings, self.verdict) if self.standings else ""

    @property
    def others(self) -> str:
        """What the papers are that `number` does not tell of, as a sentence; empty without any."""
        return others_of(self.standings, self.verdict)

    @property
    def bar(self) -> tuple[BarPart, ...]:
        """What its papers count as, as a bar of the full width."""
        return bar_of(self.standings)

    @property
    def shown_count(self) -> str:
        """The number of its papers in digits."""
        return grouped(self.count)


# A language that nobody states, as BCP 47 writes it.
UNKNOWN_LANGUAGE = "und"


def groups_of(facet: Facet, catalog: Catalog) -> list[Group]:
    """The groups of a facet, in its order; those of its labels are there without papers, too."""
    return [group_of(facet, key, catalog) for key in keys_of(facet, catalog)]


def keys_of(facet: Facet, catalog: Catalog) -> list[str]:
    """The keys of the groups of a facet, in its order, but for one that is by the alphabet."""
    if facet.order is Order.TABLE:
        return list(facet.labels)
    found = list(catalog.groups(facet).positions)
    return sorted(found, reverse=True) if facet.order is Order.HIGHEST else found


def group_of(facet: Facet, key: str, catalog: Catalog) -> Group:
    """One group of a facet."""
    positions = catalog.positions(facet, key)
    text = text_of(facet, key, catalog)
    return Group(
        label=text.text,
        path=facet.path_of(key),
        count=len(positions),
        standings=catalog.standings_of(positions),
        definition=facet.definitions.get(key, ""),
        verdict=key if facet is BY_GATE else "",
        language=(text.language or UNKNOWN_LANGUAGE) if facet.texts else "",
        sorted_by=text.sorted_by or text.text,
        id=key if facet is BY_AUTHOR else "",
    )


def text_of(facet: Facet, key: str, catalog: Catalog) -> Text:
    """The label of a group."""
    if facet.texts:
        return catalog.groups(facet).texts[key]
    return Text(facet.label(key) if facet.label else facet.labels[key])
