"""What a run says on standard error: findings, and now and then how far it is."""

from __future__ import annotations

import pytest

from sitegen.diagnostics import Diagnostic, Place, Severity
from sitegen.reporting.terminal import print_report, progress

ROOTS = {"records": "data"}


def finding(text: str = "it is wrong", severity: Severity = Severity.ERROR) -> Diagnostic:
    place = Place("records/papers/x/manifest.yaml", 3, 5)
    return Diagnostic(place, "SG301", severity, text, "mend it")


def test_a_finding_is_printed_with_its_help_below(capsys: pytest.CaptureFixture[str]) -> None:
    print_report([finding()], ROOTS, everything=False)
    printed = capsys.readouterr()
    assert printed.err == (
        "data/papers/x/manifest.yaml:3:5: SG301 error: it is wrong\n  help: mend it\n"
    )
    assert printed.out == ""


@pytest.mark.parametrize(
    "text", ["[bold red]x[/]", ":smile:", "https://example.org/" + "x" * 300, "a  b   c"]
)
def test_a_text_is_printed_as_it_is_on_one_line(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_report([finding(text)], ROOTS, everything=False)
    assert capsys.readouterr().err.splitlines()[0].endswith(f"error: {text}")


def test_errors_are_never_left_out_and_warnings_only_where_not_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [finding(severity=severity) for severity in Severity for _ in range(60)]
    print_report(found, ROOTS, everything=False)
    printed = capsys.readouterr().err
    assert printed.count("error:") == 60
    assert printed.count("warning:") + printed.count("notice:") == 50
    print_report(found, ROOTS, everything=True)
    assert capsys.readouterr().err.count("SG301") == 180


def test_in_a_log_every_hundredth_paper_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as advance:
        for done in range(1, 301):
            advance(done, 300)
    printed = capsys.readouterr()
    assert printed.err.splitlines() == ["100 of 300 papers", "200 of 300 papers"]
    assert printed.out == ""
