"""Lines with a caret below the place that a finding is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sitegen.findings.diagnostics import Place
from sitegen.findings.excerpts import MOST_EXCERPTS, MOST_OF_A_LINE, WIDEST, Excerpts, marked
from sitegen.findings.source_lines import Sources
from tests.findings.findings import FILE, HOSTILE, quickly, source


def excerpts(folder: Path, text: str | bytes) -> Excerpts:
    return Excerpts(Sources(source(folder, text).roots))


def printed(
    line: str, column: int, width: int = WIDEST, encoding: str = "utf-8"
) -> tuple[str, int]:
    shown = marked(line, column, width, encoding)
    return shown.text, shown.indent


def test_an_excerpt_is_a_numbered_line_and_a_caret_below_the_column(tmp_path: Path) -> None:
    shown = excerpts(tmp_path, "work:\n  title: Owls  \n").at(Place(FILE, 2, 10))
    assert shown == [
        "    2 |   title: Owls",
        "      |          ^",
    ]


@pytest.mark.parametrize(
    ("line", "column", "text", "indent"),
    [
        ("title: x", 1, "title: x", 0),
        ("title: x", 8, "title: x", 7),
        ("title: x", 9, "title: x", 8),
        ("title: x", 99, "title: x", 8),
        ("猫頭鷹: x", 6, "猫頭鷹: x", 8),
        ("猫頭鷹: x", 2, "猫頭鷹: x", 2),
        ("Ka\u0308uze: x", 8, "Ka\u0308uze: x", 6),
        ("\ttitle: x", 2, "→   title: x", 4),
        ("a:\tx", 4, "a:→ x", 4),
        ("a: \x1b[31mx", 9, r"a: \x1b[31mx", 11),
        ("a: \u202ex", 5, r"a: \u202ex", 9),
        ("K\udce4uze", 3, r"K\xe4uze", 5),
        ("x ##[set-env]y", 14, r"x #\x23[set-env]y", 16),
    ],
)
def test_the_caret_stands_where_a_terminal_shows_the_column(
    line: str, column: int, text: str, indent: int
) -> None:
    assert printed(line, column) == (text, indent)


def test_a_long_line_is_cut_around_the_column() -> None:
    line = "a" * 500 + "X" + "b" * 500
    text, indent = printed(line, 501, width=40)
    assert text == "…" + "a" * 20 + "X" + "b" * 19 + "…"
    assert text[indent] == "X"
    assert printed(line, 1, width=40) == ("a" * 40 + "…", 0)
    assert printed(line, 1002, width=40) == ("…" + "b" * 40, 41)


def test_a_cut_keeps_wide_characters_whole() -> None:
    text, indent = printed("鷹" * 300 + "X" + "鷹" * 300, 301, width=41)
    assert cell_len(text) <= 43
    assert text.index("X") == 1 + 10
    assert indent == 1 + 20


def test_a_terminal_that_knows_ascii_alone_has_the_caret_in_place() -> None:
    text, indent = printed("\tK\xe4uze " + "x" * 200, 3, width=20, encoding="ascii")
    assert text == r">   K\xe4uze xxxxxxx..."
    assert text[indent : indent + 4] == r"\xe4"


def test_an_excerpt_is_no_wider_than_the_terminal(tmp_path: Path) -> None:
    sources = Sources(source(tmp_path, "x\n" + "word " * 100).roots)
    for width in (30, 60, 500):
        shown = Excerpts(sources, width).at(Place(FILE, 2, 250))[0]
        assert len(shown) <= min(width, 8 + WIDEST + 2)


@quickly
@given(HOSTILE | st.text(max_size=300), st.integers(1, 320), st.integers(20, 60))
def test_any_line_is_shown_harmless_bounded_and_with_its_caret_in_it(
    line: str, column: int, width: int
) -> None:
    text, indent = printed(line, column, width)
    assert text.isprintable()
    assert "##[" not in text
    assert cell_len(text) <= width + 2
    assert 0 <= indent <= cell_len(text)


@pytest.mark.parametrize("column", [1, 4, 9])
def test_the_parts_of_a_line_are_what_stands_before_at_and_behind_its_column(column: int) -> None:
    shown = marked("title: x", column)
    assert shown[:3] == (
        "title: x"[: column - 1],
        "title: x"[column - 1 : column],
        "title: x"[column:],
    )


def test_a_place_is_shown_once_and_a_line_a_few_times_in_a_row(tmp_path: Path) -> None:
    shown = excerpts(tmp_path, "x\n[a, b, c, d, e, f, g, h]\ny\n")
    assert shown.next(Place(FILE, 2, 2))
    assert not shown.next(Place(FILE, 2, 2))
    others = [bool(shown.next(Place(FILE, 2, column))) for column in (5, 8, 11, 14, 17)]
    assert others == [True] * (MOST_OF_A_LINE - 2) + [False] * 2
    assert shown.next(Place(FILE, 3, 1))
    assert shown.next(Place(FILE, 2, 2))


def test_the_excerpts_of_a_report_are_bounded(tmp_path: Path) -> None:
    shown = excerpts(tmp_path, "a\n" * 200)
    found = [bool(shown.next(Place(FILE, line, 1))) for line in range(2, 150)]
    assert found == [True] * MOST_EXCERPTS + [False] * (148 - MOST_EXCERPTS)
    assert shown.are_left_out
