"""Verdict and tier as readers see them: under a retraction, they do not recommend the paper."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.contracts.editorial_status import EditorialStatus, falsification
from sitegen.contracts.gate_verdict import GateVerdict
from sitegen.contracts.next_steps import NextStep, has_next_steps, tier_step
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.quality_tiers import QualityTier
from sitegen.contracts.readable import ReadableReason, readable_reason
from sitegen.contracts.verdict_evidence import VerdictEvidence

# What a verified claim is. Where claims were also tested, other rows count those.
NOT_TESTED = "found in a source, not tested"
COUNTED_APART = f"{NOT_TESTED}; further checks are counted apart"


@dataclass(frozen=True)
class GatePanel:
    """The verdict, and what has to be shown with it.

    `label` is the verdict in words. If it `is_muted`, it is no recommendation any more, and the
    label says so. `readable_reason` is the reason in plain words, if it has a form that is not.
    """

    verdict: GateVerdict
    label: str
    is_muted: bool
    evidence: VerdictEvidence
    cut_mark: str
    readable_reason: ReadableReason | None


@dataclass(frozen=True)
class TierPanel:
    """The tier, and its label with what the `status` of the paper adds to it, if it `is_muted`.

    `verified_claims` says what the count of verified claims means. `is_falsified` says whether the
    gate falsified a claim, which does not change the tier.
    """

    tier: QualityTier
    label: str
    is_muted: bool
    is_falsified: bool
    verified_claims: str
    status: EditorialStatus

    @property
    def next_step(self) -> NextStep | None:
        """What would lift the paper to another tier; None if nothing can, or should be said."""
        return tier_step(self.tier) if has_next_steps(self.status) else None


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
    )


def tier_panel(manifest: PaperManifest) -> TierPanel:
    """The content of the panel of the quality tier."""
    tier, status = manifest.quality_assessment.quality_tier, manifest.editorial_status
    is_tested = bool(manifest.verification.claim_summary.further_counts)
    return TierPanel(
        tier,
        label=status.muted(tier.label),
        is_muted=bool(status.qualifier),
        is_falsified=manifest.gate_verdict.status == "FALSIFIED",
        status=status,
        verified_claims=COUNTED_APART if is_tested else NOT_TESTED,
    )


def verdict_statement(manifest: PaperManifest) -> str:
    """What banner and citations say of a falsification, with its evidence; empty without one."""
    if manifest.gate_verdict.status != "FALSIFIED":
        return ""
    return falsification(manifest.verdict_evidence.statement)
