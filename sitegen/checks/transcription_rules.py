"""SG330, SG331, SG412: a transcription names its source, and shows the evidence that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sitegen.checks.artifact_rules import listed_artifacts
from sitegen.checks.check import Finding, Subject, check
from sitegen.checks.evidence_rules import lacks_evidence
from sitegen.checks.fact_rules import earliest_moment
from sitegen.contracts.verdict_evidence import VERIFIED_BY
from sitegen.findings.diagnostics import Severity

# How long after its midnight in UTC a day ends where it ends last.
LATEST_END = timedelta(days=1, hours=12)


@check("SG330", Severity.ERROR)
def a_transcription_names_its_source(subject: Subject) -> Iterator[Finding]:
    """A record is PARTIAL if and only if it says what it was transcribed from.

    PARTIAL means that what is left out is not known here. Page, PDF and JSON show the source.

    Wrong:

        completeness: PARTIAL

    Right:

        completeness: PARTIAL
        transcribed_from: {title: Page of the paper, url: "https://example.org/paper/1"}
    """
    manifest = subject.paper.manifest
    if manifest.is_partial and manifest.transcribed_from is None:
        yield Finding(
            ("completeness",),
            "the record is PARTIAL, but does not say what it was transcribed from",
            "add `transcribed_from: {title: …}`; if the record states everything that was done, "
            "remove `completeness`",
        )
    if manifest.transcribed_from is not None and not manifest.is_partial:
        yield Finding(
            ("transcribed_from",),
            "the record says what it was transcribed from, but it is COMPLETE: what it leaves out "
            "counts as not done",
            "write `completeness: PARTIAL`, so that what is left out counts as not known",
        )


@check("SG331", Severity.WARNING)
def a_source_was_read_after_what_it_states(subject: Subject) -> Iterator[Finding]:
    """The source of a transcription was read after the paper was submitted and the gate decided.

    Wrong:

        transcribed_from: {title: Page of the paper, seen: 2026-07-01}
        work: {submitted: 2026-07-02}

    Right:

        transcribed_from: {title: Page of the paper, seen: 2026-07-10}
        work: {submitted: 2026-07-02}
    """
    manifest = subject.paper.manifest
    seen = manifest.transcribed_from.seen if manifest.transcribed_from else None
    if seen is None:
        return
    midnight = datetime.fromisoformat(seen).replace(tzinfo=UTC)
    submitted, verdict = manifest.work.submitted, manifest.gate_verdict
    stated = {
        ("work", "submitted"): earliest_moment(submitted) if submitted else None,
        ("gate_verdict", "evaluated_at"): (
            datetime.fromisoformat(verdict.evaluated_at)
            if verdict and verdict.evaluated_at
            else None
        ),
    }
    for path, moment in stated.items():
        if moment is not None and moment - midnight >= LATEST_END:
            yield Finding(
                ("transcribed_from", "seen"),
                f"transcribed_from.seen is {seen}, before {'.'.join(path)}: what was read that day "
                "cannot state it",
                "write the day on which the source was last read",
                related=((path, "later"),),
            )


@check("SG412", Severity.NOTICE)
def a_transcribed_verdict_has_its_evidence(subject: Subject) -> Iterator[Finding]:
    """A transcription lists the artifacts behind its verdict, if its source names them.

    Without them, the page says that the source speaks of attached evidence, and that the record
    does not say where it is. In a complete record, SG401 or SG402 is an error instead.

    Wrong:

        completeness: PARTIAL
        gate_verdict: {status: VERIFIED}

    Right:

        completeness: PARTIAL
        gate_verdict: {status: VERIFIED}
        artifacts:
          - {type: lean4_proof, label: Proof, url: "https://example.org/proof.lean"}
    """
    manifest = subject.paper.manifest
    verdict = manifest.gate_verdict
    if manifest.is_partial and verdict and lacks_evidence(subject):
        listed = listed_artifacts(subject)
        is_part = any(each.type in frozenset().union(*VERIFIED_BY) for each in manifest.artifacts)
        found = (
            f"only a part of the artifacts that the status {verdict.status} needs is listed; the "
            "page says that this record does not state where the rest is"
            if verdict.status == "VERIFIED" and is_part
            else f"no artifact behind the status {verdict.status} is listed; the page says that "
            "the source speaks of attached evidence, and that this record does not say where it is"
        )
        yield Finding(
            ("gate_verdict", "status"),
            found,
            "if the source names the artifacts, add them below `artifacts:`",
            related=listed,
        )
