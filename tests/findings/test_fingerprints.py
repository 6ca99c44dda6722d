"""What a finding is known by again, wherever its line moves to."""

from __future__ import annotations

from pathlib import Path

from sitegen.findings.diagnostics import Place
from tests.findings.findings import finding
from tests.findings.logs import FINGERPRINT, fingerprints, project, results

__all__ = ["project"]  # a fixture


def test_a_fingerprint_stays_when_lines_move_or_are_indented(tmp_path: Path) -> None:
    [before] = fingerprints(tmp_path, "a: 1\nb: 2\n", (2, 4))
    assert fingerprints(tmp_path, "a: 1\n# new\n\n  b:  2\n", (4, 7)) == [before]
    assert fingerprints(tmp_path, "a: 1\nb: 3\n", (2, 4)) != [before]


def test_the_same_mistake_in_two_places_has_two_fingerprints(tmp_path: Path) -> None:
    found = fingerprints(tmp_path, "x\n[a, a]\n[a, a]\n", (2, 2), (2, 5), (3, 2))
    assert [each.partition(":")[2] for each in found] == ["1", "2", "3"]
    assert len({each.partition(":")[0] for each in found}) == 1


def test_rules_and_files_have_fingerprints_of_their_own() -> None:
    found = [finding(), finding(code="SG204"), finding(Place("records/site.yaml", 12, 5))]
    seen = [each["partialFingerprints"][FINGERPRINT] for each in results(*found)]
    assert len(set(seen)) == 3
