"""Shortcuts through WeasyPrint change no byte of a PDF, and are taken only where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sitegen.reading.records import read_source
from sitegen.render.paper import understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.pdf import shortcuts
from sitegen.render.pdf.libraries import load_weasyprint
from sitegen.render.pdf.shortcuts import guard
from sitegen.render.project import Project, load_site
from sitegen.render.templating import Templates

ROOT = Path(__file__).parents[4]
REAL = ("records", ("intermediate-task-diversity", "multilingual-intermediate-task-training"))
# Scripts and directions, formulas, hostile texts, Markdown, a long table, a record of six lines.
SCRIPTS = ("han-and-emoji", "right-to-left", "mathematics")
FORMS = ("hostile-markup", "markdown-report", "longest", "least", "retracted-in-part")
HARD = ("tests/small_world/records", (*SCRIPTS, *FORMS))

pytestmark = pytest.mark.usefixtures("needs_pdf")


@pytest.fixture(autouse=True)
def taken_again() -> Iterator[None]:
    yield
    shortcuts.leave()
    shortcuts.take(load_weasyprint())


def reports(world: str, names: Sequence[str]) -> dict[str, bytes]:
    """The PDFs of papers, made in this order by a renderer that has made none."""
    project = Project(ROOT / world)
    site, _ = load_site(project)
    views, made = PaperViews(site, Templates()), {}
    for name in names:
        source, _ = read_source(project.records, f"papers/{name}")
        paper = understand(source, site).paper
        assert paper is not None
        made[name] = views.pdf(paper).content
    return made


@pytest.mark.parametrize("world", [REAL, HARD], ids=["real", "hard"])
def test_no_byte_changes_whether_they_are_taken_or_not(
    world: tuple[str, tuple[str, ...]],
) -> None:
    records, names = world
    shortcuts.leave()
    without = reports(records, names)
    assert shortcuts.take(load_weasyprint())
    # In another order, so that what one report leaves behind would be seen in the next.
    assert reports(records, names[::-1]) == without


def test_with_another_version_none_is_taken() -> None:
    shortcuts.leave()
    library: Any = load_weasyprint()
    newer = SimpleNamespace(__name__="weasyprint", __version__="70.1")
    before = library.css.ComputedStyle.__missing__
    assert not shortcuts.take(newer)
    assert library.css.ComputedStyle.__missing__ is before


def test_none_is_taken_if_one_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    shortcuts.leave()
    library = load_weasyprint()
    before = library.css.ComputedStyle.__missing__
    places = {**guard.SHORTCUTS, "css:ComputedStyle.renamed": lambda function: function}
    monkeypatch.setattr(guard, "SHORTCUTS", places)
    assert not shortcuts.take(library)
    assert library.css.ComputedStyle.__missing__ is before


def test_they_are_taken_in_a_usual_process() -> None:
    assert load_weasyprint().css.ComputedStyle.__missing__.__module__ == (
        "sitegen.render.pdf.shortcuts.styles"
    )
