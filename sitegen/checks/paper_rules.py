"""The rules about one paper, in the order of their codes."""

from __future__ import annotations

from sitegen.checks import (
    artifact_rules,
    correction_rules,
    evidence_rules,
    fact_rules,
    replaced_rules,
    status_rules,
)
from sitegen.checks.check import Check, RemovedSubject, Subject
from sitegen.findings.diagnostics import Diagnostic

# The modules with rules about one paper; `judge` runs every check in them.
FAMILIES = (
    fact_rules,
    evidence_rules,
    artifact_rules,
    correction_rules,
    replaced_rules,
    status_rules,
)
CHECKS: tuple[Check[Subject], ...] = tuple(
    sorted(
        (each for family in FAMILIES for each in vars(family).values() if isinstance(each, Check)),
        key=lambda each: each.rule.code,
    )
)


def judge(subject: Subject) -> list[Diagnostic]:
    """The findings of all rules about one paper."""
    return [finding for each in CHECKS for finding in each(subject)]


def judge_removed(subject: RemovedSubject) -> list[Diagnostic]:
    """The findings about the corrections of a removed paper."""
    return [finding for each in correction_rules.OF_A_REMOVED_PAPER for finding in each(subject)]
