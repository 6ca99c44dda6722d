"""Events and other values as an editor would write them in YAML."""

from __future__ import annotations

import pytest

from sitegen.editing.record_edits import append_event
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
