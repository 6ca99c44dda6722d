"""How two states of a paper's facts differ, and which differences are milestones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sitegen.contracts.creators import PARTS, WHO, is_creator, printed_forms
from sitegen.contracts.paper_manifest import CONTRACT_POLICY
from sitegen.contracts.quality_tiers import possible_tiers
from sitegen.contracts.settings import TierPolicy

Facts = Mapping[str, Any]
STEP = re.compile(r"[a-z][a-z0-9_]*|\[[0-9]+\]")
# Facts that may be added without an event if there was none; the list is in contracts.md.
MILESTONES = frozenset(
    {
        *("work.doi", "work.creators", "work.license", "work.topics", "work.lead_source"),
        *("work.language", "work.id_assigned_by"),
        *("work.identifiers", "work.related", "work.version"),
        *("gate_verdict", "quality_assessment.review_score", "cut"),
    }
)
COMPLETENESS = "completeness"
CREATORS = "work.creators"
SCORE, TIER, REPORT = "quality_assessment.review_score", "quality_assessment.tier", "report"
# The keys that say where an artifact is, which a declared one may get later.
WHERE = ("path", "url", "sha256")


class FactChange(NamedTuple):
    """One fact that differs: its path and both values; None for a missing value."""

    path: str
    before: object
    after: object
    is_milestone: bool


def steps_to(field: str) -> tuple[str | int, ...]:
    """The keys and list positions of a path such as `artifacts[0].url`."""
    return tuple(int(name[1:-1]) if name[0] == "[" else name for name in STEP.findall(field))


def value_at(facts: Facts, field: str) -> object:
    """The value at a path of `facts`; None if there is none."""
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


def stated(facts: Facts, field: str) -> object:
    """The value at a path, or what it means that it is left out; None for no value."""
    value = value_at(facts, field)
    return "COMPLETE" if value is None and field == COMPLETENESS else value


def fact_changes(
    before: Facts, after: Facts, policy: TierPolicy = CONTRACT_POLICY
) -> list[FactChange]:
    """Every difference between two states of `facts`, in order of path.

    Except for `artifacts`, a list is one fact: a changed entry changes the list. It is a milestone
    if creators are the same, and more is known of some. With the `policy`
    of the site, too, a score may give the tier that was declared.
    """
    found = [*_changes("", _verdict_first(before, after), after)]
    keeps_tier = any(
        len(tiers := possible(before, each)) == 1 and tiers == possible(after, each)
        for each in (CONTRACT_POLICY, policy)
    )
    # A transcription may state more later; to say that it is complete is a correction.
    are_partial = is_partial(before) and is_partial(after)
    return [
        each._replace(is_milestone=True)
        if (keeps_tier and each.path == TIER) or (are_partial and each.before is None)
        else each
        for each in sorted(found, key=lambda each: each.path)
    ]


def is_partial(facts: Facts) -> bool:
    """Whether these are facts of a transcription: what is missing is not known."""
    return facts.get(COMPLETENESS) == "PARTIAL"


def is_covered(path: str, fields: Sequence[str]) -> bool:
    """Whether one of the affected fields of events announces a change at a path.

    A report only has a digest, so any field in it announces its change.
    """
    if path == REPORT:
        return any(steps_to(field)[:1] == (REPORT,) for field in fields)
    return any(path == field or path.startswith((f"{field}.", f"{field}[")) for field in fields)


def possible(facts: Facts, policy: TierPolicy) -> set[str]:
    """The tiers that facts allow: the declared one, or those that follow."""
    assessment = facts.get("quality_assessment", {})
    if "tier" in assessment:
        return {assessment["tier"]}
    dimensions = assessment.get("dimensions", {})
    is_unknown = not dimensions and is_partial(facts)
    level = dimensions.get("reproducibility_status", {}).get("level", "UNASSESSED")
    return {
        *possible_tiers(
            assessment.get("review_score"),
            facts.get("verification", {}).get("source_grounded_claims"),
            None if is_unknown else level,
            policy,
        )
    }


def _verdict_first(before: Facts, after: Facts) -> Facts:
    """The earlier facts without a verdict that only says that there is none yet."""
    verdict, now = before.get("gate_verdict"), after.get("gate_verdict")
    is_first = verdict and now and verdict.get("status") == "UNVERIFIED" != now.get("status")
    return {key: value for key, value in before.items() if key != "gate_verdict" or not is_first}


def _changes(path: str, before: object, after: object) -> Iterator[FactChange]:
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
    present = after if before is None else before
    if None in (before, after) and isinstance(present, Mapping) and path not in MILESTONES:
        yield from _changes(path, before or {}, after or {})
        return
    is_added = before is None and path in MILESTONES
    is_more_known = path == CREATORS and _are_same_creators(before, after)
    yield FactChange(path, before, after, is_added or is_more_known)


def _are_same_creators(before: Any, after: Any) -> bool:
    """Whether two lists name the same creators in the same order, with nothing taken away."""
    both = before or (), after or ()
    return len(both[0]) == len(both[1]) and all(map(_is_same_creator, *both))


def _is_same_creator(was: Any, now: Facts) -> bool:
    """Whether a creator is the same: a literal name may be taken apart, and more may be known.

    What was published may have been made or damaged by anybody.
    """
    if not is_creator(was):
        return False
    is_literal = was.get("name") in printed_forms(now)
    if not is_literal and any(was.get(key) != now.get(key) for key in (*WHO, *PARTS)):
        return False
    ids = all(now.get(key) == was[key] for key in ("orcid", "ror") if key in was)
    roles = {*was.get("roles", ())} <= {*now.get("roles", ())}
    later = iter(now.get("affiliations", ()))
    # Each one before is found again, in the same order, maybe with its ROR id.
    kept = all(
        any({**each, **old} == each for each in later) for old in was.get("affiliations", ())
    )
    return ids and roles and kept


def _artifact_changes(before: Sequence[Facts], after: Sequence[Facts]) -> Iterator[FactChange]:
    """The changes of artifacts; added and formerly declared ones are milestones."""
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
    """The position now of each earlier artifact, in their order; None for one that is missing."""
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
    """Whether an artifact is unchanged, or was only declared and is now available."""
    if was == now:
        return True
    is_declared = "path" not in was and "url" not in was
    rest = {key: value for key, value in now.items() if key not in WHERE or key in was}
    return is_declared and dict(was) == rest
