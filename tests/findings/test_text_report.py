"""Findings as lines of text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.checks.rules import RULES
from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.findings.excerpts import MOST_EXCERPTS
from sitegen.findings.report import MOST_WARNINGS, Report
from sitegen.findings.text_report import lines, located
from tests.findings.findings import (
    FILE,
    PLACE,
    any_finding,
    finding,
    quickly,
    reported,
    source,
    warning,
)

ROOTS = {"records": "records", "templates": "templates"}


def printed(*diagnostics: Diagnostic, everything: bool = False) -> list[str]:
    return [text for _, text in lines(reported(*diagnostics, everything=everything))]


def test_a_finding_is_a_place_a_code_a_severity_a_message_and_help() -> None:
    assert printed(finding()) == [
        "records/papers/x/manifest.yaml:12:5: SG203 error: expected a number\n  help: write 7"
    ]


def test_the_line_stands_below_the_message_and_related_places_with_theirs_above_the_help(
    tmp_path: Path,
) -> None:
    empty = source(tmp_path, "work:\n  title: Owls\n  title: Bats\n")
    related = ((Place(FILE, 2, 3), "first written here"),)
    twice = finding(Place(FILE, 3, 3), message="written twice", hint="keep one", related=related)
    [(severity, text)] = lines(Report((twice,), empty.roots, RULES))
    assert severity is Severity.ERROR
    assert text.replace(str(tmp_path), "data") == (
        "data/papers/x/manifest.yaml:3:3: SG203 error: written twice\n"
        "    3 |   title: Bats\n"
        "      |   ^\n"
        "  data/papers/x/manifest.yaml:2:3: first written here\n"
        "    2 |   title: Owls\n"
        "      |   ^\n"
        "  help: keep one"
    )


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


def test_a_file_name_cannot_add_a_line_a_colour_or_a_command() -> None:
    place = Place("records/a\nb\x1b[31m\udce9##[add-mask].yaml")
    assert located(place, ROOTS) == r"records/a�b�[31m�#\x23[add-mask].yaml:1:1"


def test_errors_are_never_left_out() -> None:
    assert len(printed(*[finding()] * (MOST_WARNINGS + 10))) == MOST_WARNINGS + 10


def test_fifty_warnings_and_notices_are_printed_and_more_are_counted_by_code() -> None:
    many = [warning(number) for number in range(1, 50)]
    notices = [warning(number, code="SG306", severity=Severity.NOTICE) for number in range(50, 54)]
    said = printed(*many, *notices, warning(60), warning(61), finding())
    assert len(said) == MOST_WARNINGS + 1 + 2
    assert said[-3:] == [
        *printed(finding()),
        "3 more SG306 notices (--all lists them)",
        "2 more SG405 warnings (--all lists them)",
    ]


def test_one_that_is_left_out_is_counted_in_the_singular() -> None:
    said = printed(*[warning(number) for number in range(1, 52)])
    assert said[-1] == "1 more SG405 warning (--all lists them)"


def test_fifty_are_not_too_many() -> None:
    assert len(printed(*[warning(number) for number in range(1, 51)])) == MOST_WARNINGS


def test_everything_is_printed_on_request() -> None:
    assert len(printed(*[warning(number) for number in range(1, 71)], everything=True)) == 70


def test_a_count_has_no_severity_of_its_own() -> None:
    severities = [severity for severity, _ in lines(reported(finding(), *[warning(1)] * 51))]
    assert severities[0] is Severity.ERROR
    assert severities[1] is Severity.WARNING
    assert severities[-1] is None


def test_a_last_line_says_that_not_every_finding_shows_its_line(tmp_path: Path) -> None:
    roots = source(tmp_path, "x: 1\n" * 200).roots
    found = tuple(finding(Place(FILE, line, 4)) for line in range(2, 152))
    *said, (_, last) = lines(Report(found, roots, RULES))
    assert sum("\n      |    ^\n" in text for _, text in said) == MOST_EXCERPTS
    assert last == "lines are shown for the first 100 findings only; fix those to see more"


@quickly
@given(st.text(min_size=1), st.integers(1), st.integers(1))
def test_any_place_is_one_printable_word_and_two_numbers(file: str, line: int, column: int) -> None:
    said = located(Place(file, line, column), ROOTS)
    assert said.isprintable()
    assert said.endswith(f":{line}:{column}")


@quickly
@given(any_finding())
def test_a_hostile_finding_adds_no_line_no_escape_and_no_command(found: Diagnostic) -> None:
    [text] = printed(found)
    first, *others = text.split("\n")
    assert first.startswith("records/")
    assert len(others) == len(found.related) + 1
    assert all(line.startswith("  ") and not line.lstrip().startswith("::") for line in others)
    assert all(line.isprintable() and "##[" not in line for line in (first, *others))
