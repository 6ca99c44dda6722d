"""Dates in the future, judged by a clock that the caller brings."""

from __future__ import annotations

import json

from tests.checks.papers import ID, codes, found, manifest

NOW = "2026-07-02T12:00:00+00:00"
VERDICT = "gate_verdict: {{status: UNVERIFIED, evaluated_at: {}}}"


def test_today_is_not_the_future_wherever_it_has_begun() -> None:
    assert codes(manifest(work=["submitted: 2026-07-02"]), now=NOW) == []
    # At noon in UTC it is already 3 July in the zones that are ahead by twelve hours and more.
    assert codes(manifest(work=["submitted: 2026-07-03"]), now=NOW) == []
    assert codes(manifest(work=["submitted: 2026-07-04"]), now=NOW) == ["SG310"]


def test_a_month_or_year_is_in_the_future_until_it_begins() -> None:
    assert codes(manifest(work=["submitted: 2026-07"]), now=NOW) == []
    assert codes(manifest(work=["submitted: 2026-08"]), now=NOW) == ["SG310"]
    assert codes(manifest(work=["submitted: 2026"]), now=NOW) == []
    assert codes(manifest(work=["submitted: 2027"]), now=NOW) == ["SG310"]


def test_the_next_day_begins_fourteen_hours_before_midnight_in_utc() -> None:
    text = manifest(work=["submitted: 2026-07-03"])
    assert codes(text, now="2026-07-02T09:59:59+00:00") == ["SG310"]
    assert codes(text, now="2026-07-02T10:00:00+00:00") == []


def test_a_verdict_is_judged_by_its_own_zone() -> None:
    assert codes(manifest(VERDICT.format("2026-07-02T14:00:00+02:00")), now=NOW) == []
    assert codes(manifest(VERDICT.format("2026-07-02T14:00:01+02:00")), now=NOW) == ["SG310"]


def test_every_event_of_a_correction_record_is_judged() -> None:
    events = [
        {
            "event_id": f"5EED0001-C{number}",
            "corrected_at": at,
            "correction_type": "METADATA",
            "public_note": "The title was wrong.",
            "affected_fields": ["work.title"],
        }
        for number, at in enumerate(["2026-07-02T12:00:00Z", "2026-07-02T12:00:01Z"], 1)
    ]
    data = {"contract_version": "correction-record-v1", "work": {"id": ID}}
    [finding] = found(corrections=json.dumps(data | {"correction_events": events}), now=NOW)
    assert finding.code == "SG310"
    assert finding.place.file.endswith("corrections.yaml")
    assert "2026-07-02T12:00:01Z" in finding.message
    assert "it is now 2026-07-02T12:00+00:00" in finding.message


def test_nothing_lies_in_the_future_where_there_is_no_clock() -> None:
    assert codes(manifest(work=["submitted: 2999-01-01"])) == []


def test_an_undated_paper_lies_nowhere() -> None:
    assert codes(manifest(), now="1970-01-01T00:00:00+00:00") == []
