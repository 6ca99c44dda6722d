"""Findings as the Code Quality report of a merge request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.findings.gitlab import document
from tests.findings.findings import FILE, any_finding, finding, quickly, reported, source, warning
from tests.findings.logs import FINGERPRINT, results


def issues(*diagnostics: Diagnostic, **kept: Any) -> list[Any]:
    found: list[Any] = json.loads("".join(document(reported(*diagnostics, **kept))))
    return found


def test_an_issue_holds_what_gitlab_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    related = ((Place(FILE, 4, 3), "first written here"),)
    twice = finding(Place(FILE, 7, 3), code="SG118", message="twice", hint="drop", related=related)
    [issue] = issues(twice, roots={"records": "data"})
    assert issue == {
        "description": "twice · data/papers/x/manifest.yaml:4:3: first written here · help: drop",
        "check_name": "SG118",
        "fingerprint": issue["fingerprint"],
        "severity": "major",
        "location": {"path": "data/papers/x/manifest.yaml", "lines": {"begin": 7}},
    }


def test_only_an_error_is_major() -> None:
    found = [finding(severity=severity) for severity in Severity]
    assert [each["severity"] for each in issues(*found)] == ["major", "minor", "info"]


def test_an_issue_is_known_again_by_what_code_scanning_knows_it_by(tmp_path: Path) -> None:
    roots = source(tmp_path, "same: 1\nother: 2\nsame: 1\n").roots
    found = [finding(Place(FILE, line, 2)) for line in (1, 2, 3)]
    prints = [each["fingerprint"] for each in issues(*found, roots=roots)]
    assert len(set(prints)) == 3
    assert prints == [
        each["partialFingerprints"][FINGERPRINT] for each in results(*found, roots=roots)
    ]


def test_a_clean_run_is_an_empty_report_and_no_warning_is_left_out() -> None:
    assert issues() == []
    assert len(issues(*map(warning, range(1, 71)))) == 70


@quickly
@given(st.lists(any_finding(), max_size=3))
def test_a_hostile_finding_is_one_line_of_plain_ascii(found: list[Diagnostic]) -> None:
    text = "".join(document(reported(*found)))
    assert text.isascii()
    assert "##" not in text
    assert text.count("\n") == len(found) + 2
    assert len(json.loads(text)) == len(found)
