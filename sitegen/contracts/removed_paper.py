"""A removed paper as it is published: its tombstone, and the pages of its notices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.notices import NoticePage, notice_pages
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.timeline import timeline
from sitegen.contracts.tombstone import Tombstone
from sitegen.reading.kinds import PAPER


@dataclass(frozen=True)
class RemovedPaper:
    """A removed paper and its corrections, as the page of a notice shows them."""

    tombstone: Tombstone
    corrections: CorrectionRecord

    # What its banner adds of the verdict, which is gone with the paper.
    verdict_statement = ""

    @property
    def status_line(self) -> str:
        """What is said of its status wherever one line is."""
        return self.tombstone.editorial_status.statement

    @property
    def path(self) -> str:
        """The paper's path on the site, with slashes at both ends."""
        return PAPER.site_path(self.tombstone.id)

    @property
    def display_title(self) -> str:
        """The title as readers see it everywhere."""
        return self.tombstone.display_title

    @property
    def successor(self) -> OtherPaper | None:
        """The paper that replaced it, if one did."""
        return self.tombstone.successor

    @cached_property
    def notices(self) -> tuple[NoticePage, ...]:
        """The content of the page of each correction event, oldest first."""
        # What the events replaced went with the paper.
        entries = timeline(self.corrections.correction_events, (), {}, None)
        return notice_pages(entries, self.corrections, self.path)


def removed_paper(tombstone: Tombstone) -> RemovedPaper | None:
    """The removed paper with its corrections; None if it has none."""
    record = tombstone.corrections
    return RemovedPaper(tombstone, record) if record else None
