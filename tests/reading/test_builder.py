"""Data of YAML: what is kept as it was written, what is refused, and the caps."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sitegen.findings.diagnostics import Place
from sitegen.reading import parser
from sitegen.reading.documents import Plain
from tests.reading.reader import (
    CASES,
    FILE,
    MANIFEST,
    assert_places_are_inside,
    bad,
    codes,
    good,
    report,
    spots,
)


@pytest.mark.parametrize("case", sorted(CASES.glob("data/*.yaml")), ids=lambda path: path.stem)
def test_a_bad_file_is_told_about_in_the_words_beside_it(case: Path) -> None:
    assert report(case) == case.with_suffix(".txt").read_text()


@pytest.mark.parametrize(
    "case",
    sorted(
        path
        for path in CASES.glob("*/*.yaml")
        # The parser without libyaml reads `{title:[Attention]}` as YAML 1.2 does.
        if " error: " in report(path) and path.stem != "no_space_after_a_colon_in_braces"
    ),
    ids=lambda path: path.stem,
)
def test_a_bad_file_is_refused_without_libyaml_too(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "Loader", yaml.SafeLoader)
    assert_places_are_inside(case.read_bytes(), bad(case.read_bytes()))


@pytest.mark.usefixtures("each_parser")
def test_the_contracts_example_is_read_without_a_word() -> None:
    assert good(MANIFEST).data["work"]["title"] == "Attention: the C # language"


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    "written",
    [
        "NO",
        "1.10",
        "2104.08645",
        "010",
        "2026-07-02",
        "1_000",
        ".nan",
        "22:22",
        "true",
        "=",
        "0x1F",
    ],
)
def test_a_scalar_without_quotes_stays_what_was_written(written: str) -> None:
    value = good(f"a: {written}\n").data["a"]
    assert (type(value), value) == (Plain, written)


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("written", ["'9'", '"9"', "|-\n  9", ">-\n  9"])
def test_a_quoted_or_block_scalar_is_an_ordinary_text(written: str) -> None:
    value = good(f"a: {written}\n").data["a"]
    assert (type(value), value) == (str, "9")


def test_an_empty_text_in_quotes_is_a_value() -> None:
    assert good("a: ''\n").data == {"a": ""}


def test_json_is_yaml() -> None:
    source = '{\n"a": "1",\n"b": [\n{"c": "d"}\n]\n}\n'
    assert good(source).data == {"a": "1", "b": [{"c": "d"}]}


def test_one_document_may_be_marked() -> None:
    assert good("# first\n---\na: b\n...\n# last\n").data == {"a": "b"}


def test_a_duplicate_key_reports_both_lines() -> None:
    (found,) = bad("a: b\nc: d\n'a': e\n")
    assert found.place == Place(FILE, 3, 1)
    assert found.related == ((Place(FILE, 1, 1), "first written here"),)


def test_a_key_may_return_in_another_mapping() -> None:
    assert good("a: {b: c}\nb: {b: c}\n").data == {"a": {"b": "c"}, "b": {"b": "c"}}


@pytest.mark.usefixtures("each_parser")
def test_a_file_may_have_a_million_bytes_and_no_more() -> None:
    comment = b"#" * (1_000_000 - len(MANIFEST) - 1) + b"\n"
    assert good(comment + MANIFEST).data == good(MANIFEST).data
    assert spots(b"#" + comment + MANIFEST) == [(1, 1, "SG103")]


@pytest.mark.usefixtures("each_parser")
def test_values_may_nest_32_levels_deep_and_no_more() -> None:
    assert good(f"a: {'[' * 31}b{']' * 31}\n").data["a"][0][0] != "b"
    assert spots(f"a: {'[' * 32}b{']' * 32}\n") == [(1, 35, "SG103")]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("[" * 30_000, (1, 33)),
        ("{a: " * 30_000, (1, 129)),
        ("- " * 30_000, (1, 65)),
        ("? " * 30_000, (1, 65)),
        ("".join(f"{' ' * level}a:\n" for level in range(1_300)), (33, 33)),
    ],
    ids=["brackets", "braces", "dashes", "question marks", "keys"],
)
def test_endless_nesting_stops_at_the_limit(source: str, place: tuple[int, int]) -> None:
    assert (*place, "SG103") in spots(source)


def test_endless_directives_are_not_left_to_the_parser() -> None:
    lines = "".join(f"%TAG !a{number}! b\n" for number in range(50_000))
    assert codes(f"{lines}---\na: b\n") == ["SG104"] * 100 + ["SG122"]
    assert spots(f"a: b\n...\n{lines}---\n") == [(3, 1, "SG104")]
