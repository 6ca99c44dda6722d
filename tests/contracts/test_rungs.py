"""What a record states of each rung of a ladder."""

from __future__ import annotations

import pytest

from sitegen.contracts.rungs import LadderState, RungState

REACHED, MISSED, NOT_STATED = RungState.REACHED, RungState.MISSED, RungState.NOT_STATED


@pytest.mark.parametrize(
    ("value", "state"),
    [(3, REACHED), (True, REACHED), (0, MISSED), (False, MISSED), (None, NOT_STATED)],
)
def test_a_count_says_the_state_of_a_rung(value: int | None, state: RungState) -> None:
    assert RungState.of(value) is state


def test_rungs_above_and_below_that_of_the_record_are_told_apart() -> None:
    ladder = LadderState(3, (REACHED, MISSED, REACHED, MISSED, NOT_STATED))
    assert [ladder.below(each) for each in RungState] == [(1,), (2,), ()]
    assert [ladder.above(each) for each in RungState] == [(), (4,), (5,)]


def test_of_a_level_that_is_not_stated_every_rung_is_above() -> None:
    assert LadderState(None, (NOT_STATED, MISSED)).above(NOT_STATED) == (1,)
    assert LadderState(None, (NOT_STATED, MISSED)).below(MISSED) == ()
