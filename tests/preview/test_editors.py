from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.findings.diagnostics import Place
from sitegen.preview.editors import EDITORS, Editor, editor_address


@pytest.mark.parametrize("name", EDITORS)
def test_every_editor_has_an_address_with_a_line(name: str) -> None:
    form = editor_address(name)
    assert form
    editor = Editor(form, Path("/a b/records"), (Path("/templates"),))
    link = editor.link(Place("records/papers/ü x/manifest.yaml", 12, 5))
    assert "/a%20b/records/papers/%C3%BC%20x/manifest.yaml" in link
    assert "12" in link


@pytest.mark.parametrize(
    "word",
    ["", "nano", "javascript:alert({path})", "data:text/html,{path}", "x://{path}{0}", "x:/"],
)
def test_what_is_no_editor_is_refused(word: str) -> None:
    assert editor_address(word) is None


def test_a_template_of_the_project_comes_before_the_built_in_one(tmp_path: Path) -> None:
    own, built_in = tmp_path / "own", tmp_path / "built-in"
    for folder in (own, built_in):
        folder.mkdir()
    (built_in / "a.html").touch()
    editor = Editor(EDITORS["vscode"], tmp_path, (own, built_in))
    assert editor.file(Place("templates/a.html")) == built_in / "a.html"
    (own / "a.html").touch()
    assert editor.file(Place("templates/a.html")) == own / "a.html"
