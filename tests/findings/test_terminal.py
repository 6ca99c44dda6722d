"""What a run says on standard error: findings, and now and then how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.checks.rules import RULES
from sitegen.findings.diagnostics import Place, Severity
from sitegen.findings.report import Report
from sitegen.findings.terminal import print_report, progress
from tests.findings.findings import FILE, finding, reported, source


@pytest.fixture(autouse=True)
def no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def test_a_finding_is_printed_with_its_help_below(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(reported(finding(), roots={"records": "data"}))
    printed = capsys.readouterr()
    assert printed.err == (
        "data/papers/x/manifest.yaml:12:5: SG203 error: expected a number\n  help: write 7\n"
    )
    assert printed.out == ""


def test_nothing_is_printed_where_nothing_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(reported())
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize(
    "text", ["[bold red]x[/]", ":smile:", "https://example.org/" + "x" * 300, "a  b   c"]
)
def test_a_text_is_printed_as_it_is_on_one_line(
    text: str,
    colour: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if colour:
        monkeypatch.setenv("FORCE_COLOR", "1")
    print_report(reported(finding(message=text)))
    first = capsys.readouterr().err.splitlines()[0]
    assert first.removesuffix("\x1b[0m").endswith(f"error: {text}")
    assert first.startswith("\x1b[31m") == colour


def test_a_caret_has_the_colour_of_its_finding_and_a_line_of_a_record_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    roots = source(tmp_path, "x\n[red]: ^\n").roots
    print_report(Report((finding(Place(FILE, 2, 8)),), roots, RULES))
    _, line, caret, _ = capsys.readouterr().err.splitlines()
    assert line == "    2 | [red]: ^"
    assert caret == "\x1b[31m      |        ^\x1b[0m"


def test_errors_are_never_left_out_and_warnings_only_where_not_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [finding(severity=severity) for severity in Severity for _ in range(60)]
    print_report(reported(*found))
    printed = capsys.readouterr().err
    assert printed.count("error:") == 60
    assert printed.count("warning:") + printed.count("notice:") == 50
    print_report(reported(*found, everything=True))
    assert capsys.readouterr().err.count("SG203") == 180


def test_in_a_log_every_hundredth_paper_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as advance:
        for done in range(1, 301):
            advance(done, 300)
    printed = capsys.readouterr()
    assert printed.err.splitlines() == ["100 of 300 papers", "200 of 300 papers"]
    assert printed.out == ""
