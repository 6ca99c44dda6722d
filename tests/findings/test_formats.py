"""The table of formats: where each one is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.findings.formats import FORMATS
from tests.findings.findings import finding, reported


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_text_is_the_first_format_and_the_only_one_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(FORMATS) == ["text", "json", "github", "sarif", "gitlab"]
    for name, print_report in FORMATS.items():
        print_report(reported(finding()))
        printed = capsys.readouterr()
        assert bool(printed.err) == (name == "text")
        assert bool(printed.out) == (name != "text")


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_a_document_is_there_where_nothing_was_found(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    FORMATS[name](reported())
    assert json.loads(capsys.readouterr().out)["version"]
