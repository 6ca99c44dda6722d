"""Read the numbers and red-team scores that reasons of the gate state in a fixed form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_NUMBER = r"[-+]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,2})?"
COMPARISON = re.compile(
    rf"Computed ({_NUMBER}) matches expected ({_NUMBER}) "
    rf"\(tolerance ?= ?([0-9]{{1,3}}(?:\.[0-9]{{1,10}})?)%\)"
)
# A reason that states one comparison and nothing else; before it, a word for what was run.
SOLE_COMPARISON = re.compile(rf"(?:([^.:;]{{1,60}}): ?)?{COMPARISON.pattern}\.?\s*\Z")
AVERAGE = re.compile(r"avg_attack_score=([0-9]{1,2}(?:\.[0-9]{1,4})?)/10")
# The text of a role may contain ';', so a role ends where the next one begins.
ROLE = re.compile(
    r"\b(COUNTEREXAMPLE_HUNTER|CITATION_AUDITOR|REPLICATION_ATTACKER)"
    r"\(([0-9]{1,2}(?:\.[0-9]{1,4})?)\):"
)
GATE_NUMBER = re.compile(r"\bGate ([0-9])\b")


@dataclass(frozen=True)
class Comparison:
    """A computed value, the expected one, and the tolerance in percent of the expected one."""

    computed: Decimal
    expected: Decimal
    tolerance: Decimal

    @property
    def holds(self) -> bool:
        """Whether |computed - expected| is at most the tolerance."""
        return abs(self.computed - self.expected) <= self.tolerance / 100 * abs(self.expected)


@dataclass(frozen=True)
class RedTeam:
    """The average attack score that a reason states, and each role's score and text."""

    stated: Decimal
    roles: tuple[tuple[str, Decimal, str], ...]

    @property
    def mean(self) -> Decimal:
        """The mean of the roles' scores, to one decimal, rounded half up."""
        total = sum((score for _, score, _ in self.roles), Decimal(0))
        return (total / len(self.roles)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def comparisons(reason: str) -> tuple[Comparison, ...]:
    """Every comparison that the reason states."""
    return tuple(
        Comparison(*(Decimal(number) for number in match.groups()))
        for match in COMPARISON.finditer(reason)
    )


def sole_comparison(reason: str) -> tuple[str, Comparison] | None:
    """What was run, and the comparison, of a reason that states one and nothing else; or None."""
    found = SOLE_COMPARISON.match(reason)
    if found is None:
        return None
    run, *numbers = found.groups()
    return run or "", Comparison(*map(Decimal, numbers))


# Cached, because the checks and the published paper need the same reasons.
@lru_cache(maxsize=8)
def red_team(reason: str) -> RedTeam | None:
    """The red-team scores that the reason states, or None."""
    average, roles = AVERAGE.search(reason), list(ROLE.finditer(reason))
    if average is None or not roles:
        return None
    ends = [role.start() for role in roles[1:]] + [len(reason)]
    return RedTeam(
        Decimal(average.group(1)),
        tuple(
            (role.group(1), Decimal(role.group(2)), reason[role.end() : end].removesuffix("; "))
            for role, end in zip(roles, ends, strict=True)
        ),
    )


def gate_numbers(text: str) -> frozenset[str]:
    """The numbers of the gates that a text names."""
    return frozenset(GATE_NUMBER.findall(text))
