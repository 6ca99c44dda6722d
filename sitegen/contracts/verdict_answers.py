"""What readers ask of a paper first, and what its record answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts.artifacts import Artifact
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.gate_reasons import StatedComparison, sole_comparison
from sitegen.contracts.gate_verdict import NOT_ATTEMPTED
from sitegen.contracts.notices import VERDICT_ANCHOR
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.readable import known_team
from sitegen.contracts.shown_verdicts import (
    ONE_NUMBER,
    PROVEN,
    kinds_of,
    verdict_headline,
)
from sitegen.contracts.timeline import notice_path, notice_title
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.verdict_evidence import NOT_LISTED, PUBLIC, backing_artifacts
from sitegen.contracts.wording import counted, day_month_year, in_words

# How a reason begins that tells of a formula in a sandbox, as in seeds 002 and 003.
SANDBOX = "Sealed-sandbox formula repro"
# What is not told of a removed paper.
GONE = "Not known here"
# The places of the panels on the page of a paper.
ARTIFACTS, PROVENANCE, LEVEL = "#artifacts", "#provenance", "#verification-level"
CORRECTIONS, REASON = "#correction-record", "#reason"


class Answer(NamedTuple):
    """A question of a reader and the answer, which links to the panel that says more.

    `detail` may be empty. `term` is the key of the term that explains the question; often empty.
    """

    question: str
    answer: str
    detail: str
    target: str
    term: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether the record has an answer."""
        return self.answer != NOT_STATED


def answers_of(manifest: PaperManifest, corrections: CorrectionRecord) -> tuple[Answer, ...]:
    """The answers of a published paper, in the order in which readers ask."""
    return (
        _tested(manifest),
        _evidence(manifest),
        _kind(manifest.provenance.note),
        _claims(manifest),
        _corrections(corrections),
        _dates(manifest),
    )


def answers_of_removed(tombstone: Tombstone, note: str) -> tuple[Answer, ...]:
    """The answers of a removed paper; `note` is what the site says of all its papers."""
    answers = [
        Answer("Removed", tombstone.removed_on, f"By {tombstone.by}", REASON),
        Answer("Tested?", GONE, "Its verdict went with the paper", REASON, "gate"),
        Answer("Evidence public?", GONE, "Its files are no longer here", REASON, "evidence"),
        _kind(note, REASON),
    ]
    if tombstone.corrections is not None:
        answers.append(_corrections(tombstone.corrections))
    return tuple(answers)


def notice_answer(event: CorrectionEvent, url: str) -> Answer:
    """The notice behind a status, which begins the answers."""
    issuer = event.notice.issued_by if event.notice else None
    said = f"Notice of {day_month_year(event.corrected_at[:10])}"
    by = f"Issued by {issuer}" if issuer else ""
    return Answer(notice_title(event), said, by, url + notice_path(event.event_id), "notice")


def _tested(manifest: PaperManifest) -> Answer:
    answer, detail = _outcome(manifest)
    status, verdict = manifest.editorial_status, manifest.gate_verdict
    if verdict.status == "VERIFIED" and status.qualifier:
        since = status.muted("", verdict.evaluated_at).removeprefix(",").strip()
        answer = f"{answer}, {since}"
    return Answer("Tested?", answer, detail, VERDICT_ANCHOR, "gate")


def _outcome(manifest: PaperManifest) -> tuple[str, str]:
    """How the test ended, and what it was."""
    verdict = manifest.gate_verdict
    reason = verdict.reason or ""
    if verdict.status == "FALSIFIED":
        return "Yes, and it failed", _by_red_team(reason) or _by_gate(verdict.gate)
    if verdict.status == "VERIFIED":
        return _passed(manifest)
    if verdict.status == "UNVERIFIED":
        if reason == NOT_ATTEMPTED:
            return "No", "No proof or rerun was attempted"
        return "Not completed", _by_gate(verdict.gate)
    return (NOT_STATED if verdict.status is None else verdict.shown), ""


def _passed(manifest: PaperManifest) -> tuple[str, str]:
    verdict, said = manifest.gate_verdict, verdict_headline(manifest)
    found = sole_comparison(verdict.reason or "")
    if said == ONE_NUMBER and found:
        return "Yes, and it matched", _compared(*found)
    if said == PROVEN:
        return "Yes, a proof type-checks", _by_gate(verdict.gate)
    return "Yes, and it passed", _by_gate(verdict.gate)


def _compared(run: str, numbers: StatedComparison) -> str:
    """How one number was compared."""
    what = "Formula rerun in a sealed sandbox" if run == SANDBOX else "One number computed again"
    is_equal = numbers.computed == numbers.expected
    return f"{what}, {'exactly equal' if is_equal else f'within {numbers.written.tolerance}%'}"


def _by_red_team(reason: str) -> str:
    """The red team in words, if the reason has its form."""
    found = known_team(reason)
    if found is None:
        return ""
    team, _ = found
    count = len(team.roles)
    who, score = "By a red team", f"attack score {team.stated} of 10"
    return f"{who}; {score}" if count == 1 else f"{who} of {in_words(count)}; mean {score}"


def _by_gate(gate: str | None) -> str:
    """The gate by its short name, before the dash."""
    name = (gate or "").partition(" — ")[0]
    return f"By {name}" if name and len(name) <= 40 else ""


def _backing(manifest: PaperManifest) -> list[Artifact]:
    return backing_artifacts(manifest.gate_verdict.status, manifest.artifact_set)


def _evidence(manifest: PaperManifest) -> Answer:
    return Answer("Evidence public?", *_public(manifest), ARTIFACTS, "evidence")


def _public(manifest: PaperManifest) -> tuple[str, str]:
    """Whether the evidence of the verdict is public, and what it is."""
    status, evidence = manifest.gate_verdict.status, manifest.verdict_evidence
    if status == "UNVERIFIED":  # the same as the headline says
        said = verdict_headline(manifest).removeprefix("Unverified: ").rstrip(".")
        return "Nothing to show", said[:1].upper() + said[1:]
    backing = _backing(manifest)
    public = [each for each in backing if each.state in PUBLIC]
    if public and evidence.state in PUBLIC:
        return f"Yes, {counted(len(public), 'file')}", f"{_named(public)}, {_where(public)}"
    if public:
        rest = "is declared" if evidence.state == "DECLARED_ONLY" else "is not stated"
        return f"In part, {counted(len(public), 'file')}", f"{_named(public)}; the rest {rest}"
    if evidence.state == "DECLARED_ONLY":
        return "Declared, not public", _named(backing)
    if backing:
        return NOT_STATED, "Named, but not where it is"
    return NOT_STATED, "Said to be attached, not where" if evidence.statement == NOT_LISTED else ""


def _named(artifacts: Sequence[Artifact]) -> str:
    """The kinds of some artifacts: Script and results."""
    kinds = kinds_of(artifacts)
    return kinds[:1].upper() + kinds[1:]


def _where(artifacts: Sequence[Artifact]) -> str:
    states = {each.state for each in artifacts}
    if len(states) > 1:
        return "held here and elsewhere"
    return "held here" if "HELD" in states else "held elsewhere"


def _kind(note: str, target: str = PROVENANCE) -> Answer:
    return Answer("What is it?", *kind_of_text(note), target, "machine")


@lru_cache(maxsize=64)  # the papers of a site have only a few
def kind_of_text(note: str) -> tuple[str, str]:
    """What kind of text a paper is, and what not: the first sentence of its note, and the others.

    Without their full stops, on one line each.
    """
    kind, _, rest = " ".join(note.split()).partition(". ")
    return kind.removesuffix("."), rest.removesuffix(".")


def _claims(manifest: PaperManifest) -> Answer:
    claims, is_partial = manifest.verification.claim_summary, manifest.completeness == "PARTIAL"
    number = claims.source_grounded_claims
    if number is None:
        said = NOT_STATED if is_partial else "Not assessed"
    else:
        said = f"{number} found in a source text" if number else "None found in a source text"
    # The highest levels that claims have reached say most.
    further = [f"{count} {label.lower()}" for label, count in claims.further_counts[::-1][:2]]
    # What the gate tested is one claim at most; nobody says which of these it was, if any. Where no
    # verdict is stated, it may have tested one, too.
    is_untested = manifest.gate_verdict.status == "UNVERIFIED"
    found = "Found, not tested" if is_untested else "Being found is not a test"
    detail = ", ".join(further) if further else found if number else ""
    return Answer("Claims", said, detail, LEVEL, "claims")


def _corrections(record: CorrectionRecord) -> Answer:
    count, events = record.correction_count, record.correction_events
    said = counted(count, "event") if count else "None"
    state = f"State: {record.correction_state.lower()}"
    if events:
        kind, day = notice_title(events[-1]), day_month_year(events[-1].corrected_at[:10])
        state = f"Last: {kind[:1].lower()}{kind[1:]}, {day}"
    return Answer("Corrections", said, state, CORRECTIONS, "corrections")


def _dates(manifest: PaperManifest) -> Answer:
    submitted, evaluated = manifest.work.submitted, manifest.gate_verdict.evaluated_at
    day = evaluated[:10] if evaluated else ""
    if submitted and day == submitted:
        detail = "Submitted and evaluated on one day"
    elif submitted:
        detail = f"Submitted; evaluated {day_month_year(day)}" if day else "Submitted"
    else:
        detail = "Evaluated; submission not stated" if day else ""
    said = day_month_year(submitted or day) if submitted or day else NOT_STATED
    return Answer("Date", said, detail, VERDICT_ANCHOR)
