"""The parts of a panel: its title, the object that it shows, and its labelled rows.

Each contract describes its own panel beside its shapes; `published_paper.PANELS` lists them. The
page, the PDF, the preview and the diff use that table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from sitegen.contracts.envelope import Envelope


class FactRow(NamedTuple):
    """A row that shows one fact as the record states it.

    `path` leads to the fact in the authored record. `alone` is the label for a row
    that is shown without its panel; empty if `label` is clear enough.
    """

    label: str
    path: str
    alone: str = ""


class DerivedRow(NamedTuple):
    """A row that shows a value which follows from `facts`, or from the settings alone.

    `path` leads to the value in the published record. `level` names the member of the object at
    `path` that is a numbered level; its label is the member `<level>_label`. A diff has a line for
    the value if it `is_compared`; that line is shown instead of those for the facts that it
    `replaces`.
    """

    label: str
    path: str
    facts: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    level: str = ""
    is_compared: bool = True


Row = FactRow | DerivedRow


def labels_of(rows: tuple[Row, ...]) -> Mapping[str, str]:
    """The label of each row by its path."""
    return {row.path: row.label for row in rows}


@dataclass(frozen=True)
class Panel:
    """A panel of a paper's page and report.

    `name` is the stem of its template in `templates/panels/`; `anchor` is its place on the page,
    which has the label `short` in the table of contents; `shows` the attribute of a
    PublishedPaper that the template is given as `panel`, with dots between names; `contract` the
    published contract that the panel is of, if it has one of its own.
    """

    name: str
    title: str
    short: str
    anchor: str
    shows: str
    contract: type[Envelope] | None = None
    rows: tuple[Row, ...] = ()

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of each row by its path, and the title as `title`."""
        return {"title": self.title, **labels_of(self.rows)}

    @cached_property
    def _shown(self) -> attrgetter[Any]:
        return attrgetter(self.shows)

    def of(self, paper: object) -> Any:
        """The object that the panel shows of a published paper."""
        return self._shown(paper)
