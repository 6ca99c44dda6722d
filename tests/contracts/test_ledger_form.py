"""What a reader asks of a ledger.json before it believes a word of it: hostile ones are none."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sitegen.contracts.ledger_form import LedgerForm, LedgerLists, link_sha256
from sitegen.findings.canonical import canonical_sha256
from tests.contracts.papers import ID, corrections, event, paper
from tests.reading_back import BuiltSite

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PAPER: dict[str, Any] = {
    "id": ID,
    "has_report": False,
    "superseded_by": None,
    "manifest_sha256": "0" * 64,
    "facts_sha256": "0" * 64,
    "report_sha256": None,
    "correction_count": 0,
    "last_event_sha256": None,
    "kept": {"artifacts/0123456789ab/data/a b.csv": "0" * 64, "manifests/1.json": "0" * 64},
    "redacted": ["manifests/1.json"],
}
LEDGER: dict[str, Any] = {
    "contract_version": "ledger-v1.7",
    "papers": [PAPER],
    "removed": [],
    "events": [],
}


def read(ledger: object) -> LedgerForm:
    return LedgerForm.model_validate_json(json.dumps(ledger))


def set_in(path: tuple[str | int, ...], value: object) -> Callable[[Any], None]:
    def change(ledger: Any) -> None:
        for step in path[:-1]:
            ledger = ledger[step]
        ledger[path[-1]] = value

    return change


def test_the_ledgers_of_real_sites_have_the_form(any_site: tuple[BuiltSite, str]) -> None:
    ledger = any_site[0].json("/ledger.json")
    assert [each.id for each in read(ledger).papers] == [each["id"] for each in ledger["papers"]]
    assert len(LedgerLists.model_validate(ledger).events) == len(ledger["events"])


def test_what_a_later_version_adds_is_no_obstacle() -> None:
    later = copy.deepcopy(LEDGER) | {"seal": {"by": "a later sitegen"}}
    later["papers"][0]["weight"] = 7
    assert read(later).papers[0].id == ID


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("contract_version",), "ledger-v2.0"),
        (("contract_version",), None),
        (("papers",), {}),
        (("events",), [{"work": ID, "event_sha256": "x", "event": {}}]),
        (("removed",), [{"id": ID}]),
        (("papers", 0, "id"), "../../etc"),
        (("papers", 0, "id"), f"{ID}\n"),
        (("papers", 0, "id"), ID.upper()),
        (("papers", 0, "superseded_by"), "/etc/passwd"),
        (("papers", 0, "facts_sha256"), "0" * 63),
        (("papers", 0, "facts_sha256"), "G" * 64),
        (("papers", 0, "has_report"), "yes"),
        (("papers", 0, "correction_count"), "0"),
        (("papers", 0, "correction_count"), True),
        (("papers", 0, "redacted"), "manifests/1.json"),
        (("papers", 0, "kept"), []),
    ],
)
def test_a_ledger_that_is_none_is_refused(path: tuple[str | int, ...], value: object) -> None:
    ledger = copy.deepcopy(LEDGER)
    read(ledger)
    set_in(path, value)(ledger)
    with pytest.raises(ValidationError):
        read(ledger)


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "/artifacts/a",
        "artifacts",
        "artifacts/",
        "artifacts//a",
        "artifacts/./a",
        "artifacts/../../records/site.yaml",
        "manifests/..",
        "artifacts/a\\..\\b",
        "artifacts/a\0b",
        "../artifacts/a",
    ],
)
def test_a_path_that_leads_out_of_the_folder_of_a_paper_is_refused(path: str) -> None:
    ledger = copy.deepcopy(LEDGER)
    ledger["papers"][0]["kept"] = {path: "0" * 64}
    with pytest.raises(ValidationError, match="not the path of a "):
        read(ledger)


@given(JSON)
def test_any_json_is_a_ledger_or_is_refused(value: Any) -> None:
    for form in (LedgerForm, LedgerLists):
        for ledger in (value, {**LEDGER, "papers": [value]}, {**LEDGER, "events": value}):
            with suppress(ValidationError):
                form.model_validate_json(json.dumps(ledger))


# ---------------------------------------------------------------- the chain


def published_event(**changes: Any) -> dict[str, Any]:
    (found,) = paper(corrected=corrections(event(**changes))).corrections.correction_events
    return found.model_dump(mode="json")


def test_an_event_is_digested_as_it_stands_there() -> None:
    standing = published_event()
    assert link_sha256(standing) == canonical_sha256(standing)
    later = {**standing, "seal": "of a later contract"}
    assert link_sha256(later) == canonical_sha256(later) != canonical_sha256(standing)


def test_an_event_without_its_texts_has_the_digest_that_it_had() -> None:
    redaction = {
        "event_sha256": "1" * 64,
        "fields": ["public_note"],
        "redacted_at": "2026-09-01T12:00:00+00:00",
    }
    assert link_sha256({**published_event(), "redacted": redaction}) == "1" * 64


@pytest.mark.parametrize(
    "changes",
    [
        {"corrected_at": "2026-07-01T09:00:00"},
        {"corrected_at": "yesterday"},
        {"corrected_at": None},
        {"affected_fields": "work.title"},
        {"redacted": {"event_sha256": 7}},
        {"event_id": 7},
    ],
)
def test_what_is_no_event_has_no_digest(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        link_sha256({**published_event(), **changes})
