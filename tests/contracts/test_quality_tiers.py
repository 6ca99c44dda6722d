"""Tiers follow from score, claims and reproducibility, by the publisher's thresholds."""

from __future__ import annotations

from itertools import product

import pytest

from sitegen.contracts.quality_dimensions import DimensionLevel
from sitegen.contracts.quality_tiers import Tier, possible_tiers, tier_of
from sitegen.contracts.settings import DoiGradePolicy, FlagshipPolicy, TierPolicy
from tests.contracts.papers import SETTINGS, errors, facts, paper, read_settings

DEFAULT = TierPolicy()
SEVERE = TierPolicy(
    quarantine_below=6.5,
    flagship_candidate=FlagshipPolicy(
        minimum_review_score=9.5,
        minimum_verified_claim_count=20,
        required_reproducibility_level="MEDIUM",
    ),
    doi_grade=DoiGradePolicy(minimum_review_score=8.0, minimum_verified_claim_count=3),
)


@pytest.mark.parametrize(
    ("score", "claims", "reproducibility", "tier"),
    [
        (0.0, 50, "HIGH", "QUARANTINE_CANDIDATE"),
        (4.99, 50, "HIGH", "QUARANTINE_CANDIDATE"),
        (5.0, 0, "UNASSESSED", "WATCHLIST"),
        (5.0, 50, "HIGH", "WATCHLIST"),
        (7.49, 50, "HIGH", "WATCHLIST"),
        (7.5, 0, "HIGH", "PUBLIC_RECORD"),
        (7.5, 1, "UNASSESSED", "DOI_GRADE"),
        (7.5, 50, "HIGH", "DOI_GRADE"),
        (8.49, 5, "HIGH", "DOI_GRADE"),
        (8.5, 0, "HIGH", "PUBLIC_RECORD"),
        (8.5, 1, "HIGH", "DOI_GRADE"),
        (8.5, 4, "HIGH", "DOI_GRADE"),
        (8.5, 5, "MEDIUM", "DOI_GRADE"),
        (8.5, 5, "LOW", "DOI_GRADE"),
        (8.5, 5, "UNASSESSED", "DOI_GRADE"),
        (8.5, 5, "HIGH", "FLAGSHIP_CANDIDATE"),
        (10.0, 50, "HIGH", "FLAGSHIP_CANDIDATE"),
        (10.0, 0, "HIGH", "PUBLIC_RECORD"),
    ],
)
def test_a_tier_begins_at_its_threshold(
    score: float, claims: int, reproducibility: DimensionLevel, tier: Tier
) -> None:
    assert tier_of(score, claims, reproducibility, DEFAULT) == tier


@pytest.mark.parametrize(
    ("score", "claims", "reproducibility", "tier"),
    [
        (6.49, 50, "MEDIUM", "QUARANTINE_CANDIDATE"),
        (7.9, 50, "MEDIUM", "WATCHLIST"),
        (8.0, 2, "MEDIUM", "PUBLIC_RECORD"),
        (8.0, 3, "MEDIUM", "DOI_GRADE"),
        (9.5, 20, "HIGH", "DOI_GRADE"),
        (9.5, 19, "MEDIUM", "DOI_GRADE"),
        (9.5, 20, "MEDIUM", "FLAGSHIP_CANDIDATE"),
    ],
)
def test_a_publisher_may_have_thresholds_of_its_own(
    score: float, claims: int, reproducibility: DimensionLevel, tier: Tier
) -> None:
    assert tier_of(score, claims, reproducibility, SEVERE) == tier


def test_a_low_score_counts_before_a_low_flagship_threshold() -> None:
    odd = TierPolicy(
        quarantine_below=9.0,
        flagship_candidate=FlagshipPolicy(minimum_review_score=2.0),
    )
    assert tier_of(8.9, 50, "HIGH", odd) == "QUARANTINE_CANDIDATE"


@pytest.mark.parametrize(
    ("score", "claims", "reproducibility", "tiers"),
    [
        (7.1, None, "HIGH", {"WATCHLIST"}),
        (3.3, None, "HIGH", {"QUARANTINE_CANDIDATE"}),
        (7.5, None, "HIGH", {"PUBLIC_RECORD", "DOI_GRADE"}),
        (9.0, None, "MEDIUM", {"PUBLIC_RECORD", "DOI_GRADE"}),
        (9.0, None, "HIGH", {"PUBLIC_RECORD", "DOI_GRADE", "FLAGSHIP_CANDIDATE"}),
        (None, 0, "HIGH", {"QUARANTINE_CANDIDATE", "WATCHLIST", "PUBLIC_RECORD"}),
        (None, 4, "HIGH", {"QUARANTINE_CANDIDATE", "WATCHLIST", "DOI_GRADE"}),
        (
            *(None, 17, "HIGH"),
            {"QUARANTINE_CANDIDATE", "WATCHLIST", "DOI_GRADE", "FLAGSHIP_CANDIDATE"},
        ),
        (None, 17, "MEDIUM", {"QUARANTINE_CANDIDATE", "WATCHLIST", "DOI_GRADE"}),
        (
            *(None, None, "HIGH"),
            {
                *("QUARANTINE_CANDIDATE", "WATCHLIST", "PUBLIC_RECORD", "DOI_GRADE"),
                "FLAGSHIP_CANDIDATE",
            },
        ),
    ],
)
def test_what_is_not_known_leaves_several_tiers_possible(
    score: float | None, claims: int | None, reproducibility: DimensionLevel, tiers: set[Tier]
) -> None:
    assert possible_tiers(score, claims, reproducibility, DEFAULT) == tiers


@pytest.mark.parametrize("policy", [DEFAULT, SEVERE], ids=["default", "severe"])
@pytest.mark.parametrize("reproducibility", ["UNASSESSED", "LOW", "MEDIUM", "HIGH"])
def test_the_possible_tiers_are_those_that_some_value_has(
    reproducibility: DimensionLevel, policy: TierPolicy
) -> None:
    scores = [tenth / 10 for tenth in range(101)]
    for score, claims in product([None, *scores], [None, *range(25)]):
        every = {
            tier_of(each, count, reproducibility, policy)
            for each in (scores if score is None else [score])
            for count in (range(25) if claims is None else [claims])
        }
        if score is None or claims is None:
            assert possible_tiers(score, claims, reproducibility, policy) == every


def test_every_tier_gives_the_basis_that_the_publisher_words() -> None:
    bases = {
        tier: paper(changes).manifest.quality_assessment.quality_tier.basis
        for tier, changes in {
            "FLAGSHIP_CANDIDATE": {
                "quality_assessment.review_score": 9.33,
                "quality_assessment.dimensions": {"reproducibility_status": "HIGH"},
                "verification.source_grounded_claims": 9,
            },
            "DOI_GRADE": {"quality_assessment.review_score": 7.9},
            "PUBLIC_RECORD": {"verification.source_grounded_claims": 0},
            "WATCHLIST": {"quality_assessment.review_score": 6.93},
            "QUARANTINE_CANDIDATE": {"quality_assessment.review_score": 3.33},
        }.items()
    }
    assert bases == {
        "FLAGSHIP_CANDIDATE": (
            "Review score, verified-claim count, and public artifact coverage meet "
            "flagship-candidate thresholds."
        ),
        "DOI_GRADE": (
            "Review score and verified-claim count meet DOI-grade public quality thresholds."
        ),
        "PUBLIC_RECORD": (
            "Review score meets the DOI-grade threshold, without the verified claims that DOI "
            "grade requires."
        ),
        "WATCHLIST": "Review score or verified-claim signal is below the DOI-grade threshold.",
        "QUARANTINE_CANDIDATE": (
            "Review score is below 5.0; inspect the sources before relying on it."
        ),
    }


def test_the_published_tier_shows_its_inputs_and_the_rules_in_the_publishers_order() -> None:
    manifest = paper(
        {
            "quality_assessment.review_score": 9.33,
            "quality_assessment.dimensions": {"reproducibility_status": "HIGH"},
            "verification.source_grounded_claims": 9,
            "artifacts": [{"type": "red_team_report", "label": "Report"}],
        }
    ).manifest
    tier = manifest.quality_assessment.quality_tier
    assert (tier.tier, tier.label) == ("FLAGSHIP_CANDIDATE", "Flagship candidate")
    assert tier.inputs.model_dump() == {
        "review_score": 9.33,
        "verified_claim_count": 9,
        "artifact_types": ("report", "red_team_report"),
        "reproducibility_level": "HIGH",
    }
    assert [
        (
            rule.tier,
            rule.minimum_review_score,
            rule.minimum_verified_claim_count,
            rule.required_reproducibility_level,
            rule.maximum_review_score,
        )
        for rule in tier.thresholds
    ] == [
        ("FLAGSHIP_CANDIDATE", 8.5, 5, "HIGH", None),
        ("DOI_GRADE", 7.5, 1, None, None),
        ("PUBLIC_RECORD", 5.0, None, None, None),
        ("WATCHLIST", None, None, None, 7.49),
        ("QUARANTINE_CANDIDATE", None, None, None, 4.99),
    ]
    assert [rule.description for rule in tier.thresholds] == [
        "Decided second: review score of at least 8.5, at least 5 source-grounded claims, and "
        "reproducibility HIGH.",
        "Decided third: review score of at least 7.5 and at least 1 source-grounded claim.",
        "Decided fourth: review score of at least 7.5, with fewer source-grounded claims than DOI "
        "grade requires. No record of this tier has a review score below 5.0.",
        "Decided last: every other record, whose review score is below 7.5.",
        "Decided first: review score below 5.0.",
    ]


def test_a_policy_in_the_settings_decides_tier_thresholds_and_basis() -> None:
    settings = SETTINGS.replace(b"quarantine_below: 5.0", b"quarantine_below: 8.25")
    assert settings != SETTINGS
    tier = paper(site=read_settings(settings)).manifest.quality_assessment.quality_tier
    assert tier.tier == "QUARANTINE_CANDIDATE"
    assert tier.basis == "Review score is below 8.25; inspect the sources before relying on it."
    assert tier.thresholds[-1].description == "Decided first: review score below 8.25."
    assert tier.thresholds[-1].maximum_review_score == 8.24


def test_the_gate_neither_raises_nor_lowers_a_tier() -> None:
    flagship = {
        "quality_assessment.review_score": 9.33,
        "quality_assessment.dimensions": {"reproducibility_status": "HIGH"},
        "verification.source_grounded_claims": 9,
        "artifacts": [{"type": "counterexample", "label": "Counterexample"}],
    }
    tiers = {
        paper(flagship | {"gate_verdict": verdict}).manifest.quality_assessment.quality_tier.tier
        for verdict in (None, {"status": "UNVERIFIED"}, {"status": "FALSIFIED"})
    }
    assert tiers == {"FLAGSHIP_CANDIDATE"}


def test_a_declared_tier_stands_where_the_facts_allow_it() -> None:
    declared = {"quality_assessment": {"tier": "DOI_GRADE"}}
    tier = paper(declared).manifest.quality_assessment.quality_tier
    assert (tier.tier, tier.inputs.review_score) == ("DOI_GRADE", None)


def test_a_declared_tier_that_contradicts_the_facts_shows_both() -> None:
    assert errors(facts({"quality_assessment.tier": "WATCHLIST"})) == [
        (
            "SG301",
            "the tier is declared as WATCHLIST, but its score, claims and reproducibility give "
            "DOI_GRADE",
        )
    ]


def test_a_tier_that_the_facts_leave_open_has_to_be_declared() -> None:
    codes = [code for code, _ in errors(facts({"verification.source_grounded_claims": None}))]
    assert codes == ["SG302"]


@pytest.mark.parametrize(
    ("artifacts", "statement"),
    [
        ([], "This record lists no artifact that backs it."),
        (
            [{"type": "dataset", "label": "Data"}],
            "The artifacts of this record are declared, but not public.",
        ),
        (
            [
                {"type": "dataset", "label": "Data"},
                {"type": "other", "label": "Notes", "url": "https://example.org/n"},
            ],
            "Some artifacts of this record are not known to be public.",
        ),
        ([{"type": "dataset", "label": "Data", "url": "https://example.org/d"}], None),
    ],
)
def test_a_flagship_says_what_is_so_of_its_artifacts(
    artifacts: list[dict[str, str]], statement: str | None
) -> None:
    flagship = {
        "quality_assessment.review_score": 9.33,
        "quality_assessment.dimensions": {"reproducibility_status": "HIGH"},
        "verification.source_grounded_claims": 9,
        "artifacts": artifacts,
    }
    tier = paper(flagship).manifest.quality_assessment.quality_tier
    assert tier.tier == "FLAGSHIP_CANDIDATE"
    follows = " The basis is the contract's wording for every record of this tier."
    assert tier.note == (statement and statement + follows)


def test_a_tier_whose_basis_speaks_of_no_artifact_says_nothing_of_them() -> None:
    declared = {"artifacts": [{"type": "dataset", "label": "Data"}]}
    assert paper(declared).manifest.quality_assessment.quality_tier.note is None


def test_a_declared_tier_says_what_is_not_known() -> None:
    unscored = {"quality_assessment.review_score": None, "quality_assessment.tier": "DOI_GRADE"}
    tier = paper(unscored).manifest.quality_assessment.quality_tier
    assert tier.note == (
        "This record declares the tier and does not state its review score. The basis is the "
        "contract's wording for every record of this tier."
    )
    counted = unscored | {"verification": None}
    tier = paper(counted).manifest.quality_assessment.quality_tier
    assert tier.note is not None
    assert tier.note.startswith(
        "This record declares the tier and does not state its review score or its ver"
    )
