"""What is remarked on a verdict follows from what its record states."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.shown_verdicts import GatePanel
from tests.contracts.papers import ROOT, corrections, event, paper

GATE = "Gate 2 — Verification (formal proof or sandbox reproduction)"
PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
MATCH = "Sealed-sandbox formula repro: Computed 5.0 matches expected 5.0 (tolerance=5.0%)."
RED_TEAM = "[Gate 3 RED-TEAM FALSIFIED] avg_attack_score=5/10. CITATION_AUDITOR(5):It fails."


def gate_panel(
    status: str, reason: str | None = None, *artifacts: dict[str, str], **further: Any
) -> GatePanel:
    corrected = further.pop("corrected", None)
    verdict = {"status": status} | ({"reason": reason} if reason else {})
    verdict |= further.pop("verdict", {})
    changes = {"gate_verdict": verdict, "artifacts": [*artifacts]} | further
    return paper(changes, corrected=corrected, files=FILES).gate_panel


FILES = {"artifacts/repro.py": b"print(5.0)", "artifacts/results.json": b"{}"}
SCRIPT = {"type": "repro_script", "label": "Script"}
RESULTS = {"type": "repro_results", "label": "Results"}
HELD_SCRIPT = SCRIPT | {"path": "artifacts/repro.py"}
HELD_RESULTS = RESULTS | {"path": "artifacts/results.json"}
PROOF = {"type": "lean4_proof", "label": "Proof"}
COUNTEREXAMPLE = {"type": "counterexample", "label": "An owl"}
REPORT = {"type": "red_team_report", "label": "Report"}


# ------------------------------------------------------------------------------- Gates


def gates(gate: str, reason: str) -> list[tuple[str, str]]:
    found = gate_panel("UNVERIFIED", reason, verdict={"gate": gate}).remarks
    return [tuple(each) for each in found]


def test_a_reason_that_names_another_gate_is_remarked_on() -> None:
    assert gates(GATE, "[Gate 3 RED-TEAM] It failed.") == [
        (
            "Two gates are named.",
            "The gate row says Gate 2, the reason says Gate 3. Both are shown as they are "
            "published; this record does not say which of them decided.",
        )
    ]
    ((head, text),) = gates("Gate 1 and Gate 2", "Gate 4, then Gate 3")
    assert head == "Four gates are named."
    assert "says Gate 1 and Gate 2, the reason says Gate 3 and Gate 4." in text


@pytest.mark.parametrize(
    ("gate", "reason"),
    [
        (GATE, "Gate 2 failed."),
        (GATE, "Gate 3 sent it back to Gate 2."),
        (GATE, "It failed."),
        ("The gateway", "[Gate 3] It failed."),
        ("", ""),
    ],
)
def test_gates_that_agree_need_no_remark(gate: str, reason: str) -> None:
    assert gates(gate or GATE, reason or "It failed.") == []


@pytest.mark.parametrize("seed", ["000", "001"])
def test_the_seeds_contradiction_is_explained(seed: str) -> None:
    text = (ROOT / "tests" / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
    reason = next(line for line in text.splitlines() if "avg_attack_score" in line)
    reason = reason[reason.index("[Gate 3") :].strip(" |")
    panel = gate_panel("FALSIFIED", reason, **PARTIAL, verdict={"gate": GATE})
    assert [each.head for each in panel.remarks] == ["Two gates are named."]


# ------------------------------------------------------------------------------ Equality


def test_exact_equality_is_called_so_and_what_it_leaves_open() -> None:
    (found,) = gate_panel("VERIFIED", MATCH, SCRIPT, RESULTS).remarks
    assert found.head == "Exactly equal, to the last digit."
    assert found.text == (
        "A computation can give exactly the number that was expected; a script that only writes "
        "down that number always does. This record does not show the script, so a reader cannot "
        "tell the two apart."
    )


def test_a_script_that_can_be_read_decides() -> None:
    (found,) = gate_panel("VERIFIED", MATCH, HELD_SCRIPT, RESULTS).remarks
    assert found.text.endswith("To tell the two apart, read the script.")


@pytest.mark.parametrize(
    ("reason", "heads"),
    [
        (MATCH.replace("Computed 5.0", "Computed 5"), ["Exactly equal."]),
        (MATCH.replace("Computed 5.0", "Computed 5.1"), []),
        (f"{MATCH} {MATCH}", ["2 of 2 comparisons are exactly equal."]),
        (
            f"{MATCH} {MATCH.replace('Computed 5.0', 'Computed 5.1')}",
            ["1 of 2 comparisons is exactly equal."],
        ),
        ("The proof type-checks.", []),
    ],
)
def test_what_is_equal_is_counted(reason: str, heads: list[str]) -> None:
    found = gate_panel("VERIFIED", reason, SCRIPT, RESULTS, verdict={"gate": "A gate"})
    assert [each.head for each in found.remarks] == heads


# ------------------------------------------------------------------------------ What to publish


@pytest.mark.parametrize(
    ("status", "reason", "artifacts", "lift"),
    [
        ("VERIFIED", MATCH, (SCRIPT, RESULTS), "two files, the script and its results."),
        ("VERIFIED", MATCH, (HELD_SCRIPT, RESULTS), "the results."),
        ("VERIFIED", MATCH, (SCRIPT, HELD_RESULTS), "the script."),
        ("VERIFIED", "It type-checks.", (PROOF,), "the proof source."),
        ("VERIFIED", MATCH, (SCRIPT, SCRIPT, HELD_RESULTS), "two scripts."),
        ("FALSIFIED", "It failed.", (COUNTEREXAMPLE,), "the counterexample."),
        (
            *("FALSIFIED", "It failed.", (COUNTEREXAMPLE, REPORT, RESULTS)),
            "three files, the counterexample, the red-team report and the results.",
        ),
    ],
)
def test_what_is_declared_has_to_be_published(
    status: str, reason: str, artifacts: tuple[dict[str, str], ...], lift: str
) -> None:
    assert gate_panel(status, reason, *artifacts).lift == f"publish {lift}"


@pytest.mark.parametrize(
    ("status", "reason", "artifacts", "lift"),
    [
        ("VERIFIED", MATCH, (), "two files, the script and its results, or state where they are."),
        (
            *("VERIFIED", "It passed.", ()),
            "the proof source, or the script and its results, or state where they are.",
        ),
        ("VERIFIED", MATCH, (HELD_SCRIPT,), "the results, or state where they are."),
        ("VERIFIED", "It passed.", (HELD_RESULTS,), "the script, or state where it is."),
        ("VERIFIED", "It passed.", (PROOF,), "the proof source, or state where it is."),
        (
            *("VERIFIED", "It passed.", (RESULTS,)),
            "two files, the script and its results, or state where they are.",
        ),
        ("FALSIFIED", RED_TEAM, (), "the red-team report, or state where it is."),
        (
            *("FALSIFIED", "It failed.", ()),
            "the evidence of the failure (a counterexample, a red-team report or the results of a "
            "run), or state where it is.",
        ),
    ],
)
def test_a_transcription_may_also_state_where_it_is(
    status: str, reason: str, artifacts: tuple[dict[str, str], ...], lift: str
) -> None:
    assert gate_panel(status, reason, *artifacts, **PARTIAL).lift == f"publish {lift}"


def test_nothing_is_asked_for_where_all_is_public_or_nothing_was_tested() -> None:
    assert gate_panel("VERIFIED", MATCH, HELD_SCRIPT, HELD_RESULTS).lift == ""
    assert gate_panel("VERIFIED", MATCH, HELD_SCRIPT, HELD_RESULTS, PROOF).lift == (
        "publish the proof source."
    )
    assert gate_panel("UNVERIFIED", "Not yet.", SCRIPT).lift == ""
    assert paper(PARTIAL).gate_panel.lift == ""


@pytest.mark.parametrize(
    "kind", ["retraction", "partial_retraction", "withdrawal", "expression_of_concern"]
)
@pytest.mark.parametrize("status", ["VERIFIED", "FALSIFIED"])
def test_nothing_is_asked_for_under_such_a_notice(kind: str, status: str) -> None:
    corrected = corrections(event(1, notice={"kind": kind}))
    panel = gate_panel(status, "So.", PROOF, COUNTEREXAMPLE, corrected=corrected)
    assert panel.lift == ""


def test_nothing_is_asked_for_of_a_paper_that_is_superseded() -> None:
    newer = corrections(superseded_by="5eed0009-0000-4000-8000-00000000c0de")
    assert gate_panel("VERIFIED", "So.", PROOF, corrected=newer).lift == ""
