"""A correction record belongs to its paper, and its events follow one another."""

from __future__ import annotations

import json

import pytest

from sitegen.contracts.correction_events import event_sha256
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from tests.checks.papers import ID, codes, found, manifest, understood

OTHER = "5eed0002-0000-4000-8000-000000000002"
FACTS = [
    "work",
    "work.title",
    "work.lead_source.url",
    "work.creators[1].orcid",
    "report",
    "report.claims[3].text",
    "artifacts[0]",
    "limitations[1]",
    "quality_assessment.dimensions.novelty.level",
    "gate_verdict",
]
NO_FACTS = [
    "title",
    "work.titel",
    "work..title",
    "work.title.",
    ".work",
    "work.title[0]",
    "work[0]",
    "Work.title",
    "[0]",
    "report.claims[x]",
    "report.claims[-1]",
    "artifacts.type",
    "report.none",
    "contract_version",
    "draft",
]


def event(number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "event_id": f"5EED0001-C{number}",
        "corrected_at": f"2026-07-{number:02}T09:00:00+00:00",
        "correction_type": "METADATA",
        "public_note": "The title was wrong.",
        "affected_fields": ["work.title"],
    } | changes


def record(*events: dict[str, object], **more: object) -> str:
    """A correction record; JSON is YAML, too."""
    work = {"id": ID}
    data = {"contract_version": "correction-record-v1", "work": work, "correction_events": events}
    return json.dumps(data | more)


def broken(*events: dict[str, object], **more: object) -> list[str]:
    return codes(corrections=record(*events, **more))


def notice(kind: str) -> dict[str, object]:
    return {"notice": {"kind": kind}, "affected_fields": []}


def test_a_correction_record_without_events_is_good() -> None:
    assert broken() == []


def test_events_of_this_paper_in_order_are_good() -> None:
    assert broken(event(1), event(2), event(3)) == []


# ---------------------------------------------------------------------------- SG501, SG503


def test_corrections_of_another_paper_are_reported_once_not_for_each_event() -> None:
    events = (event(1, event_id="5EED0002-C1"), event(2, event_id="5EED0002-C2"))
    assert broken(*events, work={"id": OTHER}) == ["SG501"]


def test_a_mistyped_paper_id_does_not_make_its_events_wrong() -> None:
    assert broken(event(1), work={"id": OTHER}) == ["SG501"]


def test_an_event_of_another_paper_is_answered_with_the_right_id() -> None:
    [finding] = found(corrections=record(event(1), event(2, event_id="ABCDEF01-C2")))
    assert finding.code == "SG503"
    assert finding.hint == "write 5EED0001-C2"


# ------------------------------------------------------------------------- SG502, SG504, SG505


def test_an_id_that_is_used_three_times_is_reported_twice() -> None:
    events = [event(number, event_id="5EED0001-C1") for number in (1, 2, 3)]
    assert broken(*events) == ["SG502", "SG502"]


def test_events_are_numbered_one_after_the_other_from_one() -> None:
    assert broken(event(1), event(2), event(3)) == []
    assert broken(event(1), event(9), event(10)) == ["SG515"]
    assert broken(event(2), event(3)) == ["SG515"]


@pytest.mark.parametrize(
    ("second", "is_late_enough"),
    [
        ("2026-07-01T09:00:00+00:00", True),  # the same moment
        ("2026-07-01T11:00:00+02:00", True),  # the same moment in another zone
        ("2026-07-01T10:59:59+02:00", False),
        ("2026-07-01T08:00:00-02:00", True),
        ("2026-07-01T08:59:59.999999Z", False),
    ],
)
def test_events_are_in_order_whatever_their_zones(second: str, is_late_enough: bool) -> None:
    assert broken(event(1), event(2, corrected_at=second)) == ([] if is_late_enough else ["SG504"])


@pytest.mark.parametrize(
    ("corrected_at", "is_late_enough"),
    [
        ("2026-07-02T00:00:00+14:00", True),
        ("2026-07-01T23:59:59+14:00", False),
        ("2026-07-02T00:00:00-12:00", True),
    ],
)
def test_a_correction_may_follow_on_the_day_of_submission_anywhere(
    corrected_at: str, is_late_enough: bool
) -> None:
    text = manifest(work=["submitted: 2026-07-02"])
    corrections = record(event(1, corrected_at=corrected_at))
    assert codes(text, corrections=corrections) == ([] if is_late_enough else ["SG505"])


# ------------------------------------------------------------------------------ SG506 fields


@pytest.mark.parametrize("field", FACTS)
def test_a_path_of_a_fact_can_be_affected(field: str) -> None:
    assert broken(event(affected_fields=[field])) == []


@pytest.mark.parametrize("field", [*NO_FACTS, "work title", "work.\u00adtitle", "x" * 5000])
def test_a_path_of_no_fact_cannot_be_affected(field: str) -> None:
    [finding] = found(corrections=record(event(affected_fields=[field])))
    assert finding.code == "SG506"
    assert finding.message.isprintable()
    assert len(finding.message) < 120


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("tier", "quality_assessment.tier"),
        ("work.titel", "work.title"),
        ("report.claims[0].txt", "report.claims[0].text"),
        ("gate_verdict.state", "gate_verdict.status"),
        ("title", "work.title"),
    ],
)
def test_a_misspelt_path_is_answered_with_the_nearest_one(field: str, meant: str) -> None:
    [finding] = found(corrections=record(event(affected_fields=[field])))
    assert f"did you mean {meant}?" in finding.hint


def test_a_path_that_is_like_none_gets_no_suggestion() -> None:
    [finding] = found(corrections=record(event(affected_fields=["zzz"])))
    assert finding.hint.startswith("write the path")


# ------------------------------------------------------------------------- SG507, SG508 notices


def test_an_event_says_what_changed_by_a_field_a_notice_or_what_it_lifts() -> None:
    assert broken(event(1, affected_fields=[])) == ["SG507"]
    assert broken(event(1, **notice("erratum"))) == []
    lifting = event(2, affected_fields=[], lifts="5EED0001-C1")
    assert broken(event(1, **notice("expression_of_concern")), lifting) == []


def test_a_notice_is_lifted_once_and_only_by_a_later_event() -> None:
    concern = event(1, **notice("expression_of_concern"))
    assert broken(concern, event(2, lifts="5EED0001-C1"), event(3, lifts="5EED0001-C1")) == [
        "SG508"
    ]
    assert broken(event(1, lifts="5EED0001-C2"), event(2, **notice("retraction"))) == ["SG508"]
    assert broken(event(1, lifts="5EED0001-C1", **notice("retraction"))) == ["SG508"]


def test_a_notice_can_be_lifted_again_after_it_was_issued_again() -> None:
    assert (
        broken(
            event(1, **notice("retraction")),
            event(2, lifts="5EED0001-C1"),
            event(3, **notice("retraction")),
            event(4, lifts="5EED0001-C3"),
        )
        == []
    )


def test_a_lifted_notice_no_longer_decides_the_status() -> None:
    retraction = event(1, **notice("retraction"))
    retracted = understood(corrections=record(retraction)).paper
    reinstated = understood(corrections=record(retraction, event(2, lifts="5EED0001-C1"))).paper
    assert retracted is not None
    assert reinstated is not None
    assert retracted.manifest.editorial_status.status == "RETRACTED"
    assert reinstated.manifest.editorial_status.status == "CORRECTED"


# ------------------------------------------------------------------------------ SG509 chain


def digest(text: str) -> str:
    """The digest of the last event of a record."""
    data = json.loads(text)
    return event_sha256(AuthoredCorrectionRecord.model_validate(data).correction_events[-1])


def test_a_chain_holds_as_long_as_no_earlier_event_changes() -> None:
    first = event(1)
    second = event(2, previous_event_sha256=digest(record(first)))
    third = event(3, previous_event_sha256=digest(record(first, second)))
    assert broken(first, second, third) == []
    assert broken(event(1, public_note="Another note."), second, third) == ["SG509"]
    assert broken(first, third) == ["SG509", "SG515"]
    assert broken(first, event(2), third) == ["SG509"]


def test_a_chain_may_begin_at_any_event() -> None:
    second = event(2)
    third = event(3, previous_event_sha256=digest(record(event(1), second)))
    assert broken(event(1), second, third) == []


def test_the_first_event_has_none_before_it() -> None:
    [finding] = found(corrections=record(event(1, previous_event_sha256="0" * 64)))
    assert "the first event has a `previous_event_sha256`" in finding.message


def test_a_broken_chain_shows_the_digest_that_would_be_right() -> None:
    wrong = event(2, previous_event_sha256="0" * 64)
    [finding] = found(corrections=record(event(1), wrong))
    assert digest(record(event(1))) in finding.message


def test_writing_out_what_is_absent_anyway_does_not_change_the_digest_of_an_event() -> None:
    short, long = {"kind": "erratum"}, {"kind": "erratum", "reasons": []}
    assert digest(record(event(notice=short))) == digest(record(event(notice=long)))
    assert digest(record(event(notice=short))) != digest(record(event()))


# ------------------------------------------------------------------------- SG510 supersession


def test_a_paper_is_superseded_by_another() -> None:
    assert broken(superseded_by=OTHER) == []
    assert broken(superseded_by=ID) == ["SG510"]
    assert codes(manifest(work=[f"supersedes: [{OTHER}, {ID}]"])) == ["SG510"]
