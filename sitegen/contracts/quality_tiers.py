"""quality-tiers-v1: the triage tier of a record, from its score, claims and reproducibility."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from sitegen.contracts.envelope import (
    OPEN,
    Contract,
    EmbeddedRecord,
    Published,
    PublishedNumber,
    is_none,
)
from sitegen.contracts.panels import DerivedRow, Panel
from sitegen.contracts.quality_dimensions import DimensionLevel
from sitegen.contracts.settings import DoiGradePolicy, FlagshipPolicy, Site, TierPolicy

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
    "A tier is derived from automated signals, or declared; it is not peer review.",
    "The verification gate neither raises nor lowers a tier.",
)
HIGHEST_SCORE = 10.0
INPUT_FACTS = (
    "quality_assessment.review_score",
    "quality_assessment.dimensions.reproducibility_status",
    "verification.source_grounded_claims",
    "artifacts",
)


# The facts that decide, in the words of a sentence.
INPUT_NAMES = {
    "review_score": "its review score",
    "verified_claim_count": "its verified claims",
    "reproducibility_level": "its reproducibility",
}


class TierInputs(Published):
    """The facts that a tier is derived from."""

    review_score: Annotated[PublishedNumber | None, Field(ge=0, le=10)]
    """The review score, or null where it is not known."""
    verified_claim_count: Annotated[int | None, Field(ge=0)]
    """The source-grounded claims, or null where they are not known."""
    artifact_types: tuple[str, ...]
    """The types of the record's artifacts."""
    reproducibility_level: Annotated[DimensionLevel | None, OPEN]
    """The level of the dimension reproducibility_status, or null where it is not known."""


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
    """The highest review score, to two decimals."""


class QualityTier(EmbeddedRecord):
    """The quality tier of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    tier: Annotated[Tier, OPEN]
    """The tier."""
    label: str
    """The tier as a reader sees it."""
    basis: str
    """Why a record has this tier; the same for all records of the tier."""
    generated_from: str
    """The record files that this was made from, with their SHA-256."""
    inputs: TierInputs
    """The values of those facts."""
    thresholds: tuple[TierThreshold, ...]
    """The publisher's rules; their descriptions say in which order they are tried."""
    note: Annotated[str | None, Field(exclude_if=is_none)] = None
    """What is so of this record where the basis says more; absent where it does not."""
    enforcement: str
    """What the tier does, and what it does not."""
    limitations: tuple[str, ...]
    """What the tier cannot say."""

    @property
    def score_lines(self) -> tuple[float, ...]:
        """The review scores at which the tier changes, and the highest score."""
        return score_lines(self.thresholds)

    @property
    def policy(self) -> TierPolicy:
        """The policy behind these thresholds."""
        return policy_of(self.thresholds)


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
    score: float | None,
    claims: int | None,
    reproducibility: DimensionLevel | None,
    policy: TierPolicy,
) -> frozenset[Tier]:
    """The tiers that a record can have; what is None of its facts is not known."""
    flagship, doi_grade = policy.flagship_candidate, policy.doi_grade
    # A tier only changes at a threshold, so the values at the thresholds stand for all others.
    thresholds = (policy.quarantine_below, flagship.minimum_review_score)
    scores = (0.0, *thresholds, doi_grade.minimum_review_score) if score is None else (score,)
    least = (flagship.minimum_verified_claim_count, doi_grade.minimum_verified_claim_count)
    counts = (0, *least) if claims is None else (claims,)
    levels = get_args(DimensionLevel) if reproducibility is None else (reproducibility,)
    return frozenset(
        tier_of(each_score, each_count, each_level, policy)
        for each_score in scores
        for each_count in counts
        for each_level in levels
    )


def complete_quality_tier(
    declared: Tier | None,
    inputs: TierInputs,
    artifact_states: Collection[str],
    generated_from: str,
    site: Site,
    *,
    is_partial: bool,
) -> QualityTier:
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
    stated = {
        "review_score": inputs.review_score,
        "verified_claim_count": inputs.verified_claim_count,
        "reproducibility_level": inputs.reproducibility_level,
    }
    not_stated = tuple(f"inputs.{name}" for name, value in stated.items() if value is None)
    return QualityTier(
        **CONTRACT.embedded_head(site, not_stated),
        tier=tier,
        label=LABELS[tier],
        basis=BASES[tier].format(quarantine_below=site.tier_policy.quarantine_below),
        generated_from=generated_from,
        inputs=inputs,
        thresholds=thresholds(site.tier_policy),
        note=_note(
            "" if len(possible) == 1 else _declared(inputs),
            _of_artifacts(tier, artifact_states, is_partial=is_partial),
        ),
        enforcement=ENFORCEMENT,
        limitations=LIMITATIONS,
    )


def _note(*said: str) -> str | None:
    """What is so of a record, and whose wording the basis is; None if there is nothing to say."""
    found = " ".join(filter(None, said))
    wording = "The basis is the contract's wording for every record of this tier."
    return f"{found} {wording}" if found else None


def _declared(inputs: TierInputs) -> str:
    """What is not known of the facts that decide, where the record declares its tier."""
    names = [name for field, name in INPUT_NAMES.items() if getattr(inputs, field) is None]
    *first, last = names
    missing = f"{', '.join(first)} or {last}" if first else last
    return f"This record declares the tier and does not state {missing}."


def _of_artifacts(tier: Tier, states: Collection[str], *, is_partial: bool) -> str:
    """What is so of the artifacts where the basis calls them public, and not all are."""
    hidden = {"DECLARED_ONLY", "NOT_STATED"} & {*states}
    if tier != "FLAGSHIP_CANDIDATE" or (states and not hidden):
        return ""
    if not states:
        states_or_lists = "states" if is_partial else "lists"
        return f"This record {states_or_lists} no artifact that backs it."
    if hidden != {*states}:
        return "Some artifacts of this record are not known to be public."
    if hidden == {"DECLARED_ONLY"}:
        return "The artifacts of this record are declared, but not public."
    return "This record does not state where its artifacts are."


@lru_cache(maxsize=8)
def thresholds(policy: TierPolicy) -> tuple[TierThreshold, ...]:
    """The policy as published rules, in the order of the contract."""
    flagship, doi_grade, low = policy.flagship_candidate, policy.doi_grade, policy.quarantine_below
    claims = doi_grade.minimum_verified_claim_count
    return (
        _threshold(
            "FLAGSHIP_CANDIDATE",
            f"Decided second: review score of at least {flagship.minimum_review_score}, at least "
            f"{flagship.minimum_verified_claim_count} source-grounded claims, and reproducibility "
            f"{flagship.required_reproducibility_level}.",
            score=flagship.minimum_review_score,
            claims=flagship.minimum_verified_claim_count,
            reproducibility=flagship.required_reproducibility_level,
        ),
        _threshold(
            "DOI_GRADE",
            f"Decided third: review score of at least {doi_grade.minimum_review_score} and at "
            f"least {claims} source-grounded claim{'' if claims == 1 else 's'}.",
            score=doi_grade.minimum_review_score,
            claims=claims,
        ),
        _threshold(
            "PUBLIC_RECORD",
            f"Decided fourth: review score of at least {doi_grade.minimum_review_score}, with "
            "fewer source-grounded claims than DOI grade requires. No record of this tier has a "
            f"review score below {low}.",
            score=low,
        ),
        _threshold(
            "WATCHLIST",
            "Decided last: every other record, whose review score is below "
            f"{doi_grade.minimum_review_score}.",
            below=doi_grade.minimum_review_score,
        ),
        _threshold("QUARANTINE_CANDIDATE", f"Decided first: review score below {low}.", below=low),
    )


@lru_cache(maxsize=8)
def policy_of(rules: tuple[TierThreshold, ...]) -> TierPolicy:
    """The policy that published rules state.

    Raises KeyError or ValidationError if they do not state all of it.
    """
    by_tier = {str(each.tier): each.model_dump() for each in rules}
    flagship, doi_grade = by_tier["FLAGSHIP_CANDIDATE"], by_tier["DOI_GRADE"]
    return TierPolicy.model_validate(
        {
            "quarantine_below": by_tier["PUBLIC_RECORD"]["minimum_review_score"],
            "flagship_candidate": {key: flagship[key] for key in FlagshipPolicy.model_fields},
            "doi_grade": {key: doi_grade[key] for key in DoiGradePolicy.model_fields},
        }
    )


def stated_thresholds(policy: TierPolicy) -> list[dict[str, object]]:
    """The policy as the member `x-thresholds` of the schema: of each tier what it asks for.

    As in the publisher's schema, the last tier has no number.
    """
    *numbered, last = thresholds(policy)
    stated = [each.model_dump(exclude={"description"}, exclude_none=True) for each in numbered]
    return [*stated, {"tier": last.tier}]


def score_lines(rules: Sequence[TierThreshold]) -> tuple[float, ...]:
    """The review scores at which the tier changes by these rules, and the highest score."""
    lines = {*(each.minimum_review_score for each in rules), HIGHEST_SCORE}
    return tuple(sorted(each for each in lines if each is not None))


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
        maximum_review_score=None if below is None else _just_below(below),
    )


def _just_below(line: float) -> float:
    """The highest score below a line that two decimals can show."""
    return float(Decimal(str(line)) - Decimal("0.01"))


TIER_ROW = DerivedRow(
    "Tier",
    "quality_assessment.quality_tier.label",
    ("quality_assessment.tier", *INPUT_FACTS),
    replaces=("quality_assessment.tier",),
)
PANEL = Panel(
    name="quality_tier",
    title="Quality Tier",
    short="Tier",
    anchor="quality-tier",
    shows="tier_panel",
    contract=QualityTier,
    rows=(
        TIER_ROW,
        DerivedRow(
            "Note",
            "quality_assessment.quality_tier.note",
            ("artifacts", "completeness"),
            is_compared=False,
        ),
        DerivedRow(
            "Basis",
            "quality_assessment.quality_tier.basis",
            ("quality_assessment.review_score",),
            is_compared=False,
        ),
    ),
)
