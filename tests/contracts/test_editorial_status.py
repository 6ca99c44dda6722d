"""One status for every paper: the first that applies, in the order of the contract's table."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.correction_events import AuthoredEvent, complete_events
from sitegen.contracts.editorial_status import (
    editorial_status,
    published_statuses,
    removed_status,
)
from tests.contracts.papers import EVENT, corrections, event, paper

NEWER = "5eed0001-0000-4000-8000-00000000c0de"
EVIDENCE: dict[str, Any] = {
    "artifacts": [
        {"type": "counterexample", "label": "Counterexample"},
        {"type": "lean4_proof", "label": "Proof"},
    ]
}


def notice(number: int, kind: str, **changes: Any) -> dict[str, Any]:
    return event(number, notice={"kind": kind}, **changes)


def status_of(*events: dict[str, Any], gate: str | None = None, superseded: bool = False) -> Any:
    changes = EVIDENCE | ({"gate_verdict": {"status": gate}} if gate else {})
    by = {"superseded_by": NEWER} if superseded else {}
    record = corrections(*events, **by) if events or superseded else None
    return paper(changes, corrected=record).manifest.editorial_status


# Status, title prefix, whether there is a banner, a line or neither, and whether citations note it.
TABLE = [
    ("WITHDRAWN", "WITHDRAWN: ", "banner", True, ([notice(1, "removal")], None, False)),
    ("WITHDRAWN", "WITHDRAWN: ", "banner", True, ([notice(1, "withdrawal")], None, False)),
    ("RETRACTED", "RETRACTED: ", "banner", True, ([notice(1, "retraction")], None, False)),
    (
        *("PARTIALLY_RETRACTED", "PARTIALLY RETRACTED: ", "banner", True),
        ([notice(1, "partial_retraction")], None, False),
    ),
    (
        *("CONCERN", "EXPRESSION OF CONCERN: ", "banner", True),
        ([notice(1, "expression_of_concern")], None, False),
    ),
    ("SUPERSEDED", "", "banner", True, ([], None, True)),
    ("FALSIFIED", "", "banner", True, ([], "FALSIFIED", False)),
    ("CORRECTED", "", "line", True, ([event()], None, False)),
    ("VERIFIED", "", "none", False, ([], "VERIFIED", False)),
    ("UNVERIFIED", "", "none", False, ([], "UNVERIFIED", False)),
    ("UNVERIFIED", "", "none", False, ([], None, False)),
]


@pytest.mark.parametrize(("status", "prefix", "emphasis", "is_noted", "given"), TABLE)
def test_each_line_of_the_table(
    status: str, prefix: str, emphasis: str, is_noted: bool, given: Any
) -> None:
    events, gate, superseded = given
    found = status_of(*events, gate=gate, superseded=superseded)
    assert (found.status, found.title_prefix, found.emphasis) == (status, prefix, emphasis)
    assert bool(found.statement) is is_noted


def test_the_first_of_the_table_wins_whatever_came_last() -> None:
    kinds = ["withdrawal", "retraction", "partial_retraction", "expression_of_concern"]
    statuses = ["WITHDRAWN", "RETRACTED", "PARTIALLY_RETRACTED", "CONCERN"]
    for first, status in enumerate(statuses):
        rest = kinds[first:]
        for order in (rest, rest[::-1]):
            events = [notice(number, kind) for number, kind in enumerate(order, 1)]
            found = status_of(*events, gate="FALSIFIED", superseded=True)
            assert found.status == status, order


@pytest.mark.parametrize("kind", ["correction", "erratum", "addendum"])
def test_a_plain_notice_makes_a_corrected_paper(kind: str) -> None:
    assert status_of(notice(1, kind)).status == "CORRECTED"
    assert status_of(notice(1, kind), gate="VERIFIED").status == "CORRECTED"
    assert status_of(notice(1, kind), gate="FALSIFIED").status == "FALSIFIED"
    assert status_of(notice(1, kind), superseded=True).status == "SUPERSEDED"


def test_a_lifted_concern_leaves_a_corrected_paper() -> None:
    concern = notice(1, "expression_of_concern")
    assert status_of(concern, event(2, lifts=f"{EVENT}1")).status == "CORRECTED"
    assert status_of(concern, event(2, lifts=f"{EVENT}1"), gate="FALSIFIED").status == "FALSIFIED"


def test_a_lift_reinstates_a_retracted_paper() -> None:
    lifted = status_of(notice(1, "retraction"), event(2, lifts=f"{EVENT}1"))
    assert (lifted.status, lifted.title_prefix) == ("CORRECTED", "")


def test_a_lift_ends_one_notice_and_no_other() -> None:
    events = [
        notice(1, "expression_of_concern"),
        notice(2, "retraction"),
        event(3, lifts=f"{EVENT}1"),
    ]
    assert status_of(*events).status == "RETRACTED"
    assert status_of(*events[:2], event(3, lifts=f"{EVENT}2")).status == "CONCERN"


def test_a_notice_after_a_lift_is_in_force_again() -> None:
    events = [
        notice(1, "expression_of_concern"),
        event(2, lifts=f"{EVENT}1"),
        notice(3, "expression_of_concern"),
    ]
    found = status_of(*events)
    assert (found.status, found.notice.event_id) == ("CONCERN", f"{EVENT}3")


def test_one_event_may_lift_a_concern_and_retract() -> None:
    events = [
        notice(1, "expression_of_concern"),
        notice(2, "retraction", lifts=f"{EVENT}1"),
    ]
    found = status_of(*events)
    assert (found.status, found.notice.event_id) == ("RETRACTED", f"{EVENT}2")


def test_the_status_carries_the_notice_behind_it() -> None:
    retraction = {
        "kind": "retraction",
        "issued_by": "The publisher",
        "reasons": ["The data were invented."],
        "doi": "10.5281/zenodo.2",
    }
    found = status_of(event(1), event(2, notice=retraction, public_note="It was **retracted**."))
    assert found.notice.model_dump() == {
        "event_id": f"{EVENT}2",
        "kind": "retraction",
        "at": "2026-07-02T09:00:00+00:00",
        "issued_by": "The publisher",
        "reasons": ("The data were invented.",),
        "doi": "10.5281/zenodo.2",
        "public_note": "It was **retracted**.",
    }


def test_of_two_retractions_the_newest_is_told() -> None:
    found = status_of(notice(1, "retraction"), notice(2, "retraction"))
    assert found.notice.event_id == f"{EVENT}2"


def test_a_partial_retraction_never_hides_a_whole_one() -> None:
    for first, second in (
        ("retraction", "partial_retraction"),
        ("partial_retraction", "retraction"),
    ):
        found = status_of(notice(1, first), notice(2, second))
        assert (found.status, found.notice.kind) == ("RETRACTED", "retraction")


def test_a_record_that_states_no_verdict_has_a_status_of_its_own() -> None:
    stated = editorial_status((), None, None)
    assert (stated.status, stated.label) == ("NOT_STATED", "Not stated in this record")
    assert (stated.title_prefix, stated.emphasis, stated.statement) == ("", "none", "")
    assert stated.sayings == ()
    assert editorial_status((), NEWER, None).status == "SUPERSEDED"


def test_a_tombstone_alone_removes_a_paper() -> None:
    removal = complete_events([AuthoredEvent.model_validate(notice(1, "removal"))])
    found = removed_status(removal)
    assert (found.status, found.notice and found.notice.event_id) == ("REMOVED", f"{EVENT}1")
    assert (removed_status().status, removed_status().notice) == ("REMOVED", None)


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("removal", ("WITHDRAWN", "REMOVED")),
        ("partial_retraction", ("PARTIALLY_RETRACTED", "RETRACTED")),
        ("retraction", ("RETRACTED",)),
        ("correction", ("CORRECTED",)),
    ],
)
def test_what_an_earlier_version_published_of_a_notice_is_known(
    kind: str, statuses: tuple[str, ...]
) -> None:
    events = complete_events([AuthoredEvent.model_validate(notice(1, kind))])
    assert published_statuses(events, None, "UNVERIFIED") == statuses


def test_a_corrected_paper_carries_its_last_event_and_a_verified_one_none() -> None:
    assert status_of(event(1), event(2)).notice.event_id == f"{EVENT}2"
    assert status_of(event(1)).notice.kind is None
    assert status_of(gate="VERIFIED").notice is None
    assert status_of(superseded=True).notice is None


def test_the_title_carries_the_prefix_and_the_record_does_not() -> None:
    retracted = paper(corrected=corrections(notice(1, "retraction")))
    assert retracted.display_title == "RETRACTED: An invented paper"
    assert retracted.manifest.work.title == "An invented paper"
