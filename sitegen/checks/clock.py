"""SG310, the rule that needs a clock. Only `validate` checks it; a build has no clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen.checks.check import CORRECTIONS, Subject
from sitegen.checks.fact_rules import earliest_moment
from sitegen.findings.diagnostics import Diagnostic, Place, Severity, define_rule

FUTURE = define_rule(
    "SG310",
    "dates_are_not_in_the_future",
    Severity.WARNING,
    """A date is not in the future. Only `sitegen validate` checks this, against `--now`.

Wrong:

    submitted: 2062-07-02

Right:

    submitted: 2026-07-02
""",
)


def dates_are_not_in_the_future(subject: Subject, now: datetime) -> Iterator[Diagnostic]:
    """A finding for every date of a paper that is after `now`, which has a time zone."""
    manifest, corrections = subject.paper.manifest, subject.paper.corrections
    submitted, verdict = manifest.work.submitted, manifest.gate_verdict
    if submitted and earliest_moment(submitted) > now:
        yield _ahead(subject.place(("work", "submitted")), submitted, now)
    source = manifest.transcribed_from
    if source and source.seen and earliest_moment(source.seen) > now:
        yield _ahead(subject.place(("transcribed_from", "seen")), source.seen, now)
    if verdict and verdict.evaluated_at and datetime.fromisoformat(verdict.evaluated_at) > now:
        place = subject.place(("gate_verdict", "evaluated_at"))
        yield _ahead(place, verdict.evaluated_at, now)
    for index, event in enumerate(corrections.correction_events if corrections else ()):
        if datetime.fromisoformat(event.corrected_at) > now:
            place = subject.place(("correction_events", index, "corrected_at"), CORRECTIONS)
            yield _ahead(place, event.corrected_at, now)


def _ahead(place: Place, value: str, now: datetime) -> Diagnostic:
    message = f"{value} is in the future: it is now {now.isoformat(timespec='minutes')}"
    return FUTURE.at(
        place, message, "correct the date; if the clock is wrong, pass the time with --now"
    )
