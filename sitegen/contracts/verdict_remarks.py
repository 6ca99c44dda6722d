"""Remarks on a verdict: contradictory gates, equal numbers, and what would make it inspectable."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from sitegen.contracts.artifacts import Artifact, ArtifactType
from sitegen.contracts.gate_reasons import StatedComparison, gate_numbers, red_team
from sitegen.contracts.gate_verdict import GateVerdict
from sitegen.contracts.readable import drawn_comparisons
from sitegen.contracts.verdict_evidence import (
    PUBLIC,
    VERIFIED_BY,
    VerdictEvidence,
    backing_artifacts,
)
from sitegen.contracts.wording import in_words, listed

# What a verdict by comparison is backed by.
RERUN: tuple[ArtifactType, ...] = ("repro_script", "repro_results")
# One file of a type, and several, in the order in which they are named.
FILES: dict[ArtifactType, tuple[str, str]] = {
    "lean4_proof": ("the proof source", "proof sources"),
    "counterexample": ("the counterexample", "counterexamples"),
    "red_team_report": ("the red-team report", "red-team reports"),
    "repro_script": ("the script", "scripts"),
    "repro_results": ("its results", "files of results"),
}
# What is missing where it is open which of several would do.
ANY_OF: dict[str, str] = {
    "VERIFIED": "the proof source, or the script and its results",
    "FALSIFIED": (
        "the evidence of the failure (a counterexample, a red-team report or the results of a run)"
    ),
}


class Remark(NamedTuple):
    """A remark: its first words, which are emphasized, and the rest."""

    head: str
    text: str


def gates_named(verdict: GateVerdict) -> Remark | None:
    """The remark where the gate of a verdict is none that its reason names."""
    gates, reasons = gate_numbers(verdict.gate or ""), gate_numbers(verdict.reason or "")
    if not gates or not reasons or gates & reasons:
        return None
    count = len(gates | reasons)
    return Remark(
        f"{in_words(count).capitalize()} gates are named.",
        f"The gate row says {_gates(gates)}, the reason says {_gates(reasons)}. Both are shown as "
        "they are published; this record does not say which of them decided.",
    )


def _gates(numbers: frozenset[str]) -> str:
    return listed([f"Gate {number}" for number in sorted(numbers)])


def equal_numbers(
    stated: tuple[StatedComparison, ...], artifacts: tuple[Artifact, ...]
) -> Remark | None:
    """The remark where a computed value is exactly the expected one."""
    equal = [each for each in stated if not each.difference]
    if not equal:
        return None
    has_script = any(each.type == "repro_script" and each.state in PUBLIC for each in artifacts)
    return Remark(
        _which_are_equal(equal, len(stated)),
        "A computation can give exactly the number that was expected; a script that only writes "
        "down that number always does. "
        + (
            "To tell the two apart, read the script."
            if has_script
            else "This record does not show the script, so a reader cannot tell the two apart."
        ),
    )


def expected_numbers(stated: tuple[StatedComparison, ...]) -> str:
    """Which number a run should give, by the first comparison; empty if there is none."""
    if not stated:
        return ""
    written, count = stated[0].written, len(stated)
    computed = "the same number" if written.computed == written.expected else written.computed
    first = "The number" if count == 1 else f"The first of {count} numbers"
    return (
        f"{first} to expect is {written.expected}, within {written.tolerance}%; the reason "
        f"gives {computed} as computed."
    )


def _which_are_equal(equal: list[StatedComparison], count: int) -> str:
    if count > 1:
        are = "is" if len(equal) == 1 else "are"
        return f"{len(equal)} of {count} comparisons {are} exactly equal."
    written = equal[0].written
    is_same = written.computed == written.expected
    return "Exactly equal, to the last digit." if is_same else "Exactly equal."


def lift(verdict: GateVerdict, evidence: VerdictEvidence, artifacts: tuple[Artifact, ...]) -> str:
    """What has to be published to make a verdict inspectable; empty if nothing is known to be
    missing.

    `artifacts` are those of the record, and `evidence` says whether they are public.
    """
    if evidence.is_public or verdict.status not in ("VERIFIED", "FALSIFIED"):
        return ""
    files = _missing(verdict, artifacts)
    what = _files(files) if files else ANY_OF[verdict.status]
    if evidence.state != "NOT_STATED":
        return f"publish {what}."
    is_many = len(files) > 1 or files == ["repro_results"] or what == ANY_OF["VERIFIED"]
    return f"publish {what}, or state where {'they are' if is_many else 'it is'}."


def _missing(verdict: GateVerdict, artifacts: tuple[Artifact, ...]) -> list[ArtifactType]:
    """The types of the files that are not public, or not even listed; empty if it is open which of
    several would do.
    """
    backed = backing_artifacts(verdict.status, artifacts)
    hidden = [each.type for each in backed if each.state not in PUBLIC]
    types = {each.type for each in backed}
    if verdict.status == "FALSIFIED":
        is_attack = not types and red_team(verdict.reason or "") is not None
        return ["red_team_report"] if is_attack else hidden
    if any(each <= types for each in VERIFIED_BY):
        return hidden
    if not types and not drawn_comparisons(verdict.reason):
        return []
    return [*hidden, *(each for each in RERUN if each not in types)]


def _files(types: list[ArtifactType]) -> str:
    """Files in words: "two files, the script and its results"."""
    counts = Counter(types)
    named = [
        one if counts[each] == 1 else f"{in_words(counts[each])} {several}"
        for each, (one, several) in FILES.items()
        if each in counts
    ]
    if "repro_script" not in types:
        named = ["the results" if each == "its results" else each for each in named]
    return named[0] if len(named) == 1 else f"{in_words(len(types))} files, {listed(named)}"
