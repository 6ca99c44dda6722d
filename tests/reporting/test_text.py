"""Findings as lines of text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Diagnostic, Place, Severity
from sitegen.reporting.text import MOST_WARNINGS, finding, located, report

ROOTS = {"records": "records", "templates": "templates"}
PLACE = Place("records/papers/x/manifest.yaml", 12, 5)
ERROR = Diagnostic(PLACE, "SG203", Severity.ERROR, "expected a number", "write 7")


def warning(number: int, code: str = "SG405", severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic(Place("records/site.yaml", number), code, severity, "a", "b")


def lines(*diagnostics: Diagnostic, everything: bool = False) -> list[str]:
    return [text for _, text in report(diagnostics, ROOTS, everything=everything)]


def test_a_finding_is_a_place_a_code_a_severity_a_message_and_help() -> None:
    assert finding(ERROR, ROOTS) == (
        "records/papers/x/manifest.yaml:12:5: SG203 error: expected a number\n  help: write 7"
    )


def test_related_places_stand_between_the_message_and_the_help() -> None:
    related = ((Place("records/papers/y/manifest.yaml", 3, 7), "first used here"),)
    twice = Diagnostic(PLACE, "SG601", Severity.ERROR, "taken", "choose another", related)
    assert finding(twice, ROOTS).splitlines() == [
        "records/papers/x/manifest.yaml:12:5: SG601 error: taken",
        "  records/papers/y/manifest.yaml:3:7: first used here",
        "  help: choose another",
    ]


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("records", "records/papers/x/manifest.yaml:12:5"),
        ("../my data/records/", "../my data/records/papers/x/manifest.yaml:12:5"),
        ("/srv/records", "/srv/records/papers/x/manifest.yaml:12:5"),
        (".", "papers/x/manifest.yaml:12:5"),
        ("", "papers/x/manifest.yaml:12:5"),
    ],
)
def test_a_place_is_a_path_that_the_user_can_open(folder: str, path: str) -> None:
    assert located(PLACE, {"records": folder}) == path


def test_a_root_that_is_not_known_keeps_its_name() -> None:
    assert located(Place("templates/a.html"), {"records": "records"}) == "templates/a.html:1:1"


def test_a_file_name_cannot_add_a_line_or_a_colour() -> None:
    place = Place("records/a\nb\x1b[31m\udce9.yaml")
    assert located(place, ROOTS) == "records/a�b�[31m�.yaml:1:1"


def test_errors_are_never_left_out() -> None:
    assert len(lines(*[ERROR] * (MOST_WARNINGS + 10))) == MOST_WARNINGS + 10


def test_fifty_warnings_and_notices_are_printed_and_more_are_counted_by_code() -> None:
    many = [warning(number) for number in range(1, 50)]
    notices = [warning(number, "SG306", Severity.NOTICE) for number in range(50, 54)]
    printed = lines(*many, *notices, warning(60), warning(61), ERROR)
    assert len(printed) == MOST_WARNINGS + 1 + 2
    assert printed[-3:] == [
        finding(ERROR, ROOTS),
        "3 more SG306 notices (--all shows them)",
        "2 more SG405 warnings (--all shows them)",
    ]


def test_one_that_is_left_out_is_counted_in_the_singular() -> None:
    printed = lines(*[warning(number) for number in range(1, 52)])
    assert printed[-1] == "1 more SG405 warning (--all shows them)"


def test_fifty_are_not_too_many() -> None:
    assert len(lines(*[warning(number) for number in range(1, 51)])) == MOST_WARNINGS


def test_everything_is_printed_on_request() -> None:
    assert len(lines(*[warning(number) for number in range(1, 71)], everything=True)) == 70


def test_a_count_has_no_severity_of_its_own() -> None:
    severities = [severity for severity, _ in report([ERROR, *[warning(1)] * 51], ROOTS)]
    assert severities[0] is Severity.ERROR
    assert severities[1] is Severity.WARNING
    assert severities[-1] is None


@settings(deadline=None, derandomize=True)
@given(st.text(min_size=1), st.integers(1), st.integers(1))
def test_any_place_is_one_printable_word_and_two_numbers(file: str, line: int, column: int) -> None:
    printed = located(Place(file, line, column), ROOTS)
    assert printed.isprintable()
    assert printed.endswith(f":{line}:{column}")
