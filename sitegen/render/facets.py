"""The facets: all ways to group papers, each with its groups, their addresses and their words.

A page over the papers of a group, its overview, its links from papers and its menu entry all read
this table. A further facet is one entry here, one in `render/site_map.py`, and one maker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, Protocol

from sitegen.contracts import editorial_status, gate_verdict, quality_tiers
from sitegen.contracts.verification_levels import LEVELS
from sitegen.render.group_names import folded, safe_slug, slug
from sitegen.render.months import month_label, month_of
from sitegen.render.site_map import (
    AUTHOR,
    GATE,
    LEVEL,
    MONTH,
    SCORE,
    STATUS,
    TIER,
    TOPIC,
    SitePages,
)


class Grouped(Protocol):
    """What decides the groups of a paper; a row of the catalog has it."""

    @property
    def gate(self) -> str:
        """The status of the verdict, empty if it is not stated."""

    @property
    def tier(self) -> str:
        """The quality tier."""

    @property
    def level(self) -> int | None:
        """The verification level."""

    @property
    def status(self) -> str:
        """The editorial status."""

    @property
    def submitted(self) -> str:
        """The day, month or year of submission, empty if it is not known."""

    @property
    def review_score(self) -> float | None:
        """The review score."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics, as the record writes them."""

    @property
    def language(self) -> str:
        """The language of the record."""

    @property
    def orcids(self) -> tuple[tuple[str, str, str], ...]:
        """The authors with an ORCID iD: the iD, the printed name, and the family name."""


# Keys of groups, in the order of a record, each once.
Keys = Callable[[Grouped], Sequence[str]]


class Order(Enum):
    """How an overview orders the groups of a facet."""

    TABLE = "the order of the facet's labels"
    NEWEST = "the group with the newest paper first"
    HIGHEST = "the highest key first"
    ALPHABET = "by the alphabet, on pages by letter if there are many"


class Text(NamedTuple):
    """The label of a group that a record writes: the text, its language, and what it is sorted by.

    The language is empty if it is not known, the third text if that is the label itself.
    """

    text: str
    language: str = ""
    sorted_by: str = ""


@dataclass(frozen=True)
class Facet:
    """A way to group papers.

    `keys` are the groups of a paper; without any, it does not state what the facet is about, and is
    counted apart: `lacking` says what it does not do, as in "does not state a verdict". The label
    of a group is that of `labels`, which have a page even without papers, or what `label` makes of
    the key, or what the oldest paper of the group writes: `texts` has that for each of the keys.
    `definitions` say what a contract says of each record in a group. `name` is what a page calls
    the facet where it narrows a list by it.
    """

    pages: SitePages
    name: str
    title: str
    introduction: str
    keys: Keys
    order: Order = Order.TABLE
    lacking: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    label: Callable[[str], str] | None = None
    texts: Callable[[Grouped], Sequence[Text]] | None = None
    slug: Callable[[str], str] = safe_slug
    definitions: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """Its folder on the site, which is also its name in a catalog."""
        return self.pages.folder

    @property
    def path(self) -> str:
        """The path of its overview."""
        return self.pages.path

    def path_of(self, key: str) -> str:
        """The path of the first page of a group."""
        return f"{self.path}{self.slug(key)}/"


def of(value: str) -> tuple[str, ...]:
    """The keys of a paper that has at most one; an empty text is none."""
    return (value,) if value else ()


# ------------------------------------------------------------------------------ scores

WIDTH = Decimal("0.1")
TOP = Decimal(10)


@lru_cache(maxsize=4096)
def score_band(score: float | None) -> tuple[str, ...]:
    """The band of a review score: its lower end with two digits before the point, such as `09.3`.

    A band holds the scores from its lower end up to the next, without that one. It is 0.1 wide; the
    score 10 has one of its own. It is computed in decimals, as the record writes the score.
    """
    if score is None:
        return ()
    band = Decimal(repr(score)).quantize(WIDTH, ROUND_FLOOR)
    return (f"{band:04.1f}",)


def score_label(band: str) -> str:
    """A band in words, such as `Score 9.3 to below 9.4`."""
    low = Decimal(band)
    return "Score 10" if low == TOP else f"Score {low} to below {low + WIDTH}"


def score_slug(band: str) -> str:
    """The part of the address of a band: `9.3` is `9-3`."""
    return str(Decimal(band)).replace(".", "-")


# ------------------------------------------------------------------------- what records write


def topic_keys(topics: Sequence[str]) -> tuple[str, ...]:
    """The groups of topics: those that differ only in case or spaces are one."""
    return tuple(dict.fromkeys(key for topic in topics if (key := folded(topic))))


def topic_texts(row: Grouped) -> tuple[Text, ...]:
    """The topics of a paper as it writes them first."""
    texts = {folded(topic): Text(topic, row.language) for topic in reversed(row.topics)}
    return tuple(texts[key] for key in topic_keys(row.topics))


def topic_slug(key: str) -> str:
    """The part of the address of a topic."""
    return safe_slug(key, RESERVED)


def orcids_of(row: Grouped) -> tuple[str, ...]:
    """The ORCID iDs of the authors of a paper, each once."""
    return tuple(dict.fromkeys(author[0] for author in row.orcids))


def author_texts(row: Grouped) -> tuple[Text, ...]:
    """The names of the authors with an ORCID iD, as the paper prints them."""
    found = {orcid: Text(name, "", family) for orcid, name, family in reversed(row.orcids)}
    return tuple(found[orcid] for orcid in orcids_of(row))


# The pages by letter of an overview, beside its groups.
LETTERS = "letters"
RESERVED = frozenset({LETTERS})


# ------------------------------------------------------------------------------ the table

TIER_DEPENDS_ON = (
    "A tier follows from the review score, the number of verified claims (found in a source, not "
    "tested) and the reproducibility level; where these are not known, the record declares it."
)
# A removed paper is in no listing. One without a stated verdict is counted apart.
NOT_LISTED = ("REMOVED", "NOT_STATED")

BY_GATE = Facet(
    pages=GATE,
    name="Gate status",
    title="Papers by gate status",
    introduction="Whether the verification gate tested a claim of a paper, and how that ended.",
    keys=lambda row: of(row.gate),
    lacking="state a verdict",
    labels={
        status: gate_verdict.LABELS[status] for status in ("VERIFIED", "FALSIFIED", "UNVERIFIED")
    },
    slug=slug,
    definitions={str(status): text for status, text in gate_verdict.DEFINITIONS.items()},
)
BY_TIER = Facet(
    pages=TIER,
    name="Quality tier",
    title="Papers by quality tier",
    introduction=f"The contract says of each tier: “{quality_tiers.ENFORCEMENT}” {TIER_DEPENDS_ON}",
    keys=lambda row: of(row.tier),
    lacking="state a quality tier",
    labels={str(tier): label for tier, label in quality_tiers.LABELS.items()},
    slug=slug,
)
BY_LEVEL = Facet(
    pages=LEVEL,
    name="Verification level",
    title="Papers by verification level",
    introduction=(
        "The highest level that at least one claim of a paper has reached. A level says how claims "
        "were checked, not that the paper is right."
    ),
    keys=lambda row: () if row.level is None else (f"L{row.level}",),
    lacking="state a verification level",
    labels={f"L{level}": f"L{level}, {label}" for level, (_, label, _) in enumerate(LEVELS)},
    slug=slug,
    definitions={f"L{level}": text for level, (_, _, text) in enumerate(LEVELS)},
)
BY_STATUS = Facet(
    pages=STATUS,
    name="Editorial status",
    title="Papers by editorial status",
    introduction=(
        "Every paper has one status: a notice such as a retraction comes before the verdict, and "
        "the verdict before a correction."
    ),
    keys=lambda row: () if row.status in NOT_LISTED else (row.status,),
    lacking="have a notice or state a verdict",
    labels={
        str(status): label
        for status, label in editorial_status.LABELS.items()
        if status not in NOT_LISTED
    },
    slug=slug,
)
BY_MONTH = Facet(
    pages=MONTH,
    name="Month",
    title="Papers by month",
    introduction="When papers were submitted.",
    keys=lambda row: (month_of(row.submitted),),
    order=Order.NEWEST,
    label=month_label,
    slug=str,
)
BY_SCORE = Facet(
    pages=SCORE,
    name="Review score",
    title="Papers by review score",
    introduction=(
        "The best first, in bands that are 0.1 wide, and the newest first in each. A score rates "
        "the write-up; it is no verdict."
    ),
    keys=lambda row: score_band(row.review_score),
    order=Order.HIGHEST,
    lacking="state a review score",
    label=score_label,
    slug=score_slug,
)
BY_TOPIC = Facet(
    pages=TOPIC,
    name="Topic",
    title="Papers by topic",
    introduction=(
        "Topics as the records write them. Those that differ only in capitals or spaces are one, "
        "which is called as its oldest paper calls it."
    ),
    keys=lambda row: topic_keys(row.topics),
    order=Order.ALPHABET,
    lacking="state a topic",
    texts=topic_texts,
    slug=topic_slug,
)
BY_AUTHOR = Facet(
    pages=AUTHOR,
    name="Author",
    title="Papers by author",
    introduction=(
        "Authors with an ORCID iD, which tells people of one name apart. Each is called as the "
        "oldest paper here calls them."
    ),
    keys=orcids_of,
    order=Order.ALPHABET,
    lacking="name an author with an ORCID iD",
    texts=author_texts,
    slug=str,
)

FACETS = (BY_MONTH, BY_TIER, BY_TOPIC, BY_AUTHOR, BY_SCORE, BY_GATE, BY_LEVEL, BY_STATUS)
