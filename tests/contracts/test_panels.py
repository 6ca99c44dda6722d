"""The panels of a paper: what each shows, and the facts behind its rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.contracts.panels import DerivedRow, FactRow, Panel, Row
from sitegen.contracts.paper_manifest import HEAD
from sitegen.contracts.published_paper import PANELS, ROWS
from sitegen.contracts.schemas import AUTHORED
from sitegen.render.template_files import builtin_templates
from sitegen.shapes.outline import has_path
from tests.small_world import papers as world

MARK = re.compile('data-fact="([^"]*)"')
TEMPLATES = sorted(builtin_templates().rglob("*.html"))
# Marks that a template computes: the folder of what they name.
COMPUTED = ("quality_assessment.dimensions.", "correction_events.")


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_a_panel_has_its_template_and_shows_what_a_paper_has(panel: Panel) -> None:
    assert (builtin_templates() / "panels" / f"{panel.name}.html").is_file()
    assert panel.of(world.published("least")) is not None


def test_every_template_of_a_panel_is_in_the_table() -> None:
    templates = {path.stem for path in (builtin_templates() / "panels").glob("*.html")}
    assert templates == {panel.name for panel in PANELS}


def is_fact(path: str) -> bool:
    steps = tuple(path.split("."))
    return any(has_path(shape, steps) for shape in AUTHORED.values())


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_facts_behind_a_row_are_facts_of_a_record(row: Row) -> None:
    for path in (row.path,) if isinstance(row, FactRow) else row.facts:
        assert is_fact(path), path


def has_value(record: object, path: str) -> bool:
    for name in path.split("."):
        if not hasattr(record, name):
            return False
        record = getattr(record, name)
    return True


@pytest.mark.parametrize("row", [row for row in ROWS if isinstance(row, DerivedRow)], ids=str)
def test_what_is_derived_is_published(row: DerivedRow) -> None:
    path = f"{row.path}.{row.level}_label" if row.level else row.path
    assert any(
        has_value(record, path)
        for paper in map(world.published, ("least", "transcription"))
        for record in (paper.manifest, paper.corrections)
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_mark_in_a_template_is_a_row_or_a_fact(path: Path) -> None:
    rows = {row.path for row in ROWS}
    for mark in MARK.findall(path.read_text(encoding="utf-8")):
        name = mark.partition("{")[0]
        assert name in rows or name in COMPUTED or is_fact(name), mark


def test_no_two_rows_of_a_panel_are_of_one_value() -> None:
    for rows in (HEAD, *(panel.rows for panel in PANELS)):
        assert len({row.path for row in rows}) == len(rows)
