"""quality-tiers-v1: the triage tier of a record, from its score, claims and reproducibility."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.envelope import OPEN, Contract, Envelope, Published, PublishedNumber
from sitegen.contracts.panels import DerivedRow, Panel
from sitegen.contracts.quality_dimensions import DimensionLevel
from sitegen.contracts.settings import Site, TierPolicy

Tier = Literal[
    "FLAGSHIP_CANDIDATE", "DOI_GRADE", "PUBLIC_RECORD", "WATCHLIST", "QUARANTINE_CANDIDATE"
]

CONTRACT = Contract(
    name="quality-tiers",
    description="A descriptive triage tier, derived from a record's public facts.",
)
LABELS: dict[Tier, str] = {
    "FLAGSHIP_CANDIDATE": "Flagship candidate",
    "DOI_GRADE": "DOI grade",
    "PUBLIC_RECORD": "Public record",
    "WATCHLIST": "Watchlist",
    "QUARANTINE_CANDIDATE": "Quarantine candidate",
}
BASES: dict[Tier, str] = {
    "FLAGSHIP_CANDIDATE": (
        "Review score, verified-claim count, and public artifact coverage meet "
        "flagship-candidate thresholds."
    ),
    "DOI_GRADE": "Review score and verified-claim count meet DOI-grade public quality thresholds.",
    "PUBLIC_RECORD": (
        "Review score meets the DOI-grade threshold, without the verified claims that DOI grade "
        "requires."
    ),
    "WATCHLIST": "Review score or verified-claim signal is below the DOI-grade threshold.",
    "QUARANTINE_CANDIDATE": (
        "Review score is below {quarantine_below}; inspect the sources before relying on it."
    ),
}
ENFORCEMENT = (
    "Descriptive public triage only; this tier does not alter current publication or DOI behavior."
)
LIMITATIONS = (
    "A tier is derived from automated signals; it is not peer review.",
    "The verification gate neither raises nor lowers a tier.",
)
INPUT_FACTS = (
    "quality_assessment.review_score",
    "quality_assessment.dimensions.reproducibility_status",
    "verification.source_grounded_claims",
    "artifacts",
)


class TierInputs(Published):
    """The facts that a tier is derived from."""

    review_score: Annotated[PublishedNumber | None, Field(ge=0, le=10)]
    """The review score, or null where it is not known."""
    verified_claim_count: Annotated[int | None, Field(ge=0)]
    """The source-grounded claims, or null where they are not known."""
    artifact_types: tuple[str, ...]
    """The types of the record's artifacts."""
    reproducibility_level: Annotated[DimensionLevel, OPEN]
    """The level of the dimension reproducibility_status."""


class TierThreshold(Published):
    """What a tier asks for; null where it asks for nothing."""

    tier: Annotated[Tier, OPEN]
    """The tier."""
    description: str
    """The rule in words."""
    minimum_review_score: PublishedNumber | None
    """The lowest review score."""
    minimum_verified_claim_count: int | None
    """The fewest source-grounded claims."""
    required_reproducibility_level: Annotated[DimensionLevel | None, OPEN]
    """The level that reproducibility_status must have."""
    maximum_review_score: PublishedNumber | None
    """The review score that the record's must lie below."""


class QualityTier(Envelope):
    """The quality tier of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    tier: Annotated[Tier, OPEN]
    """The tier."""
    label: str
    """The tier as a reader sees it."""
    basis: str
    """Why a record has this tier; the same for all records of the tier."""
    generated_from: tuple[str, ...]
    """The facts that decide, as paths in the manifest's `facts`."""
    inputs: TierInputs
    """The values of those facts."""
    thresholds: tuple[TierThreshold, ...]
    """The publisher's rules, in the order in which they are tried."""
    enforcement: str
    """What the tier does, and what it does not."""
    limitations: tuple[str, ...]
    """What the tier cannot say."""


def tier_of(score: float, claims: int, reproducibility: DimensionLevel, policy: TierPolicy) -> Tier:
    """The tier of known facts, by the publisher's policy: the first rule that fits."""
    flagship, doi_grade = policy.flagship_candidate, policy.doi_grade
    if score < policy.quarantine_below:
        return "QUARANTINE_CANDIDATE"
    if (
        score >= flagship.minimum_review_score
        and claims >= flagship.minimum_verified_claim_count
        and reproducibility == flagship.required_reproducibility_level
    ):
        return "FLAGSHIP_CANDIDATE"
    if score >= doi_grade.minimum_review_score:
        grounded = claims >= doi_grade.minimum_verified_claim_count
        return "DOI_GRADE" if grounded else "PUBLIC_RECORD"
    return "WATCHLIST"


def possible_tiers(
    score: float | None, claims: int | None, reproducibility: DimensionLevel, policy: TierPolicy
) -> frozenset[Tier]:
    """The tiers that a record can have if its score or claims, when None, are not known."""
    flagship, doi_grade = policy.flagship_candidate, policy.doi_grade
    # A tier only changes at a threshold, so the values at the thresholds stand for all others.
    thresholds = (policy.quarantine_below, flagship.minimum_review_score)
    scores = (0.0, *thresholds, doi_grade.minimum_review_score) if score is None else (score,)
    least = (flagship.minimum_verified_claim_count, doi_grade.minimum_verified_claim_count)
    counts = (0, *least) if claims is None else (claims,)
    return frozenset(
        tier_of(each_score, each_count, reproducibility, policy)
        for each_score in scores
        for each_count in counts
    )


def complete_quality_tier(declared: Tier | None, inputs: TierInputs, site: Site) -> QualityTier:
    """The published tier: the one that the facts decide, else the declared one.

    Raises ValueError if there is neither; rule SG302 reports such a record first.
    """
    possible = possible_tiers(
        inputs.review_score,
        inputs.verified_claim_count,
        inputs.reproducibility_level,
        site.tier_policy,
    )
    tier = next(iter(possible)) if len(possible) == 1 else declared
    if tier is None or tier not in possible:
        raise ValueError(f"tier {declared} where the facts allow {sorted(possible)}")
    return QualityTier(
        **CONTRACT.head(site),
        tier=tier,
        label=LABELS[tier],
        basis=BASES[tier].format(quarantine_below=site.tier_policy.quarantine_below),
        generated_from=INPUT_FACTS,
        inputs=inputs,
        thresholds=thresholds(site.tier_policy),
        enforcement=ENFORCEMENT,
        limitations=LIMITATIONS,
    )


@lru_cache(maxsize=8)
def thresholds(policy: TierPolicy) -> tuple[TierThreshold, ...]:
    """The policy as published rules, in the order in which they are tried."""
    flagship, doi_grade, low = policy.flagship_candidate, policy.doi_grade, policy.quarantine_below
    claims = doi_grade.minimum_verified_claim_count
    return (
        _threshold("QUARANTINE_CANDIDATE", f"Review score below {low}.", below=low),
        _threshold(
            "FLAGSHIP_CANDIDATE",
            f"Review score of at least {flagship.minimum_review_score}, at least "
            f"{flagship.minimum_verified_claim_count} source-grounded claims, and reproducibility "
            f"{flagship.required_reproducibility_level}.",
            score=flagship.minimum_review_score,
            claims=flagship.minimum_verified_claim_count,
            reproducibility=flagship.required_reproducibility_level,
        ),
        _threshold(
            "DOI_GRADE",
            f"Review score of at least {doi_grade.minimum_review_score} and at least {claims} "
            f"source-grounded claim{'' if claims == 1 else 's'}.",
            score=doi_grade.minimum_review_score,
            claims=claims,
        ),
        _threshold(
            "PUBLIC_RECORD",
            f"Review score of at least {doi_grade.minimum_review_score}, with fewer "
            "source-grounded claims than DOI grade requires.",
            score=doi_grade.minimum_review_score,
        ),
        _threshold("WATCHLIST", "Every other record."),
    )


def _threshold(
    tier: Tier,
    description: str,
    *,
    score: float | None = None,
    claims: int | None = None,
    reproducibility: DimensionLevel | None = None,
    below: float | None = None,
) -> TierThreshold:
    return TierThreshold(
        tier=tier,
        description=description,
        minimum_review_score=score,
        minimum_verified_claim_count=claims,
        required_reproducibility_level=reproducibility,
        maximum_review_score=below,
    )


TIER_ROW = DerivedRow(
    "Tier",
    "quality_assessment.quality_tier.label",
    ("quality_assessment.tier", *INPUT_FACTS),
    replaces=("quality_assessment.tier",),
)
PANEL = Panel(
    name="quality_tier",
    title="Quality Tier",
    shows="tier_panel",
    contract=QualityTier,
    rows=(
        TIER_ROW,
        DerivedRow(
            "Basis",
            "quality_assessment.quality_tier.basis",
            ("quality_assessment.review_score",),
            is_compared=False,
        ),
    ),
)
