"""What a paper shows of the papers that its records name: those before it and after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sitegen.contracts.wording import doi_url
from sitegen.reading.kinds import PAPER


class OtherPaper(NamedTuple):
    """A paper that another one names.

    Title (with its status, if that is required), DOI and language are as published. They are empty
    if there is none; without a title, the paper is not known here.
    """

    id: str
    title: str = ""
    doi: str = ""
    language: str = ""

    @property
    def path(self) -> str:
        """The paper's path on the site."""
        return PAPER.site_path(self.id)

    @property
    def name(self) -> str:
        """The text of links to it: the title, or the id if it is not known here."""
        return self.title or self.id

    @property
    def doi_url(self) -> str:
        """The URL of its DOI; empty without one."""
        return doi_url(self.doi) if self.doi else ""

    def see(self, url: str) -> str:
        """The sentence of a citation that leads to this newer paper; `url` is its address here."""
        title = f" “{self.title}”" if self.title else ""
        return f"See the newer paper{title} ({self.doi_url or url})."


# The papers that a paper names, by id; those that are not known here are left out.
OtherPapers = Mapping[str, OtherPaper]
NONE_KNOWN: OtherPapers = {}
