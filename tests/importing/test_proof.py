"""The proof tells whatever a recovered record would publish otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.importing.importer import import_site
from sitegen.importing.listing import published_ledger
from sitegen.importing.proof import differences
from sitegen.render.project import Project, load_site
from tests.worlds import ONE, OTHER, World


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (
            lambda paper: {"events": paper.events[:-1]},
            "/correction_events: a build of the record would publish 4 events, published were 3",
        ),
        (
            lambda paper: {"events": (*paper.events, paper.events[-1])},
            "/correction_events: a build of the record would publish 4 events, published were 5",
        ),
        (
            lambda paper: {"superseded_by": ""},
            f'/superseded_by: is "{OTHER}" for the recovered record, published was ""',
        ),
    ],
)
def test_corrections_that_are_not_the_published_ones_are_named(
    published: Any, told: str, corrected: World, tmp_path: Path
) -> None:
    import_site(corrected.output, tmp_path, THIS_PROCESS, lambda *_: None)
    (one,) = [each for each in published_ledger(corrected.output).records() if each.id == ONE]
    assert one.paper is not None
    other = replace(one, paper=replace(one.paper, **published(one.paper)))
    findings, errors = differences(other, tmp_path, load_site(Project(tmp_path))[0], "")
    assert not errors
    assert [str(each) for each in findings] == [f"paper/{ONE}/corrections.json: {told}"]
