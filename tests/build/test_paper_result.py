"""What is kept of a paper once its files are made."""

from __future__ import annotations

from sitegen.build.paper_result import MadePaper, as_json, from_json
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Severity

FILE = "records/papers/x/manifest.yaml"


def test_a_finding_is_remembered_with_its_places_and_its_fix() -> None:
    place, other = Place(FILE, 4, 3), Place(FILE, 7, 3)
    fix = (Edit(place, "titel", "title"), Edit(other, "\t", "  "))
    related = ((other, "first written here"),)
    found = Diagnostic(place, "SG405", Severity.WARNING, "message", "help", related, fix)
    made = MadePaper("papers/x", (found, found._replace(related=(), fix=())))
    assert from_json(as_json(made)) == made
