"""Labels keep their order and their distance, and stay as near as they can."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.label_places import spread

PLACES = st.lists(st.floats(0, 200), min_size=1, max_size=9).map(sorted)


@given(PLACES, st.floats(0, 20))
def test_neighbours_do_not_collide(wanted: list[float], gap: float) -> None:
    found = spread(wanted, [gap] * (len(wanted) - 1), 200)
    assert all(after - before >= gap - 1e-9 for before, after in pairwise(found))
    assert min(found) >= 0
    assert max(found) <= 200 + 1e-9


def test_labels_with_room_stay_where_they_belong() -> None:
    assert spread([0, 30, 60], [20, 20], 100) == [0, 30, 60]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [([50, 50], [45, 55]), ([50, 50, 50], [40, 50, 60]), ([0, 0], [0, 10]), ([99, 99], [90, 100])],
)
def test_labels_at_one_place_move_apart_evenly_if_there_is_room(
    wanted: list[float], found: list[float]
) -> None:
    assert spread(wanted, [10] * (len(wanted) - 1), 100) == found
