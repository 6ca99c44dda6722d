"""SG3: the facts of one record agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.gate_reasons import comparisons, gate_numbers, red_team
from sitegen.contracts.quality_tiers import Tier, possible_tiers
from sitegen.contracts.verification_levels import COUNTERS, LEVELS, level_of
from sitegen.contracts.wording import first_day
from sitegen.findings.diagnostics import Place, Severity
from sitegen.reading.documents import KeyPath, Plain

# A day begins first at UTC+14, which is this long before its midnight in UTC.
EARLIEST_ZONE = timedelta(hours=14)


CLAIMS = "verification.source_grounded_claims"


def _tier_facts(subject: Subject) -> dict[str, str | None]:
    """The facts that decide the tier, by path; None for one that is not known."""
    manifest = subject.paper.manifest
    score, claims = (
        manifest.quality_assessment.review_score,
        manifest.verification.source_grounded_claims,
    )
    level = manifest.reproducibility
    return {
        "quality_assessment.review_score": None if score is None else f"review_score {score}",
        CLAIMS: None if claims is None else f"source_grounded_claims {claims}",
        "quality_assessment.dimensions.reproducibility_status": (
            None if level is None else f"reproducibility_status {level}"
        ),
    }


def _possible_tiers(subject: Subject) -> frozenset[Tier]:
    manifest = subject.paper.manifest
    return possible_tiers(
        manifest.quality_assessment.review_score,
        manifest.verification.source_grounded_claims,
        manifest.reproducibility,
        subject.site.tier_policy,
    )


@check("SG301", Severity.ERROR)
def declared_values_equal_derived_ones(subject: Subject) -> Iterator[Finding]:
    """A declared value that follows from other facts is equal to what follows.

    Wrong:

        quality_assessment:
          review_score: 6.93
          tier: DOI_GRADE

    Right:

        quality_assessment:
          review_score: 6.93
    """
    manifest = subject.paper.manifest
    tier = manifest.quality_assessment.tier
    if tier is not None and tier not in (possible := _possible_tiers(subject)):
        derived, facts = " or ".join(sorted(possible)), _tier_facts(subject)
        known = ", ".join(each for each in facts.values() if each)
        missing = " and ".join(name for name, value in facts.items() if value is None)
        by, hint = (
            "its score, claims and reproducibility give",
            f"leave `tier` out, or correct {known}",
        )
        if len(possible) > 1:
            by = f"the known facts ({known}) give"
            hint = f"declare one of these, or leave `tier` out and add {missing}"
        yield Finding(
            ("quality_assessment", "tier"),
            f"the tier is declared as {tier}, but {by} {derived}",
            hint,
            related=_written(subject, {name: said for name, said in facts.items() if said}),
        )
    level = manifest.verification.paper_level
    derived_level = level_of(manifest.verification, is_partial=manifest.is_partial)
    if level is not None and derived_level is not None and level != derived_level:
        yield Finding(
            ("verification", "paper_level"),
            f"paper_level is {level}, but the claim counts under `verification` give level "
            f"{derived_level}, {LEVELS[derived_level][1]}",
            "delete paper_level, which is then derived from the counts; or correct the counts",
            related=_written(subject, _level_facts(subject, derived_level)),
            write=Plain(derived_level),
            instead_of=str(level),
        )


def _level_facts(subject: Subject, level: int) -> dict[str, str]:
    """The count that decides a verification level."""
    verification = subject.paper.manifest.verification
    counter = COUNTERS[level - 3] if level >= 3 else "source_grounded_claims"
    return {f"verification.{counter}": f"{counter} {getattr(verification, counter)}"}


def _written(subject: Subject, facts: Mapping[str, str]) -> tuple[tuple[KeyPath | Place, str], ...]:
    """The paths of those facts that the manifest contains, with their texts."""
    places = [(tuple(name.split(".")), said) for name, said in facts.items()]
    return tuple((path, said) for path, said in places if subject.has(path))


@check("SG302", Severity.ERROR)
def an_undecided_tier_is_declared(subject: Subject) -> Iterator[Finding]:
    """The tier is declared if it depends on a review score or claims that are not known.

    Wrong:

        quality_assessment:
          review_method: Automated multi-reviewer assessment

    Right:

        quality_assessment:
          review_method: Automated multi-reviewer assessment
          tier: DOI_GRADE
    """
    tier = subject.paper.manifest.quality_assessment.tier
    if tier is None and len(possible := _possible_tiers(subject)) > 1:
        missing = [name for name, value in _tier_facts(subject).items() if value is None]
        absent = " and ".join(f"{name} (a count)" if name == CLAIMS else name for name in missing)
        yield Finding(
            ("quality_assessment",),
            f"the facts do not decide the tier; it could be {' or '.join(sorted(possible))}",
            f"add {absent}, or write the `tier` itself",
        )


@check("SG303", Severity.ERROR)
def stated_comparisons_are_true(subject: Subject) -> Iterator[Finding]:
    """A reason "Computed X matches expected Y (tolerance=T%)" is arithmetically true.

    The difference of X and Y is at most T percent of Y.

    Wrong:

        reason: "Computed 1114.0 matches expected 900.0 (tolerance=5.0%)."

    Right:

        reason: "Computed 1114.0 matches expected 1114.0 (tolerance=5.0%)."
    """
    verdict = subject.paper.manifest.gate_verdict
    for comparison in comparisons(verdict.reason or "") if verdict else ():
        if not comparison.holds:
            yield Finding(
                ("gate_verdict", "reason"),
                f"the reason says that computed {comparison.computed} matches expected "
                f"{comparison.expected} within {comparison.tolerance}%, which is false",
                "copy the reason from the gate's report again; a false match cannot be published",
            )


@check("SG304", Severity.ERROR)
def the_attack_score_is_the_mean(subject: Subject) -> Iterator[Finding]:
    """The average attack score of a red-team reason is the mean of its roles, to one decimal.

    Wrong:

        reason: "avg_attack_score=9.9/10. COUNTEREXAMPLE_HUNTER(9.0):… CITATION_AUDITOR(9.2):…"

    Right:

        reason: "avg_attack_score=9.1/10. COUNTEREXAMPLE_HUNTER(9.0):… CITATION_AUDITOR(9.2):…"
    """
    verdict = subject.paper.manifest.gate_verdict
    team = red_team(verdict.reason or "") if verdict else None
    if team and team.stated != team.mean:
        scores = ", ".join(str(score) for _, score, _ in team.roles)
        yield Finding(
            ("gate_verdict", "reason"),
            f"avg_attack_score is {team.stated}, but the mean of {scores} is {team.mean}",
            "copy the reason from the gate's report again, scores and mean together",
        )


@check("SG305", Severity.NOTICE)
def gate_and_reason_name_the_same_gate(subject: Subject) -> Iterator[Finding]:
    """The gate of a verdict is the one that its reason names.

    Both are published as they are.

    Wrong:

        gate: Gate 2 — Verification
        reason: "[Gate 3 RED-TEAM FALSIFIED] …"

    Right:

        gate: Gate 3 — Red team
        reason: "[Gate 3 RED-TEAM FALSIFIED] …"
    """
    verdict = subject.paper.manifest.gate_verdict
    if verdict is None or verdict.reason is None:
        return
    named, reasons = gate_numbers(verdict.gate), gate_numbers(verdict.reason)
    if named and reasons and not named & reasons:
        yield Finding(
            ("gate_verdict", "reason"),
            f"`gate` names Gate {min(named)}, but the reason names Gate {min(reasons)}",
            "correct the wrong one; if the gate's report has both, leave them as they are",
            related=_written(subject, {"gate_verdict.gate": "the gate"}),
        )


@check("SG307", Severity.WARNING)
def labels_are_not_doubled(subject: Subject) -> Iterator[Finding]:
    """A text does not begin with the label that the page shows before it.

    Wrong:

        abstract: "Abstract: Intermediate-task training …"

    Right:

        abstract: Intermediate-task training …
    """
    work = subject.paper.manifest.work
    labels = {"abstract": "Abstract:", "research_question": "Research question:", "title": "Title:"}
    for key, label in labels.items():
        start = getattr(work, key)[: len(label)]
        if start.casefold().startswith(label.casefold()):
            yield Finding(
                ("work", key),
                f'the text begins with "{start}", which the page already shows before it',
                "remove the label from the text",
            )


@check("SG308", Severity.ERROR)
def citation_grounding_needs_claims(subject: Subject) -> Iterator[Finding]:
    """With no source-grounded claims, citation grounding is UNASSESSED.

    Wrong:

        quality_assessment: {review_score: 6.83, dimensions: {citation_grounding: LOW}}
        verification: {source_grounded_claims: 0}

    Right:

        quality_assessment: {review_score: 6.83}
        verification: {source_grounded_claims: 0}
    """
    manifest = subject.paper.manifest
    dimensions = manifest.quality_assessment.dimensions
    level = dimensions.level("citation_grounding")
    is_only = dimensions.model_fields_set == {"citation_grounding"}
    if manifest.verification.source_grounded_claims == 0 and level != "UNASSESSED":
        yield Finding(
            ("quality_assessment", "dimensions", "citation_grounding"),
            f"citation_grounding is {level}, but the record has 0 source-grounded claims",
            f"leave {'`dimensions:`' if is_only else 'citation_grounding'} out, "
            "or correct verification.source_grounded_claims",
            related=((tuple(CLAIMS.split(".")), "source_grounded_claims 0"),),
        )


@check("SG309", Severity.ERROR)
def the_gate_decides_after_submission(subject: Subject) -> Iterator[Finding]:
    """A verdict is not older than the paper.

    Wrong:

        work: {submitted: 2026-07-02}
        gate_verdict: {evaluated_at: 2026-06-01T00:00:00+00:00}

    Right:

        work: {submitted: 2026-07-02}
        gate_verdict: {evaluated_at: 2026-07-02T03:48:27+00:00}
    """
    manifest = subject.paper.manifest
    submitted, verdict = manifest.work.submitted, manifest.gate_verdict
    evaluated = verdict.evaluated_at if verdict else None
    if not (submitted and evaluated):
        return
    if datetime.fromisoformat(evaluated) < earliest_moment(submitted):
        yield Finding(
            ("gate_verdict", "evaluated_at"),
            f"gate_verdict.evaluated_at is {evaluated}, before work.submitted, {submitted}",
            "copy evaluated_at from the report of the gate again; if it is right, correct "
            "work.submitted",
            related=((("work", "submitted"), "submitted here"),),
        )


def earliest_moment(day: str) -> datetime:
    """The first moment of an ISO date in any time zone; it may be only a month or a year."""
    midnight = datetime.fromisoformat(first_day(day)).replace(tzinfo=UTC)
    return midnight - EARLIEST_ZONE if midnight.year > 1 else midnight


@check("SG311", Severity.ERROR)
def reason_and_status_agree(subject: Subject) -> Iterator[Finding]:
    """A reason that says FALSIFIED or VERIFIED belongs to a verdict that says the same.

    Wrong:

        status: VERIFIED
        reason: "[Gate 3 RED-TEAM FALSIFIED] …"

    Right:

        status: FALSIFIED
        reason: "[Gate 3 RED-TEAM FALSIFIED] …"
    """
    verdict = subject.paper.manifest.gate_verdict
    if verdict is None or verdict.reason is None or not verdict.reason.startswith("["):
        return
    heading = verdict.reason[1:].partition("]")[0].split()
    said = [status for status in ("UNVERIFIED", "VERIFIED", "FALSIFIED") if status in heading]
    if said and verdict.status not in said:
        yield Finding(
            ("gate_verdict", "status"),
            f"gate_verdict.status is {verdict.status}, but gate_verdict.reason says {said[0]}",
            "copy both from the report of the gate again; one of them is wrong",
            related=((("gate_verdict", "reason"), "the reason"),),
        )
