"""What would lift a record follows from its facts and the policy in force, and is never wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.next_steps import NextStep, has_next_steps, provenance_step, tier_step
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.quality_dimensions import DimensionLevel
from sitegen.contracts.quality_tiers import LABELS, QualityTier, Tier, possible_tiers, tier_of
from sitegen.contracts.rungs import LadderState, RungState
from sitegen.contracts.settings import DoiGradePolicy, FlagshipPolicy, Site, TierPolicy
from sitegen.contracts.verification_levels import COUNTERS
from tests.contracts.papers import SITE, corrections, event, facts, paper
from tests.contracts.papers import published as published_record

PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "A page"}}
HIGH = {"quality_assessment.dimensions": {"reproducibility_status": "HIGH"}}
UPWARDS: tuple[Tier, ...] = tuple(reversed(LABELS))


def said(step: NextStep | None) -> str:
    """The sentence of a step; empty if there is none."""
    return f"{step.goal}: {step.asks}." if step else ""


def level(counts: dict[str, Any], **changes: Any) -> str:
    return said(
        paper(
            {"verification": counts, "quality_assessment.tier": None} | changes
        ).level_panel.next_step
    )


# ------------------------------------------------------------------------------- Levels


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            {},
            "To reach level 1 or 2: a statement of how many claims were found in a source text.",
        ),
        (
            {"source_grounded_claims": 0},
            "To reach level 2: one claim that is grounded in the text of a source.",
        ),
        (
            {"source_grounded_claims": 9},
            "To reach level 3: one claim that independent sources support.",
        ),
        (
            {COUNTERS[0]: 1},
            "To reach level 4: one claim that was checked against an artifact of its source.",
        ),
        ({COUNTERS[1]: 1}, "To reach level 5: one claim that was tested by running code."),
        ({COUNTERS[2]: 1}, "To reach level 6: one claim that was reproduced independently."),
        (
            {COUNTERS[3]: 1},
            "To reach level 7: one claim that was reviewed externally or proved formally.",
        ),
        ({COUNTERS[4]: 1}, ""),
    ],
)
def test_each_level_names_what_the_next_one_asks_for(counts: dict[str, Any], sentence: str) -> None:
    assert level(counts, **{"quality_assessment.review_score": 6.0}) == sentence


def test_a_level_that_is_not_stated_needs_a_statement() -> None:
    found = level({}, **PARTIAL, **{"quality_assessment.review_score": 6.0})
    assert found == "To have a level: a statement of how many claims were found in a source text."


def test_a_count_that_a_transcription_leaves_out_is_called_so() -> None:
    found = level({COUNTERS[0]: 1}, **PARTIAL, **{"quality_assessment.review_score": 6.0})
    assert found.endswith("against an artifact of its source (not stated in this record).")


# ------------------------------------------------------------------------------- Provenance


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"report": "none", "verification.source_grounded_claims": 0},
            "To reach provenance level 2: one claim that is grounded in the text of a source.",
        ),
        ({"report": "none"}, "To reach provenance level 3: a public report."),
        ({}, "To reach provenance level 4: a DOI, or another record in an external archive."),
        (
            PARTIAL,
            "To reach provenance level 4: a DOI, or another record in an external archive "
            "(not stated in this record).",
        ),
        ({"work.doi": "10.5281/zenodo.1"}, ""),
    ],
)
def test_each_level_of_provenance_names_the_next_rung(
    changes: dict[str, Any], sentence: str
) -> None:
    assert said(paper(changes).provenance_panel.next_step) == sentence


def test_claims_that_nobody_stated_are_called_so() -> None:
    missed = (RungState.REACHED, RungState.NOT_STATED, RungState.MISSED, RungState.MISSED)
    assert said(provenance_step(LadderState(1, missed))).endswith(" (not stated in this record).")


# ------------------------------------------------------------------------------- Tiers


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"quality_assessment.review_score": 3.33},
            "To reach Watchlist: a review score of at least 5.0 (now 3.33).",
        ),
        (
            {"quality_assessment.review_score": 7.4999},
            "To reach DOI grade: a review score of at least 7.5 (now 7.4999).",
        ),
        (
            {"quality_assessment.review_score": 6, "verification.source_grounded_claims": 0},
            "To reach Public record: a review score of at least 7.5 (now 6.00).",
        ),
        (
            {"quality_assessment.review_score": 9, "verification.source_grounded_claims": 0},
            "To reach DOI grade: at least 1 source-grounded claim (now 0).",
        ),
        (
            {"quality_assessment.review_score": 7.9, "verification.source_grounded_claims": 3},
            "To reach Flagship candidate: a review score of at least 8.5 (now 7.90), at least 5 "
            "source-grounded claims (now 3) and HIGH reproducibility (now UNASSESSED).",
        ),
        (
            HIGH | {"quality_assessment.review_score": 8.5},
            "To reach Flagship candidate: at least 5 source-grounded claims (now 3).",
        ),
        (
            HIGH | {"quality_assessment.review_score": 9, "verification.source_grounded_claims": 5},
            "",
        ),
        (
            PARTIAL
            | HIGH
            | {"quality_assessment.review_score": None, "quality_assessment.tier": "DOI_GRADE"}
            | {"verification.source_grounded_claims": 17},
            "To reach Flagship candidate: a review score of at least 8.5 (not stated in this "
            "record).",
        ),
        (
            PARTIAL
            | {"quality_assessment.review_score": 7.1}
            | {"verification.source_grounded_claims": None},
            "To reach DOI grade: a review score of at least 7.5 (now 7.10) and at least 1 "
            "source-grounded claim (not stated in this record).",
        ),
    ],
)
def test_each_tier_names_what_the_next_one_asks_for_and_the_record_lacks(
    changes: dict[str, Any], sentence: str
) -> None:
    assert said(paper(changes).tier_panel.next_step) == sentence


def test_the_numbers_are_those_of_the_publishers_policy() -> None:
    policy = TierPolicy(
        quarantine_below=2,
        doi_grade=DoiGradePolicy(minimum_review_score=9, minimum_verified_claim_count=4),
        flagship_candidate=FlagshipPolicy(minimum_review_score=9.5),
    )
    found = tier_by(policy, 8.7, 3, "HIGH")
    sentence = "To reach Public record: a review score of at least 9.0 (now 8.70)."
    assert said(tier_step(found)) == sentence


POINTS = st.sampled_from([0.0, 2.0, 5.0, 7.4999, 7.5, 8.5, 9.999, 10.0])
COUNTS = st.integers(0, 6)


@st.composite
def policies(draw: st.DrawFn) -> TierPolicy:
    """Policies without a contradiction, however odd."""
    low, middle, high = sorted(draw(st.lists(POINTS, min_size=3, max_size=3)))
    few, many = sorted(draw(st.lists(COUNTS, min_size=2, max_size=2)))
    return TierPolicy(
        quarantine_below=low,
        doi_grade=DoiGradePolicy(minimum_review_score=middle, minimum_verified_claim_count=few),
        flagship_candidate=FlagshipPolicy(
            minimum_review_score=high,
            minimum_verified_claim_count=many,
            required_reproducibility_level=draw(st.sampled_from(["LOW", "MEDIUM", "HIGH"])),
        ),
    )


def tier_by(policy: TierPolicy, score: float, claims: int, level: DimensionLevel) -> QualityTier:
    """The tier of a record of a site with this policy."""
    changes = {
        "quality_assessment.review_score": score,
        "verification.source_grounded_claims": claims,
        "quality_assessment.dimensions": {"reproducibility_status": level},
    }
    site = Site(**{**vars(SITE), "tier_policy": policy})
    return published_record(facts(changes), site=site).manifest.quality_assessment.quality_tier


@given(policies(), POINTS, COUNTS, st.sampled_from(["UNASSESSED", "LOW", "MEDIUM", "HIGH"]))
def test_a_record_that_does_what_is_asked_has_the_tier_that_was_named(
    policy: TierPolicy, score: float, claims: int, level: DimensionLevel
) -> None:
    before = tier_by(policy, score, claims, level)
    step = tier_step(before)
    if step is None:
        reachable = possible_tiers(None, None, None, policy)
        higher = {*UPWARDS[UPWARDS.index(before.tier) + 1 :]} & reachable
        # Without claims a paper becomes a public record; it has more than that asks for.
        assert higher <= {"PUBLIC_RECORD"}
        return
    asked = {
        name: match[1]
        for name, pattern in (
            ("score", r"score of at least ([0-9.]+) "),
            ("claims", r"at least (\d+) source"),
            ("level", r"([A-Z]+) reproducibility"),
        )
        if (match := re.search(pattern, step.asks))
    }
    after = tier_of(
        float(asked.get("score", score)),
        int(asked.get("claims", claims)),
        asked.get("level", level),  # type: ignore[arg-type]
        policy,
    )
    assert step.goal == f"To reach {LABELS[after]}"
    assert UPWARDS.index(after) > UPWARDS.index(before.tier)


# ------------------------------------------------------------------------------- Status


def steps(found: PublishedPaper) -> list[NextStep | None]:
    return [
        found.level_panel.next_step,
        found.tier_panel.next_step,
        found.provenance_panel.next_step,
    ]


@pytest.mark.parametrize(
    "kind", ["retraction", "partial_retraction", "withdrawal", "expression_of_concern"]
)
def test_nothing_would_lift_a_paper_that_readers_should_not_rely_on(kind: str) -> None:
    found = paper(corrected=corrections(event(notice={"kind": kind})))
    assert not has_next_steps(found.manifest.editorial_status)
    assert steps(found) == [None, None, None]


def test_nothing_would_lift_a_paper_that_was_replaced() -> None:
    newer = "5eed0001-0000-4000-8000-00000000c0de"
    assert steps(paper(corrected=corrections(superseded_by=newer))) == [None, None, None]


def test_a_falsified_or_corrected_paper_can_still_be_lifted() -> None:
    falsified = {
        "gate_verdict": {"status": "FALSIFIED", "reason": "It failed."},
        "artifacts": [{"type": "counterexample", "label": "It"}],
    }
    assert None not in steps(paper(falsified))
    assert None not in steps(paper(corrected=corrections(event())))
