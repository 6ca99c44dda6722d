"""Lines: how a hint shows a value of the source text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.reading.lines import in_quotes, quoted


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=72))
def test_what_a_hint_puts_in_quotes_is_yaml_for_the_same_text(text: str) -> None:
    assert yaml.safe_load(quoted(text)) == text


def test_a_long_text_is_cut_inside_its_quotes() -> None:
    assert quoted("x" * 100) == "'" + "x" * 71 + "…'"


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
    assert in_quotes(source, offset) == suggested
