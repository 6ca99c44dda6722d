"""The monitor: which facts of a record call for a second look."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.review_monitor import ReviewMonitor
from tests.contracts.papers import corrections, event, paper

CLEAR: dict[str, Any] = {"work.doi": "10.5281/zenodo.1"}
DECLARED = {"artifacts": [{"type": "counterexample", "label": "Counterexample"}]}
HELD = {
    "artifacts": [{"type": "counterexample", "label": "Counterexample", "path": "artifacts/a.txt"}]
}
PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
FALSIFIED = {"gate_verdict": {"status": "FALSIFIED"}}


def monitor(changes: dict[str, Any], **options: Any) -> ReviewMonitor:
    return paper(CLEAR | changes, **options).manifest.quality_assessment.review_monitor


@pytest.mark.parametrize(
    ("changes", "state", "active"),
    [
        ({}, "CLEAR", ()),
        (HELD, "CLEAR", ()),
        ({"work.doi": None}, "WATCH", ("NO_EXTERNAL_RECORD",)),
        (DECLARED, "WATCH", ("ARTIFACT_DECLARED_ONLY",)),
        ({"verification.source_grounded_claims": 0}, "WATCH", ("NO_GROUNDED_CLAIMS",)),
        (
            {"verification": None, "quality_assessment.review_score": 6.0},
            *("WATCH", ("NO_GROUNDED_CLAIMS",)),
        ),
        (HELD | FALSIFIED, "REVIEW_REQUIRED", ("GATE_FALSIFIED",)),
        ({"quality_assessment.review_score": 4.9}, "REVIEW_REQUIRED", ("QUARANTINE_TIER",)),
        (
            DECLARED | FALSIFIED | {"work.doi": None},
            "REVIEW_REQUIRED",
            ("GATE_FALSIFIED", "NO_EXTERNAL_RECORD", "ARTIFACT_DECLARED_ONLY"),
        ),
        (
            {
                "artifacts": [{"type": "external_record", "label": "Record"}],
                "work.doi": None,
            },
            *("WATCH", ("ARTIFACT_DECLARED_ONLY",)),
        ),
    ],
)
def test_each_trigger_follows_from_a_fact(
    changes: dict[str, Any], state: str, active: tuple[str, ...]
) -> None:
    record = monitor(changes, files={"artifacts/a.txt": b"."} if "artifacts" in changes else None)
    assert (record.monitor_state, record.active_triggers) == (state, active)


def test_a_correction_is_watched() -> None:
    record = monitor({}, corrected=corrections(event()))
    assert (record.monitor_state, record.active_triggers) == ("WATCH", ("CORRECTION_RECORDED",))


def test_all_triggers_are_listed_with_what_they_mean() -> None:
    listed = monitor({}).monitored_triggers
    assert [each.trigger for each in listed] == [
        *("GATE_FALSIFIED", "QUARANTINE_TIER", "NO_GROUNDED_CLAIMS", "CORRECTION_RECORDED"),
        *("NO_EXTERNAL_RECORD", "ARTIFACT_DECLARED_ONLY"),
    ]
    assert all(each.description.endswith(".") for each in listed)


@pytest.mark.parametrize(
    ("changes", "state", "reasons", "further"),
    [
        ({}, "clear", "", "None of the six watched triggers is active."),
        ({"work.doi": None}, "watch", "no external archive is known to hold the record", ""),
        (
            *(PARTIAL, "not decided"),
            "this record does not state its gate verdict or whether all its artifacts are public",
            "No trigger is known to be active.",
        ),
        (
            PARTIAL | {"gate_verdict": {"status": "FALSIFIED", "reason": "So."}},
            *("review required", "the gate falsified a claim"),
            "Another trigger is not decided, because this record does not state whether all its "
            "artifacts are public.",
        ),
        (
            PARTIAL | {"verification.source_grounded_claims": 0},
            *("watch", "no claim is known to be grounded in a source"),
            "Other triggers are not decided, because this record does not state its gate verdict "
            "or whether all its artifacts are public.",
        ),
    ],
)
def test_the_monitor_says_its_state_why_and_what_is_open(
    changes: dict[str, Any], state: str, reasons: str, further: str
) -> None:
    record = monitor(changes)
    assert (record.state, record.reasons, record.further) == (state, reasons, further)
    assert (record.state, record.reasons) == (state, reasons)
