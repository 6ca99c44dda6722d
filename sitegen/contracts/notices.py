"""The notice of a correction event: what its own page says, and the panel that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.timeline import TimelineEntry, notice_path, notice_title
from sitegen.contracts.wording import day_month_year, sentence

# The place of the verdict on the page of its paper.
VERDICT_ANCHOR = "#gate-verdict"


@dataclass(frozen=True)
class NoticePage:
    """One event as a notice: `title` is its kind and the title of the paper, as NISO RP-45 asks.

    `path` is its path on the site; `lifts` is the notice that it ends, `lifted_by` the one that
    ended it.
    """

    entry: TimelineEntry
    title: str
    title_mark: str
    path: str
    url: str
    citation: str
    lifts: TimelineEntry | None
    lifted_by: TimelineEntry | None


class Milestone(NamedTuple):
    """A day in the life of a paper before any correction, and the tone of what happened."""

    label: str
    day: str
    tone: str = "untested"


@dataclass(frozen=True)
class CorrectionPanel:
    """A correction record and its notices, newest first, because readers want the present state.

    `milestones` are shown where there are no notices, oldest first.
    """

    record: CorrectionRecord
    notices: Sequence[NoticePage]
    successor: OtherPaper | None = None
    milestones: tuple[Milestone, ...] = ()

    @property
    def leading_status(self) -> EditorialStatus | None:
        """The editorial status that the panel begins with; None if its own state says enough."""
        status = self.record.editorial_status
        is_stated = status.emphasis == "banner" and self.record.correction_state != "CURRENT"
        return status if is_stated else None


def milestones(manifest: PaperManifest) -> tuple[Milestone, ...]:
    """When a paper was submitted, and when the gate decided, as far as the record states it.

    A verdict is not shown as good here: whether its evidence is public is said beside the verdict.
    """
    work, verdict = manifest.work, manifest.gate_verdict
    found: list[Milestone] = []
    if work.submitted:
        found.append(Milestone("Submitted", work.submitted))
    if verdict.evaluated_at:
        tone = "falsified" if verdict.status == "FALSIFIED" else "untested"
        label = f"Gate verdict: {verdict.shown}"
        found.append(Milestone(label, verdict.evaluated_at[:10], tone))
    return tuple(found)


def notice_pages(
    timeline: Sequence[TimelineEntry],
    record: CorrectionRecord,
    paper_path: str,
    title_mark: str = "",
) -> tuple[NoticePage, ...]:
    """The notices of a paper, in the order of its timeline.

    `title_mark` is shown after a title that was or may have been cut.
    """
    by_id = {entry.event.event_id: entry for entry in timeline}
    pages: list[NoticePage] = []
    for entry in timeline:
        title = f"{entry.title}: {record.work.title}"
        url = f"{record.work.url}{entry.path}"
        page = NoticePage(
            entry=entry,
            title=title,
            title_mark=title_mark,
            path=f"{paper_path}{entry.path}",
            url=url,
            citation=_citation(entry, title, entry.doi_url or url, record.publisher.name),
            lifts=by_id.get(entry.event.lifts or ""),
            lifted_by=by_id.get(entry.lifted_by or ""),
        )
        pages.append(page)
    return tuple(pages)


def _citation(entry: TimelineEntry, title: str, address: str, publisher: str) -> str:
    notice = entry.event.notice
    issuer = (notice.issued_by if notice else None) or publisher
    day = day_month_year(entry.day)
    where = "" if issuer == publisher else f" {sentence(publisher)}"
    return f"{issuer} ({day}). {sentence(title)}{where} Notice {entry.event.event_id}. {address}"


def status_note(manifest: PaperManifest, events: Sequence[CorrectionEvent], falsified: str) -> str:
    """What a citation says of the status of a paper; empty if it has nothing to say.

    `falsified` is what is said of a falsification after the status.
    """
    status, url = manifest.editorial_status, manifest.work.url
    if status.status == "FALSIFIED":
        at = manifest.gate_verdict.evaluated_at
        day = f" of {day_month_year(at[:10])}" if at else ""
        verdict = f"Verdict{day} ({url}{VERDICT_ANCHOR})."
        return " ".join(filter(None, (status.statement, falsified, verdict)))
    notice = notice_note(status, events, url)
    return " ".join(filter(None, (status.statement, notice, falsified)))


def notice_note(status: EditorialStatus, events: Sequence[CorrectionEvent], paper_url: str) -> str:
    """Kind, date, issuer and address of the notice behind a status; empty if there is none."""
    event_id = status.notice.event_id if status.notice else ""
    event = next((each for each in events if each.event_id == event_id), None)
    if event is None:
        return ""
    notice, day = event.notice, day_month_year(event.corrected_at[:10])
    issuer = f", issued by {notice.issued_by}" if notice and notice.issued_by else ""
    doi = f", doi:{notice.doi}" if notice and notice.doi else ""
    address = f"{paper_url}{notice_path(event_id)}"
    what = "Lifted on" if event.lifts else f"{notice_title(event)} of"
    return f"{what} {day}{issuer} ({address}{doi})."
