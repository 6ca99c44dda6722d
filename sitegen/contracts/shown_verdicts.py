"""Verdict and tier as readers see them: under a retraction, they do not recommend the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sitegen.contracts.artifacts import Artifact, ArtifactPanel, artifact_panel
from sitegen.contracts.editorial_status import HEADLINES, LABELS, EditorialStatus
from sitegen.contracts.gate_reasons import StatedComparison, gate_numbers, sole_comparison
from sitegen.contracts.gate_verdict import NOT_ATTEMPTED, GateVerdict
from sitegen.contracts.next_steps import NextStep, has_next_steps, tier_step
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.quality_tiers import QualityTier
from sitegen.contracts.readable import (
    ReadableReason,
    drawn_comparisons,
    drawn_red_team,
    readable_reason,
)
from sitegen.contracts.red_team_tables import RedTeamTable
from sitegen.contracts.tolerance_bands import ToleranceBand, not_drawn, tolerance_bands
from sitegen.contracts.verdict_evidence import (
    PUBLIC,
    VERIFIED_BY,
    VerdictEvidence,
    backing_artifacts,
)
from sitegen.contracts.verdict_remarks import (
    Remark,
    equal_numbers,
    expected_numbers,
    gates_named,
    lift,
)
from sitegen.contracts.wording import listed, sentence

# What the artifacts that can back a verdict are called in a sentence.
KINDS = {
    "lean4_proof": "proof",
    "repro_script": "script",
    "repro_results": "results",
    "counterexample": "counterexample",
    "red_team_report": "red-team report",
}
TONES = {"VERIFIED": "verified", "FALSIFIED": "falsified"}
# What the paragraph of the contract says is attached, where a transcription lists nothing of it.
MISSING = {
    "VERIFIED": "Proof source, or script and results",
    "FALSIFIED": "Evidence for the failure",
}
# What a verified claim is. Where claims were also tested, other rows count those.
NOT_TESTED = "found in a source, not tested"
COUNTED_APART = f"{NOT_TESTED}; further checks are counted apart"
# Headlines of verdicts that say more exactly what was tested than `HEADLINES`.
EVIDENCE_PUBLIC = "evidence public"
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
    label says so; it is only doubted if it `is_questioned`. `lift` says what would make it
    inspectable, or is empty. The other members are computed when they are used: a page draws what
    a report says in plain words.
    """

    verdict: GateVerdict
    label: str
    is_muted: bool
    is_questioned: bool
    evidence: VerdictEvidence
    cut_mark: str
    artifacts: tuple[Artifact, ...]
    lift: str

    @property
    def tone(self) -> str:
        """The name of the tone in which a page shows the verdict."""
        if self.is_muted:
            return "changed" if self.is_questioned else "void"
        return TONES.get(self.verdict.status or "", "untested")

    @property
    def icon(self) -> str:
        """The name of the icon: a good verdict that nobody can inspect is only an outline."""
        if self.verdict.status is None:
            return "not-stated"
        is_open = self.tone == "verified" and self.evidence.is_public
        return "verified-open" if is_open else self.tone

    @property
    def readable_reason(self) -> ReadableReason | None:
        """The reason in plain words, if it has a form that is not."""
        return readable_reason(self.verdict.reason, self.cut_mark)

    @cached_property
    def red_team(self) -> RedTeamTable | None:
        """The scores of a red team, if the reason states them."""
        return drawn_red_team(self.verdict.reason, self.cut_mark)

    @cached_property
    def comparisons(self) -> tuple[StatedComparison, ...]:
        """The comparisons that the reason states."""
        return drawn_comparisons(self.verdict.reason)

    @property
    def bands(self) -> tuple[ToleranceBand, ...]:
        """The drawings of the first of these comparisons."""
        return tolerance_bands(self.comparisons)

    @property
    def not_drawn(self) -> str:
        """The sentence about comparisons without a drawing; empty if there is none."""
        return not_drawn(self.comparisons)

    @property
    def is_explained(self) -> bool:
        """Whether a page draws the reason, or remarks on it."""
        if not self.verdict.reason:
            return False
        return self.red_team is not None or bool(self.comparisons) or bool(self.remarks)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What a reader might miss in the verdict and its reason."""
        found = gates_named(self.verdict), equal_numbers(self.comparisons, self.artifacts)
        return tuple(filter(None, found))

    @property
    def wording(self) -> str:
        """What introduces the paragraph of the contract."""
        which = " with this verdict" if self.verdict.definition else ""
        return f"Wording of the contract, the same for every record{which}"


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
    evidence = manifest.verdict_evidence
    is_muted = verdict.status == "VERIFIED" and bool(status.qualifier)
    mark = manifest.cut_marks.get("gate_verdict.reason", "")
    return GatePanel(
        verdict,
        label=status.muted(verdict.shown, verdict.evaluated_at) if is_muted else verdict.shown,
        is_muted=is_muted,
        is_questioned=status.status == "CONCERN",
        evidence=evidence,
        cut_mark=mark,
        artifacts=manifest.artifact_set,
        lift=lift(verdict, evidence, manifest.artifact_set) if has_next_steps(status) else "",
    )


def paper_artifacts(manifest: PaperManifest, existing: Artifact | None) -> ArtifactPanel:
    """The content of the panel of artifacts, with what a reader can check.

    `existing` is the report among them that existed before; None if there is none.
    """
    verdict, status = manifest.gate_verdict, manifest.gate_verdict.status
    is_missing = manifest.verdict_evidence.state == "NOT_STATED" and not backing_artifacts(
        status, manifest.artifact_set
    )
    return artifact_panel(
        manifest.artifact_set,
        existing=existing,
        is_partial=manifest.completeness == "PARTIAL",
        missing=MISSING.get(status or "", "") if is_missing else "",
        expected=expected_numbers(drawn_comparisons(verdict.reason)),
    )


def kinds_of(artifacts: Sequence[Artifact]) -> str:
    """The kinds of some artifacts, each once: script and results."""
    return listed([*dict.fromkeys(KINDS.get(each.type, each.type) for each in artifacts)])


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


def headline(manifest: PaperManifest) -> str:
    """What a reader is told first: the status, or the verdict where that is still in force."""
    status = manifest.editorial_status
    if status.emphasis == "banner":
        return status.statement
    # A status of a later version has only its label.
    return verdict_headline(manifest) if status.status in LABELS else sentence(status.label)


def evidence_words(manifest: PaperManifest) -> str:
    """Whether the evidence of a verdict is public, in two or three words; often empty."""
    if manifest.gate_verdict.status not in ("VERIFIED", "FALSIFIED"):
        return ""
    state = manifest.verdict_evidence.state
    if state in PUBLIC:
        return EVIDENCE_PUBLIC
    backing = backing_artifacts(manifest.gate_verdict.status, manifest.artifact_set)
    if any(each.state in PUBLIC for each in backing):
        return "evidence partly public"
    return "evidence not public" if state == "DECLARED_ONLY" else "evidence not stated"


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
    # With both, either may have decided; a proof compares no numbers.
    if PROOF in types and not types >= RERUN and not drawn_comparisons(verdict.reason):
        return PROVEN
    is_second = verdict.gate is None or gate_numbers(verdict.gate) == {"2"}
    return PASSED if is_second else PASSED_OTHER


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
