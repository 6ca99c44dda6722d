"""What every form of a report is given."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity
from tests.findings.findings import finding, reported, warning


def test_what_is_left_out_is_counted_and_everything_leaves_nothing_out() -> None:
    found = [finding(), *map(warning, range(1, 61))]
    told, left_out = reported(*found).listed()
    assert (len(told), left_out) == (51, {("SG405", Severity.WARNING): 10})
    assert reported(*found, everything=True).listed() == (found, {})


def test_counts_name_every_severity() -> None:
    assert reported(finding(), warning(1), warning(2)).counts() == {
        Severity.ERROR: 1,
        Severity.WARNING: 2,
        Severity.NOTICE: 0,
    }


def test_a_finding_has_the_name_of_its_rule_or_its_code() -> None:
    assert reported().name_of(finding(code="SG118")) == "unique_keys"
    assert reported().name_of(finding(code="SG000")) == "SG000"
