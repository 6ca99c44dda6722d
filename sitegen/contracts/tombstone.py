"""A tombstone: what stays of a paper that was removed."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from sitegen.contracts.editorial_status import LABELS, EditorialStatus
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.wording import day_month_year
from sitegen.shapes.fields import Line, Text, Timestamp
from sitegen.shapes.identifiers import Uuid
from sitegen.shapes.reader import Authored


class Tombstone(Authored):
    """`tombstone.yaml`: stands instead of all other files of a removed paper."""

    id: Uuid
    """The UUID of the removed paper."""
    title: Annotated[Line, Field(max_length=300)]
    """Its title."""
    removed_at: Timestamp
    """When it was removed."""
    reason: Annotated[Text, Field(max_length=2000)]
    """Why it was removed, for readers."""
    by: Annotated[Line, Field(max_length=200)]
    """Who removed it."""

    @property
    def record_id(self) -> str:
        """The record id of the removed paper."""
        return record_id(self.id)

    @cached_property
    def editorial_status(self) -> EditorialStatus:
        """The status that every file at the URLs of the paper says."""
        return EditorialStatus(status="REMOVED", label=LABELS["REMOVED"], notice=None)

    @property
    def display_title(self) -> str:
        """The title as readers see it everywhere."""
        return self.editorial_status.title_prefix + self.title

    @property
    def as_other(self) -> OtherPaper:
        """What papers that name this one show of it."""
        return OtherPaper(self.id, self.display_title)

    @property
    def removed_on(self) -> str:
        """The day of the removal in words."""
        return day_month_year(self.removed_at[:10])
