"""The events of a correction record: what is published of them, and what follows."""

from __future__ import annotations

import hashlib
from typing import get_args

import pytest
import rfc8785

from sitegen.contracts.correction_events import (
    SUBJECTS,
    AuthoredEvent,
    CorrectionType,
    event_sha256,
    read_event,
    type_of,
)
from tests.contracts.papers import EVENT, corrections, event, paper


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


def test_readers_are_told_in_words_what_an_event_concerns() -> None:
    assert {*SUBJECTS} == {*get_args(CorrectionType)}
    (shown,) = paper(corrected=corrections(event(1))).corrections.correction_events
    assert (shown.subject, shown.tone) == ("the metadata", "changed")
    later = shown.model_copy(update={"correction_type": "LATER_TYPE"})
    assert later.subject == "LATER_TYPE"


@pytest.mark.parametrize(
    ("kind", "tone"),
    [("retraction", "void"), ("expression_of_concern", "changed"), ("partial_retraction", "void")],
)
def test_a_notice_that_ends_the_force_of_a_paper_has_a_tone_of_its_own(
    kind: str, tone: str
) -> None:
    record = corrections(event(1, notice={"kind": kind}))
    (shown,) = paper(corrected=record).corrections.correction_events
    assert shown.tone == tone


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
