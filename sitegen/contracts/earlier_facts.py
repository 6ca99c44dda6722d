"""Find earlier facts of a paper by their digest, if only milestones followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, islice, product, zip_longest
from typing import Any, TypeVar

from sitegen.contracts.creators import PARTS, WHO, printed_forms
from sitegen.contracts.fact_changes import (
    COMPLETENESS,
    CREATORS,
    MILESTONES,
    SCORE,
    TIER,
    WHERE,
    Facts,
    is_partial,
    possible,
    value_at,
)
from sitegen.contracts.gate_verdict import NOT_ATTEMPTED
from sitegen.contracts.paper_manifest import CONTRACT_POLICY
from sitegen.contracts.settings import TierPolicy
from sitegen.findings.canonical import canonical_json, canonical_sha256

# How many possible facts are tried at most, of how many bytes together, and how many in any case.
MOST_TRIED, MOST_BYTES, LEAST_TRIED = 20_000, 100_000_000, 200
# Of how many creators one alone may have been less known.
MOST_CREATORS = 20
# What may be added to a creator; the last is the ROR ids of affiliations.
ADDED = ("orcid", "ror", "affiliations", "roles", "affiliations.ror")
# How records from before the gate were filled in later; see contracts.md.
BACK_FILLED = {"status": "UNVERIFIED", "evaluated_at": "2026-06-10T06:30:49+00:00"}
BACK_FILLS = (BACK_FILLED, {**BACK_FILLED, "reason": NOT_ATTEMPTED})
# Members that are never added later, and those that every mapping inside of a group has.
REQUIRED = frozenset(
    {
        *(COMPLETENESS, "artifacts", "quality_assessment"),
        *("work", "work.abstract", "work.research_question"),
    }
)
REQUIRED_IN_EACH = frozenset({"id", "title", "level", "status"})

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
    # It raises for numbers that are not finite, and earlier facts have no others.
    size = len(canonical_json(after))
    tried = max(LEAST_TRIED, min(MOST_TRIED, MOST_BYTES // size))
    for facts in islice(_earlier(after, policy), tried):
        if canonical_sha256(facts, is_finite=True) == sha256:
            return facts
    return None


def _earlier(after: Facts, policy: TierPolicy) -> Iterator[dict[str, object]]:
    """Possible earlier facts: those with the fewest milestones until `after`, or all, first.

    The many ways in which less may have been known of creators are tried in turn with the others,
    because combined with them they would leave no time for anything else.
    """
    paths = sorted(MILESTONES | _of_transcription(after))
    ways = {path: each for path in paths if len(each := _ways(path, after, policy)) > 1}
    artifacts = after.get("artifacts", ())
    # Artifacts are usually added at the end, and all declared ones get their files at once.
    lists: list[Artifacts] = [artifacts[:end] for end in range(len(artifacts), -1, -1)]
    lists.append([_bare(each) for each in artifacts])

    def rebuilt(choices: Iterable[Sequence[Ways]]) -> Iterator[dict[str, object]]:
        return (_rebuilt(after, chosen, each) for chosen in choices for each in lists)

    each_way = [_artifact_ways(each) for each in artifacts]
    both: list[Sequence[Any]] = [*ways.values(), *each_way]
    mixed = (
        _rebuilt(after, chosen[: len(ways)], chosen[len(ways) :]) for chosen in _likely_first(both)
    )
    creators = after.get("work", {}).get("creators", ())
    less = [{CREATORS: each} for each in _less_of_all(creators)]
    one = ({CREATORS: each} for each in _less_of_one(creators))
    others = islice(_likely_first([ways[each] for each in ways if each != CREATORS]), 1, None)
    return _in_turn(
        rebuilt(_likely_first([*ways.values()])),
        rebuilt((each,) for each in chain(less, one)),
        rebuilt((*chosen, each) for chosen in others for each in less),
        mixed,
    )


def _in_turn(*several: Iterator[Item]) -> Iterator[Item]:
    """The first of each, then the second of each, until all have ended."""
    nothing = object()
    for row in zip_longest(*several, fillvalue=nothing):
        yield from (each for each in row if each is not nothing)  # type: ignore[misc]


def _of_transcription(after: Facts) -> set[str]:
    """The paths of all facts that a transcription may have stated later; none if it is complete."""
    return {TIER, *_optional("", after)} if is_partial(after) else set()


def _optional(above: str, facts: Facts) -> Iterator[str]:
    """The paths of all members, and of those inside of them, except for required ones."""
    for key, value in facts.items():
        path = f"{above}.{key}".removeprefix(".")
        if path not in REQUIRED and key not in REQUIRED_IN_EACH:
            yield path
        if isinstance(value, Mapping):
            yield from _optional(path, value)


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
    if value_at(after, path) is None:
        return [{}, *_with_tier(after, policy)] if path == TIER else [{}]
    if path == SCORE:
        return [{}, *_without_score(after, policy)]
    is_verdict = path == "gate_verdict" and after[path].get("status") != "UNVERIFIED"
    return [{}, {path: None}, *({path: each} for each in BACK_FILLS if is_verdict)]


def _less_of_all(creators: Sequence[Facts]) -> Iterator[list[Facts]]:
    """The same creators, of all of whom less was known."""
    for keys, form in _earlier_creator_ways():
        changed: list[Facts] = [_less_known(each, keys, form) for each in creators]
        if changed != creators:
            yield changed


def _less_of_one(creators: Sequence[Facts]) -> Iterator[list[Facts]]:
    """The same creators, of one of whom less was known; only one of the first."""
    for keys, form in _earlier_creator_ways():
        for at, creator in enumerate(creators[:MOST_CREATORS] if len(creators) > 1 else ()):
            if (changed_one := _less_known(creator, keys, form)) != creator:
                yield [*creators[:at], changed_one, *creators[at + 1 :]]


def _earlier_creator_ways() -> Iterator[tuple[tuple[str, ...], int | None]]:
    """What may be added to a creator, and the form of the literal name that was taken apart."""
    for form in (None, 0, 1):
        for number in range(len(ADDED) + 1):
            for keys in combinations(ADDED, number):
                yield keys, form


def _less_known(creator: Facts, keys: Sequence[str], form: int | None) -> dict[str, Any]:
    """A creator without some of what is known, and with its name as one literal in some form."""
    less = {key: value for key, value in creator.items() if key not in keys}
    if "affiliations.ror" in keys and "affiliations" in less:
        less["affiliations"] = [{"name": each["name"]} for each in less["affiliations"]]
    if form is None or "name" in creator:
        return less
    forms = printed_forms(creator)
    name = {"name": forms[min(form, len(forms) - 1)]}
    return name | {key: value for key, value in less.items() if key not in (*WHO, *PARTS)}


def _without_score(after: Facts, policy: TierPolicy) -> list[Ways]:
    """Without a score, a tier was declared: the present one, or the one that the score gives."""
    return [{**tier, SCORE: None} for tier in _with_tier(after, policy)]


def _with_tier(after: Facts, policy: TierPolicy) -> list[Ways]:
    """The tiers that may have been declared before the facts decided one."""
    tiers = possible(after, CONTRACT_POLICY) | possible(after, policy)
    return [{TIER: tier} for tier in sorted(tiers)]


def _artifact_ways(artifact: Facts) -> list[Mapping[str, Any] | None]:
    """An artifact as it is, as it may have been declared, and None."""
    bare = _bare(artifact)
    with_digest = {**bare, "sha256": artifact["sha256"]} if "sha256" in artifact else bare
    ways = [dict(artifact), with_digest, bare]
    return [*(each for index, each in enumerate(ways) if each not in ways[:index]), None]


def _bare(artifact: Facts) -> dict[str, object]:
    return {key: value for key, value in artifact.items() if key not in WHERE}


def _rebuilt(after: Facts, chosen: Sequence[Ways], artifacts: Artifacts) -> dict[str, object]:
    facts: Facts = after
    for path, value in chain.from_iterable(each.items() for each in chosen):
        facts = _with(facts, path.split("."), value)
    facts = {**facts, "artifacts": [each for each in artifacts if each is not None]}
    return {key: value for key, value in facts.items() if value}


def _with(facts: Facts, path: Sequence[str], value: object) -> dict[str, Any]:
    """Facts with another value at a path, None to take it out; mappings that are empty go with it.

    Nothing is added inside of a mapping that another choice took out.
    """
    first, *rest = path
    if rest:
        inner = facts.get(first)
        value = _with(inner, rest, value) if isinstance(inner, Mapping) else inner
    changed = dict(facts)
    if value:
        changed[first] = value
    else:
        changed.pop(first, None)
    return changed
