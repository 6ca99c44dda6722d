"""Read the numbers and red-team scores that reasons of the gate state in a fixed form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from sitegen.contracts.exact_numbers import EXACT, exactly_percent

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


class AsWritten(NamedTuple):
    """The numbers of a comparison as the reason writes them."""

    computed: str
    expected: str
    tolerance: str


@dataclass(frozen=True)
class Comparison:
    """A computed value, the expected one, and the tolerance in percent of the expected one."""

    computed: Decimal
    expected: Decimal
    tolerance: Decimal

    @property
    def difference(self) -> Decimal:
        """How far the computed value is from the expected one, exactly."""
        return EXACT.abs(EXACT.subtract(self.computed, self.expected))

    @property
    def margin(self) -> Decimal:
        """How far it may be, exactly."""
        return EXACT.abs(exactly_percent(self.tolerance, self.expected))

    @property
    def holds(self) -> bool:
        """Whether |computed - expected| is at most the tolerance."""
        return self.difference <= self.margin


@dataclass(frozen=True)
class StatedComparison(Comparison):
    """A comparison of a reason, with its numbers as they are written there."""

    written: AsWritten


@dataclass(frozen=True)
class RedTeam:
    """The average attack score that a reason states, and each role's score and text."""

    stated: Decimal
    roles: tuple[tuple[str, Decimal, str], ...]

    @cached_property
    def total(self) -> Decimal:
        """The sum of the roles' scores."""
        return sum((score for _, score, _ in self.roles), Decimal(0))

    @property
    def exact_mean(self) -> Decimal:
        """The mean of the roles' scores, to as many digits as decimal numbers have."""
        return self.total / len(self.roles)

    @cached_property
    def mean(self) -> Decimal:
        """The mean of the roles' scores, to one decimal, rounded half up."""
        return self.exact_mean.quantize(Decimal("0.1"), ROUND_HALF_UP)


# Cached, as the others are: the checks and several panels of a page need the same reasons.
@lru_cache(maxsize=8)
def comparisons(reason: str) -> tuple[StatedComparison, ...]:
    """Every comparison that the reason states."""
    return tuple(_stated(AsWritten(*match.groups())) for match in COMPARISON.finditer(reason))


def _stated(written: AsWritten) -> StatedComparison:
    computed, expected, tolerance = map(Decimal, written)
    return StatedComparison(computed, expected, tolerance, written)


@lru_cache(maxsize=8)
def sole_comparison(reason: str) -> tuple[str, StatedComparison] | None:
    """What was run, and the comparison, of a reason that states one and nothing else; or None."""
    found = SOLE_COMPARISON.match(reason)
    if found is None:
        return None
    run, *numbers = found.groups()
    return run or "", _stated(AsWritten(*numbers))


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


@lru_cache(maxsize=16)
def gate_numbers(text: str) -> frozenset[str]:
    """The numbers of the gates that a text names."""
    return frozenset(GATE_NUMBER.findall(text))
