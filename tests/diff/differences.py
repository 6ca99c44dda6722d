"""Differences of real records with real bases, and helpers to read them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sitegen.diff.comparison import compare
from sitegen.diff.difference import Difference, Line, PaperDifference
from sitegen.diff.text_diff import lines, printed
from sitegen.history.opening import open_base
from sitegen.render.project import Project
from tests.history.histories import Records

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def difference(records: Path, base: str) -> Difference:
    project = Project(records)
    compared = compare(project, open_base(base, project), NOW)
    assert not compared.mistakes, compared.mistakes
    return compared.states.difference()


def changed(records: Records, base: str) -> PaperDifference:
    """The one paper that differs."""
    (paper,) = difference(records.folder, base).papers
    return paper


def told(records: Records, base: str) -> list[tuple[str, str]]:
    """Kind and text of each line of the one paper that differs."""
    return [(line.kind, printed(line)) for line in changed(records, base).lines]


def text_of(found: Difference) -> str:
    return "\n".join(text for _, text in lines(found, {"records": "records"}))


def line(**values: str | None) -> Line:
    return Line("correction", "Title", "work.title")._replace(**values)  # type: ignore[arg-type]
