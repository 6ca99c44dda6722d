"""The record of a new paper: it has the known values, and blanks are reported at their line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sitegen.contracts.settings import default_site
from sitegen.scaffold.new_paper import NewPaper, folder_for, is_id, missing_values, wrong_value
from sitegen.scaffold.refusals import ScaffoldError

ID = "5eed0001-0000-4000-8000-00000000c0de"
WHOLE = NewPaper(ID, "How owls hear", "Do they?", "They do.", "2026-07-02", 9.4, 7)


def folder(name: str, paper: NewPaper, records: Path) -> str:
    return folder_for(records, name, paper)


def test_a_record_of_which_all_is_known_is_a_draft_without_an_error() -> None:
    assert missing_values(WHOLE, "papers/owls", default_site()) == []
    made = yaml.safe_load(WHOLE.text())
    assert made["draft"] is True
    assert made["work"] | {"submitted": None} == {
        "id": ID,
        "title": "How owls hear",
        "submitted": None,
        "abstract": "They do.",
        "research_question": "Do they?",
    }
    assert made["quality_assessment"] == {"review_score": 9.4}
    assert made["verification"] == {"source_grounded_claims": 7}


def test_each_blank_is_reported_at_its_own_line() -> None:
    paper = NewPaper(ID)
    lines = paper.text().decode().splitlines()
    found = missing_values(paper, "papers/owls", default_site())
    assert [lines[each.place.line - 1].strip() for each in found] == [
        "title:",
        "abstract:",
        "research_question:",
        "review_score:",
    ]


def test_what_other_values_call_for_is_reported_as_well() -> None:
    (found,) = missing_values(
        NewPaper(ID, "A", "B?", "C.", None, 9.0), "papers/owls", default_site()
    )
    assert found.code == "SG302"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("title", "a" * 301, "301 characters, more than 300"),
        ("title", "\x07", "U+0007"),
        ("abstract", " ", "is empty"),
        ("review_score", 10.5, "more than 10"),
        ("review_score", float("nan"), "expected a number"),
        ("source_grounded_claims", -1, "less than 0"),
        ("submitted", "2 July", "is not a date"),
        ("submitted", "2026-02-30", "not a day in the calendar"),
        ("submitted", "2026-07-02\ndraft: false", "is not a date"),
    ],
)
def test_a_value_that_no_record_can_hold_is_told_as_the_check_would(
    key: str, value: str | float, said: str
) -> None:
    found = wrong_value(key, value)
    assert found
    assert said in found.message
    assert wrong_value(key, getattr(WHOLE, key)) is None


@pytest.mark.parametrize(
    ("name", "title", "wanted"),
    [
        ("", "Ölfresser: what they 'do' #now", "olfresser-what-they-do-now"),
        ("", "日本語", "5eed0001"),
        ("", "word " * 30, "word-" * 11 + "word"),
        ("", "a" * 99, "a" * 60),
        ("Owls_2026.b", "Another", "Owls_2026.b"),
    ],
)
def test_a_folder_is_named_as_told_or_after_the_title_or_the_id(
    name: str, title: str, wanted: str, tmp_path: Path
) -> None:
    assert folder(name, NewPaper(ID, title), tmp_path) == f"papers/{wanted}"


@pytest.mark.parametrize("name", ["../owls", ".owls", "a/b", "owls ", "a\n", "-x"])
def test_a_name_that_would_lead_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match="is not a valid folder name"):
        folder(name, WHOLE, tmp_path)


def test_no_record_is_written_over_and_no_id_given_twice(tmp_path: Path) -> None:
    there = tmp_path / "papers/owls"
    there.mkdir(parents=True)
    (there / "manifest.yaml").write_bytes(WHOLE.text())
    with pytest.raises(ScaffoldError, match="exists already"):
        folder("owls", NewPaper("5eed0002-0000-4000-8000-00000000c0de"), tmp_path)
    with pytest.raises(ScaffoldError, match=f"papers/owls has the id {ID} already"):
        folder("bats", WHOLE, tmp_path)


def test_a_uuid_is_taken_for_an_id_in_any_case() -> None:
    assert is_id(ID.upper())
    assert not is_id("5eed0001")
