"""The handling of saved files when something fails."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.preview import judging
from sitegen.preview.changes import Changes
from sitegen.preview.scan import Scan
from sitegen.preview.state import PreviewState
from sitegen.render.project import Project
from tests.worlds import ONE, OTHER, World


def test_an_error_in_the_program_about_one_paper_hides_no_save_of_another(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    understand = judging.understand

    def fail_for_one(source: Any, *given: Any) -> Any:
        if source.folder == "papers/one":
            raise RuntimeError("an error in the program")
        return understand(source, *given)

    monkeypatch.setattr(judging, "understand", fail_for_one)
    state = PreviewState(Project(world.records))
    told: list[Any] = []
    changes = Changes(state, Scan(state, "", lambda: None), lambda event, **data: told.append(data))
    changes([world.paper("one", ONE), world.paper("other", OTHER)])
    assert set(state.snapshot().papers) == {"papers/other"}
    assert told == [{"all": False, "styles": False, "folders": ["papers/one", "papers/other"]}]
    assert "an error in the program" in capsys.readouterr().err
