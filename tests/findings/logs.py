"""Findings as SARIF, which the schema of the standard finds valid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.findings.report import Report
from sitegen.findings.sarif import document
from tests.findings.findings import FILE, finding, reported, source

SCHEMA = json.loads((Path(__file__).parent / "data/sarif-schema-2.1.0.json").read_text("utf-8"))
Draft202012Validator.check_schema(SCHEMA)
JUDGE = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
FINGERPRINT = "primaryLocationLineHash"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run_of(report: Report) -> Any:
    """The run of a report that the schema finds valid."""
    text = "".join(document(report))
    assert text.isascii()
    log = json.loads(text)
    assert [error.message for error in JUDGE.iter_errors(log)] == []
    [run] = log["runs"]
    return run


def results(*diagnostics: Diagnostic, roots: Any = None) -> list[Any]:
    found: list[Any] = run_of(reported(*diagnostics, roots=roots))["results"]
    return found


def fingerprints(folder: Path, text: str, *places: tuple[int, int]) -> list[str]:
    roots = source(folder, text).roots
    found = [finding(Place(FILE, *place)) for place in places]
    return [each["partialFingerprints"][FINGERPRINT] for each in results(*found, roots=roots)]
