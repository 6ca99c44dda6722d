"""Every paper that is falsified, retracted, under concern or removed, as lists show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.editorial_status import notice_behind
from sitegen.contracts.envelope import READ_BACK
from sitegen.contracts.flagged_papers import (
    STATUSES,
    FlaggedPaper,
    FlaggedRemoval,
    flagging_notice,
    in_order,
    newest,
)
from sitegen.contracts.readable import readable_reason
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.correction_list import Subject, beginning, removed_subject, subject_of
from sitegen.render.markdown import first_paragraph
from sitegen.render.months import LENGTH_OF_A_MONTH, UNDATED

FALSIFIED = "FALSIFIED"


class Flag(NamedTuple):
    """One flagged paper: what is published of it, and how lists show it.

    `reason_mark` is the mark of a reason that was or may have been cut, `evidence_words` says in
    two or three words whether the evidence of a falsification is public. `note` is the beginning of
    the text of a notice without reasons.
    """

    paper: FlaggedPaper
    row: Subject
    reason_mark: str
    evidence_words: str
    note: str = ""

    @property
    def day(self) -> str:
        """The day of the newest finding, in its own time zone; empty if it is not known."""
        return (self.paper.flagged_at or "")[:10]

    @property
    def month(self) -> str:
        """The month of the newest finding."""
        at = self.paper.flagged_at
        return datetime.fromisoformat(at).isoformat()[:LENGTH_OF_A_MONTH] if at else UNDATED

    @property
    def falsified_day(self) -> str:
        """The day of the verdict on a falsified paper, if it is known."""
        return ((self.paper.falsified and self.paper.falsified.evaluated_at) or "")[:10]

    @property
    def names(self) -> list[str]:
        """The lists that the paper is in: FALSIFIED, and its status."""
        status = [self.paper.editorial_status] if self.paper.editorial_status in STATUSES else []
        return [FALSIFIED, *status] if self.paper.falsified else [*status]

    @property
    def notice_path(self) -> str:
        """The path of the page of the notice behind the status, if there is one."""
        notice = self.paper.notice
        return notice.url[notice.url.index(self.row.path) :] if notice else ""

    @property
    def why(self) -> str:
        """Why the paper has its status, not longer than an excerpt; empty if nobody said it."""
        if self.paper.removal:
            return beginning(" ".join(self.paper.removal.reason.split()))
        reasons = self.paper.notice.reasons if self.paper.notice else ()
        return beginning("; ".join(reasons)) if reasons else self.note

    @property
    def why_falsified(self) -> str:
        """The reason of the verdict in short, with its mark; empty if it is not stated."""
        reason = self.paper.falsified.reason if self.paper.falsified else None
        if not reason:
            return ""
        readable = readable_reason(reason, self.reason_mark)
        if readable:
            return readable.sentence
        return f"{beginning(' '.join(reason.split()))} {self.reason_mark}".rstrip()


def flags_of(rows: Iterable[CatalogRow], tombstones: Iterable[Tombstone], site: Site) -> list[Flag]:
    """The flagged papers, the newest finding first; each paper is there once."""
    found = {flag.paper.id: flag for flag in (*_published(rows, site), *_removed(tombstones, site))}
    return [found[paper.id] for paper in in_order(flag.paper for flag in found.values())]


def _published(rows: Iterable[CatalogRow], site: Site) -> Iterator[Flag]:
    for row in rows:
        is_falsified = row.gate == FALSIFIED
        if not is_falsified and row.status not in STATUSES:
            continue
        url = site.url(row.path)
        is_noticed = row.status in STATUSES
        stated = notice_behind(row.status, row.ledger.events) if is_noticed else None
        notice = flagging_notice(stated, url)
        note = first_paragraph(stated.public_note) if stated and not stated.reasons else ""
        falsified = {
            "evaluated_at": row.evaluated_at or None,
            "reason": row.falsified_because or None,
            "evidence": {"state": row.evidence_state or None, "statement": row.evidence},
        }
        known = {
            "id": row.id,
            "record_id": row.record_id,
            "title": row.display_title,
            "url": url,
            "doi": row.doi or None,
            "editorial_status": row.status,
            "flagged_at": newest(
                row.evaluated_at if is_falsified else "", notice.at if notice else ""
            ),
            "falsified": falsified if is_falsified else None,
            "notice": notice,
            "removal": None,
        }
        # The row of a paper that is held back can have words of a later version.
        paper = FlaggedPaper.model_validate(known, context=READ_BACK)
        mark, words = row.falsified_because_mark, row.evidence_words
        yield Flag(paper, subject_of(row), mark, words, beginning(note))


def _removed(tombstones: Iterable[Tombstone], site: Site) -> Iterator[Flag]:
    for each in tombstones:
        subject = removed_subject(each)
        url = site.url(subject.path)
        notice = flagging_notice(each.editorial_status.notice, url)
        paper = FlaggedPaper(
            id=each.id,
            record_id=each.record_id,
            title=each.display_title,
            url=url,
            doi=None,
            editorial_status="REMOVED",
            flagged_at=newest(each.removed_at, notice.at if notice else ""),
            falsified=None,
            notice=notice,
            removal=FlaggedRemoval(at=each.removed_at, reason=each.reason, by=each.by),
        )
        yield Flag(paper, subject, "", "")
