"""The labels of facts."""

from __future__ import annotations

import pytest

from sitegen.contracts.fact_labels import OTHER, label_of


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("work.title", "Title"),
        ("gate_verdict.status", "Gate status"),
        ("verification.source_grounded_claims", "Verified claims"),
        ("quality_assessment.review_score", "Review score"),
        ("quality_assessment.dimensions.citation_grounding.score", "Citation grounding: score"),
        ("artifacts[2]", "Artifact"),
        ("artifacts[2].sha256", "Artifact: SHA-256"),
        ("report", "Report"),
        ("report.claims[0].text", "Report: claims"),
        ("superseded_by", "Superseded by"),
        ("something.of.a.later.contract", OTHER),
    ],
)
def test_the_path_of_a_fact_has_a_label_for_readers(path: str, label: str) -> None:
    assert label_of(path) == label
