"""The drawings of pages: for each filter of a template, what it draws and the template it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts.quality_dimensions import DimensionLevel
from sitegen.render.ladders import level_bar, level_ladder, provenance_ladder
from sitegen.render.score_scales import score_line, score_scale

STEPS: tuple[DimensionLevel, ...] = ("LOW", "MEDIUM", "HIGH")


class Drawn(NamedTuple):
    """A kind of drawing: the function that lays it out, and the template that prints it.

    The function returns the same object for the same drawing, and None if there is none. The
    template has it as the variable `name`.
    """

    layout: Callable[..., object | None]
    template: str
    name: str = "drawing"


class Step(NamedTuple):
    """One step of a dimension: its place and height in pixels, and its class."""

    x: int
    y: int
    height: int
    fill: str


@dataclass(frozen=True, eq=False, slots=True)
class Steps:
    """The level of a dimension in steps; all are hollow if there is none."""

    steps: tuple[Step, ...]


@lru_cache(maxsize=16)
def level_steps(level: DimensionLevel | None) -> Steps:
    """The steps of a dimension with this level."""
    reached = STEPS.index(level) + 1 if level in STEPS else 0
    fills = ["k-data" if number <= reached else "k-track" for number in (1, 2, 3)]
    if not reached:
        fills = ["k-void-rung"] * 3
    places = enumerate(fills)
    return Steps(tuple(Step(18 * at + 1, 13 - 6 * at, 6 + 6 * at, fill) for at, fill in places))


DRAWINGS: Mapping[str, Drawn] = {
    "level_ladder": Drawn(level_ladder, "drawings/ladder.html"),
    "provenance_ladder": Drawn(provenance_ladder, "drawings/ladder.html"),
    "level_bar": Drawn(level_bar, "drawings/level_bar.html"),
    "score_scale": Drawn(score_scale, "drawings/score_scale.html"),
    "score_line": Drawn(score_line, "drawings/score_line.html"),
    "level_steps": Drawn(level_steps, "drawings/level_steps.html"),
}
