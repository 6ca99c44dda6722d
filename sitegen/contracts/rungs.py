"""The rungs of a ladder of levels, and what a record states of each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class RungState(Enum):
    """What a record states of one rung."""

    REACHED = "reached"
    MISSED = "missed"
    NOT_STATED = "not stated"

    # Drawings are kept by their ladders, and there is only one object for each state.
    __hash__ = object.__hash__

    @classmethod
    def of(cls, value: object) -> RungState:
        """The state of a rung by a count or a yes or no; None if it is not stated."""
        if value is None:
            return cls.NOT_STATED
        return cls.REACHED if value else cls.MISSED


class LadderState(NamedTuple):
    """Where a record stands on a ladder; None if that is not stated.

    `states` are those of the rungs from 1 upwards. A record that is above a rung need not have
    reached it: an external archive can hold a paper without a report.
    """

    level: int | None
    states: tuple[RungState, ...]

    def above(self, state: RungState) -> tuple[int, ...]:
        """The rungs above the record's that have this state, lowest first."""
        return self._numbers(state, range((self.level or 0) + 1, len(self.states) + 1))

    def below(self, state: RungState) -> tuple[int, ...]:
        """The rungs below the record's that have this state, lowest first."""
        return self._numbers(state, range(1, self.level or 0))

    def _numbers(self, state: RungState, numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(number for number in numbers if self.states[number - 1] is state)
