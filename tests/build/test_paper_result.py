"""What is kept of a paper once its files are made."""

from __future__ import annotations

import json

import pytest

from sitegen.build.paper_result import PaperResult, as_json, from_json
from sitegen.contracts.correction_events import complete_events, read_event
from sitegen.contracts.ledger import LedgerEntry
from sitegen.contracts.other_papers import OtherPaper, OtherPapers
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Severity
from tests.catalog_rows import row
from tests.contracts.test_versions import authored_event

FILE = "records/papers/x/manifest.yaml"
EVENT = complete_events([authored_event()])[0].members


def test_a_finding_is_remembered_with_its_places_and_its_fix() -> None:
    place, other = Place(FILE, 4, 3), Place(FILE, 7, 3)
    fix = (Edit(place, "titel", "title"), Edit(other, "\t", "  "))
    related = ((other, "first written here"),)
    found = Diagnostic(place, "SG405", Severity.WARNING, "message", "help", related, fix)
    made = PaperResult("papers/x", (found, found._replace(related=(), fix=())))
    assert from_json(as_json(made)) == made


@pytest.mark.parametrize("others", [None, {}, {"id": OtherPaper("id", "Title", "10.1/a", "en")}])
def test_the_papers_that_it_names_are_remembered(others: OtherPapers | None) -> None:
    made = PaperResult("papers/x", (), row(1, superseded_by="id"), others=others)
    again = from_json(as_json(made))
    assert again is not None
    assert again.others == others
    assert again.is_waiting is (others is None)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"row": null, "tombstone": null}'])
def test_what_was_written_in_another_form_is_not_read(data: bytes) -> None:
    assert from_json(data) is None


def test_a_member_that_this_version_does_not_know_is_another_form() -> None:
    found = Diagnostic(Place(FILE), "SG405", Severity.WARNING, "message", "help")
    made = json.loads(as_json(PaperResult("papers/x", (found,))))
    assert from_json(json.dumps(made).encode()) is not None
    assert from_json(json.dumps(made | {"author": ""}).encode()) is None
    made["diagnostics"][0]["author"] = ""
    assert from_json(json.dumps(made).encode()) is None


def test_what_a_later_version_said_of_an_event_is_remembered() -> None:
    later = read_event({**EVENT, "heard_by": "an owl"})
    ledger = LedgerEntry("0" * 64, "", (later,), {}, ())
    made = PaperResult("papers/x", (), row(1)._replace(ledger=ledger))
    again = from_json(as_json(made))
    assert again is not None
    assert again.row is not None
    assert again.row.ledger.events[0].members == {**EVENT, "heard_by": "an owl"}
