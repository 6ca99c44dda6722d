"""The scores of a red team as a table with bars, and the sum that gives their mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sitegen.contracts.exact_numbers import plain_number, position
from sitegen.contracts.gate_reasons import RedTeam
from sitegen.contracts.wording import in_words

MOST_POINTS = Decimal(10)
TENTH = Decimal("0.1")
# A reason of 4,000 characters can have two hundred roles; with more than these it stays a text.
MOST_ROLES = 12


class RoleRow(NamedTuple):
    """One role of a red team: its name and score, the length of its bar, and its words.

    `cut_mark` is the mark of words that may have been cut, or empty.
    """

    role: str
    score: str
    bar: str
    words: str
    cut_mark: str


@dataclass(frozen=True)
class RedTeamTable:
    """The roles of a red team, and the mean of their scores with the sum that gives it."""

    caption: str
    rows: tuple[RoleRow, ...]
    mean: str
    bar: str
    sum: str


def red_team_table(team: RedTeam, rows: tuple[RoleRow, ...]) -> RedTeamTable:
    """The table of a red team; `rows` are its roles."""
    return RedTeamTable(
        caption=_caption(len(rows)),
        rows=rows,
        mean=str(team.stated if team.stated == team.mean else team.mean),
        bar=bar(team.exact_mean),
        sum=_sum(team),
    )


def _caption(roles: int) -> str:
    if roles == 1:
        return "One role of a red team, with its attack score from 0 to 10."
    return (
        f"{in_words(roles).capitalize()} roles of a red team, with their attack scores from 0 to "
        "10. The line marks the mean."
    )


def bar(score: Decimal) -> str:
    """The length of the bar of a score, in percent; no score is drawn beyond the scale."""
    return position(min(score, MOST_POINTS) / MOST_POINTS)


def _sum(team: RedTeam) -> str:
    """How the mean is computed: "(8.5 + 7.2 + 7.5) / 3 ≈ 7.73, stated as 7.7"."""
    scores = " + ".join(str(score) for _, score, _ in team.roles)
    shown = _shown_mean(team)
    equals = "=" if shown * len(team.roles) == team.total else "≈"
    computed = f"({scores}) / {len(team.roles)} {equals} {plain_number(shown)}"
    if team.stated == team.mean:
        return f"{computed}, stated as {team.stated}"
    return f"{computed}; the reason states {team.stated}, which is another number"


def _shown_mean(team: RedTeam) -> Decimal:
    """The mean with two decimals, or as many more as it takes to be rounded like the mean."""
    places = 2
    while True:
        shown = team.exact_mean.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if shown.quantize(TENTH, ROUND_HALF_UP) == team.mean:
            return shown
        places += 1
