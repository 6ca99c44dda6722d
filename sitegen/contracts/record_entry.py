"""What lists of records of one kind show of each record; papers have a `CatalogRow` instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sitegen.reading.kinds import kind_in


@dataclass(frozen=True)
class RecordEntry:
    """One published record that is not a paper.

    `folder` is where it was read, below the records folder; it also says which kind it is. `facts`
    are the further values that the list of its kind shows; they have to be JSON values, because a
    build keeps them in its cache.
    """

    folder: str
    id: str
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The record's path on the site."""
        return kind_in(self.folder).site_path(self.id)
