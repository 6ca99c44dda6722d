"""Whatever the text, it is read, or refused at a place inside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.findings.diagnostics import has_errors
from sitegen.reading.documents import read_yaml
from tests.reading.reader import FILE, assert_places_are_inside, codes, quickly

CORPORA = Path(__file__).parents[3] / "shared/corpora"


def corpus(name: str) -> Any:
    if not CORPORA.is_dir():
        pytest.skip(f"the corpora are not at {CORPORA}")
    return json.loads((CORPORA / name).read_text())


@pytest.mark.usefixtures("each_parser")
def test_every_document_of_the_yaml_test_suite_is_read_or_refused_at_a_place() -> None:
    for case in corpus("yaml-test-suite.json"):
        document, diagnostics = read_yaml(case["yaml"].encode(), FILE)
        assert (document is None) == has_errors(diagnostics), case["id"]
        assert_places_are_inside(case["yaml"].encode(), diagnostics)


@pytest.mark.usefixtures("each_parser")
def test_every_invalid_document_of_the_yaml_test_suite_is_refused() -> None:
    invalid = [case for case in corpus("yaml-test-suite.json") if case["invalid"]]
    accepted = {case["id"] for case in invalid if read_yaml(case["yaml"].encode(), FILE)[0]}
    assert (len(invalid), accepted) == (94, set())


# PyYAML reads a lone dash in brackets as a text (G5U8, YJV2) and takes `,#` for a comment (CVW2).
# As files they are lists, so no record; under a key we read them as PyYAML does.
ONLY_LISTS = {"CVW2", "G5U8", "YJV2"}


def test_three_invalid_documents_are_refused_for_no_other_reason_than_being_lists() -> None:
    cases = [case for case in corpus("yaml-test-suite.json") if case["invalid"]]
    assert {case["id"] for case in cases if codes(case["yaml"]) == ["SG105"]} == ONLY_LISTS


def test_valid_mappings_of_the_yaml_test_suite_lose_nothing() -> None:
    read = 0
    for case in corpus("yaml-test-suite.json"):
        document, _ = read_yaml(case["yaml"].encode(), FILE)
        if document:
            read += 1
            assert document.data == yaml.load(case["yaml"], Loader=yaml.CBaseLoader), case["id"]
    assert read > 50


@pytest.mark.usefixtures("each_parser")
def test_a_naughty_string_reads_back_exactly_or_is_refused_at_a_place() -> None:
    for text in corpus("naughty-strings.json"):
        source = "a: '{}'\n".format(text.replace("'", "''")).encode()
        document, diagnostics = read_yaml(source, FILE)
        assert_places_are_inside(source, diagnostics)
        assert (
            document.data["a"] == text
            if document
            else codes(source) == ["SG102"] * len(diagnostics)
        )


@quickly
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
@example(b"\x00")
@example(b"\xff\xfe")
def test_any_bytes_are_read_or_refused_at_a_place(data: bytes) -> None:
    document, diagnostics = read_yaml(data, FILE)
    assert (document is None) == has_errors(diagnostics)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert_places_are_inside(data, diagnostics)


marks = st.sampled_from(
    [*"ab1:-?#,[]{}&*!|>'\"%@`\\~<\t\r \n😀\u202e", ": ", "- ", "\n  ", "\n", "a: "]
)


@pytest.mark.usefixtures("each_parser")
@settings(quickly, max_examples=400)
@given(st.lists(marks, max_size=40).map("".join))
def test_any_marks_of_yaml_are_read_or_refused_at_a_place(source: str) -> None:
    document, diagnostics = read_yaml(source.encode(), FILE)
    assert (document is None) == has_errors(diagnostics)
    assert_places_are_inside(source.encode(), diagnostics)


@quickly
@given(st.text(), st.booleans())
def test_any_text_that_yaml_writes_reads_back_or_is_refused_at_a_place(
    text: str, escaped: bool
) -> None:
    source = yaml.safe_dump({"a": [text]}, allow_unicode=not escaped).encode()
    document, diagnostics = read_yaml(source, FILE)
    if document:
        assert document.data == {"a": [text]}
    else:
        assert_places_are_inside(source, diagnostics)
