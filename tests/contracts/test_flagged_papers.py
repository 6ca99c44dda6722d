"""The order of flagged papers, and the notice behind a status."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.editorial_status import notice_behind
from sitegen.contracts.flagged_papers import FlaggedPaper, flagging_notice, in_order, newest
from tests.corrected_rows import event, notice

URL = "https://example.org/paper/00000001-0000-4000-8000-000000000000/"


def paper(number: int, at: str | None) -> FlaggedPaper:
    """A removed paper that was flagged at some time."""
    known: dict[str, Any] = {
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "record_id": f"SRCH:{number:08X}",
        "title": "Invented",
        "url": URL,
        "doi": None,
        "editorial_status": "REMOVED",
        "flagged_at": at,
        "falsified": None,
        "notice": None,
        "removal": None,
    }
    return FlaggedPaper.model_validate(known)


def test_the_newest_moment_stands_first_and_papers_without_a_date_last() -> None:
    # 11:00, 12:00 and 12:30 in UTC, which as texts would stand in another order.
    times = (None, "2026-05-03T01:00:00+14:00", "2026-05-02T12:00:00Z", "2026-05-02T07:30:00-05:00")
    papers = [paper(number, at) for number, at in enumerate(times)]
    assert [each.record_id[-1] for each in in_order(papers)] == ["3", "2", "1", "0"]
    tied = [paper(number, "2026-05-02T12:00:00Z") for number in (9, 2)]
    assert [each.record_id[-1] for each in in_order(tied)] == ["2", "9"]
    assert newest("2026-05-03T01:00:00+14:00", "", "2026-05-02T12:00:00Z") == times[2]
    assert newest("", "") is None


@pytest.mark.parametrize(
    ("status", "number"),
    [
        ("RETRACTED", 3),
        ("PARTIALLY_RETRACTED", 1),
        ("CONCERN", None),  # it was lifted
        ("FALSIFIED", None),
        # An earlier version said so of a notice of removal without a tombstone.
        ("REMOVED", 5),
    ],
)
def test_the_notice_behind_a_status_is_the_newest_in_force(status: str, number: int | None) -> None:
    kinds = ("partial_retraction", "retraction", "retraction", "expression_of_concern", "removal")
    events = [
        event(1, position, "2026-05-02T12:00:00Z", notice=notice(kind))
        for position, kind in enumerate(kinds, 1)
    ]
    events.append(event(1, 6, "2026-05-02T12:00:00Z", lifts="00000001-C4"))
    found = flagging_notice(notice_behind(status, events), URL)
    assert (found and found.url) == (number and f"{URL}notices/00000001-C{number}/")
