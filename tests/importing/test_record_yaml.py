"""Recovered records as YAML: parsing them gives the data that was written."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.importing.record_yaml import record_yaml
from sitegen.reading.characters import MOST_NULS
from sitegen.reading.documents import Plain, read_yaml

ODD = (
    *("no", "~", "- a", ": ", " #", "a" * 60, " ", "\n", "\t", "\r", "\x85", "\u2028", "'", '"'),
    *("\\", "|", "{", "[", "&a", "*a", "!t", "%", "@", "`", "2020-01-01", "0x1", "---", "..."),
    *("é", "\U0001f600", "\xa0", "$\\nu$", "word word word word", "\0", "\ufeff", "\ud7ff"),
)
TEXTS = st.text(max_size=40) | st.lists(st.sampled_from(ODD), max_size=12).map("".join)


@given(TEXTS)
@example("no")
@example("\0" * 3)
@example("\0" * 4)
@example("\n" + "\0" * 4)
@example("2026-07-02")
@example(" leading")
@example("a trailing line break\n")
@example("word " * 40 + "end")
@example("word " * 40 + " end")
def test_any_text_is_read_as_it_was_or_not_at_all(text: str) -> None:
    data = {"a": text, "b": [{"c": text, "d": [text, text]}, text], "e": {"f": text}}
    written = record_yaml(data)
    document, findings = read_yaml(written, "records/x.yaml")
    if document is None:  # control characters have no place in a record, however they are written
        # Many NULs make a file that is no text at all; quotes escape them.
        refused = {"SG101" if written.count(b"\0") > MOST_NULS else "SG102"}
        assert {each.code for each in findings} == refused
    else:
        assert document.data == data


@given(st.floats(0, 10) | st.integers(0, 10**6) | st.booleans())
def test_numbers_are_plain(number: float) -> None:
    document, _ = read_yaml(record_yaml({"a": number, "b": [number]}), "records/x.yaml")
    assert document is not None
    assert isinstance(document.data["a"], Plain)
    assert isinstance(document.data["b"][0], Plain)


def test_a_record_is_laid_out_as_an_editor_would() -> None:
    data = {
        "title": "One: two",
        "abstract": "Words that go on. " * 8 + "End.",
        "paragraphs": "One.\n\nTwo.",
        "topics": ["reading", "writing"],
        "limitations": ["None of this was ever measured.", "None."],
        "claims": [{"text": "It holds.", "verified": True}],
    }
    assert record_yaml(data, ("A comment.",)).decode() == LAID_OUT


LAID_OUT = """\
# A comment.
title: 'One: two'
abstract: >-
  Words that go on. Words that go on. Words that go on. Words that go on. Words that go on. Words
  that go on. Words that go on. Words that go on. End.
paragraphs: |-
  One.

  Two.
topics: [reading, writing]
limitations:
  - None of this was ever measured.
  - None.
claims:
  - text: It holds.
    verified: true
"""
