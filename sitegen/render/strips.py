"""Levels and score of a record as strips for paper: rows of cells, and a sentence for each.

A strip takes its rungs, zones and words from the drawings of the page (`ladders`, `score_scales`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from sitegen.contracts.published_paper import LABELS, PublishedPaper
from sitegen.contracts.rungs import LadderState, RungState
from sitegen.render.ladders import (
    LEVEL_NAMES,
    MEANING,
    PROVENANCE_NAMES,
    Ladder,
    level_ladder,
    provenance_ladder,
)
from sitegen.render.score_scales import ScoreScale, Zone, score_scale

# Where the record stands, what it has reached or not, and what is not stated of it.
Kind = Literal["here", "reached", "missed", "unstated"]
KINDS: dict[RungState, Kind] = {
    RungState.REACHED: "reached",
    RungState.MISSED: "missed",
    RungState.NOT_STATED: "unstated",
}


class Cell(NamedTuple):
    """One rung or zone, or the score between the zones."""

    text: str
    kind: Kind


class Strip(NamedTuple):
    """One strip: its label, its cells from the lowest up, and all of it in words."""

    label: str
    cells: tuple[Cell, ...]
    sentence: str


def strips(paper: PublishedPaper) -> tuple[Strip, ...]:
    """The strips of a paper: verification level, review score, provenance."""
    level, provenance = paper.level_panel, paper.provenance_panel
    levels, sources = level_ladder(level), provenance_ladder(provenance)
    scale = score_scale(paper.tier_panel)
    return (
        Strip(
            LABELS["verification_level"]["title"],
            tuple(_rungs(levels, level.ladder, LEVEL_NAMES)),
            levels.says,
        ),
        Strip(
            LABELS["head"]["quality_assessment.review_score"], tuple(_zones(scale)), scale.stands
        ),
        Strip(
            LABELS["source_provenance"]["title"],
            tuple(_rungs(sources, provenance.ladder, PROVENANCE_NAMES)),
            f"{sources.says} {MEANING}",
        ),
    )


def _rungs(ladder: Ladder, state: LadderState, names: Mapping[int, str]) -> Iterator[Cell]:
    """The numbers of the rungs from the lowest up, with the name of the one of the record."""
    for rung in reversed(ladder.rungs):
        if rung.number == state.level:
            yield Cell(f"{rung.number} {names[rung.number]}", "here")
        elif rung.number:
            yield Cell(str(rung.number), KINDS[state.states[rung.number - 1]])


def _zones(scale: ScoreScale) -> Iterator[Cell]:
    """The zones with the scores at which they begin, and the score of the record in its place."""
    for zone in scale.frame.zones[::-1]:
        yield Cell(f"{zone.first_score} {zone.name}", _kind(zone, scale.zone))
        if zone == scale.zone:
            yield Cell(scale.score, "here")


def _kind(zone: Zone, standing: Zone | None) -> Kind:
    """Whether a score that is in the zone `standing` has reached another one."""
    if standing is None:
        return "unstated"
    return "reached" if zone.start <= standing.start else "missed"
