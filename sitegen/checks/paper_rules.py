"""The rules about one paper, in the order of their codes."""

from __future__ import annotations

from sitegen.checks import (
    artifact_rules,
    consistency_rules,
    correction_rules,
    event_rules,
    evidence_rules,
    fact_rules,
    name_rules,
    replaced_rules,
    report_rules,
    source_rules,
    status_rules,
    text_rules,
    transcription_rules,
)
from sitegen.checks.check import Check, RemovedSubject, Subject
from sitegen.findings.diagnostics import Diagnostic, Rule

# The modules with rules about one paper; `judge` runs every check in them.
FAMILIES = (
    *(fact_rules, consistency_rules, source_rules, text_rules, name_rules, transcription_rules),
    evidence_rules,
    *(artifact_rules, report_rules, correction_rules, event_rules, replaced_rules, status_rules),
)
CHECKS: tuple[Check[Subject], ...] = tuple(
    sorted(
        (each for family in FAMILIES for each in vars(family).values() if isinstance(each, Check)),
        key=lambda each: each.rule.code,
    )
)
# The rules that only judge what was not published yet, by their codes.
NEW_ONLY: dict[str, Rule] = {each.rule.code: each.rule for each in CHECKS if each.judges_new}


def judge(subject: Subject) -> list[Diagnostic]:
    """The findings of all rules about one paper."""
    return [finding for each in CHECKS for finding in each(subject)]


def judge_removed(subject: RemovedSubject) -> list[Diagnostic]:
    """The findings about the corrections of a removed paper."""
    return [finding for each in correction_rules.OF_A_REMOVED_PAPER for finding in each(subject)]
