"""The table of formats: where each one is printed, and how it is written to a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.findings.formats import DOCUMENTS, FORMATS, print_report, write_report
from tests.findings.findings import finding, reported


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_text_is_the_first_format_and_the_only_one_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert FORMATS == ("text", "json", "github", "sarif", "gitlab", "junit")
    for name in FORMATS:
        print_report(name, reported(finding()))
        printed = capsys.readouterr()
        assert bool(printed.err) == (name == "text")
        assert bool(printed.out) == (name != "text")


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_a_document_is_there_where_nothing_was_found(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_report(name, reported())
    assert json.loads(capsys.readouterr().out)["version"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_has_what_would_be_printed(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = reported(finding(message="größer \udce9\n::error::x"))
    write_report(name, report, tmp_path / "report")
    print_report(name, report)
    assert (tmp_path / "report").read_text(encoding="utf-8") == capsys.readouterr().out
