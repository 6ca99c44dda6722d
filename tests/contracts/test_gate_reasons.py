"""What the gate's reasons state in a fixed form, and whether it is true."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sitegen.contracts.gate_reasons import comparisons, gate_numbers, red_team
from tests.contracts.papers import ROOT


def computed(x: str, y: str, tolerance: str) -> str:
    return (
        f"Sealed-sandbox formula repro: Computed {x} matches expected {y} (tolerance={tolerance}%)."
    )


@pytest.mark.parametrize(
    ("x", "y", "tolerance", "holds"),
    [
        ("1114.0", "1114.0", "5.0", True),
        ("560000000.0", "560000000.0", "5.0", True),
        ("105", "100", "5.0", True),
        ("105.0001", "100", "5.0", False),
        ("95", "100", "5", True),
        ("94.9999", "100", "5", False),
        ("-105", "-100", "5", True),
        ("-106", "-100", "5", False),
        ("0.3", "0.1", "200", True),  # exactly 200 %, which binary floats miss
        ("0", "0", "0", True),
        ("1e-9", "0", "5", False),
        ("1.5e3", "1500", "0", True),
        ("-1", "1", "5", False),
    ],
)
def test_a_comparison_holds_within_its_tolerance_of_the_expected_value(
    x: str, y: str, tolerance: str, holds: bool
) -> None:
    found = comparisons(computed(x, y, tolerance))
    assert [each.holds for each in found] == [holds]


def test_every_comparison_of_a_reason_is_read() -> None:
    reason = f"{computed('1', '1', '5')} {computed('2', '1', '5')}"
    assert [each.holds for each in comparisons(reason)] == [True, False]


@pytest.mark.parametrize(
    "reason", ["", "It matches.", "Computed x matches expected y (tolerance=5%)."]
)
def test_other_reasons_state_no_comparison(reason: str) -> None:
    assert comparisons(reason) == ()


@pytest.mark.parametrize(("seed", "average"), [("000", "9.2"), ("001", "7.7")])
def test_the_seeds_attack_scores_are_the_mean_of_their_roles(seed: str, average: str) -> None:
    text = (ROOT / "tests" / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
    reason = next(line for line in text.splitlines() if "avg_attack_score" in line)
    team = red_team(reason)
    assert team is not None
    assert team.stated == team.mean == Decimal(average)
    assert [name for name, _, _ in team.roles] == [
        *("COUNTEREXAMPLE_HUNTER", "CITATION_AUDITOR", "REPLICATION_ATTACKER"),
    ]


def test_a_role_may_hold_semicolons() -> None:
    team = red_team(
        "avg_attack_score=5.0/10. COUNTEREXAMPLE_HUNTER(4.0):one; two; "
        "CITATION_AUDITOR(5.0):three; REPLICATION_ATTACKER(6.0):four; five"
    )
    assert team is not None
    assert [text for _, _, text in team.roles] == ["one; two", "three", "four; five"]
    assert team.mean == team.stated


@pytest.mark.parametrize(
    ("scores", "mean"),
    [
        (("9.0", "9.2", "9.5"), "9.2"),
        (("8.5", "7.2", "7.5"), "7.7"),
        (("5.0", "5.0", "5.1"), "5.0"),
        (("5.1", "5.1", "5.05"), "5.1"),
        (("5.0", "5.05", "5.1"), "5.1"),  # 5.05, half up
    ],
)
def test_the_mean_is_rounded_half_up_to_one_decimal(
    scores: tuple[str, str, str], mean: str
) -> None:
    hunter, auditor, attacker = scores
    team = red_team(
        f"avg_attack_score=1.0/10. COUNTEREXAMPLE_HUNTER({hunter}):a; "
        f"CITATION_AUDITOR({auditor}):b; REPLICATION_ATTACKER({attacker}):c"
    )
    assert team is not None
    assert team.mean == Decimal(mean)


def test_a_reason_without_scores_has_no_red_team() -> None:
    assert red_team("A counterexample was found.") is None
    assert red_team("avg_attack_score=5.0/10.") is None


def test_the_gates_that_a_text_names() -> None:
    assert gate_numbers("[Gate 3 RED-TEAM FALSIFIED] after Gate 2") == {"2", "3"}
    assert gate_numbers("the gateway 3") == frozenset()
