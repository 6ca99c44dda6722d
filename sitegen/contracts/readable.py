"""Readable forms of what records state exactly: reasons of the gate, and times.

They are shown next to the exact texts, never instead of them, and state nothing more.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts.cut_texts import POSSIBLY_CUT, ROLE_LENGTHS, is_prose_possibly_cut
from sitegen.contracts.gate_reasons import (
    AVERAGE,
    ROLE,
    RedTeam,
    StatedComparison,
    comparisons,
    red_team,
)
from sitegen.contracts.red_team_tables import (
    MOST_ROLES,
    RedTeamTable,
    RoleRow,
    bar,
    red_team_table,
)
from sitegen.contracts.wording import day_month_year

ROLES = {
    "COUNTEREXAMPLE_HUNTER": "Counterexample hunter",
    "CITATION_AUDITOR": "Citation auditor",
    "REPLICATION_ATTACKER": "Replication attacker",
}
RED_TEAM = re.compile(r"\[Gate ([0-9]) RED-TEAM FALSIFIED\] *\Z")


class Reviewer(NamedTuple):
    """What one reviewer of a red team says: the role and score in words, and the text as stated.

    `cut_mark` is the mark of a text that may have been cut, or empty.
    """

    role: str
    text: str
    cut_mark: str


class ReadableReason(NamedTuple):
    """The reason of a verdict in plain words: a sentence or more, then the red team's reviewers."""

    sentence: str
    reviewers: tuple[Reviewer, ...] = ()


def readable_reason(reason: str | None, cut_mark: str = "") -> ReadableReason | None:
    """A reason of a known form in plain words; None for any other, which is readable as it is.

    `cut_mark` is the mark of the whole reason, if it has one.
    """
    if not reason:
        return None
    return _of_red_team(reason, cut_mark) or _of_comparisons(reason)


def drawn_red_team(reason: str | None, cut_mark: str = "") -> RedTeamTable | None:
    """The table of a red team whose reason has the known form; None for any other reason.

    `cut_mark` is the mark of the whole reason, if it has one.
    """
    found = known_team(reason) if reason else None
    if found is None or len(found[0].roles) > MOST_ROLES:
        return None
    team = found[0]
    rows = tuple(
        RoleRow(ROLES[role], str(score), bar(score), text.strip(), _mark(text, cut_mark))
        for role, score, text in team.roles
    )
    return red_team_table(team, rows)


def drawn_comparisons(reason: str | None) -> tuple[StatedComparison, ...]:
    """The comparisons of a reason; empty for a reason of a red team."""
    return comparisons(reason) if reason and known_team(reason) is None else ()


@lru_cache(maxsize=8)
def known_team(reason: str) -> tuple[RedTeam, str] | None:
    """The red team of a reason of the known form, and the number of its gate, if it names one."""
    team, average, first = red_team(reason), AVERAGE.search(reason), ROLE.search(reason)
    if team is None or average is None or first is None:
        return None
    gate = RED_TEAM.match(reason[: average.start()])
    # Where something else is stated, plain words would leave it out.
    if reason[average.end() : first.start()].strip(" .") or (average.start() and not gate):
        return None
    return team, gate[1] if gate else ""


def _of_red_team(reason: str, cut_mark: str) -> ReadableReason | None:
    found = known_team(reason)
    if found is None:
        return None
    team, gate = found
    source = f"Gate {gate}, red team: falsified, with" if gate else "Red team:"
    reviewers = tuple(
        Reviewer(f"{ROLES[role]} ({score} of 10)", text.strip(), _mark(text, cut_mark))
        for role, score, text in team.roles
    )
    return ReadableReason(f"{source} an average attack score of {team.stated} of 10.", reviewers)


def _mark(text: str, cut_mark: str) -> str:
    """The mark of the words of a role, if they may have been cut."""
    return (cut_mark or POSSIBLY_CUT) if is_prose_possibly_cut(text, ROLE_LENGTHS) else ""


def _of_comparisons(reason: str) -> ReadableReason | None:
    found = comparisons(reason)
    if not found or not all(each.holds for each in found):
        return None
    return ReadableReason(" ".join(map(_compared, found)))


def _compared(each: StatedComparison) -> str:
    computed, expected, tolerance = each.written
    return (
        f"The computed value {computed} agrees with the expected {expected} within the "
        f"tolerance of {tolerance}%."
    )


@lru_cache(maxsize=4096)
def readable_time(timestamp: str) -> str:
    """An exact time to the minute, in UTC: 2 July 2026, 03:48 UTC; empty if there is none."""
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:  # a leap second
        return ""
    zone = moment.tzname() or "UTC"
    return f"{day_month_year(moment.date().isoformat())}, {moment:%H:%M} {zone}"
