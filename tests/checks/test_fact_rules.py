"""What the facts of one record say must agree with itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.papers import CLAIMS, MANIFEST, SCORE, codes, found, manifest

TEAM = ("COUNTEREXAMPLE_HUNTER", "CITATION_AUDITOR", "REPLICATION_ATTACKER")
EVIDENCE = "artifacts: [{type: red_team_report, label: Report, url: https://owls.example/red}]"


def verdict(reason: str, status: str = "UNVERIFIED", **more: str) -> str:
    lines = [f"  status: {status}", f"  reason: '{reason.replace(chr(39), chr(39) * 2)}'"]
    return "\n".join(["gate_verdict:", *lines, *(f"  {key}: {more[key]}" for key in more)])


def red_team(stated: str, *scores: str, text: str = "Nothing.") -> str:
    roles = "; ".join(f"{role}({score}):{text}" for role, score in zip(TEAM, scores, strict=True))
    return f"avg_attack_score={stated}/10. {roles}"


def comparison(computed: str, expected: str, tolerance: str = "5.0") -> str:
    reason = f"Computed {computed} matches expected {expected} (tolerance={tolerance}%)."
    return manifest(verdict(reason))


def beside(text: str) -> list[str]:
    """What the related places of the first finding hold, each to the end of its line."""
    lines = text.splitlines()
    return [lines[place.line - 1][place.column - 1 :] for place, _ in found(text)[0].related]


# ------------------------------------------------------------------------- SG301 declared values


def test_a_contradicting_tier_or_level_is_shown_beside_the_facts_that_make_another() -> None:
    tier = "  tier: WATCHLIST\n  dimensions: {reproducibility_status: HIGH}\n"
    assert beside(MANIFEST.replace(CLAIMS, tier + CLAIMS)) == ["7.9", "11", "HIGH}"]
    counts = f"{CLAIMS}  paper_level: 7\n  sandbox_executed_claims: 2\n"
    assert beside(MANIFEST.replace(CLAIMS, counts)) == ["2"]
    assert beside(MANIFEST.replace(CLAIMS, "verification: {paper_level: 3}\n")) == []


def test_a_gate_that_the_reason_does_not_name_is_shown_if_it_is_written_down() -> None:
    reason = "Gate 3 found nothing."
    assert beside(manifest(verdict(reason, gate="Gate 2"))) == ["Gate 2"]
    assert beside(manifest(verdict(reason))) == []


@pytest.mark.parametrize(
    ("score", "claims", "tier"),
    [
        ("4.99", "20", "QUARANTINE_CANDIDATE"),
        ("5.0", "20", "WATCHLIST"),
        ("7.49", "20", "WATCHLIST"),
        ("7.5", "1", "DOI_GRADE"),
        ("7.5", "0", "PUBLIC_RECORD"),
        ("10", "20", "DOI_GRADE"),
    ],
)
def test_a_declared_tier_may_say_what_follows_and_nothing_else(
    score: str, claims: str, tier: str
) -> None:
    def declared(tier: str) -> str:
        text = manifest(review_score=score, source_grounded_claims=claims)
        return text.replace("verification:", f"  tier: {tier}\nverification:")

    assert codes(declared(tier)) == []
    wrong = "WATCHLIST" if tier != "WATCHLIST" else "DOI_GRADE"
    assert codes(declared(wrong)) == ["SG301"]


def test_a_contradicting_tier_is_shown_beside_the_one_that_follows() -> None:
    text = MANIFEST.replace(SCORE, f"{SCORE}  tier: WATCHLIST\n")
    [finding] = found(text)
    assert "declared as WATCHLIST" in finding.message
    assert "give DOI_GRADE" in finding.message
    assert "or correct review_score 7.9, source_grounded_claims 11" in finding.hint
    assert finding.place == ("records/papers/owls/manifest.yaml", 9, 9)


def test_a_tier_may_be_declared_where_the_facts_leave_it_open() -> None:
    without_claims = MANIFEST.replace(CLAIMS, "")
    for tier in ("DOI_GRADE", "PUBLIC_RECORD"):
        assert codes(without_claims.replace(SCORE, f"{SCORE}  tier: {tier}\n")) == []
    assert codes(without_claims.replace(SCORE, f"{SCORE}  tier: WATCHLIST\n")) == ["SG301"]


def test_a_changed_policy_changes_what_a_tier_may_be() -> None:
    text = MANIFEST.replace(SCORE, f"{SCORE}  tier: WATCHLIST\n")
    policy = "tier_policy: {doi_grade: {minimum_review_score: 8}}\n"
    assert codes(text) == ["SG301"]
    assert codes(text, settings=policy) == []


def test_a_declared_level_may_say_what_follows_and_nothing_else() -> None:
    def with_level(level: int, counter: str = "") -> str:
        return f"{MANIFEST}  paper_level: {level}\n{counter}"

    assert codes(with_level(2)) == []
    assert codes(with_level(3)) == ["SG301"]
    tested = "  externally_reviewed_or_formally_verified_claims: 1\n"
    assert codes(with_level(7, tested)) == ["SG316"]
    assert codes(with_level(2, "  sandbox_executed_claims: 1\n")) == ["SG301", "SG316"]


# ------------------------------------------------------------------------------ SG302 tier


def test_a_tier_is_asked_for_only_where_the_facts_leave_it_open() -> None:
    without_claims = MANIFEST.replace(CLAIMS, "")
    assert codes(without_claims) == ["SG302"]
    assert codes(without_claims.replace("7.9", "7.1")) == []  # Watchlist whatever the claims
    assert codes(without_claims.replace("7.9", "3")) == []


def test_the_facts_that_would_decide_a_tier_are_named() -> None:
    [finding] = found(MANIFEST.replace(SCORE, "  review_method: By two owls\n"))
    assert "add quality_assessment.review_score, or" in finding.hint


# ------------------------------------------------------------------------- SG303 comparisons


def test_a_comparison_holds_up_to_its_tolerance_and_no_further() -> None:
    assert codes(comparison("105", "100")) == []
    assert codes(comparison("95", "100")) == []
    assert codes(comparison("105.0000000001", "100")) == ["SG303"]
    assert codes(comparison("94.9999999999", "100")) == ["SG303"]


def test_a_tolerance_is_a_share_of_the_expected_value_whatever_its_sign() -> None:
    assert codes(comparison("-105", "-100")) == []
    assert codes(comparison("-106", "-100")) == ["SG303"]
    assert codes(comparison("0", "0", "0")) == []
    assert codes(comparison("0.01", "0")) == ["SG303"]


def test_a_comparison_is_made_in_decimal_arithmetic() -> None:
    # In binary, 0.3 - 0.1 is a little less than 0.2, and 1.1 - 1.0 a little more than 0.1.
    assert codes(comparison("1.1", "1.0", "10")) == []
    assert codes(comparison("5.6e8", "560000000.0", "0")) == []


def test_every_comparison_of_a_reason_must_be_true() -> None:
    true = "Computed 1 matches expected 1 (tolerance=5%)."
    false = "Computed 2 matches expected 1 (tolerance=5%)."
    assert codes(manifest(verdict(f"{true} {false}"))) == ["SG303"]


# ------------------------------------------------------------------------- SG304 attack score


def test_an_attack_score_is_rounded_half_up() -> None:
    # The means are 7.65 and 7.649…
    assert codes(manifest(verdict(red_team("7.7", "7.65", "7.65", "7.65")))) == []
    assert codes(manifest(verdict(red_team("7.6", "7.65", "7.65", "7.65")))) == ["SG304"]
    assert codes(manifest(verdict(red_team("7.6", "7.65", "7.65", "7.647")))) == []


def test_the_text_of_a_role_may_hold_semicolons_and_colons() -> None:
    reason = red_team("7.7", "8.5", "7.2", "7.5", text="First; second: CITATION; (9.9): third.")
    assert codes(manifest(verdict(reason))) == []


def test_a_zero_more_does_not_make_another_attack_score() -> None:
    assert codes(manifest(verdict(red_team("7.70", "8.5", "7.2", "7.5")))) == []
    assert codes(manifest(verdict(red_team("7.73", "8.5", "7.2", "7.5")))) == ["SG304"]


def test_an_attack_score_without_roles_cannot_be_judged() -> None:
    assert codes(manifest(verdict("avg_attack_score=7.7/10."))) == []


# --------------------------------------------------------------------------- SG305 gates


def test_a_reason_may_name_its_gate_among_others() -> None:
    reason = "Gate 2 was passed, Gate 3 was not."
    assert codes(manifest(verdict(reason, gate="Gate 3"))) == []
    assert codes(manifest(verdict(reason, gate="Gate 4"))) == ["SG305"]
    assert codes(manifest(verdict(reason, gate="The last gate"))) == []


# --------------------------------------------------------------------------- SG307 labels


def test_only_a_label_at_the_start_is_doubled() -> None:
    assert codes(manifest(abstract="'ABSTRACT: Owls hear well.'")) == ["SG307"]
    assert codes(manifest(title="'Title: How owls hear'")) == ["SG307"]
    assert codes(manifest(abstract="'In the abstract: owls hear well.'")) == []
    assert codes(manifest(abstract="Abstracts of owls are short.")) == []


# ------------------------------------------------------------------------- SG308 grounding


def test_grounding_is_assessed_only_where_there_are_claims() -> None:
    def grounded(level: str, claims: str) -> str:
        text = manifest(source_grounded_claims=claims)
        return text.replace(SCORE, f"{SCORE}  dimensions: {{citation_grounding: {level}}}\n")

    assert codes(grounded("LOW", "0")) == ["SG308"]
    assert codes(grounded("UNASSESSED", "0")) == []
    assert codes(grounded("LOW", "1")) == []


# --------------------------------------------------------------------------- SG309 order


@pytest.mark.parametrize(
    ("evaluated_at", "is_before"),
    [
        ("2026-07-01T09:59:59+00:00", True),
        ("2026-07-01T10:00:00+00:00", False),  # midnight of 2 July at UTC+14
        ("2026-07-02T00:00:00+14:00", False),
        ("2026-07-01T23:59:59+14:00", True),
        ("2026-07-01T00:00:00-11:00", False),
        ("2026-07-02T03:48:27.951721Z", False),
    ],
)
def test_a_day_begins_where_it_begins_first(evaluated_at: str, is_before: bool) -> None:
    text = manifest(verdict("Nothing.", evaluated_at=evaluated_at), work=["submitted: 2026-07-02"])
    assert (codes(text) == ["SG309"]) == is_before


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z"]
)
def test_the_first_and_the_last_day_of_the_calendar_can_be_judged(day: str, time: str) -> None:
    text = manifest(verdict("Nothing.", evaluated_at=time), work=[f"submitted: {day}"])
    assert set(codes(text, now="2026-11-21T12:00:00+00:00")) <= {"SG309", "SG310"}


# --------------------------------------------------------------------------- SG311 status


@pytest.mark.parametrize("status", ["VERIFIED", "FALSIFIED", "UNVERIFIED"])
def test_a_heading_agrees_with_its_status(status: str) -> None:
    assert codes(manifest(verdict(f"[Gate 2 {status}] So.", "UNVERIFIED"))) == (
        [] if status == "UNVERIFIED" else ["SG311"]
    )
    falsified = manifest(verdict(f"[Gate 2 {status}] So.", "FALSIFIED"), EVIDENCE)
    assert codes(falsified) == ([] if status == "FALSIFIED" else ["SG311"])


def test_only_a_heading_in_brackets_states_a_status() -> None:
    assert codes(manifest(verdict("The claim could have been FALSIFIED."))) == []
    assert codes(manifest(verdict("[Gate 2] The claim is not VERIFIED."))) == []


# --------------------------------------------------------------------------- any reason at all

PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["Computed ", " matches expected ", " (tolerance=", "%)", "avg_attack_score=", "/10. "]
        + [f"{role}(" for role in TEAM]
        + ["):", "; ", "[Gate 3 ", "FALSIFIED]", "9" * 40, "1e99", "-", ".", "0"]
    ),
    st.integers(-100, 100).map(str),
)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_reason_is_too_odd_to_be_judged(reason: str) -> None:
    clean = "".join(char for char in reason if char.isprintable())
    for finding in found(manifest(verdict(f"x{clean}"))):
        assert finding.message.isprintable()
