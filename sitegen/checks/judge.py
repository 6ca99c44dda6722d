"""All rules of one paper, in the order of their codes."""

from __future__ import annotations

from sitegen.checks import artifacts, corrections, facts, replaced
from sitegen.checks.rules import Check, Subject
from sitegen.diagnostics import Diagnostic

CHECKS: tuple[Check, ...] = (
    *facts.CHECKS,
    *artifacts.CHECKS,
    *corrections.CHECKS,
    *replaced.CHECKS,
)


def judge(subject: Subject) -> list[Diagnostic]:
    """Every breach of every rule in one paper."""
    return [finding for each in CHECKS for finding in each(subject)]
