"""The verdict on a paper in short: a headline, what not to conclude from it, and six answers.

Everything here follows from the published manifest and corrections, or from a tombstone. What they
leave open is "Not stated in this record".
"""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.shown_verdicts import (
    evidence_words,
    headline,
)
from sitegen.contracts.timeline import notice_path
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.verdict_answers import Answer, answers_of, answers_of_removed, notice_answer
from sitegen.contracts.verdict_caution import caution_of
from sitegen.contracts.verdict_tone import Tone, icon_of, is_hollow, tone_of

# Under a notice, its day is an answer, and that of the submission is not.
MOST_ANSWERS = 6


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


def verdict_summary(
    manifest: PaperManifest, corrections: CorrectionRecord, successor: OtherPaper | None = None
) -> VerdictSummary:
    """The verdict on a paper in short; `successor` is the paper that replaces it."""
    status, url = manifest.editorial_status, manifest.work.url
    event = _event(status, corrections)
    first = (notice_answer(event, url),) if event and status.emphasis == "banner" else ()
    answers = (*first, *answers_of(manifest, corrections))
    gate, evidence = manifest.gate_verdict.status or "", manifest.verdict_evidence.state or ""
    has_to_be_believed = is_hollow(status.status, gate, evidence)
    return VerdictSummary(
        label=status.label,
        tone=tone_of(status.status),
        icon=icon_of(status.status, is_hollow=has_to_be_believed),
        is_hollow=has_to_be_believed,
        headline=_headline(manifest, is_hollow=has_to_be_believed),
        caution=caution_of(manifest),
        answers=answers[:MOST_ANSWERS],
        notice_path=url + notice_path(event.event_id) if event and not first else "",
        successor=successor,
    )


def removed_summary(tombstone: Tombstone, note: str) -> VerdictSummary:
    """The summary of a removed paper; `note` is what the site says of all its papers."""
    status = tombstone.editorial_status
    return VerdictSummary(
        label=status.label,
        tone=tone_of(status.status),
        icon=icon_of(status.status, is_hollow=False),
        is_hollow=False,
        headline=status.statement,
        caution="",
        answers=answers_of_removed(tombstone, note),
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


def _event(status: EditorialStatus, record: CorrectionRecord) -> CorrectionEvent | None:
    """The event behind a status; None for a status that has none."""
    event_id = status.notice.event_id if status.notice else ""
    return next((each for each in record.correction_events if each.event_id == event_id), None)
