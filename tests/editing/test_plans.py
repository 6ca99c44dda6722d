"""The errors of corrections: reported for all papers at once, and safe to print."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.editing.plans import MOST_LISTED, CorrectionError, editing, for_each, located_file
from sitegen.editing.yaml_edits import YamlEditError
from sitegen.findings.diagnostics import Diagnostic, Place, Severity


def test_all_that_cannot_be_corrected_are_told_together() -> None:
    def refuse(number: int) -> int:
        if number % 2:
            raise CorrectionError(f"number {number}", "")
        return number

    assert for_each([2, 4], refuse) == [2, 4]
    with pytest.raises(CorrectionError, match=r"^number 3$"):
        for_each([2, 3], refuse)
    with pytest.raises(CorrectionError) as refused:
        for_each(range(2 * MOST_LISTED + 6), refuse)
    assert str(refused.value).splitlines()[-2:] == ["number 39", "and 3 more"]


def test_the_mistakes_of_all_records_are_kept_beside_what_is_told() -> None:
    found = [
        Diagnostic(Place(f"records/papers/{name}/manifest.yaml"), "SG202", Severity.ERROR, "", "")
        for name in ("a", "b", "c")
    ]

    def refuse(number: int) -> None:
        raise CorrectionError(f"number {number}", "mend it", found[number : number + 1])

    with pytest.raises(CorrectionError) as refused:
        for_each(range(3), refuse)
    assert str(refused.value).splitlines()[0] == "number 0; mend it"
    assert list(refused.value.diagnostics) == found


def test_no_other_error_waits_for_the_items_behind_it() -> None:
    asked: list[int] = []

    def fail(number: int) -> None:
        asked.append(number)
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        for_each(range(3), fail)
    assert asked == [0]


def test_a_file_that_cannot_be_edited_is_named_as_it_would_be_typed(tmp_path: Path) -> None:
    place = Place("records/papers/a\nb/corrections.yaml", 3, 7)
    with pytest.raises(CorrectionError) as refused, editing(tmp_path / "data"):
        raise YamlEditError(place, "the events are in brackets", "move it by hand")
    file = f"{tmp_path}/data/papers/a\ufffdb/corrections.yaml"
    assert str(refused.value) == f"{file}:3:7: the events are in brackets; move it by hand"


@pytest.mark.parametrize(
    ("records", "file", "located"),
    [
        ("records", "records/papers/x", "records/papers/x"),
        ("../data", "records/papers/x", "../data/papers/x"),
        (".", "records/papers/x", "papers/x"),
        ("data", "templates/x.html", "templates/x.html"),
        ("data", "records/papers/\x1b[2J", r'"data/papers/\x1b[2J"'),
    ],
)
def test_a_project_path_is_shown_as_it_would_be_typed(
    records: str, file: str, located: str
) -> None:
    assert located_file(Path(records), file) == located
