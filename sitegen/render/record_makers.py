"""The table of the functions that check and finish the records of each kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sitegen.contracts.other_papers import NONE_KNOWN, OtherPapers
from sitegen.contracts.settings import Site
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import PaperSource
from sitegen.render import paper
from sitegen.render.finished import FinishedPaper, Understanding
from sitegen.render.paper_views import PaperViews


class Understand(Protocol):
    """Reads and checks one record; `now` is given if dates in the future are to be reported."""

    def __call__(
        self, source: PaperSource, site: Site, now: datetime | None = None, /
    ) -> Understanding:
        """What its files say, and the findings."""


class Finish(Protocol):
    """Makes the files of one record of a kind."""

    def __call__(
        self,
        source: PaperSource,
        site: Site,
        views: PaperViews,
        formats: Collection[str],
        /,
        *,
        drafts: bool,
        others: OtherPapers | None,
    ) -> FinishedPaper:
        """Its files in the given formats, and the findings. Raises BadTemplateError.

        `others` are the papers that it names; None if they are not known yet.
        """


@dataclass(frozen=True)
class RecordMaker:
    """How records of one kind are made. `templates` are those of their pages and reports."""

    understand: Understand
    finish: Finish
    templates: tuple[str, ...]


# By the folder of the kind.
MAKERS: dict[str, RecordMaker] = {
    PAPER.folder: RecordMaker(paper.understand, paper.finish, paper.TEMPLATES),
}


def understand(source: PaperSource, site: Site, now: datetime | None = None) -> Understanding:
    """Read and check one record of any kind; see `Understand`."""
    return MAKERS[source.kind.folder].understand(source, site, now)


def finish(
    source: PaperSource,
    site: Site,
    views: PaperViews,
    formats: Collection[str] = paper.FORMATS,
    *,
    drafts: bool = False,
    others: OtherPapers | None = NONE_KNOWN,
) -> FinishedPaper:
    """All files of one record of any kind in the given formats; see `Finish`."""
    maker = MAKERS[source.kind.folder]
    return maker.finish(source, site, views, formats, drafts=drafts, others=others)


def page_templates() -> tuple[str, ...]:
    """The templates of the pages of records, for loading them before the first is needed."""
    return tuple(each for each in record_templates() if each.startswith("pages/"))


def record_templates() -> tuple[str, ...]:
    """The templates of the pages and reports of records of every kind."""
    return tuple(name for maker in MAKERS.values() for name in maker.templates)
