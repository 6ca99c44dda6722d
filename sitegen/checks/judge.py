"""All rules of one paper, in the order of their codes."""

from __future__ import annotations

from sitegen.checks import artifacts, corrections, facts, replaced
from sitegen.checks.rules import Check, Subject
from sitegen.diagnostics import Diagnostic

# The modules with rules of one paper: every check in one of them is asked.
FAMILIES = (facts, artifacts, corrections, replaced)
CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (each for family in FAMILIES for each in vars(family).values() if isinstance(each, Check)),
        key=lambda each: each.rule.code,
    )
)


def judge(subject: Subject) -> list[Diagnostic]:
    """Every breach of every rule in one paper."""
    return [finding for each in CHECKS for finding in each(subject)]
