"""Findings as values: their order, their rules, and how they show what a record holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.checks.rules import RULES
from sitegen.findings.diagnostics import (
    Diagnostic,
    Place,
    Severity,
    define_rule,
    has_errors,
    shown,
)

PLACE = Place("records/papers/x/manifest.yaml", 12, 5)


def finding(severity: Severity, place: Place = PLACE, code: str = "SG203") -> Diagnostic:
    return Diagnostic(place, code, severity, "message", "help")


# ------------------------------------------------------------------------------ the table


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_a_page_with_a_wrong_and_a_right_example(code: str) -> None:
    rule = RULES[code]
    assert re.fullmatch(r"SG[1-9][0-9]{2}", code)
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", rule.name)
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    wrong, _, right = rule.explanation.partition("\nRight:\n\n    ")
    assert re.search(r"(?:\A|\n)Wrong:\n\n    \S", wrong)
    assert right.strip()
    assert all(len(line) <= 100 for line in rule.explanation.splitlines())


def test_codes_stand_in_the_families_that_the_manual_names() -> None:
    assert {code[:3] for code in RULES} == {f"SG{family}" for family in range(1, 10)}


def test_names_of_rules_are_unique() -> None:
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_a_rule_is_made_of_its_explanation() -> None:
    rule = define_rule("SG999", "owls_are_awake", Severity.NOTICE, "Owls are awake.\n\nWrong:\n")
    assert (rule.title, rule.explanation) == ("Owls are awake", "Wrong:")
    found = rule.at(PLACE, "the owl sleeps", "wake it", [(PLACE, "here")])
    assert found == Diagnostic(
        PLACE, "SG999", Severity.NOTICE, "the owl sleeps", "wake it", ((PLACE, "here"),)
    )


# ------------------------------------------------------------------------------ findings


def test_findings_are_ordered_by_file_line_and_column_then_code() -> None:
    ordered = [
        finding(Severity.ERROR, Place("a", 2, 1)),
        finding(Severity.ERROR, Place("a", 10, 1)),
        finding(Severity.ERROR, Place("b", 1, 1), "SG101"),
        finding(Severity.NOTICE, Place("b", 1, 1), "SG306"),
        finding(Severity.ERROR, Place("b", 1, 2), "SG101"),
    ]
    mixed = [ordered[index] for index in (3, 0, 4, 2, 1)]
    assert sorted(mixed, key=lambda each: each.sort_key) == ordered


def test_only_errors_stop_a_build() -> None:
    assert not has_errors([])
    assert not has_errors([finding(Severity.WARNING), finding(Severity.NOTICE)])
    assert has_errors([finding(Severity.NOTICE), finding(Severity.ERROR)])


# ------------------------------------------------------------------------------ shown values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("owl", '"owl"'),
        ("", '""'),
        (7.5, '"7.5"'),
        ("a\nb\tc", r'"a\nb\tc"'),
        ("\x1b[31mred", r'"\x1b[31mred"'),
        ("\u202eevil", r'"\u202eevil"'),
        ("zero\u200bwidth", r'"zero\u200bwidth"'),
        ("Käuze und 猫頭鷹", '"Käuze und 猫頭鷹"'),
        ("\ud800", r'"\ud800"'),
        ("x" * 60, f'"{"x" * 60}"'),
        ("x" * 61, f'"{"x" * 59}…"'),
    ],
)
def test_a_value_is_shown_on_one_printable_line(value: object, text: str) -> None:
    assert shown(value) == text


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(), max_size=200), st.integers(2, 80))
def test_any_text_is_shown_printable_and_bounded(value: str, limit: int) -> None:
    text = shown(value, limit)
    assert text.isprintable()
    assert len(text) <= 2 + 10 * limit
