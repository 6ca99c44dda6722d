"""The notice of a correction event: what its own page says, and the panel that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.timeline import TimelineEntry
from sitegen.contracts.wording import day_month_year, sentence


@dataclass(frozen=True)
class NoticePage:
    """One event as a notice: `title` is its kind and the title of the paper, as NISO RP-45 asks.

    `path` is its path on the site; `lifts` is the notice that it ends, `lifted_by` the one that
    ended it.
    """

    entry: TimelineEntry
    title: str
    path: str
    url: str
    citation: str
    lifts: TimelineEntry | None
    lifted_by: TimelineEntry | None


@dataclass(frozen=True)
class CorrectionPanel:
    """A correction record and its notices, newest first, because readers want the present state."""

    record: CorrectionRecord
    notices: Sequence[NoticePage]
    successor: OtherPaper | None = None


def notice_pages(
    timeline: Sequence[TimelineEntry], record: CorrectionRecord, paper_path: str
) -> tuple[NoticePage, ...]:
    """The notices of a paper, in the order of its timeline."""
    by_id = {entry.event.event_id: entry for entry in timeline}
    pages: list[NoticePage] = []
    for entry in timeline:
        title = f"{entry.title}: {record.work.title}"
        url = f"{record.work.url}{entry.path}"
        page = NoticePage(
            entry=entry,
            title=title,
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
