"""The lines of files that findings are about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.findings.diagnostics import Place
from sitegen.findings.source_lines import LARGEST_SOURCE, Sources, path_of
from tests.findings.findings import FILE, source


def line(folder: Path, text: str | bytes, number: int = 2) -> str | None:
    return Sources(source(folder, text).roots).line(Place(FILE, number, 3))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""], ids=["LF", "CRLF", "CR", "none"])
def test_a_line_comes_without_its_end(end: str, tmp_path: Path) -> None:
    assert line(tmp_path, f"work:{end or chr(10)}  title: Owls{end}") == "  title: Owls"


def test_a_byte_order_mark_is_no_character_of_the_first_line(tmp_path: Path) -> None:
    assert line(tmp_path, b"\xef\xbb\xbfwork: 1", 1) == "work: 1"


def test_a_byte_that_is_not_utf_8_counts_as_one_character(tmp_path: Path) -> None:
    assert line(tmp_path, b"a\nK\xe4uze") == "K\udce4uze"


@pytest.mark.parametrize(
    ("text", "number"),
    [(b"a\nb\0c", 2), ("a\nb".encode("utf-16"), 2), ("a\nb", 3), ("a\n  \nb", 2), ("", 1)],
    ids=["binary", "UTF-16", "past the end", "blank", "empty"],
)
def test_some_places_have_no_line_to_show(text: str | bytes, number: int, tmp_path: Path) -> None:
    assert line(tmp_path, text, number) is None


def test_the_first_place_of_a_file_stands_for_the_whole(tmp_path: Path) -> None:
    assert Sources(source(tmp_path, "work: 1").roots).line(Place(FILE)) is None


def test_a_missing_file_a_folder_and_a_pipe_have_no_lines(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    sources = Sources({"records": str(tmp_path)})
    for name in ("missing.yaml", "", "pipe", "a\0b"):
        assert sources.line(Place(f"records/{name}", 2, 1)) is None


def test_what_a_link_leads_to_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.yaml").write_text("x\npassword: owl\n")
    records = tmp_path / "records"
    records.mkdir()
    (records / "file.yaml").symlink_to("../secret/a.yaml")
    (records / "folder").symlink_to("../secret")
    (tmp_path / "named").symlink_to("records")
    (records / "own.yaml").write_text("x\nname: owl\n")
    sources = Sources({"records": str(tmp_path / "named")})
    assert sources.line(Place("records/file.yaml", 2, 1)) is None
    assert sources.line(Place("records/folder/a.yaml", 2, 1)) is None
    assert sources.line(Place("records/own.yaml", 2, 1)) == "name: owl"


def test_a_file_beyond_all_bounds_is_not_read(tmp_path: Path) -> None:
    assert line(tmp_path, "a\nb\n" + " " * LARGEST_SOURCE) is None


def test_a_file_is_read_once(tmp_path: Path) -> None:
    sources = Sources(source(tmp_path, "a\nb\nc\n").roots)
    assert sources.line(Place(FILE, 2, 1)) == "b"
    (tmp_path / "papers/x/manifest.yaml").unlink()
    assert sources.line(Place(FILE, 3, 1)) == "c"


def test_a_path_begins_with_the_folder_that_the_user_named() -> None:
    assert path_of(FILE, {"records": "../data/"}) == "../data/papers/x/manifest.yaml"
    assert path_of(FILE, {"records": "."}) == "papers/x/manifest.yaml"
    assert path_of("templates/a.html", {}) == "templates/a.html"
