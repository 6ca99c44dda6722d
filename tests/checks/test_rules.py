"""The table of all rules is whole, whatever was imported before."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

import sitegen
from sitegen.checks.check import Check
from sitegen.checks.rules import RULES, table
from sitegen.findings.diagnostics import Rule, Severity, define_rule


def test_every_rule_that_any_module_defines_is_in_the_table() -> None:
    defined: dict[str, str] = {}
    for found in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        for value in vars(importlib.import_module(found.name)).values():
            rule = value.rule if isinstance(value, Check) else value
            if isinstance(rule, Rule):
                defined[rule.code] = found.name
    assert {code: RULES.get(code) for code in defined if code not in RULES} == {}
    assert set(RULES) == set(defined)


@pytest.mark.parametrize(("code", "name"), [("SG101", "a_new_name"), ("SG999", "utf8_text")])
def test_a_code_or_a_name_is_given_once(code: str, name: str) -> None:
    module, other = ModuleType("module"), ModuleType("other")
    module.rule = define_rule("SG101", "utf8_text", Severity.ERROR, "Title.")  # type: ignore[attr-defined]
    other.rule = define_rule(code, name, Severity.ERROR, "Title.")  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="is taken"):
        table((module, other))
