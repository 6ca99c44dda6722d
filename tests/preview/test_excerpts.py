from __future__ import annotations

from pathlib import Path

from sitegen.preview.excerpts import excerpt


def test_an_excerpt_marks_the_character_of_the_place(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("one\ntwo: 2\nthree: 3\nfour\nfive\n")
    lines = excerpt(file, 3, 8)
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert lines[2][1:] == ("three: ", "3", "")


def test_a_place_behind_the_end_of_its_line_is_marked_by_a_space(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("one:")
    assert excerpt(file, 1, 5)[0][1:] == ("one:", " ", "")


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("x" * 5_000 + "!" + "y" * 5_000)
    line = excerpt(file, 1, 5_001)[0]
    assert line.mark == "!"
    assert len(line.before) + len(line.after) < 300


def test_a_file_that_is_gone_has_no_excerpt(tmp_path: Path) -> None:
    assert excerpt(tmp_path / "gone", 1, 1) == []
