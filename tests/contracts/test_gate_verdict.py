"""The gate's verdict: the paragraph of each status, and a record that the gate has not seen."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.gate_verdict import GateVerdict
from sitegen.contracts.schemas import published_schema
from tests.contracts.papers import ROOT, SITE, errors, facts, paper

GATE = "Gate 2 — Verification (formal proof or sandbox reproduction)"
ENFORCEMENT = (
    "VERIFIED requires an attached reproducible artifact (Lean4 proof source, or repro script and "
    "results) before this status can be set; it is not derived from review score or claim count."
)
ARTIFACTS = [
    {"type": "lean4_proof", "label": "Proof"},
    {"type": "counterexample", "label": "Counterexample"},
]


def verdict(authored: dict[str, Any] | None) -> GateVerdict:
    return paper({"gate_verdict": authored, "artifacts": ARTIFACTS}).manifest.gate_verdict


@pytest.mark.parametrize(("status", "seed"), [("VERIFIED", "002"), ("FALSIFIED", "001")])
def test_definition_and_enforcement_are_the_paragraph_of_the_seed(status: str, seed: str) -> None:
    record = verdict({"status": status})
    text = (ROOT / "tests" / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
    assert f"\n{record.definition} {record.enforcement}\n" in text
    assert record.enforcement == ENFORCEMENT
    assert record.label == status.title()


def test_an_unverified_record_is_a_literature_synthesis_only() -> None:
    record = verdict({"status": "UNVERIFIED"})
    assert record.label == "Unverified"
    assert record.definition == (
        "This record has not completed Gate 2 of the verification pipeline (a type-checked Lean4 "
        "proof for mathematical claims, or a sealed-sandbox reproduction for empirical claims). It "
        "is a literature synthesis only."
    )
    assert record.enforcement == ENFORCEMENT


@pytest.mark.parametrize(
    "authored",
    [
        None,
        {"status": "UNVERIFIED"},
        {
            "status": "UNVERIFIED",
            "gate": GATE,
            "reason": "No formal proof or sandbox reproduction has been attempted for this record.",
        },
    ],
    ids=["absent", "bare", "written-out"],
)
def test_a_record_that_the_gate_has_not_seen_says_so(authored: dict[str, Any] | None) -> None:
    record = verdict(authored)
    assert record.status == "UNVERIFIED"
    assert record.evaluated_at is None
    assert record.gate == GATE
    assert record.reason == (
        "No formal proof or sandbox reproduction has been attempted for this record."
    )


def test_a_back_fill_is_published_as_it_was_authored() -> None:
    at = "2026-06-10T06:30:49+00:00"
    record = verdict({"status": "UNVERIFIED", "evaluated_at": at})
    assert (record.evaluated_at, record.reason) == (at, None)


@pytest.mark.parametrize(
    "at",
    [
        *("2026-07-02T03:48:27.951721+00:00", "2026-07-02T03:48:27Z"),
        *("2026-07-02T05:48:27.9+02:00", "2026-07-02T03:48:27-00:00"),
    ],
)
def test_the_time_of_a_verdict_is_published_exactly_as_written(at: str) -> None:
    assert verdict({"status": "FALSIFIED", "evaluated_at": at}).evaluated_at == at


def test_gate_and_reason_are_published_as_they_are() -> None:
    reason = "[Gate 3 RED-TEAM FALSIFIED] a counterexample; with a semicolon"
    record = verdict({"status": "FALSIFIED", "gate": "Gate 2 — Verification", "reason": reason})
    assert (record.gate, record.reason) == ("Gate 2 — Verification", reason)


def test_the_contract_keeps_the_day_on_which_it_was_introduced() -> None:
    assert verdict(None).contract_version == "gate-verdict-v1.0"
    assert published_schema(GateVerdict, SITE)["x-contract-introduced"] == "2026-06-10"


@pytest.mark.parametrize(
    ("status", "types", "is_right"),
    [
        ("VERIFIED", ["lean4_proof"], True),
        ("VERIFIED", ["repro_script", "repro_results"], True),
        ("VERIFIED", ["repro_script"], False),
        ("VERIFIED", ["repro_results", "red_team_report"], False),
        ("VERIFIED", [], False),
        ("FALSIFIED", ["counterexample"], True),
        ("FALSIFIED", ["red_team_report"], True),
        ("FALSIFIED", ["repro_results"], True),
        ("FALSIFIED", ["repro_script", "lean4_proof"], False),
        ("FALSIFIED", [], False),
        ("UNVERIFIED", [], True),
    ],
)
def test_a_verdict_needs_its_artifacts_whatever_the_score(
    status: str, types: list[str], is_right: bool
) -> None:
    artifacts = [{"type": each, "label": each} for each in types]
    found = errors(
        facts(
            {
                "gate_verdict": {"status": status},
                "artifacts": artifacts,
                "quality_assessment.review_score": 10,
                "verification.source_grounded_claims": 99,
            }
        )
    )
    code = {"VERIFIED": "SG401", "FALSIFIED": "SG402"}.get(status)
    assert [each for each, _ in found] == ([] if is_right else [code])


def held(*types: str) -> list[dict[str, str]]:
    return [{"type": each, "label": each, "path": f"artifacts/{each}.txt"} for each in types]


@pytest.mark.parametrize(
    ("status", "artifacts", "state", "statement"),
    [
        ("UNVERIFIED", held("lean4_proof"), None, ""),
        ("VERIFIED", held("lean4_proof"), "HELD", "The artifact behind it is public."),
        (
            *("VERIFIED", [{"type": "lean4_proof", "label": "P", "url": "https://example.org/p"}]),
            *("ELSEWHERE", "The artifact behind it is public."),
        ),
        (
            *("VERIFIED", [{"type": "lean4_proof", "label": "P"}]),
            *("DECLARED_ONLY", "The artifact behind it is declared but not public."),
        ),
        (
            "VERIFIED",
            [*held("repro_script"), {"type": "repro_results", "label": "R"}],
            "DECLARED_ONLY",
            "The artifact behind it is public in part; the rest is declared but not public.",
        ),
        ("FALSIFIED", held("counterexample"), "HELD", "Its evidence is public."),
        (
            *("FALSIFIED", [*held("dataset"), {"type": "red_team_report", "label": "R"}]),
            *("DECLARED_ONLY", "Its evidence is declared but not public."),
        ),
    ],
)
def test_wherever_a_verdict_is_shown_it_says_whether_its_artifact_is_public(
    status: str, artifacts: list[dict[str, str]], state: str | None, statement: str
) -> None:
    files = {each["path"]: b"." for each in artifacts if "path" in each}
    published = paper({"gate_verdict": {"status": status}, "artifacts": artifacts}, files=files)
    evidence = published.manifest.verdict_evidence
    assert (evidence.state, evidence.statement) == (state, statement)
    assert published.gate_panel.evidence == evidence
