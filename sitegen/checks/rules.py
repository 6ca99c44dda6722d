"""Every rule of the program, by its code."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from sitegen.checks import (
    artifact_rules,
    between_papers,
    clock,
    consistency_rules,
    correction_rules,
    event_rules,
    evidence_rules,
    fact_rules,
    history_rules,
    name_rules,
    replaced_rules,
    report_rules,
    site_rules,
    source_rules,
    status_rules,
    text_rules,
    transcription_rules,
    work_rules,
)
from sitegen.checks.check import Check
from sitegen.contracts import retractions, settings
from sitegen.findings.diagnostics import Rule
from sitegen.reading import record_rules, yaml_rules
from sitegen.shapes import shape_rules

# The modules that define rules, in the order of their codes.
MODULES: tuple[ModuleType, ...] = (
    *(yaml_rules, record_rules, shape_rules, settings, retractions),
    *(fact_rules, consistency_rules, source_rules, text_rules, name_rules, transcription_rules),
    *(clock, evidence_rules),
    *(artifact_rules, report_rules, correction_rules, event_rules, replaced_rules, status_rules),
    between_papers,
    *(site_rules, history_rules, work_rules),
)


def _defined(modules: tuple[ModuleType, ...]) -> Iterator[Rule]:
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule):
                yield value
            elif isinstance(value, Check):
                yield value.rule


def table(modules: tuple[ModuleType, ...]) -> dict[str, Rule]:
    """The rules that these modules define, by code.

    Raises ValueError if two of them have the same code or name.
    """
    found: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for rule in _defined(modules):
        same_code, same_name = found.setdefault(rule.code, rule), names.setdefault(rule.name, rule)
        if same_code is not rule or same_name is not rule:
            raise ValueError(f"rule {rule.code} {rule.name}: the code or the name is taken")
    return dict(sorted(found.items()))


RULES = table(MODULES)
