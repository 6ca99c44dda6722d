"""Find earlier facts of a paper by their digest, if only milestones followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, islice, product
from typing import Any, TypeVar

from sitegen.contracts.fact_changes import (
    COMPLETENESS,
    MILESTONES,
    SCORE,
    TIER,
    WHERE,
    Facts,
    is_partial,
    possible,
)
from sitegen.contracts.gate_verdict import NOT_ATTEMPTED
from sitegen.contracts.paper_manifest import CONTRACT_POLICY
from sitegen.contracts.settings import TierPolicy
from sitegen.findings.canonical import canonical_sha256

# How many possible facts are tried at most.
MOST_TRIED = 20_000
# How records from before the gate were filled in later; see contracts.md.
BACK_FILLED = {"status": "UNVERIFIED", "evaluated_at": "2026-06-10T06:30:49+00:00"}
BACK_FILLS = (BACK_FILLED, {**BACK_FILLED, "reason": NOT_ATTEMPTED})

Item = TypeVar("Item")
Artifacts = Sequence[Mapping[str, object] | None]
# Other values of some facts by their paths; None for a missing one.
Ways = Mapping[str, object]


def earlier_facts(
    after: Facts, sha256: str, policy: TierPolicy = CONTRACT_POLICY
) -> dict[str, object] | None:
    """The facts with a given digest that became `after` by milestones only; None if not found.

    They are found by removing what milestones may have added.
    """
    for facts in islice(_earlier(after, policy), MOST_TRIED):
        if canonical_sha256(facts) == sha256:
            return facts
    return None


def _earlier(after: Facts, policy: TierPolicy) -> Iterator[dict[str, object]]:
    """Possible earlier facts: those with the fewest milestones until `after`, or all, first."""
    ways = [_ways(path, after, policy) for path in sorted(MILESTONES | _of_transcription(after))]
    artifacts = after.get("artifacts", ())
    # Artifacts are usually added at the end, and all declared ones get their files at once.
    lists: list[Artifacts] = [artifacts[:end] for end in range(len(artifacts), -1, -1)]
    lists.append([_bare(each) for each in artifacts])
    for chosen in _likely_first(ways):
        yield from (_rebuilt(after, chosen, each) for each in lists)
    each_way = [_artifact_ways(each) for each in artifacts]
    both: list[Sequence[Any]] = [*ways, *each_way]
    for mixed in _likely_first(both):
        yield _rebuilt(after, mixed[: len(ways)], mixed[len(ways) :])


def _of_transcription(after: Facts) -> set[str]:
    """The paths of all facts that a transcription may have stated later; none if it is complete."""
    if not is_partial(after):
        return set()
    groups = {key: value for key, value in after.items() if isinstance(value, Mapping)}
    inside = {f"{group}.{key}" for group, members in groups.items() for key in members}
    whole = {key for key in after if key not in groups} | (groups.keys() - {"work"})
    return (inside | whole) - {COMPLETENESS, "artifacts", "gate_verdict.status", "work.id"}


def _likely_first(choices: Sequence[Sequence[Item]]) -> Iterator[tuple[Item, ...]]:
    """Every choice of one option from each; those with the most first options come first.

    In turn with those with the fewest, because what was bare often gets everything at once.
    """
    everywhere = range(len(choices))
    sizes = dict.fromkeys(
        each for size in range(len(choices) + 1) for each in (size, len(choices) - size)
    )
    for others in chain.from_iterable(combinations(everywhere, size) for size in sizes):
        yield from product(
            *(each[1:] if at in others else each[:1] for at, each in enumerate(choices))
        )


def _ways(path: str, after: Facts, policy: TierPolicy) -> list[Ways]:
    """A fact as it is, and as it may have been before a milestone added it."""
    group, _, key = path.rpartition(".")
    if key not in (after.get(group, {}) if group else after):
        return [{}]
    if path == SCORE:
        return [{}, *_without_score(after, policy)]
    is_verdict = path == "gate_verdict" and after[path].get("status") != "UNVERIFIED"
    return [{}, {path: None}, *({path: each} for each in BACK_FILLS if is_verdict)]


def _without_score(after: Facts, policy: TierPolicy) -> list[Ways]:
    """Without a score, a tier was declared: the present one, or the one that the score gives."""
    tiers = possible(after, CONTRACT_POLICY) | possible(after, policy)
    return [{SCORE: None, TIER: tier} for tier in sorted(tiers)]


def _artifact_ways(artifact: Facts) -> list[Mapping[str, Any] | None]:
    """An artifact as it is, as it may have been declared, and None."""
    bare = _bare(artifact)
    with_digest = {**bare, "sha256": artifact["sha256"]} if "sha256" in artifact else bare
    ways = [dict(artifact), with_digest, bare]
    return [*(each for index, each in enumerate(ways) if each not in ways[:index]), None]


def _bare(artifact: Facts) -> dict[str, object]:
    return {key: value for key, value in artifact.items() if key not in WHERE}


def _rebuilt(after: Facts, chosen: Sequence[Ways], artifacts: Artifacts) -> dict[str, object]:
    facts = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in after.items()
    }
    for path, value in chain.from_iterable(each.items() for each in chosen):
        group, _, key = path.rpartition(".")
        inside = facts[group] if group else facts
        inside[key] = value
        if value is None:
            del inside[key]
    facts["artifacts"] = [each for each in artifacts if each is not None]
    return {key: value for key, value in facts.items() if value}
