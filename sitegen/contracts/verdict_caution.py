"""The sentence against the likeliest misreading of a verdict."""

from __future__ import annotations

from sitegen.contracts.editorial_status import HEADLINES
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.readable import drawn_comparisons
from sitegen.contracts.shown_verdicts import (
    ONE_NUMBER,
    PROVEN,
    RERUN,
    verdict_headline,
)
from sitegen.contracts.verdict_evidence import PUBLIC, backing_artifacts
from sitegen.contracts.verification_levels import ClaimSummary
from sitegen.contracts.wording import day_month_year, listed

RATED = "Score and tier rate the write-up; they do not change this."
RATED_BY_TIER = "Its tier rates the write-up; it does not change this."
ONLY = {
    ONE_NUMBER: "Only that number was tested",
    PROVEN: "Only what the proof states was tested",
}
ONLY_RUN = "Only what the gate ran was tested"
IN_SOURCES = "Claims were found in source texts"


def caution_of(manifest: PaperManifest) -> str:
    """What not to conclude from status and verdict of a paper; empty if nothing has to be said."""
    status, verdict = manifest.editorial_status, manifest.gate_verdict.status
    if status.status == "CORRECTED":
        day = f" on {day_month_year(status.notice.at[:10])}" if status.notice else ""
        return f"{status.statement.rstrip('.')}{day}. {_of_verdict(manifest)}".rstrip()
    if status.status == "FALSIFIED":
        rated = manifest.quality_assessment.review_score is not None
        return RATED if rated else RATED_BY_TIER
    if status.emphasis != "banner":
        return _of_verdict(manifest)
    falsified = HEADLINES["FALSIFIED"] if verdict == "FALSIFIED" else ""
    return f"{falsified} {_of_notice(manifest)}".strip()


def _of_notice(manifest: PaperManifest) -> str:
    """What verdict, score and tier still say under a status that stands above them."""
    status, verdict = manifest.editorial_status, manifest.gate_verdict
    if not status.qualifier:  # superseded: the verdict is as it was
        return verdict_headline(manifest) if verdict.status != "FALSIFIED" else ""
    if status.status == "CONCERN":
        named, is_one = _rated(manifest)
        return f"{named} {'does' if is_one else 'do'} not settle it."
    if status.status == "PARTIALLY_RETRACTED":
        return _of_part(manifest)
    named, is_one = _rated(manifest)
    count = f"{named} no longer {'counts' if is_one else 'count'}."
    if verdict.status != "VERIFIED":
        return count
    return f"{status.muted('It was verified', verdict.evaluated_at)}. {count}"


def _of_part(manifest: PaperManifest) -> str:
    """What is left of a paper of which a part was retracted."""
    status, evaluated = manifest.editorial_status, manifest.gate_verdict.evaluated_at
    is_later = status.muted("", evaluated) != status.muted("")
    named, _ = _rated(manifest, with_verdict=not is_later)
    return f"Only the notice can say which part. {named} came before it."


def _rated(manifest: PaperManifest, *, with_verdict: bool = True) -> tuple[str, bool]:
    """What a record states that recommends it, to begin a sentence, and whether it is one thing.

    The verdict counts if it is good.
    """
    is_verified = with_verdict and manifest.gate_verdict.status == "VERIFIED"
    has_score = manifest.quality_assessment.review_score is not None
    named = [*["verdict"] * is_verified, *["score"] * has_score, "tier"]
    return (listed(named).capitalize(), False) if len(named) > 1 else ("Its tier", True)


def _of_verdict(manifest: PaperManifest) -> str:
    """What not to conclude from a verdict that is in force."""
    verdict = manifest.gate_verdict.status
    if verdict == "UNVERIFIED":
        return _of_claims(manifest.verification.claim_summary)
    if verdict != "VERIFIED":
        return ""
    what = ONLY.get(verdict_headline(manifest), ONLY_RUN)
    # The headline says what is not public.
    return f"{what}. You can repeat it." if _is_repeatable(manifest) else f"{what}."


def _is_repeatable(manifest: PaperManifest) -> bool:
    """Whether all of what a reader needs to repeat a test is public; a proof gives no number."""
    if manifest.verdict_evidence.state not in PUBLIC:
        return False
    backing = backing_artifacts(manifest.gate_verdict.status, manifest.artifact_set)
    types = {each.type for each in backing}
    return types >= RERUN or not drawn_comparisons(manifest.gate_verdict.reason)


def _of_claims(claims: ClaimSummary) -> str:
    number = claims.source_grounded_claims
    if number is None:
        return ""
    if claims.further_counts:
        return "Claims were checked in other ways; the verification level says how far."
    if number == 0:
        return "No claim was found in a source text."
    found = "One claim was found in a source text" if number == 1 else IN_SOURCES
    return f"{found}; that is not a test."
