"""The level of a record is the highest that one of its claims has reached."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.verification_levels import Verification
from tests.contracts.papers import errors, facts, paper

LADDER = [
    (0, "Unassessed"),
    (1, "Literature synthesis"),
    (2, "Source-grounded claims"),
    (3, "Cross-source corroborated"),
    (4, "Artifact inspected"),
    (5, "Sandbox executed"),
    (6, "Independently reproduced"),
    (7, "Externally reviewed or formally verified"),
]
COUNTERS = {
    3: "cross_source_corroborated_claims",
    4: "artifact_inspected_claims",
    5: "sandbox_executed_claims",
    6: "independently_reproduced_claims",
    7: "externally_reviewed_or_formally_verified_claims",
}


def verification(counts: dict[str, Any], **others: Any) -> Verification:
    changes = {"verification": counts, "quality_assessment.review_score": 6.0, **others}
    return paper(changes).manifest.verification


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ({}, 0),
        ({"claim_record_source": "parsed source sections"}, 0),
        ({"source_grounded_claims": 0}, 1),
        ({"source_grounded_claims": 1}, 2),
        ({"source_grounded_claims": 50}, 2),
        *(({"source_grounded_claims": 9, name: 1}, level) for level, name in COUNTERS.items()),
        *(({name: 1}, level) for level, name in COUNTERS.items()),
        ({"source_grounded_claims": 9, "sandbox_executed_claims": 0}, 2),
        ({"cross_source_corroborated_claims": 5, "independently_reproduced_claims": 1}, 6),
    ],
)
def test_a_level_follows_from_the_counts(counts: dict[str, Any], level: int) -> None:
    record = verification(counts)
    assert (record.paper_level, record.paper_level_label) == LADDER[level]


def states(counts: dict[str, Any], **others: Any) -> str:
    """The state of each rung from 1 on: reached, missed or not stated."""
    found = verification(counts, **others).ladder.states
    return "".join(each.name[0] for each in found)


def test_each_rung_is_reached_by_claims_of_its_own() -> None:
    assert states({"source_grounded_claims": 0}) == "RMMMMMM"
    assert states({"source_grounded_claims": 9}) == "RRMMMMM"
    assert states({"source_grounded_claims": 9, COUNTERS[5]: 1}) == "RRMMRMM"


def test_a_rung_whose_claims_are_not_known_is_not_stated() -> None:
    partial = {"completeness": "PARTIAL", "transcribed_from": {"title": "A page"}}
    assert states({}) == "NNMMMMM"
    assert states({}, **partial) == "NNNNNNN"
    assert states({COUNTERS[3]: 1}, **partial) == "RNRNNNN"
    assert states({"source_grounded_claims": 9}, **partial) == "RRMMMMM"


def test_the_gate_does_not_lift_a_level() -> None:
    verified = {
        "gate_verdict": {"status": "VERIFIED"},
        "artifacts": [{"type": "lean4_proof", "label": "Proof"}],
    }
    assert verification({"source_grounded_claims": 9}, **verified).paper_level == 2


def test_the_ladder_is_published_whole_with_what_the_record_does_not_reach() -> None:
    record = verification({"source_grounded_claims": 9})
    assert [(rung.level, rung.label) for rung in record.levels] == LADDER
    assert len({rung.key for rung in record.levels}) == 8
    assert record.paper_level_key == record.levels[2].key == "source_grounded_claims"
    assert record.unsupported_upper_levels == record.levels[3:]


def test_the_top_of_the_ladder_leaves_nothing_unsupported() -> None:
    record = verification({"externally_reviewed_or_formally_verified_claims": 1})
    assert record.unsupported_upper_levels == ()


def test_claims_are_published_in_aggregate_and_never_one_by_one() -> None:
    summary = verification(
        {"source_grounded_claims": 9, "claim_record_source": "parsed source sections"}
    ).claim_summary
    assert summary.source_grounded_claims == summary.aggregate_claim_records == 9
    assert summary.claim_record_source == "parsed source sections"
    assert summary.per_claim_public_records == ()
    assert summary.per_claim_public_record_count == 0


def test_claims_without_a_named_source_say_so() -> None:
    named = {"source_grounded_claims": 0, "claim_record_source": "not publicly specified"}
    for counts in ({"source_grounded_claims": 0}, named):
        assert verification(counts).claim_summary.claim_record_source == "not publicly specified"


def test_claims_that_are_not_known_are_null_and_not_zero() -> None:
    for counts in ({}, {"claim_record_source": "not publicly specified"}):
        summary = verification(counts).claim_summary
        assert summary.source_grounded_claims is None
        assert summary.aggregate_claim_records is None
        assert summary.claim_record_source is None
        assert summary.cross_source_corroborated_claims == 0


def test_the_counts_of_the_report_are_not_source_grounded_claims() -> None:
    claims = [{"text": "It holds.", "verified": True, "confidence": 0.5}]
    manifest = paper(
        {"verification": {}, "quality_assessment.review_score": 6.0, "report.claims": claims}
    ).manifest
    assert manifest.verification.paper_level == 0
    assert manifest.provenance.aggregate_claim_lineage.label is None


def test_a_declared_level_has_to_be_the_derived_one() -> None:
    assert verification({"source_grounded_claims": 9, "paper_level": 2}).paper_level == 2
    assert errors(facts({"verification.paper_level": 5})) == [
        (
            "SG301",
            "paper_level is 5, but the claim counts under `verification` give level 2, "
            "Source-grounded claims",
        )
    ]


def test_the_types_of_all_artifacts_are_listed_once() -> None:
    artifacts = [
        {"type": "dataset", "label": "Data"},
        {"type": "dataset", "label": "More data"},
        {"type": "lean4_proof", "label": "Proof"},
    ]
    assert verification({}, artifacts=artifacts).artifact_types == (
        *("report", "dataset", "lean4_proof"),
    )
