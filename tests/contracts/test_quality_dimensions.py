"""Eight dimensions in a fixed order, each with a level and what it means."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.quality_dimensions import QualityDimensions
from tests.contracts.papers import errors, facts, paper

DEFINITIONS = {
    "evidence_strength": (
        "How directly and sufficiently the cited sources support the main claims."
    ),
    "citation_grounding": "Whether claims are tied to inspectable source material and citations.",
    "numerical_consistency": (
        "Whether reported numbers, units, ranges, and comparisons are internally consistent."
    ),
    "benchmark_validity": (
        "Whether benchmark references preserve task, dataset, metric, and protocol context."
    ),
    "novelty": (
        "Whether the work adds a distinct synthesis, comparison, or finding beyond restating "
        "sources."
    ),
    "uncertainty_disclosure": (
        "Whether limitations, ambiguity, and non-validated claims are explicitly marked."
    ),
    "reproducibility_status": (
        "Whether public artifacts and cited sources support independent inspection."
    ),
    "safety_impact": (
        "Whether potential misuse, deployment, or societal impact is identified when relevant."
    ),
}


def dimensions(authored: dict[str, Any] | None) -> QualityDimensions:
    manifest = paper({"quality_assessment.dimensions": authored}).manifest
    return manifest.quality_assessment.quality_dimensions


def test_all_eight_are_published_in_the_order_of_the_contract() -> None:
    record = dimensions(None).model_dump()["dimensions"]
    assert list(record) == list(DEFINITIONS)
    for name, dimension in record.items():
        assert dimension == {
            "label": name.replace("_", " ").capitalize(),
            "score": None,
            "level": "UNASSESSED",
            "basis": "Not stated in this record.",
            "definition": DEFINITIONS[name],
        }


def test_a_panel_lists_the_assessed_ones_in_that_order_however_they_were_written() -> None:
    authored = {
        "reproducibility_status": "HIGH",
        "novelty": "UNASSESSED",
        "citation_grounding": "LOW",
    }
    assert [(each.label, each.level) for each in dimensions(authored).assessed] == [
        ("Citation grounding", "LOW"),
        ("Reproducibility status", "HIGH"),
    ]


def test_the_short_form_says_the_same_as_the_long_one() -> None:
    short, long = {"novelty": "MEDIUM"}, {"novelty": {"level": "MEDIUM"}}
    assert dimensions(short).dimensions == dimensions(long).dimensions


def test_the_long_form_publishes_score_and_basis() -> None:
    authored = {"novelty": {"level": "MEDIUM", "score": 6.5, "basis": "Two earlier surveys."}}
    novelty = dimensions(authored).dimensions.novelty
    assert (novelty.level, novelty.score, novelty.basis) == ("MEDIUM", 6.5, "Two earlier surveys.")


@pytest.mark.parametrize("level", ["LOW", "MEDIUM", "HIGH"])
def test_without_claims_citation_grounding_is_unassessed(level: str) -> None:
    changes = {
        "quality_assessment.review_score": 6.83,
        "quality_assessment.dimensions": {"citation_grounding": level},
        "verification.source_grounded_claims": 0,
    }
    assert errors(facts(changes)) == [
        ("SG308", f"citation_grounding is {level}, but the record has 0 source-grounded claims")
    ]


def test_definitions_cannot_be_authored() -> None:
    authored = {"novelty": {"level": "LOW", "definition": "Something else."}}
    assert [code for code, _ in errors(facts({"quality_assessment.dimensions": authored}))] == [
        "SG202"
    ]


def test_the_signals_say_that_they_are_no_peer_review() -> None:
    assert dimensions(None).enforcement == (
        "Automated triage signals derived from public fields; not human peer review or independent "
        "validation."
    )


@pytest.mark.parametrize(
    ("score", "shown"),
    [(3.9999, "3.9999"), (4, "4.00"), (6.995, "6.995"), (6.994, "6.99"), (9.999, "9.999")],
)
def test_a_score_is_never_shown_beyond_the_line_of_its_level(score: float, shown: str) -> None:
    dimensions = {"novelty": {"level": "MEDIUM", "score": score}}
    made = paper({"quality_assessment.dimensions": dimensions})
    [dimension] = made.manifest.quality_assessment.quality_dimensions.assessed
    assert dimension.shown_score == shown
