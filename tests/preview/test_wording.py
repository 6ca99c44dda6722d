"""Findings as the pages of a preview show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.preview.editors import EDITORS, Editor
from sitegen.preview.wording import findings

FILE = "papers/x/manifest.yaml"


def excerpt(folder: Path, line: int, column: int, file: str = f"records/{FILE}") -> Any:
    found = Diagnostic(Place(file, line, column), "SG203", Severity.ERROR, "wrong", "mend it")
    editor = Editor(EDITORS["vscode"], folder / "records", (folder / "own", folder / "built-in"))
    return findings([found], editor)["problems"][0]["excerpt"]


def written(folder: Path, text: str | bytes, file: str = f"records/{FILE}") -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def parts(line: Any) -> tuple[str, str, str]:
    return line["before"], line["mark"], line["after"]


def test_an_excerpt_marks_the_character_of_the_place(tmp_path: Path) -> None:
    lines = excerpt(written(tmp_path, "one\ntwo: 2\nthree: 3\nfour\nfive\n"), 3, 8)
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert parts(lines[1]) == ("two: 2", "", "")
    assert parts(lines[2]) == ("three: ", "3", "")


def test_a_place_behind_the_end_of_its_line_is_marked_by_a_space(tmp_path: Path) -> None:
    assert parts(excerpt(written(tmp_path, "one:"), 1, 5)[0]) == ("one:", " ", "")


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    line = excerpt(written(tmp_path, "x" * 5_000 + "!" + "y" * 5_000), 1, 5_001)[0]
    assert line["mark"] == "!"
    assert len(line["before"]) + len(line["after"]) < 300


def test_lines_are_those_of_the_report_where_a_text_holds_other_line_ends(tmp_path: Path) -> None:
    lines = excerpt(written(tmp_path, b"a: x\xe2\x80\xa8y\r\nK\xe4uze: 1\r\n"), 2, 3)
    assert [parts(line) for line in lines] == [(r"a: x\u2028y", "", ""), (r"K\xe4", "u", "ze: 1")]


def test_a_whole_file_and_a_file_that_is_gone_have_no_excerpt(tmp_path: Path) -> None:
    assert excerpt(written(tmp_path, "one: 1"), 1, 1) == []
    assert excerpt(tmp_path, 2, 1, "records/gone.yaml") == []


def test_what_a_link_leads_to_is_not_shown(tmp_path: Path) -> None:
    written(tmp_path, "x\nsecret: owl\n", "elsewhere.yaml")
    (tmp_path / "records").mkdir()
    (tmp_path / "records/link.yaml").symlink_to("../elsewhere.yaml")
    assert excerpt(tmp_path, 2, 3, "records/link.yaml") == []


def test_a_template_is_shown_from_the_folder_that_is_used(tmp_path: Path) -> None:
    written(tmp_path, "a\nbuilt in\n", "built-in/pages/paper.html")
    assert parts(excerpt(tmp_path, 2, 1, "templates/pages/paper.html")[1]) == ("", "b", "uilt in")
    written(tmp_path, "a\nown\n", "own/pages/paper.html")
    assert parts(excerpt(tmp_path, 2, 1, "templates/pages/paper.html")[1]) == ("", "o", "wn")
