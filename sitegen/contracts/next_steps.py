"""What would lift a record to its next level or tier, from what it states alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts import source_provenance, verification_levels
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.quality_dimensions import DimensionLevel
from sitegen.contracts.quality_tiers import LABELS, QualityTier, Tier, TierInputs, tier_of
from sitegen.contracts.rungs import LadderState, RungState
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.wording import counted, in_digits, rounded

HIGHEST_LEVEL = len(verification_levels.ASKS)
HIGHEST_PROVENANCE = max(source_provenance.LEVELS)
# From the lowest to the highest.
TIERS: tuple[Tier, ...] = tuple(reversed(LABELS))
UNKNOWN = NOT_STATED.lower()


class NextStep(NamedTuple):
    """What a record would reach next, and what that asks for, in the words of one sentence."""

    goal: str
    asks: str


class _Rule(NamedTuple):
    """What a tier asks for."""

    tier: Tier
    score: float
    claims: int = 0
    reproducibility: DimensionLevel | None = None


def has_next_steps(status: EditorialStatus) -> bool:
    """Whether readers are told what would lift a paper.

    They are not if they should not rely on it, or if a newer paper replaces it.
    """
    return not status.qualifier and status.status != "SUPERSEDED"


@lru_cache(maxsize=64)
def level_step(ladder: LadderState) -> NextStep | None:
    """What lifts a record on the ladder of verification levels; None on its highest rung."""
    level = ladder.level
    if level is None:
        return NextStep("To have a level", verification_levels.ASKS[0])
    if level == HIGHEST_LEVEL:
        return None
    # The number of claims alone decides whether that is level 1 or 2.
    goal = "To reach level 1 or 2" if level == 0 else f"To reach level {level + 1}"
    return NextStep(goal, verification_levels.ASKS[level] + _unless_stated(ladder, level + 1))


@lru_cache(maxsize=64)
def provenance_step(ladder: LadderState) -> NextStep | None:
    """What lifts a record on the ladder of provenance; None on its highest rung."""
    level = ladder.level or 1
    if level == HIGHEST_PROVENANCE:
        return None
    asks = source_provenance.ASKS[level + 1] + _unless_stated(ladder, level + 1)
    return NextStep(f"To reach provenance level {level + 1}", asks)


def _unless_stated(ladder: LadderState, number: int) -> str:
    is_known = ladder.states[number - 1] is not RungState.NOT_STATED or not ladder.level
    return "" if is_known else f" ({UNKNOWN})"


def tier_step(tier: QualityTier) -> NextStep | None:
    """What lifts a record to the next tier that it can reach; None in the highest.

    The other facts stay as they are, and so does the publisher's policy.
    """
    rule = _next_rule(tier.tier, tier.inputs, tier.policy)
    if rule is None:
        return None
    missing = [*_missing(rule, tier)]
    *first, last = missing
    asks = f"{', '.join(first)} and {last}" if first else last
    return NextStep(f"To reach {LABELS[rule.tier]}", asks)


def _next_rule(tier: Tier, inputs: TierInputs, policy: TierPolicy) -> _Rule | None:
    """The rule of the next tier above that a record reaches if it meets this rule."""
    above = TIERS[TIERS.index(tier) + 1 :]
    rules = _rules(policy, is_counted=inputs.verified_claim_count is not None)
    reached = (rule for rule in rules if rule.tier in above)
    return next((rule for rule in reached if _reaches(rule, inputs, policy)), None)


@lru_cache(maxsize=16)  # a site has one policy
def _rules(policy: TierPolicy, *, is_counted: bool) -> tuple[_Rule, ...]:
    """What each tier asks for, from the second lowest to the highest.

    Only a record whose claims are counted, and are too few for DOI grade, can be a public record.
    """
    flagship, doi_grade = policy.flagship_candidate, policy.doi_grade
    score, claims = doi_grade.minimum_review_score, doi_grade.minimum_verified_claim_count
    return (
        _Rule("WATCHLIST", policy.quarantine_below),
        *((_Rule("PUBLIC_RECORD", score),) if is_counted else ()),
        _Rule("DOI_GRADE", score, claims),
        _Rule(
            "FLAGSHIP_CANDIDATE",
            flagship.minimum_review_score,
            flagship.minimum_verified_claim_count,
            flagship.required_reproducibility_level,
        ),
    )


def _reaches(rule: _Rule, inputs: TierInputs, policy: TierPolicy) -> bool:
    """Whether a record that meets a rule, and is otherwise as it is, has the tier of the rule."""
    score = max(rule.score, inputs.review_score or 0.0)
    claims = max(rule.claims, inputs.verified_claim_count or 0)
    level = rule.reproducibility or inputs.reproducibility_level or "UNASSESSED"
    return tier_of(score, claims, level, policy) == rule.tier


def _missing(rule: _Rule, tier: QualityTier) -> Iterator[str]:
    """What a rule asks for and a record lacks, each with what the record has instead."""
    inputs = tier.inputs
    score, claims = inputs.review_score, inputs.verified_claim_count
    level = inputs.reproducibility_level
    if score is None or score < rule.score:
        has = None if score is None else rounded(score, 2, tier.score_lines)
        yield _lacking(f"a review score of at least {in_digits(rule.score)}", has)
    if rule.claims and (claims is None or claims < rule.claims):
        asked = f"at least {counted(rule.claims, 'source-grounded claim')}"
        yield _lacking(asked, None if claims is None else str(claims))
    if rule.reproducibility and level != rule.reproducibility:
        yield _lacking(f"{rule.reproducibility} reproducibility", level)


def _lacking(asked: str, has: str | None) -> str:
    return f"{asked} ({UNKNOWN if has is None else f'now {has}'})"
