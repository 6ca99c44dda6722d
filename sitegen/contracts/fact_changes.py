"""How two states of a paper's facts differ, and which differences are milestones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from sitegen.canonical import canonical_sha256
from sitegen.contracts.paper_manifest import CONTRACT_POLICY
from sitegen.contracts.quality_tiers import possible_tiers

Facts = Mapping[str, Any]
STEP = re.compile(r"[a-z][a-z0-9_]*|\[[0-9]+\]")
# Facts that may be added where there was none without an event; contracts.md has the closed list.
MILESTONES = frozenset(
    {
        *("work.doi", "work.creators", "work.license", "work.topics", "work.lead_source"),
        *("gate_verdict", "quality_assessment.review_score"),
    }
)
# What tells where an artifact is, and so what a declared one may get later.
WHERE = ("path", "url", "sha256")
# Earlier facts are searched for among so many at the most.
MOST_TRIED = 20_000


class FactChange(NamedTuple):
    """One fact that differs: its path, and both values; None where there is none."""

    path: str
    before: Any
    after: Any
    is_milestone: bool


def steps_to(field: str) -> tuple[str | int, ...]:
    """The keys and positions that a path such as `artifacts[0].url` leads through."""
    return tuple(int(name[1:-1]) if name[0] == "[" else name for name in STEP.findall(field))


def value_at(facts: Facts, field: str) -> Any:
    """The value at a path of `facts`; None where there is none."""
    value: Any = facts
    for step in steps_to(field):
        if isinstance(step, int):
            is_there = isinstance(value, Sequence) and step < len(value)
        else:
            is_there = isinstance(value, Mapping) and step in value
        if not is_there:
            return None
        value = value[step]
    return value


def fact_changes(before: Facts, after: Facts) -> list[FactChange]:
    """Every difference between two states of `facts`, in order of path.

    A list but `artifacts` is one fact: who changes an entry changes the list.
    """
    found = [*_changes("", _verdict_first(before, after), after)]
    return sorted(_with_known_tier(found, after))


def is_covered(path: str, fields: Sequence[str]) -> bool:
    """Whether a change at a path is announced by one of the affected fields of events."""
    return any(path == field or path.startswith((f"{field}.", f"{field}[")) for field in fields)


def earlier_facts(after: Facts, sha256: str) -> dict[str, Any] | None:
    """The facts that have a digest and became `after` by milestones alone; None if none do.

    Found by taking away what a milestone may have added, so a digest is enough to tell.
    """
    ways = [list(_ways(path, after)) for path in sorted(MILESTONES)]
    artifacts = [_artifact_ways(each) for each in after.get("artifacts", ())]
    choices = product(product(*ways), product(*artifacts))
    for kept, there in islice(choices, MOST_TRIED):
        facts = _rebuilt(after, kept, there)
        if canonical_sha256(facts) == sha256:
            return facts
    return None


def _verdict_first(before: Facts, after: Facts) -> Facts:
    """The earlier facts without a verdict that only said that there was none yet."""
    verdict, now = before.get("gate_verdict"), after.get("gate_verdict")
    is_first = verdict and now and verdict.get("status") == "UNVERIFIED" != now.get("status")
    return {key: value for key, value in before.items() if key != "gate_verdict" or not is_first}


def _changes(path: str, before: Any, after: Any) -> Iterator[FactChange]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in before.keys() | after.keys():
            below = f"{path}.{key}".removeprefix(".")
            if below == "artifacts":
                yield from _artifact_changes(before.get(key, ()), after.get(key, ()))
            else:
                yield from _changes(below, before.get(key), after.get(key))
        return
    if before is None and isinstance(after, Mapping) and path not in MILESTONES:
        yield from _changes(path, {}, after)
        return
    yield FactChange(path, before, after, before is None and path in MILESTONES)


def _artifact_changes(before: Sequence[Facts], after: Sequence[Facts]) -> Iterator[FactChange]:
    """Added artifacts, and those that were only declared before, are milestones."""
    matched = _matched(before, after)
    if matched is None:
        if len(after) < len(before):
            yield FactChange("artifacts", list(before), list(after), is_milestone=False)
            return
        matched = list(range(len(before)))
    for position, now in enumerate(after):
        path = f"artifacts[{position}]"
        if position not in matched:
            yield FactChange(path, None, now, is_milestone=True)
            continue
        was = before[matched.index(position)]
        if _is_more(was, now):
            yield from (each._replace(is_milestone=True) for each in _changes(path, was, now))
        else:
            yield from _changes(path, was, now)


def _matched(before: Sequence[Facts], after: Sequence[Facts]) -> list[int] | None:
    """Where each earlier artifact is now, in the same order; None where one is not."""
    found: list[int] = []
    for was in before:
        start = found[-1] + 1 if found else 0
        position = next(
            (index for index in range(start, len(after)) if _is_more(was, after[index])), None
        )
        if position is None:
            return None
        found.append(position)
    return found


def _is_more(was: Facts, now: Facts) -> bool:
    """Whether an artifact is as it was, or was declared only and is now to be had."""
    if was == now:
        return True
    is_declared = "path" not in was and "url" not in was
    rest = {key: value for key, value in now.items() if key not in WHERE or key in was}
    return is_declared and dict(was) == rest


def _with_known_tier(found: list[FactChange], after: Facts) -> list[FactChange]:
    """A declared tier that goes because a first score gives the same one is no change."""
    has_score = any(each.path == "quality_assessment.review_score" for each in found)
    return [
        each._replace(is_milestone=True)
        if has_score
        and each.path == "quality_assessment.tier"
        and each.after is None
        and _tiers(after) == {each.before}
        else each
        for each in found
    ]


def _tiers(facts: Facts) -> set[str]:
    assessment = facts.get("quality_assessment", {})
    level = assessment.get("dimensions", {}).get("reproducibility_status", {})
    return {
        *possible_tiers(
            assessment.get("review_score"),
            facts.get("verification", {}).get("source_grounded_claims"),
            level.get("level", "UNASSESSED"),
            CONTRACT_POLICY,
        )
    }


# ------------------------------------------------------------------ what it was before


def _ways(path: str, after: Facts) -> Iterator[tuple[str, bool]]:
    """With the fact, and without it where it is there and may have been added."""
    yield path, True
    group, _, key = path.rpartition(".")
    inside = after.get(group, {}) if group else after
    if key in inside:
        yield path, False


def _artifact_ways(artifact: Facts) -> list[dict[str, Any] | None]:
    """An artifact as it is, as it may have been declared, and not at all."""
    bare = {key: value for key, value in artifact.items() if key not in WHERE}
    with_digest = {**bare, "sha256": artifact["sha256"]} if "sha256" in artifact else bare
    ways = [dict(artifact), with_digest, bare]
    return [*(each for index, each in enumerate(ways) if each not in ways[:index]), None]


def _rebuilt(
    after: Facts, kept: Sequence[tuple[str, bool]], artifacts: Sequence[dict[str, Any] | None]
) -> dict[str, Any]:
    facts = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in after.items()
    }
    for path, is_kept in kept:
        if not is_kept:
            group, _, key = path.rpartition(".")
            del (facts[group] if group else facts)[key]
    if any(path == "quality_assessment.review_score" and not is_kept for path, is_kept in kept):
        facts["quality_assessment"]["tier"] = min(_tiers(after))
    there = [each for each in artifacts if each is not None]
    facts |= {"artifacts": there} if artifacts else {}
    return {key: value for key, value in facts.items() if value}
