"""What a transcription says of its source, beside the facts that it took from there."""

from __future__ import annotations

import pytest

from tests.checks.papers import codes, found, manifest


def transcribed(seen: str, *more: str, work: tuple[str, ...] = ()) -> str:
    head = ("completeness: PARTIAL", f"transcribed_from: {{title: A page, seen: {seen}}}")
    return manifest(*head, *more, work=[*work])


@pytest.mark.parametrize(
    ("seen", "evaluated_at", "is_before"),
    [
        ("2026-07-01", "2026-07-01T03:48:27+00:00", False),
        ("2026-07-01", "2026-07-02T11:59:59+00:00", False),  # still 1 July at UTC-12
        ("2026-07-01", "2026-07-02T12:00:00+00:00", True),
        ("2026-07-01", "2026-07-02T01:00:00-12:00", True),
        ("9999-12-31", "2026-07-02T12:00:00+00:00", False),
        ("0001-01-01", "2026-07-02T12:00:00+00:00", True),
    ],
)
def test_a_source_that_was_read_before_the_verdict_does_not_state_it(
    seen: str, evaluated_at: str, is_before: bool
) -> None:
    verdict = f"gate_verdict: {{status: UNVERIFIED, evaluated_at: {evaluated_at}}}"
    assert codes(transcribed(seen, verdict)) == (["SG331"] if is_before else [])


def test_a_source_that_was_read_before_the_submission_does_not_state_it() -> None:
    assert codes(transcribed("2026-07-01", work=("submitted: 2026-07-02",))) == []
    assert codes(transcribed("2026-06-30", work=("submitted: 2026-07-03",))) == ["SG331"]


def test_a_source_is_not_read_in_the_future() -> None:
    now = "2026-07-02T12:00:00+00:00"
    assert codes(transcribed("2026-07-03"), now=now) == []
    assert codes(transcribed("2026-07-04"), now=now) == ["SG310"]


@pytest.mark.parametrize(
    ("artifacts", "says"),
    [
        ("[]", "no artifact behind the status VERIFIED is listed"),
        ("[{type: dataset, label: Data}]", "no artifact behind the status VERIFIED is listed"),
        ("[{type: repro_script, label: Script}]", "only a part of the artifacts"),
    ],
)
def test_a_verdict_is_told_how_much_of_its_evidence_is_missing(artifacts: str, says: str) -> None:
    verdict = "gate_verdict: {status: VERIFIED, reason: It was reproduced.}"
    text = transcribed("2026-07-01", verdict, f"artifacts: {artifacts}")
    (told,) = [each for each in found(text) if each.code == "SG412"]
    assert told.message.startswith(says)
