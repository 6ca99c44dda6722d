"""Slips: what an editor is told about YAML that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import slips
from sitegen.diagnostics import RULES
from sitegen.documents import read_yaml

CASES = sorted((Path(__file__).parent / "reading/slips").glob("*.yaml"))


def report(path: Path) -> str:
    _, diagnostics = read_yaml(path.read_bytes(), path.name)
    return "".join(
        f"{':'.join(map(str, found.place))}: {found.code} {found.severity}: {found.message}\n"
        f"  help: {found.hint}\n"
        for found in diagnostics
    )


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_slip_is_explained_in_the_words_beside_it(case: Path) -> None:
    assert report(case) == case.with_suffix(".txt").read_text()


@pytest.mark.parametrize("code", [f"SG{number}" for number in range(106, 115)])
def test_every_rule_on_slips_has_a_case(code: str) -> None:
    assert code in RULES
    assert any(f" {code} error: " in case.with_suffix(".txt").read_text() for case in CASES)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=72))
def test_what_a_hint_puts_in_quotes_is_yaml_for_the_same_text(text: str) -> None:
    assert yaml.safe_load(slips.quoted(text)) == text


def test_a_long_text_is_cut_inside_its_quotes() -> None:
    assert slips.quoted("x" * 100) == "'" + "x" * 71 + "…'"


@pytest.mark.parametrize(
    ("source", "suggested"),
    [
        ("title: a: b", "title: 'a: b'"),
        ("  - a: b  # comment", "- 'a: b'"),
        ("{x: y, title: a: b, z: w}", "title: 'a: b'"),
        ("title: it's a: b", 'title: "it\'s a: b"'),
        ('title: "it\'s" a: b', "title: '\"it''s\" a: b'"),
    ],
)
def test_a_value_in_quotes_keeps_its_key_and_loses_its_comment(source: str, suggested: str) -> None:
    offset = min(source.index(start) for start in ("a: b", "it's", '"it') if start in source)
    assert slips.in_quotes(source, offset) == suggested


def test_what_no_slip_explains_passes_on_what_the_scanner_said() -> None:
    stop = slips.Stop("a\nb c\n", "found something new", 4, "", 4, 0, 1, "")
    assert slips.explain(stop) == slips.Slip(
        slips.VALID_YAML,
        4,
        'YAML cannot read the line "b c": found something new',
        "check quotes, brackets, colons and indentation here and in the line above",
    )
