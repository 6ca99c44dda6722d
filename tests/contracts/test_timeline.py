"""What readers see of corrections: what each changed, from what to what."""

from __future__ import annotations

import json
from typing import Any

from sitegen.contracts.correction_events import AuthoredEvent, CorrectionEvent, complete_events
from sitegen.contracts.replaced_manifest import ReplacedManifest, read_replaced_manifest
from sitegen.contracts.timeline import (
    FieldChange,
    TimelineEntry,
    event_number,
    notice_title,
    timeline,
)
from sitegen.findings.canonical import canonical_sha256
from tests.contracts.papers import EVENT, ID, event

OLD, NEW = {"work": {"title": "Old"}}, {"work": {"title": "New"}}
NEWEST = {"work": {"title": "Newest", "topics": ["owls"]}}


def published(number: int, **more: Any) -> CorrectionEvent:
    (complete,) = complete_events([AuthoredEvent.model_validate(event(number, **more))])
    return complete


def kept(number: int, facts: dict[str, Any], report_sha256: str | None = None) -> ReplacedManifest:
    content = {
        "contract_version": "paper-manifest-v1.1",
        "work": {"id": ID},
        "facts": facts,
        "facts_sha256": canonical_sha256(facts),
        "report_sha256": report_sha256,
    }
    return read_replaced_manifest(number, json.dumps(content).encode())


def seen(
    events: list[CorrectionEvent],
    snapshots: list[ReplacedManifest],
    facts: dict[str, Any] = NEWEST,
    report_sha256: str | None = None,
) -> tuple[TimelineEntry, ...]:
    return timeline(events, snapshots, facts, report_sha256)


def changes(*args: Any, **more: Any) -> list[list[FieldChange]]:
    return [[*entry.changes] for entry in seen(*args, **more)]


def test_an_event_changed_its_fields_from_what_it_replaced_to_what_is() -> None:
    (entry,) = seen([published(1)], [kept(1, OLD)])
    assert entry.changes == (FieldChange("work.title", "Old", "Newest"),)
    assert entry.snapshot == kept(1, OLD)


def test_an_event_before_others_changed_to_what_the_next_replaced() -> None:
    found = changes([published(1), published(2)], [kept(1, OLD), kept(2, NEW)])
    assert found == [
        [FieldChange("work.title", "Old", "New")],
        [FieldChange("work.title", "New", "Newest")],
    ]


def test_events_before_one_publication_changed_to_what_came_after_all_of_them() -> None:
    events = [published(1), published(2, affected_fields=["work.topics"]), published(3)]
    found = changes(events, [kept(1, OLD), kept(2, OLD), kept(3, NEW)])
    assert found == [
        [FieldChange("work.title", "Old", "New")],
        [FieldChange("work.topics", None, None)],
        [FieldChange("work.title", "New", "Newest")],
    ]


def test_an_event_that_keeps_nothing_stands_between_others() -> None:
    notice = published(2, affected_fields=[], notice={"kind": "addendum"})
    found = changes([published(1), notice, published(3)], [kept(1, OLD), kept(3, NEW)])
    assert found[0] == [FieldChange("work.title", "Old", "New")]
    assert found[1] == []


def test_nobody_knows_what_an_event_changed_whose_past_is_not_kept() -> None:
    (entry,) = seen([published(1)], [])
    assert entry.changes == ()
    assert entry.snapshot is None


def test_values_that_are_no_text_are_canonical_json() -> None:
    (found,) = changes([published(1, affected_fields=["work.topics", "work"])], [kept(1, OLD)])
    assert found == [
        FieldChange("work.topics", None, '["owls"]'),
        FieldChange("work", '{"title":"Old"}', '{"title":"Newest","topics":["owls"]}'),
    ]


def test_a_report_has_digests_alone() -> None:
    events = [published(1, affected_fields=["report"]), published(2, affected_fields=["report"])]
    first, second = "1" * 64, "2" * 64
    found = changes(events, [kept(1, OLD, None), kept(2, OLD, first)], OLD, second)
    assert found == [[FieldChange("report", None, first)], [FieldChange("report", first, second)]]


def test_who_supersedes_is_no_fact_of_the_manifest() -> None:
    fields = ["superseded_by", "work.title"]
    (found,) = changes([published(1, affected_fields=fields)], [kept(1, OLD)])
    assert [each.field for each in found] == ["work.title"]


def test_a_notice_names_the_event_that_lifted_it() -> None:
    concern = published(1, notice={"kind": "expression_of_concern"})
    first, second = seen([concern, published(2, lifts=f"{EVENT}1")], [])
    assert (first.lifted_by, second.lifted_by) == (f"{EVENT}2", None)
    assert first.path == f"notices/{EVENT}1/"


def test_an_event_without_notice_is_a_correction_or_lifts_one() -> None:
    assert notice_title(published(1)) == "Correction"
    assert notice_title(published(2, lifts=f"{EVENT}1")) == "Correction"
    assert notice_title(published(2, lifts=f"{EVENT}1", affected_fields=[])) == "Notice lifted"


def test_an_event_has_a_number() -> None:
    assert event_number("BA7A9361-C120") == 120
