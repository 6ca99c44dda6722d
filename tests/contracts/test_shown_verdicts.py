"""Verdict and tier under every status: they recommend no paper that is not to be relied on."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.published_paper import PublishedPaper
from tests.contracts.papers import corrections, event, paper

PROOF = [
    {"type": "lean4_proof", "label": "Proof", "url": "https://proofs.example/1.lean"},
    {"type": "counterexample", "label": "Owl", "url": "https://proofs.example/owl.txt"},
]
BEFORE, AFTER = "2026-06-30T09:00:00+00:00", "2026-07-30T09:00:00+00:00"


def noticed(kind: str, gate: str = "VERIFIED", at: str | None = BEFORE) -> PublishedPaper:
    verdict: dict[str, Any] = {"status": gate, "reason": "An invented reason."}
    changes = {"artifacts": PROOF, "gate_verdict": verdict | ({"evaluated_at": at} if at else {})}
    return paper(changes, corrected=corrections(event(1, notice={"kind": kind})))


@pytest.mark.parametrize(
    ("kind", "qualifier", "later"),
    [
        ("retraction", "before the retraction", "but retracted"),
        ("partial_retraction", "before the partial retraction", "but partially retracted"),
        ("withdrawal", "before the withdrawal", "but withdrawn"),
        ("removal", "before the withdrawal", "but withdrawn"),
    ],
)
def test_a_verdict_from_before_says_so(kind: str, qualifier: str, later: str) -> None:
    for at in (BEFORE, None):
        panel = noticed(kind, at=at).gate_panel
        assert (panel.label, panel.is_muted) == (f"Verified {qualifier}", True)
    # It would be false that a later verdict came before.
    assert noticed(kind, at=AFTER).gate_panel.label == f"Verified, {later}"
    tier = noticed(kind).tier_panel
    assert (tier.label, tier.is_muted) == (f"{tier.tier.label} {qualifier}", True)


@pytest.mark.parametrize("at", [BEFORE, AFTER, None])
def test_a_verdict_under_concern_says_so(at: str | None) -> None:
    panel = noticed("expression_of_concern", at=at).gate_panel
    assert (panel.label, panel.is_muted) == ("Verified under concern", True)


@pytest.mark.parametrize("kind", ["retraction", "partial_retraction", "expression_of_concern"])
def test_a_falsification_is_never_muted_and_the_banner_adds_it(kind: str) -> None:
    found = noticed(kind, "FALSIFIED")
    assert (found.gate_panel.label, found.gate_panel.is_muted) == ("Falsified", False)
    said = "Falsified: a claim was tested and failed. Its evidence is public."
    assert found.verdict_statement == said
    assert found.status_note.endswith(said)
    assert noticed(kind).verdict_statement == ""


@pytest.mark.parametrize("kind", ["correction", "erratum", "addendum"])
def test_a_corrected_paper_keeps_its_verdict(kind: str) -> None:
    found = noticed(kind)
    assert (found.gate_panel.label, found.gate_panel.is_muted) == ("Verified", False)
    assert (found.tier_panel.label, found.tier_panel.is_muted) == (
        found.tier_panel.tier.label,
        False,
    )


def test_an_unverified_paper_has_nothing_to_mute() -> None:
    panel = noticed("retraction", "UNVERIFIED").gate_panel
    assert (panel.label, panel.is_muted) == ("Unverified", False)


def test_a_time_that_is_none_mutes_as_ever() -> None:
    status = noticed("retraction").manifest.editorial_status
    for at in ("soon", "2026-07-30", "2026-07-30T09:00:00", ""):
        assert status.muted("Verified", at) == "Verified before the retraction"


@pytest.mark.parametrize(
    ("status", "artifacts", "tone", "icon"),
    [
        ("VERIFIED", PROOF, "verified", "verified-open"),
        ("VERIFIED", [{"type": "lean4_proof", "label": "Proof"}], "verified", "verified"),
        ("FALSIFIED", PROOF, "falsified", "falsified"),
        ("UNVERIFIED", [], "untested", "untested"),
    ],
)
def test_a_good_verdict_is_filled_only_if_it_can_be_inspected(
    status: str, artifacts: list[dict[str, str]], tone: str, icon: str
) -> None:
    verdict = {"status": status, "reason": "An invented reason."}
    panel = paper({"artifacts": artifacts, "gate_verdict": verdict}).gate_panel
    assert (panel.tone, panel.icon) == (tone, icon)


def test_a_muted_verdict_has_no_tone_of_its_own() -> None:
    panel = noticed("retraction").gate_panel
    assert (panel.tone, panel.icon) == ("void", "void")
    falsified = noticed("retraction", "FALSIFIED").gate_panel
    assert falsified.tone == "falsified"


def test_the_paragraph_of_the_contract_is_introduced_as_its_wording() -> None:
    wording = paper({"gate_verdict": {"status": "UNVERIFIED"}}).gate_panel.wording
    assert wording == "Wording of the contract, the same for every record with this verdict"
    partial = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
    assert paper(partial).gate_panel.wording == (
        "Wording of the contract, the same for every record"
    )
