"""Events and other values as an editor would write them in YAML."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.editing.event_yaml import (
    NARROWEST,
    WIDEST_LINE,
    Folded,
    as_data,
    in_flow,
    mapping_lines,
    text_lines,
)
from sitegen.editing.record_edits import append_event
from sitegen.reading.characters import UNSAFE
from sitegen.reading.documents import Plain
from tests.editing.texts import DIGITS, FILE, NEW, ONE_EVENT, PAPER, appended, data
from tests.reading.conftest import each_parser

__all__ = ["each_parser"]  # a fixture
pytestmark = pytest.mark.usefixtures("each_parser")


def test_every_key_of_an_event_is_written_as_an_editor_would() -> None:
    full = {
        **NEW,
        "public_note": "It was *off*:\n\n- 41 was wrong;\n- 42 is right.",
        "affected_fields": ("work.title", "report.claims[0].text"),
        "notice": {
            "kind": "erratum",
            "issued_by": "Invented editors: all",
            "reasons": ["A slip", "Another"],
            "doi": "10.5555/small.0021.erratum",
        },
        "lifts": "BA7A9361-C1",
        "replaces": {"facts_sha256": "ab" * 32, "report_sha256": DIGITS},
        "previous_event_sha256": DIGITS,
        "batch": "2026-07-10-6f1e",
    }
    result = append_event(ONE_EVENT, FILE, PAPER, full)
    assert (
        result.removeprefix(ONE_EVENT)
        == f"""\
  - event_id: BA7A9361-C2
    corrected_at: 2026-07-11T09:00:00+00:00
    correction_type: CLAIM
    public_note: |-
      It was *off*:

      - 41 was wrong;
      - 42 is right.
    affected_fields: [work.title, 'report.claims[0].text']
    notice:
      kind: erratum
      issued_by: 'Invented editors: all'
      reasons: [A slip, Another]
      doi: 10.5555/small.0021.erratum
    lifts: BA7A9361-C1
    replaces:
      facts_sha256: "{"ab" * 32}"
      report_sha256: "{DIGITS}"
    previous_event_sha256: "{DIGITS}"
    batch: 2026-07-10-6f1e
"""
    )


def test_a_list_that_is_too_long_for_a_line_gets_a_line_for_each_item() -> None:
    reasons = ["A reason, with a comma and many more words", "x " * 80 + "x", "no", "short"]
    notice = {"kind": "erratum", "reasons": reasons}
    result = appended(ONE_EVENT, notice=notice)
    assert result.endswith(f"""\
      reasons:
        - A reason, with a comma and many more words
        - |-
          {"x " * 80}x
        - 'no'
        - short
""")


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("yes: no # x", "'yes: no # x'"),
        ("yes", "'yes'"),
        ("12:30", "'12:30'"),
        ("1_000", "'1_000'"),
        ("0x1F", "'0x1F'"),
        ("2026-07-10", "'2026-07-10'"),
        ("- a dash", "'- a dash'"),
        ("it's", "it's"),
        ("'tis a tab\tand more", '"\'tis a tab\\u0009and more"'),
        ("(in brackets)", "(in brackets)"),
        ("ends with a colon:", "'ends with a colon:'"),
        (r"LaTeX \theta: here", r"'LaTeX \theta: here'"),
        ("Grüße an alle 🦉", "Grüße an alle 🦉"),
        (" spaces around ", "' spaces around '"),
        ("\n\nbreaks\nabla, no LaTeX", '"\\n\\nbreaks\\u000aabla, no LaTeX"'),
        ("one line break behind\n", "|\n      one line break behind"),
        ("x" * 200, "x" * 200),
        ("word " * 30 + "end", "|-\n      " + "word " * 30 + "end"),
    ],
)
def test_a_note_is_quoted_where_it_needs_it(note: str, written: str) -> None:
    result = appended(ONE_EVENT, public_note=note)
    assert result.removeprefix(ONE_EVENT).partition("public_note: ")[2] == f"{written}\n"
    assert data(result)["correction_events"][1]["public_note"] == note


# ---------------------------------------------------------------- whatever is written

ODD = st.one_of(
    st.text(),
    st.from_regex(r"[-+0-9.:_exobTZ~<=#&*!|>%@`'\"{}\[\], ]{1,12}", fullmatch=True),
    st.sampled_from(["null", "Yes", "off", "y", "<<", "=", ".inf", "-.NaN", "1:30", "2026-1-2"]),
)


@given(ODD.filter(lambda text: not UNSAFE.search(text)))
@example("1e3")
@example("0o17")
@example("1_000.5")
@example("on")
def test_any_text_is_read_back_as_that_text_by_another_reader_too(text: str) -> None:
    shown = "\n".join(mapping_lines({"key": text, "list": [text, text]}, 0))
    for source in (shown, in_flow({"key": text, "list": [text, text]})):
        assert yaml.safe_load(source) == {"key": text, "list": [text, text]}, source


@given(st.text(st.characters(codec="utf-8")))
def test_in_a_file_of_json_values_are_json(text: str) -> None:
    assert json.loads(in_flow({text: [text, {"a": text}]}, as_json=True)) == {
        text: [text, {"a": text}],
    }


@given(
    st.lists(st.text("abc-", min_size=1, max_size=30), min_size=1, max_size=60), st.integers(0, 40)
)
def test_prose_is_broken_into_lines_and_stays_the_same(words: list[str], inside: int) -> None:
    text = " ".join(words)
    lines = text_lines(Folded(text), inside + 5, inside)
    assert all(len(line) <= max(WIDEST_LINE, inside + NARROWEST) for line in lines[1:])
    source = "\n".join(mapping_lines({"key": Folded(text)}, 0))
    assert yaml.safe_load(source) == {"key": text}


def test_data_of_json_are_written_as_our_reader_gives_them() -> None:
    given = {"a": (1, 2.5, True, None, "1"), "b": {"c": Plain("x")}}
    assert as_data(given) == {"a": ["1", "2.5", "true", "null", "1"], "b": {"c": "x"}}
    plain = [isinstance(each, Plain) for each in as_data(given)["a"]]
    assert plain == [True, True, True, True, False]
    assert mapping_lines(as_data(given), 0) == ["a: [1, 2.5, true, null, '1']", "b:", "  c: x"]
