"""Findings: a hundred errors of a file are listed, and the one that ends the reading."""

from __future__ import annotations

from tests.reading.reader import bad


def test_the_hundred_and_first_error_is_only_counted() -> None:
    found = bad("a:\n" + "- ~\n" * 150)
    assert [item.code for item in found] == ["SG119"] * 100 + ["SG122"]
    assert found[-1].message == "50 more errors in this file are not listed"


def test_a_syntax_error_is_listed_after_a_hundred_others() -> None:
    found = bad("a:\n" + "- ~\n" * 150 + "b: c: d\n")
    assert [item.code for item in found] == ["SG119"] * 100 + ["SG107", "SG122"]
