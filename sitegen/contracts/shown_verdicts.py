"""Verdict and tier as readers see them: under a retraction, they do not recommend the paper."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.contracts.editorial_status import BANNERS
from sitegen.contracts.gate_verdict import GateVerdict
from sitegen.contracts.paper_manifest import PaperManifest, VerdictEvidence
from sitegen.contracts.quality_tiers import QualityTier


@dataclass(frozen=True)
class GatePanel:
    """The verdict, and what has to be shown with it.

    `label` is the verdict in words. If it `is_muted`, it is no recommendation any more, and the
    label says so.
    """

    verdict: GateVerdict
    label: str
    is_muted: bool
    evidence: VerdictEvidence
    reason_is_cut: bool


@dataclass(frozen=True)
class TierPanel:
    """The tier, and its label with what the status of the paper adds to it, if it `is_muted`."""

    tier: QualityTier
    label: str
    is_muted: bool


def gate_panel(manifest: PaperManifest) -> GatePanel:
    """The content of the panel of the gate verdict. A falsification is never muted."""
    verdict, status = manifest.gate_verdict, manifest.editorial_status
    is_muted = verdict.status == "VERIFIED" and bool(status.qualifier)
    return GatePanel(
        verdict,
        label=status.muted(verdict.label, verdict.evaluated_at) if is_muted else verdict.label,
        is_muted=is_muted,
        evidence=manifest.verdict_evidence,
        reason_is_cut="gate_verdict.reason" in manifest.cut_texts,
    )


def tier_panel(manifest: PaperManifest) -> TierPanel:
    """The content of the panel of the quality tier."""
    tier, status = manifest.quality_assessment.quality_tier, manifest.editorial_status
    return TierPanel(tier, status.muted(tier.label), is_muted=bool(status.qualifier))


def verdict_statement(manifest: PaperManifest) -> str:
    """What banner and citations say of a falsification, with its evidence; empty without one."""
    if manifest.gate_verdict.status != "FALSIFIED":
        return ""
    return f"{BANNERS['FALSIFIED']} {manifest.verdict_evidence.statement}".rstrip()
