"""Places for the labels of a scale, each as near to what it names as the others allow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def spread(wanted: Sequence[float], gaps: Sequence[float], most: float) -> list[float]:
    """Places in the order of the wanted ones, with at least the gaps between neighbours.

    The places are the nearest to the wanted ones by least squares, from 0 to `most`, or beyond it
    if the gaps leave no room. `gaps` has one entry less than `wanted`.
    """
    offsets = [0.0, *accumulate(gaps)]
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        mean, size = place - offset, 1
        # Neighbours that would collide move together, to the mean of what they want.
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean = (mean * size + other * others) / (size + others)
            size += others
        pools.append((mean, size))
    highest = max(0.0, most - offsets[-1])
    moved = [min(max(mean, 0.0), highest) for mean, size in pools for _ in range(size)]
    return [place + offset for place, offset in zip(moved, offsets, strict=True)]
