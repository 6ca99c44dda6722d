"""The groups of papers that one paper is in, as links from its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.facets import (
    BY_AUTHOR,
    BY_GATE,
    BY_LEVEL,
    BY_MONTH,
    BY_SCORE,
    BY_TIER,
    BY_TOPIC,
    Facet,
    Grouped,
)
from sitegen.render.group_names import folded


class PaperFacts(NamedTuple):
    """What decides the groups of a paper, as in its row of the catalog."""

    gate: str
    tier: str
    level: int | None
    status: str
    submitted: str
    review_score: float | None
    topics: tuple[str, ...]
    language: str
    orcids: tuple[tuple[str, str, str], ...]


class PaperGroups(NamedTuple):
    """The paths of the groups that a paper is in, each empty if there is none.

    `topics` are its topics, as it writes them, with their paths; `authors` has the paths by ORCID
    iD.
    """

    gate: str
    tier: str
    level: str
    month: str
    score: str
    topics: tuple[tuple[str, str], ...]
    authors: Mapping[str, str]


def groups_of_paper(paper: PublishedPaper) -> PaperGroups:
    """The groups of a paper that have a page."""
    manifest, work = paper.manifest, paper.manifest.work
    facts = PaperFacts(
        gate=manifest.gate_verdict.status or "",
        tier=manifest.quality_assessment.quality_tier.tier,
        level=manifest.verification.paper_level,
        status=manifest.editorial_status.status,
        submitted=work.submitted or "",
        review_score=manifest.quality_assessment.review_score,
        topics=work.topics,
        language=work.language,
        orcids=tuple((each.orcid, each.name, "") for each in work.creators if each.orcid),
    )
    return PaperGroups(
        gate=_path(BY_GATE, facts),
        tier=_path(BY_TIER, facts),
        level=_path(BY_LEVEL, facts),
        month=_path(BY_MONTH, facts) if facts.submitted else "",
        score=_path(BY_SCORE, facts),
        topics=tuple((topic, BY_TOPIC.path_of(folded(topic))) for topic in work.topics),
        authors={orcid: BY_AUTHOR.path_of(orcid) for orcid in BY_AUTHOR.keys(facts)},
    )


def _path(facet: Facet, facts: Grouped) -> str:
    """The path of the group of a paper by a facet with one group for each."""
    keys = facet.keys(facts)
    has_page = bool(keys) and (facet.label is not None or keys[0] in facet.labels)
    return facet.path_of(keys[0]) if has_page else ""
