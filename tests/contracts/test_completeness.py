"""What a transcription leaves out is not known: it is null in the record, and no finding."""

from __future__ import annotations

import copy
import json
from itertools import combinations
from typing import Any

import pytest

from sitegen.contracts.earlier_facts import BACK_FILLED, earlier_facts
from sitegen.contracts.envelope import as_json
from sitegen.contracts.fact_changes import fact_changes
from sitegen.contracts.gate_verdict import GATE
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.findings.canonical import canonical_sha256
from tests.contracts.papers import paper

PARTIAL: dict[str, Any] = {
    "completeness": "PARTIAL",
    "transcribed_from": {"title": "A page"},
    "quality_assessment": {"tier": "WATCHLIST"},
    "verification": None,
    "artifacts": None,
}


def facts(changes: dict[str, Any]) -> dict[str, Any]:
    """The published facts."""
    return paper(copy.deepcopy(changes)).manifest.facts


def transcription(changes: dict[str, Any] | None = None) -> PublishedPaper:
    return paper(copy.deepcopy(PARTIAL) | (changes or {}))


def test_what_a_transcription_leaves_out_is_null_and_listed() -> None:
    manifest = as_json(transcription().manifest)
    assessment = manifest["quality_assessment"]
    assert manifest["completeness"] == "PARTIAL"
    assert manifest["gate_verdict"]["status"] is None
    assert manifest["gate_verdict"]["reason"] is None
    assert manifest["verification"]["paper_level"] is None
    assert manifest["provenance"]["external_archival_record_state"]["state"] is None
    assert {each["level"] for each in assessment["quality_dimensions"]["dimensions"].values()} == {
        None
    }
    assert assessment["review_monitor"]["monitor_state"] is None
    assert manifest["editorial_status"]["status"] == "NOT_STATED"
    for record in (
        *(manifest["gate_verdict"], manifest["verification"], manifest["provenance"]),
        *(assessment["quality_tier"], assessment["quality_dimensions"]),
        assessment["review_monitor"],
    ):
        assert "schema" not in record
        assert record["not_stated"]


def test_a_complete_record_without_them_says_that_nothing_was_done() -> None:
    manifest = as_json(paper({"gate_verdict": None, "artifacts": None}).manifest)
    assert manifest["completeness"] == "COMPLETE"
    assert "transcribed_from" not in manifest
    assert manifest["gate_verdict"]["status"] == "UNVERIFIED"
    assert "has been attempted" in manifest["gate_verdict"]["reason"]
    assert manifest["provenance"]["external_archival_record_state"]["state"] == "NOT_REGISTERED"
    assert "not_stated" not in json.dumps(manifest)


@pytest.mark.parametrize(
    ("changes", "levels"),
    [
        ({"quality_assessment.dimensions": {"novelty": "LOW"}}, {"LOW", "UNASSESSED"}),
        ({}, {None}),
    ],
)
def test_one_dimension_that_is_stated_makes_the_others_unassessed(
    changes: dict[str, Any], levels: set[str | None]
) -> None:
    record = as_json(transcription(changes).manifest)["quality_assessment"]["quality_dimensions"]
    assert {each["level"] for each in record["dimensions"].values()} == levels
    assert ("schema" in record) == (None not in levels)


def test_a_declared_artifact_of_a_transcription_is_somewhere() -> None:
    declared = {"artifacts": [{"type": "dataset", "label": "Data"}]}
    (artifact,) = transcription(declared | {"report": "none"}).manifest.artifact_set
    assert (artifact.state, artifact.state_label) == (
        "NOT_STATED",
        "Where it is: not stated in this record",
    )
    (artifact,) = paper(declared | {"report": "none"}).manifest.artifact_set
    assert artifact.state == "DECLARED_ONLY"


VERDICT = {"status": "VERIFIED", "reason": "The proof type-checks."}


def test_a_verdict_of_which_no_artifact_is_listed_speaks_of_its_source() -> None:
    evidence = transcription({"gate_verdict": VERDICT}).manifest.verdict_evidence
    assert evidence.state == "NOT_STATED"
    assert evidence.statement == (
        "The source speaks of attached evidence; this record does not say where it is."
    )


@pytest.mark.parametrize(
    ("listed", "state"),
    [
        ({"repro_script": "https://example.org/s"}, "NOT_STATED"),
        ({"repro_results": "https://example.org/r"}, "NOT_STATED"),
        ({"repro_script": "https://example.org/s", "repro_results": None}, "NOT_STATED"),
        (
            {"repro_script": "https://example.org/s", "repro_results": "https://example.org/r"},
            "ELSEWHERE",
        ),
        ({"lean4_proof": "https://example.org/p"}, "ELSEWHERE"),
    ],
)
def test_half_of_the_evidence_is_not_the_evidence(
    listed: dict[str, str | None], state: str
) -> None:
    artifacts = [
        {"type": kind, "label": kind} | ({"url": url} if url else {})
        for kind, url in listed.items()
    ]
    verified = transcription({"gate_verdict": VERDICT, "artifacts": artifacts})
    evidence = verified.manifest.verdict_evidence
    assert evidence.state == state
    in_part = "public in part; where the rest is, this record does not state."
    assert evidence.statement.endswith(in_part) == (state == "NOT_STATED")


def test_an_unverified_verdict_of_a_transcription_has_no_reason_of_ours() -> None:
    verdict = transcription({"gate_verdict": {"status": "UNVERIFIED"}}).manifest.gate_verdict
    assert (verdict.status, verdict.reason, verdict.not_stated) == (
        *("UNVERIFIED", None),
        ("reason", "gate"),
    )


@pytest.mark.parametrize(
    ("changes", "state", "words", "reasons"),
    [
        (
            {},
            None,
            "not decided",
            "this record does not state its gate verdict, its claims, whether an external archive "
            "holds it or whether all its artifacts are public",
        ),
        (
            {"gate_verdict": {"status": "FALSIFIED", "reason": "It failed."}},
            "REVIEW_REQUIRED",
            "review required",
            "the gate falsified a claim",
        ),
        (
            {"verification": {"source_grounded_claims": 0}},
            "WATCH",
            "watch",
            "no claim is known to be grounded in a source",
        ),
        (
            {
                "gate_verdict": VERDICT,
                "verification": {"source_grounded_claims": 2},
                "work.doi": "10.5555/x",
                "artifacts": [
                    {"type": "lean4_proof", "label": "Proof", "url": "https://example.org/p"}
                ],
            },
            "CLEAR",
            "clear",
            "",
        ),
    ],
)
def test_the_monitor_is_decided_by_what_is_stated(
    changes: dict[str, Any], state: str | None, words: str, reasons: str
) -> None:
    monitor = transcription(changes).manifest.quality_assessment.review_monitor
    assert (monitor.monitor_state, monitor.state, monitor.reasons) == (state, words, reasons)


# ---------------------------------------------------------------- facts


def test_the_source_of_a_transcription_is_no_fact_but_its_completeness_is() -> None:
    stated = facts(PARTIAL)
    assert stated["completeness"] == "PARTIAL"
    assert "transcribed_from" not in stated
    assert "completeness" not in facts({"completeness": "COMPLETE"})


@pytest.mark.parametrize(
    "written",
    [
        {"gate_verdict": {"status": "UNVERIFIED"}},
        {"verification": {"sandbox_executed_claims": 0}},
        {"gate_verdict": {"status": "UNVERIFIED", "gate": GATE}},
        {"verification": {"claim_record_source": "not publicly specified"}},
        {"quality_assessment.dimensions": {"novelty": "UNASSESSED"}},
    ],
)
def test_what_equals_a_default_is_a_statement_in_a_transcription(written: dict[str, Any]) -> None:
    assert facts(PARTIAL | written) != facts(PARTIAL)
    complete = PARTIAL | {"completeness": None, "transcribed_from": None}
    assert facts(complete | written) == facts(complete)


ADDED: dict[str, Any] = {
    "work.submitted": "2026-07-01",
    "gate_verdict": VERDICT,
    "verification": {"source_grounded_claims": 0},
    "limitations": ["It is short."],
}


@pytest.mark.parametrize("path", ADDED)
def test_a_transcription_may_state_more_later(path: str) -> None:
    before, after = facts(PARTIAL), facts(PARTIAL | {path: ADDED[path]})
    assert before != after
    assert {each.is_milestone for each in fact_changes(before, after)} == {True}
    assert earlier_facts(after, canonical_sha256(before)) == before


STATED = transcription(
    {
        "work.doi": "10.5555/x",
        "work.submitted": "2026-07-01",
        "work.lead_source": {"title": "A lead", "url": "https://example.org/"},
        "quality_assessment": {
            "review_score": 6.5,
            "review_method": "By hand",
            "dimensions": {"novelty": "LOW", "safety_impact": {"level": "HIGH", "score": 8}},
        },
        "verification": {"source_grounded_claims": 0, "sandbox_executed_claims": 0},
        "gate_verdict": VERDICT | {"evaluated_at": "2026-07-02T09:00:00+00:00"},
        "limitations": ["It is short."],
    }
).manifest.facts
# What a transcription may have left out at first, alone and together.
LEFT_OUT = [
    *("work.doi", "work.submitted", "work.lead_source", "work.lead_source.url"),
    *("quality_assessment.review_method", "quality_assessment.dimensions"),
    "quality_assessment.dimensions.novelty",
    *("quality_assessment.dimensions.safety_impact.score", "verification"),
    *("verification.source_grounded_claims", "gate_verdict", "gate_verdict.reason", "limitations"),
    "gate_verdict.evaluated_at",
]


@pytest.mark.parametrize(
    "left_out", [*combinations(LEFT_OUT, 1), *combinations(LEFT_OUT, 2), (*LEFT_OUT,)], ids=str
)
def test_what_a_transcription_stated_at_first_is_found_by_its_digest(
    left_out: tuple[str, ...],
) -> None:
    before = copy.deepcopy(STATED)
    for path in left_out:
        *above, last = path.split(".")
        holder: Any = before
        for step in above:
            holder = holder.get(step, {})
        holder.pop(last, None)
    before = {key: each for key, each in before.items() if each}
    assert {each.is_milestone for each in fact_changes(before, STATED)} == {True}
    assert earlier_facts(STATED, canonical_sha256(before)) == before


def test_a_tier_that_later_facts_decide_was_declared_before() -> None:
    claims = {"verification": {"source_grounded_claims": 4}}
    scored = {"quality_assessment": {"review_score": 7.9}}
    before = facts(PARTIAL | {"quality_assessment": {"review_score": 7.9, "tier": "DOI_GRADE"}})
    after = facts(PARTIAL | scored | claims)
    assert earlier_facts(after, canonical_sha256(before)) == before


def test_earlier_facts_that_do_not_exist_are_looked_for_without_an_error() -> None:
    assert earlier_facts(STATED, "0" * 64) is None
    assert BACK_FILLED == {"status": "UNVERIFIED", "evaluated_at": "2026-06-10T06:30:49+00:00"}


@pytest.mark.parametrize("claims", [None, 0, 9])
def test_a_transcription_does_not_say_that_the_source_of_claims_is_private(
    claims: int | None,
) -> None:
    counted = {} if claims is None else {"source_grounded_claims": claims}
    silent = transcription({"verification": counted}).manifest.verification
    assert silent.claim_summary.claim_record_source is None
    assert "claim_summary.claim_record_source" in silent.not_stated
    named = counted | {"claim_record_source": "not publicly specified"}
    stated = transcription({"verification": named}).manifest.verification
    assert stated.claim_summary.claim_record_source == "not publicly specified"
    assert "claim_summary.claim_record_source" not in stated.not_stated


def test_to_say_that_a_record_is_complete_is_a_correction() -> None:
    before = facts(PARTIAL)
    after = {key: value for key, value in before.items() if key != "completeness"}
    for one, other in ((before, after), (after, before)):
        (change,) = fact_changes(one, other)
        assert (change.path, change.is_milestone) == ("completeness", False)


def test_the_tier_of_a_transcription_does_not_say_that_there_is_no_artifact() -> None:
    flagship = {
        "quality_assessment": {
            "review_score": 9.3,
            "dimensions": {"reproducibility_status": "HIGH"},
        },
        "verification": {"source_grounded_claims": 9},
    }
    tier = transcription(flagship).manifest.quality_assessment.quality_tier
    assert (tier.note or "").startswith("This record states no artifact that backs it. The basis")


def test_where_the_claims_of_a_transcription_come_from_is_not_said_for_it() -> None:
    claims = {"verification": {"source_grounded_claims": 2}}
    stated = transcription(claims).manifest.verification
    assert stated.claim_summary.claim_record_source is None
    assert stated.not_stated == ("claim_summary.claim_record_source",)
    complete = paper(claims).manifest.verification
    assert complete.claim_summary.claim_record_source == "not publicly specified"


def test_the_gate_of_a_transcribed_verdict_is_not_said_for_it() -> None:
    verdict = transcription({"gate_verdict": VERDICT}).manifest.gate_verdict
    assert (verdict.gate, verdict.not_stated) == (None, ("gate",))
    stated = transcription({"gate_verdict": VERDICT | {"gate": GATE}}).manifest.gate_verdict
    assert (stated.gate, stated.not_stated) == (GATE, ())
    assert paper({"gate_verdict": {"status": "UNVERIFIED"}}).manifest.gate_verdict.gate == GATE
