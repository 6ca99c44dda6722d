"""The verdict on a paper in short: a headline, what not to conclude from it, and six answers.

Everything here follows from the published manifest and corrections, or from a tombstone. What they
leave open is "Not stated in this record".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from sitegen.contracts.artifacts import Artifact
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.editorial_status import HEADLINES, EditorialStatus
from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.gate_reasons import StatedComparison, sole_comparison
from sitegen.contracts.gate_verdict import NOT_ATTEMPTED
from sitegen.contracts.notices import VERDICT_ANCHOR
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.readable import drawn_comparisons, known_team
from sitegen.contracts.shown_verdicts import (
    ONE_NUMBER,
    PROVEN,
    RERUN,
    evidence_words,
    headline,
    kinds_of,
    verdict_headline,
)
from sitegen.contracts.timeline import notice_path, notice_title
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.verdict_evidence import NOT_LISTED, PUBLIC, backing_artifacts
from sitegen.contracts.verification_levels import ClaimSummary
from sitegen.contracts.wording import counted, day_month_year, in_words, listed

Tone = Literal["verified", "falsified", "untested", "void", "changed"]

# Under a notice, its day is an answer, and that of the submission is not.
MOST_ANSWERS = 6
# Colour and icon of each status. A status that is not known is one that nothing was tested for.
TONES: dict[str, Tone] = {
    "REMOVED": "void",
    "WITHDRAWN": "void",
    "RETRACTED": "void",
    "PARTIALLY_RETRACTED": "void",
    "CONCERN": "changed",
    "SUPERSEDED": "void",
    "FALSIFIED": "falsified",
    "CORRECTED": "changed",
    "VERIFIED": "verified",
}
# Statuses whose icon is not that of their tone.
ICONS = {"SUPERSEDED": "superseded", "NOT_STATED": "not-stated"}
# The statuses under which the headline is that of the verdict.
OF_VERDICT = frozenset({"VERIFIED", "CORRECTED"})
# The statuses that a verdict came before.
BEFORE = frozenset({"REMOVED", "WITHDRAWN", "RETRACTED", "PARTIALLY_RETRACTED"})
VERDICT_WORDS = {
    "VERIFIED": "verified",
    "FALSIFIED": "falsified",
    "UNVERIFIED": "not tested",
    "": "verdict not stated",
}
RATED = "Score and tier rate the write-up; they do not change this."
RATED_BY_TIER = "Its tier rates the write-up; it does not change this."
ONLY = {
    ONE_NUMBER: "Only that number was tested",
    PROVEN: "Only what the proof states was tested",
}
ONLY_RUN = "Only what the gate ran was tested"
IN_SOURCES = "Claims were found in source texts"
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


@dataclass(frozen=True)
class VerdictSummary:
    """What a reader sees first. `caution` is the sentence against the likeliest misreading.

    If it `is_hollow`, a good verdict has to be believed: nobody can open all of its evidence.
    `notice_path` leads to the notice behind the status, if no answer does. `successor` is the paper
    that replaces this one.
    """

    label: str
    tone: Tone
    icon: str
    is_hollow: bool
    headline: str
    caution: str
    answers: tuple[Answer, ...]
    notice_path: str = ""
    successor: OtherPaper | None = None


def tone_of(status: str) -> Tone:
    """The colour and the icon of a status."""
    return TONES.get(status, "untested")


def icon_of(status: str, *, is_hollow: bool) -> str:
    """The name of the icon of a status: a good verdict that nobody can inspect is an outline."""
    is_open = status == "VERIFIED" and not is_hollow
    return "verified-open" if is_open else ICONS.get(status) or tone_of(status)


def is_hollow(status: str, gate: str, evidence_state: str) -> bool:
    """Whether a good verdict is in force whose evidence nobody can open, or not all of it."""
    return status in OF_VERDICT and gate == "VERIFIED" and evidence_state not in PUBLIC


def verdict_summary(
    manifest: PaperManifest, corrections: CorrectionRecord, successor: OtherPaper | None = None
) -> VerdictSummary:
    """The verdict on a paper in short; `successor` is the paper that replaces it."""
    status, url = manifest.editorial_status, manifest.work.url
    event = _event(status, corrections)
    first = (_notice(event, url),) if event and status.emphasis == "banner" else ()
    answers = (
        *first,
        _tested(manifest),
        _evidence(manifest),
        _kind(manifest.provenance.note),
        _claims(manifest),
        _corrections(corrections),
        _dates(manifest),
    )
    gate, evidence = manifest.gate_verdict.status or "", manifest.verdict_evidence.state or ""
    has_to_be_believed = is_hollow(status.status, gate, evidence)
    return VerdictSummary(
        label=status.label,
        tone=tone_of(status.status),
        icon=icon_of(status.status, is_hollow=has_to_be_believed),
        is_hollow=has_to_be_believed,
        headline=_headline(manifest, is_hollow=has_to_be_believed),
        caution=_caution(manifest),
        answers=answers[:MOST_ANSWERS],
        notice_path=url + notice_path(event.event_id) if event and not first else "",
        successor=successor,
    )


def removed_summary(tombstone: Tombstone, note: str) -> VerdictSummary:
    """The summary of a removed paper; `note` is what the site says of all its papers."""
    status, record = tombstone.editorial_status, tombstone.corrections
    answers = [
        Answer("Removed", tombstone.removed_on, f"By {tombstone.by}", REASON),
        Answer("Tested?", GONE, "Its verdict went with the paper", REASON, "gate"),
        Answer("Evidence public?", GONE, "Its files are no longer here", REASON, "evidence"),
        _kind(note, REASON),
    ]
    if record is not None:
        answers.append(_corrections(record))
    return VerdictSummary(
        label=status.label,
        tone=tone_of(status.status),
        icon=icon_of(status.status, is_hollow=False),
        is_hollow=False,
        headline=status.statement,
        caution="",
        answers=tuple(answers),
        successor=tombstone.successor,
    )


def _headline(manifest: PaperManifest, *, is_hollow: bool) -> str:
    """The headline with what a glance at its first words must not miss.

    That is a correction, and that nobody can inspect a good verdict. Where a headline stands in
    one line with the evidence and the correction, it need not say so.
    """
    said, status = headline(manifest), manifest.editorial_status
    if is_hollow:
        verdict, colon, rest = said.partition(":")
        said = f"{verdict}, {evidence_words(manifest)}{colon}{rest}"
    is_corrected = status.status == "CORRECTED"
    return f"{status.label}; {said[:1].lower()}{said[1:]}" if is_corrected else said


# ---------------------------------------------------------------------------------- Caution


def _caution(manifest: PaperManifest) -> str:
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
    types = {each.type for each in _backing(manifest)}
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


# ---------------------------------------------------------------------------------- Answers


def _event(status: EditorialStatus, record: CorrectionRecord) -> CorrectionEvent | None:
    """The event behind a status; None for a status that has none."""
    event_id = status.notice.event_id if status.notice else ""
    return next((each for each in record.correction_events if each.event_id == event_id), None)


def _notice(event: CorrectionEvent, url: str) -> Answer:
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


# ------------------------------------------------------------------------------- In lists


def verdict_words(status: str, gate: str) -> str:
    """The verdict in a word or two beside the label of a status that does not say it."""
    words = VERDICT_WORDS.get(gate, "")
    if gate == "UNVERIFIED":
        return words
    if status == gate or status == "NOT_STATED":
        return ""
    return f"was {words}" if gate == "VERIFIED" and status in BEFORE else words
