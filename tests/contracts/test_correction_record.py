"""Correction records: appended events, and the state that follows from them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import rfc8785

from sitegen.contracts.correction_events import AuthoredEvent, event_sha256, read_event, type_of
from tests.contracts.papers import EVENT, ID, corrections, event, paper

NEWER = "5eed0001-0000-4000-8000-00000000c0de"


@pytest.mark.parametrize(
    ("record", "state", "count", "last"),
    [
        (None, "CURRENT", 0, None),
        (corrections(), "CURRENT", 0, None),
        (corrections(event(1)), "CORRECTED", 1, "2026-07-01T09:00:00+00:00"),
        (corrections(event(1), event(2)), "CORRECTED", 2, "2026-07-02T09:00:00+00:00"),
        (corrections(superseded_by=NEWER), "SUPERSEDED", 0, None),
        (
            *(corrections(event(1), superseded_by=NEWER), "SUPERSEDED", 1),
            "2026-07-01T09:00:00+00:00",
        ),
    ],
)
def test_state_and_count_follow_from_the_events(
    record: dict[str, Any] | None, state: str, count: int, last: str | None
) -> None:
    published = paper(corrected=record)
    for shown in (published.corrections, published.manifest.correction_record):
        assert shown.correction_state == state
        assert shown.correction_count == count
        assert shown.last_corrected_at == last


def test_an_event_is_published_whole_with_null_for_what_it_does_not_say() -> None:
    shown = paper(corrected=corrections(event(1))).corrections.correction_events
    assert [each.model_dump() for each in shown] == [
        {
            "event_id": f"{EVENT}1",
            "corrected_at": "2026-07-01T09:00:00+00:00",
            "correction_type": "METADATA",
            "public_note": "The title was corrected.",
            "affected_fields": ("work.title",),
            "notice": None,
            "lifts": None,
            "replaces": None,
            "previous_event_sha256": None,
        }
    ]


def test_events_keep_the_order_in_which_they_were_appended() -> None:
    record = paper(corrected=corrections(event(1), event(2), event(3))).corrections
    assert [each.event_id for each in record.correction_events] == [
        *(f"{EVENT}1", f"{EVENT}2", f"{EVENT}3"),
    ]


def test_the_record_names_its_paper_and_its_manifest() -> None:
    record = paper(corrected=corrections(event(1))).corrections
    url = f"https://assignee.net/paper/{ID}/"
    assert record.work.model_dump() == {
        "id": ID,
        "record_id": "SRCH:5EED0000",
        "title": "An invented paper",
        "url": url,
    }
    assert record.manifest.model_dump(by_alias=True) == {
        "schema": "https://assignee.net/schemas/paper-manifest-v1",
        "contract_version": "paper-manifest-v1.1",
        "contract_updated": paper().manifest.contract_updated,
        "current_manifest_url": f"{url}manifest.json",
        "correction_record_url": f"{url}corrections.json",
    }


def test_the_policy_is_what_the_publisher_promises() -> None:
    policy = paper().corrections.policy
    assert policy.corrections_are_additive is True
    assert policy.no_silent_public_rewrites is True
    assert policy.private_operational_logs_public is False


def test_the_note_of_the_panel_is_that_of_the_seeds() -> None:
    assert paper().corrections.interpretation == (
        "Public corrections are additive records. Current status does not claim the synthesis is "
        "error-free."
    )


def test_rows_of_a_page_name_the_contracts_without_their_minor_version() -> None:
    published = paper()
    assert published.corrections.contract_name == "correction-record-v1"
    assert published.corrections.contract_version == "correction-record-v1.0"
    assert published.corrections.manifest.contract_version == "paper-manifest-v1.1"


def test_the_chain_is_taken_over_the_canonical_json_of_the_published_event() -> None:
    first = event(1)
    complete = first | dict.fromkeys(("notice", "lifts", "replaces", "previous_event_sha256"), None)
    digest = hashlib.sha256(rfc8785.dumps(complete)).hexdigest()
    assert event_sha256(AuthoredEvent.model_validate(first)) == digest
    chained = event(2, previous_event_sha256=digest)
    events = paper(corrected=corrections(first, chained)).corrections.correction_events
    assert events[1].previous_event_sha256 == digest


def test_a_correction_has_a_certain_type_where_all_its_facts_are_of_one_kind() -> None:
    assert type_of(["work.title", "work"]) == "METADATA"
    assert type_of(["artifacts[0].label", "artifacts"]) == "ARTIFACT"
    assert type_of(["quality_assessment.dimensions"]) == "QUALITY_ASSESSMENT"
    for fields in ([], ["report"], ["superseded_by"], ["work.title", "artifacts[0]"], ["workshop"]):
        assert type_of(fields) is None


def test_what_a_later_contract_adds_to_an_event_makes_it_another_one() -> None:
    (known,) = paper(corrected=corrections(event(1))).corrections.correction_events
    published = known.model_dump(mode="json")
    assert read_event(published) == known
    later = read_event({**published, "new": ["member"]})
    assert later != known
    assert later.members == {**published, "new": ["member"]}
