"""flagged-papers-v1: every paper that is falsified, retracted, under concern or removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from sitegen.contracts.editorial_status import Status, StatusNotice
from sitegen.contracts.envelope import (
    OPEN,
    Contract,
    Envelope,
    Published,
    PublishedTime,
    PublishedUrl,
    PublishedUuid,
    PublisherName,
)
from sitegen.contracts.notice_kinds import NoticeKind
from sitegen.contracts.timeline import notice_path
from sitegen.contracts.verdict_evidence import VerdictEvidence
from sitegen.contracts.wording import moment

CONTRACT = Contract(
    name="flagged-papers",
    description="All papers of a site that are falsified, retracted, under concern or removed.",
)
INTERPRETATION = (
    "A paper is listed if its gate verdict is FALSIFIED, if its editorial status is WITHDRAWN, "
    "RETRACTED, PARTIALLY_RETRACTED or CONCERN, or if it was removed. It is listed once, and all "
    "that is known of it is in its entry. A notice that was lifted lists no paper, and a record "
    "that states no verdict is not falsified. That a paper is not listed does not say that it is "
    "right."
)
# The statuses that flag a paper, whatever its verdict is; the gravest first.
STATUSES: tuple[Status, ...] = (
    *("REMOVED", "WITHDRAWN", "RETRACTED", "PARTIALLY_RETRACTED", "CONCERN"),
)


class Falsification(Published):
    """The verdict on a falsified paper."""

    evaluated_at: PublishedTime | None
    """When the gate decided, as reported; null where that is not known."""
    reason: str | None
    """Why the gate decided so, in its own words; null where that is not stated."""
    evidence: VerdictEvidence
    """Whether the evidence is public."""


class FlaggingNotice(Published):
    """The notice behind the status of a paper."""

    event_id: str
    """The correction event that carries it."""
    kind: Annotated[NoticeKind | None, OPEN]
    """The kind of notice, as Crossref names it."""
    at: PublishedTime
    """When it was made."""
    issued_by: str | None
    """Who issued it."""
    reasons: tuple[str, ...]
    """Why."""
    doi: str | None
    """The DOI of the notice itself."""
    url: PublishedUrl
    """Its page."""


class FlaggedRemoval(Published):
    """The removal of a paper."""

    at: PublishedTime
    """When it was removed."""
    reason: str
    """Why."""
    by: str
    """Who removed it."""


class FlaggedPaper(Published):
    """One paper, with everything for which it is listed."""

    id: PublishedUuid
    """Its UUID."""
    record_id: str
    """Its record id."""
    title: str
    """Its title, with the prefix of its status."""
    url: PublishedUrl
    """Its page, or what is left of it."""
    doi: str | None
    """Its DOI."""
    editorial_status: Annotated[Status, OPEN]
    """How a reader should take it."""
    flagged_at: PublishedTime | None
    """The newest of the dates below; null where none is known."""
    falsified: Falsification | None
    """The verdict, if it is FALSIFIED. Of a removed paper, no verdict is published."""
    notice: FlaggingNotice | None
    """The notice behind its status, if there is one."""
    removal: FlaggedRemoval | None
    """Its removal, if it was removed."""


class FlaggedPapers(Envelope):
    """All flagged papers of a site."""

    contract: ClassVar[Contract] = CONTRACT

    publisher: PublisherName
    """Who publishes the site."""
    paper_count: Annotated[int, Field(ge=0)]
    """How many papers are listed, each once."""
    falsified_count: Annotated[int, Field(ge=0)]
    """How many of them are falsified, whatever else they are."""
    status_counts: dict[str, int]
    """How many have each of the other statuses; a falsified paper can have one of them, too."""
    papers: tuple[FlaggedPaper, ...]
    """The papers, the newest date first; those without a date last."""
    interpretation: str
    """What the list says, and what not."""


def flagging_notice(notice: StatusNotice | None, paper_url: str) -> FlaggingNotice | None:
    """The notice behind a status as the list shows it; `paper_url` is the page of the paper."""
    if notice is None:
        return None
    return FlaggingNotice.model_construct(
        event_id=notice.event_id,
        kind=notice.kind,
        at=notice.at,
        issued_by=notice.issued_by,
        reasons=notice.reasons,
        doi=notice.doi,
        url=f"{paper_url}{notice_path(notice.event_id)}",
    )


def newest(*times: str) -> str | None:
    """The newest of some times; None if none is known."""
    return max((each for each in times if each), key=moment, default=None)


def in_order(papers: Iterable[FlaggedPaper]) -> list[FlaggedPaper]:
    """Flagged papers, the newest date first, those without a date last, ties by id."""

    def key(paper: FlaggedPaper) -> tuple[float, str]:
        at = paper.flagged_at
        return (-moment(at).timestamp() if at else float("inf"), paper.id)

    return sorted(papers, key=key)
