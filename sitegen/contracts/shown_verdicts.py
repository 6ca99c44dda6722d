"""Verdict and tier as readers see them: under a retraction, they do not recommend the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.contracts.artifacts import Artifact
from sitegen.contracts.editorial_status import HEADLINES, LABELS
from sitegen.contracts.gate_reasons import gate_numbers, sole_comparison
from sitegen.contracts.gate_verdict import NOT_ATTEMPTED, GateVerdict
from sitegen.contracts.panels import Lift
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.quality_tiers import QualityTier
from sitegen.contracts.readable import ReadableReason, readable_reason
from sitegen.contracts.verdict_evidence import (
    PUBLIC,
    VERIFIED_BY,
    VerdictEvidence,
    backing_artifacts,
)
from sitegen.contracts.wording import sentence

# What the artifacts that can back a verdict are called in a sentence.
KINDS = {
    "lean4_proof": "proof",
    "repro_script": "script",
    "repro_results": "results",
    "counterexample": "counterexample",
    "red_team_report": "red-team report",
}
# What the contract asks for, where a record has no verdict or says nothing of its evidence.
A_TEST = "a Lean4 proof that type-checks, or a run in a sealed sandbox that gives the same results."
WHERE = {
    "VERIFIED": "say where the proof is, or the script and its results.",
    "FALSIFIED": "say where the counterexample, the red-team report or the results are.",
}
# What a verified claim is. Where claims were also tested, other rows count those.
NOT_TESTED = "found in a source, not tested"
COUNTED_APART = f"{NOT_TESTED}; further checks are counted apart"
# Headlines of verdicts that say more exactly what was tested than `HEADLINES`.
ONE_NUMBER = "Verified: one computed number matched."
PROVEN = "Verified: a proof type-checks."
PASSED = HEADLINES["VERIFIED"]
PASSED_OTHER = "Verified: it passed the verification gate."
UNTESTED = "Unverified: nothing was tested."
NOT_COMPLETED = HEADLINES["UNVERIFIED"]
UNTESTED_BY_GATE = "Unverified: the gate completed no test."
NOT_STATED_OF_GATE = "Verdict not stated: this record does not say whether the gate tested it."
PROOF = "lean4_proof"
RERUN = VERIFIED_BY[1]


@dataclass(frozen=True)
class GatePanel:
    """The verdict, and what has to be shown with it.

    `label` is the verdict in words. If it `is_muted`, it is no recommendation any more, and the
    label says so. `readable_reason` is the reason in plain words, if it has a form that is not.
    `lift` says what would give a verdict, or let readers inspect it.
    """

    verdict: GateVerdict
    label: str
    is_muted: bool
    evidence: VerdictEvidence
    cut_mark: str
    readable_reason: ReadableReason | None
    lift: Lift | None = None


@dataclass(frozen=True)
class TierPanel:
    """The tier, and its label with what the status of the paper adds to it, if it `is_muted`.

    `verified_claims` says what the count of verified claims means.
    """

    tier: QualityTier
    label: str
    is_muted: bool
    verified_claims: str


def gate_panel(manifest: PaperManifest) -> GatePanel:
    """The content of the panel of the gate verdict. A falsification is never muted."""
    verdict, status = manifest.gate_verdict, manifest.editorial_status
    is_muted = verdict.status == "VERIFIED" and bool(status.qualifier)
    mark = manifest.cut_marks.get("gate_verdict.reason", "")
    return GatePanel(
        verdict,
        label=status.muted(verdict.shown, verdict.evaluated_at) if is_muted else verdict.shown,
        is_muted=is_muted,
        evidence=manifest.verdict_evidence,
        cut_mark=mark,
        readable_reason=readable_reason(verdict.reason, mark),
        lift=_lift_of_verdict(manifest),
    )


def _lift_of_verdict(manifest: PaperManifest) -> Lift | None:
    """What would give a verdict, or let readers inspect it; None under a status above it."""
    verdict, evidence = manifest.gate_verdict.status, manifest.verdict_evidence
    if manifest.editorial_status.qualifier or verdict is None:
        return None
    if verdict == "UNVERIFIED":
        return Lift("To get a verdict", A_TEST)
    if evidence.state in PUBLIC:
        return None
    backing = backing_artifacts(verdict, manifest.artifact_set)
    missing = [each for each in backing if each.state not in PUBLIC]
    said = f"publish the {kinds_of(missing)}." if missing else WHERE.get(verdict, "")
    return Lift("To make this verdict inspectable", said) if said else None


def kinds_of(artifacts: Sequence[Artifact]) -> str:
    """The kinds of some artifacts, each once: script and results."""
    *first, last = dict.fromkeys(KINDS.get(each.type, each.type) for each in artifacts)
    return f"{', '.join(first)} and {last}" if first else last


def tier_panel(manifest: PaperManifest) -> TierPanel:
    """The content of the panel of the quality tier."""
    tier, status = manifest.quality_assessment.quality_tier, manifest.editorial_status
    is_tested = bool(manifest.verification.claim_summary.further_counts)
    return TierPanel(
        tier,
        label=status.muted(tier.label),
        is_muted=bool(status.qualifier),
        verified_claims=COUNTED_APART if is_tested else NOT_TESTED,
    )


def headline(manifest: PaperManifest) -> str:
    """What a reader is told first: the status, or the verdict where that is still in force."""
    status = manifest.editorial_status
    if status.emphasis == "banner":
        return status.statement
    # A status of a later version has only its label.
    return verdict_headline(manifest) if status.status in LABELS else sentence(status.label)


def verdict_headline(manifest: PaperManifest) -> str:
    """The headline of the verdict, whatever became of the paper later."""
    verdict = manifest.gate_verdict
    if verdict.status == "VERIFIED":
        return _verified(manifest)
    if verdict.status == "UNVERIFIED":
        return _untested(manifest)
    if verdict.status is None:
        return _not_stated(manifest)
    return HEADLINES["FALSIFIED"] if verdict.status == "FALSIFIED" else sentence(verdict.shown)


def _verified(manifest: PaperManifest) -> str:
    """What was verified, as exactly as the record says."""
    verdict = manifest.gate_verdict
    found = sole_comparison(verdict.reason or "")
    if found and found[1].holds:
        return ONE_NUMBER
    types = {each.type for each in backing_artifacts("VERIFIED", manifest.artifact_set)}
    if PROOF in types and not types >= RERUN:  # with both, either may have decided
        return PROVEN
    named = gate_numbers(verdict.gate or "")
    return PASSED if named in (frozenset(), {"2"}) else PASSED_OTHER


def _untested(manifest: PaperManifest) -> str:
    """What an unverified record says of tests; claims may have been checked apart from the gate."""
    is_attempted = manifest.gate_verdict.reason != NOT_ATTEMPTED
    if manifest.verification.claim_summary.further_counts:
        return UNTESTED_BY_GATE
    return NOT_COMPLETED if is_attempted else UNTESTED


def _not_stated(manifest: PaperManifest) -> str:
    is_checked = bool(manifest.verification.claim_summary.further_counts)
    return NOT_STATED_OF_GATE if is_checked else HEADLINES["NOT_STATED"]


def status_line(manifest: PaperManifest) -> str:
    """What pages, lists, feeds and citations say of a paper in one line, the headline first.

    Then that it was corrected, or falsified as well, and whether the evidence of the verdict that
    the line names is public.
    """
    status = manifest.editorial_status
    is_line = status.emphasis == "line"
    said = [headline(manifest), status.statement if is_line else "", verdict_statement(manifest)]
    if status.emphasis != "banner":
        said.append(manifest.verdict_evidence.statement)
    return " ".join(filter(None, said))


def verdict_statement(manifest: PaperManifest) -> str:
    """What is said of a falsification after the status; empty without one.

    Whether its evidence is public, and before that the headline, unless the status has it.
    """
    if manifest.gate_verdict.status != "FALSIFIED":
        return ""
    is_status = manifest.editorial_status.status == "FALSIFIED"
    said = "" if is_status else HEADLINES["FALSIFIED"]
    return f"{said} {manifest.verdict_evidence.statement}".strip()
