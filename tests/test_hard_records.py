"""The records that are hard to cite: enough of them, each one right, and the same every time."""

from __future__ import annotations

from tests.hard_records import NUMBER, STATUSES, hard_papers, hard_records


def test_there_are_two_hundred_and_each_is_a_paper_of_its_own() -> None:
    records = hard_records()
    assert len(records) == NUMBER == len({each.name for each in records})
    assert len({each.work["id"] for each in records}) == NUMBER
    assert [*hard_papers()] == [each.name for each in records]


def test_they_have_every_status_that_a_record_can_have() -> None:
    statuses = {each.manifest.editorial_status.status for each in hard_papers().values()}
    assert len(statuses) >= len(STATUSES) - 1  # a correction and an addendum have one status
