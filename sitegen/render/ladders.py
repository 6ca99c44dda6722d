"""Ladders of levels as drawings: where each rung lies, and the sentences that say the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sitegen.contracts import source_provenance, verification_levels
from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.rungs import LadderState, RungState
from sitegen.contracts.shown_levels import LevelPanel, ProvenancePanel
from sitegen.contracts.verification_levels import Verification

LEVEL_NAMES = {number: label for number, (_, label, _) in enumerate(verification_levels.LEVELS)}
HIGHEST_LEVEL = max(LEVEL_NAMES)
PROVENANCE_NAMES = {number: name for number, (_, name) in source_provenance.LEVELS.items()}
# Pixels. A name has so many letters that it fits beside its number on a phone.
TOP, BOTTOM, STEP, LINE, MOST_LETTERS = 12, 14, 26, 17, 26
HERE, OTHER, GROUND = "8", "4.5", ""
MEANING = "It says what can be inspected and where it is archived, not whether it is true."


@dataclass(frozen=True, eq=False, slots=True)
class Rung:
    """One rung: its number, its name on one line or two, and how it is marked.

    A filled circle was reached, a hollow one was not; `radius` is larger where the record stands.
    The ground below the ladder is a line, without a radius.
    """

    number: int
    lines: tuple[str, ...]
    y: int
    radius: str
    mark: str
    text: str

    @property
    def baseline(self) -> int:
        """Where its text stands, so that it is in line with the circle."""
        return self.y + 5


@dataclass(frozen=True, eq=False, slots=True)
class Ladder:
    """A ladder, highest rung first; `at` is the height at which its record stands."""

    height: int
    rungs: tuple[Rung, ...]
    at: int
    says: str
    caption: str


@dataclass(frozen=True, eq=False, slots=True)
class LevelBar:
    """A level as a row of segments, each with its place in percent and its class."""

    segments: tuple[tuple[str, str], ...]


def level_ladder(panel: LevelPanel) -> Ladder:
    """The ladder of verification levels, with the rung of a record."""
    return _level_ladder(panel.ladder)


def provenance_ladder(panel: ProvenancePanel) -> Ladder:
    """The ladder of provenance, with the rung of a record."""
    return _provenance_ladder(panel.ladder, is_least=panel.provenance.is_least)


def level_bar(verification: Verification) -> LevelBar:
    """The level of a record beside its name; hollow if it is not stated."""
    return _level_bar(verification.paper_level)


@lru_cache(maxsize=256)
def _level_ladder(state: LadderState) -> Ladder:
    if state.level is None:
        says = f"Level: {NOT_STATED}. No rung of the ladder is marked."
        return _ladder(state, LEVEL_NAMES, says, f"Level: {NOT_STATED}.")
    where = f"Level {state.level} of {HIGHEST_LEVEL}"
    says = f"{where}, {LEVEL_NAMES[state.level]}. {_others(state, LEVEL_NAMES)}"
    return _ladder(state, LEVEL_NAMES, says.rstrip(), f"{where}. {_key(state)}".rstrip())


@lru_cache(maxsize=64)
def _provenance_ladder(state: LadderState, *, is_least: bool) -> Ladder:
    level, names = state.level or 1, PROVENANCE_NAMES
    where = f"Provenance level {level} of {max(names)}{' at least' if is_least else ''}"
    says = f"{where}, {names[level]}. {_others(state, names)}"
    caption = f"{where}. {MEANING} {_key(state)}"
    return _ladder(state, names, says.rstrip(), caption.rstrip())


@lru_cache(maxsize=16)
def _level_bar(level: int | None) -> LevelBar:
    share = 100 / HIGHEST_LEVEL
    kinds = [
        "k-void-rung" if level is None else "k-data" if number < level else "k-track"
        for number in range(HIGHEST_LEVEL)
    ]
    return LevelBar(tuple((f"{at * share:.2f}", kind) for at, kind in enumerate(kinds)))


def _others(state: LadderState, names: Mapping[int, str]) -> str:
    """The rungs that the record has not reached, and those of which nothing is stated."""
    parts = []
    for said, kind in (("Not reached", RungState.MISSED), ("Not stated", RungState.NOT_STATED)):
        if numbers := (*state.below(kind), *state.above(kind)):
            parts.append(f"{said}: {', '.join(f'{each} {names[each]}' for each in numbers)}.")
    return " ".join(parts)


def _key(state: LadderState) -> str:
    """How to read the rungs that are not filled; all are if there are no words."""
    hollow = "Hollow rungs were not reached." if RungState.MISSED in state.states else ""
    dashed = "Dashed rungs are not stated." if RungState.NOT_STATED in state.states else ""
    return f"{hollow} {dashed}".strip()


def _ladder(state: LadderState, names: Mapping[int, str], says: str, caption: str) -> Ladder:
    rungs = tuple(_rungs(state, names))
    height = rungs[-1].y + BOTTOM
    standing = [rung.y for rung in rungs if rung.radius == HERE]
    return Ladder(height, rungs, standing[0] if standing else height - BOTTOM, says, caption)


def _rungs(state: LadderState, names: Mapping[int, str]) -> Iterable[Rung]:
    y = TOP
    for number in sorted(names, reverse=True):
        lines = tuple(textwrap.wrap(names[number], MOST_LETTERS, break_on_hyphens=False))
        mark, text = _marks(state, number)
        radius = HERE if number == state.level else OTHER if number else GROUND
        yield Rung(number, lines, y, radius, mark, text)
        y += STEP + LINE * (len(lines) - 1)


def _marks(state: LadderState, number: int) -> tuple[str, str]:
    """The classes of a circle and of its text."""
    if number == state.level:
        return ("k-data" if number else "k-void-rung"), "b"
    if number == 0:
        return "s-data" if state.level else "s-line2", "q"
    found = state.states[number - 1]
    if found is RungState.REACHED:
        return "k-data", ""
    return ("k-void-rung", "q") if found is RungState.MISSED else ("k-void-rung s-dash", "q")
