"""Facts, and what may be added to them without a correction."""

from __future__ import annotations

import copy
from typing import Any

from sitegen.contracts.fact_changes import fact_changes

FACTS: dict[str, Any] = {
    "work": {"id": "x", "title": "A title", "abstract": "An abstract"},
    "quality_assessment": {"review_score": 6.5},
    "artifacts": [{"type": "dataset", "label": "Data"}, {"type": "other", "label": "Notes"}],
}
VERDICT = {"status": "FALSIFIED", "reason": "It failed."}
MILESTONES: dict[str, Any] = {
    "work.doi": "10.5555/x",
    "work.creators": [{"name": "Ada Author"}],
    "work.license": "CC-BY-4.0",
    "work.topics": ["owls"],
    "work.lead_source": {"title": "A lead", "url": "https://example.org/"},
    "work.language": "en",
    "work.identifiers": [{"scheme": "arxiv", "value": "2104.08645"}],
    "work.related": [{"relation": "IsSupplementTo", "identifier": "10.5555/y"}],
    "work.version": "2",
    "work.id_assigned_by": "A registrar",
    "gate_verdict": VERDICT,
    "cut": ["work.abstract"],
}
# What a creator was, and what it may become without a correction, in any mixture.
LITERALS: list[dict[str, Any]] = [
    {"name": "Ludwig van der Example, Jr."},
    {"name": "An Institute"},
    {"name": "山田 太郎"},
]
APART: list[dict[str, Any]] = [
    {
        "family": "Example",
        "given": "Ludwig",
        "particle": "van der",
        "suffix": "Jr.",
        "orcid": "0000-0002-1825-0097",
        "affiliations": [{"name": "A University", "ror": "05dxps055"}],
        "roles": ["software"],
    },
    {"organization": "An Institute", "ror": "05dxps055"},
    {"family": "山田", "given": "太郎"},
]
NO_MILESTONES: dict[str, Any] = {
    "work.submitted": "2026-07-01",
    "work.supersedes": ["y"],
    "quality_assessment.review_method": "By hand",
    "verification.source_grounded_claims": 3,
    "limitations": ["It is small."],
}
DECLARED, NOTES = FACTS["artifacts"]
HELD = DECLARED | {"path": "artifacts/x.csv", "sha256": "0" * 64}
ELSEWHERE = DECLARED | {"url": "https://example.org/x"}
OTHER = {"type": "other", "label": "Other", "url": "https://example.org/y"}


def facts(changes: dict[str, Any]) -> dict[str, Any]:
    """The facts with some values set by their path; None takes one away."""
    changed = copy.deepcopy(FACTS)
    for path, value in changes.items():
        group, _, key = path.rpartition(".")
        inside = changed.setdefault(group, {}) if group else changed
        inside[key] = value
        if value is None:
            del inside[key]
    return changed


def changes(before: dict[str, Any], after: dict[str, Any], **options: Any) -> dict[str, bool]:
    """The paths that differ, and whether they are milestones."""
    found = fact_changes(before, after, **options)
    return {change.path: change.is_milestone for change in found}


def with_artifacts(*artifacts: dict[str, Any]) -> dict[str, Any]:
    return facts({"artifacts": [*artifacts]})


def scored(score: float | None, tier: str | None, claims: int | None = 9) -> dict[str, Any]:
    assessment = {"review_score": score, "tier": tier}
    stated = {key: value for key, value in assessment.items() if value is not None}
    verification = None if claims is None else {"source_grounded_claims": claims}
    more = {} if verification is None else {"verification": verification}
    return facts({"quality_assessment": stated, **more})


SCORE, TIER = "quality_assessment.review_score", "quality_assessment.tier"
