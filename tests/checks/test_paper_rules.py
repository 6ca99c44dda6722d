"""All rules of one paper, together."""

from __future__ import annotations

import importlib
import pkgutil

from sitegen import checks
from sitegen.checks.check import Check
from sitegen.checks.paper_rules import CHECKS
from tests.checks.papers import MANIFEST, codes, found, manifest


def test_a_good_paper_breaks_no_rule() -> None:
    assert codes(MANIFEST) == []


def test_rules_are_asked_in_the_order_of_their_codes() -> None:
    asked = [each.rule.code for each in CHECKS]
    assert asked == sorted(set(asked))


def test_no_rule_is_forgotten() -> None:
    modules = [
        importlib.import_module(f"sitegen.checks.{module.name}")
        for module in pkgutil.iter_modules(checks.__path__)
    ]
    defined = [each for module in modules for each in vars(module).values() if type(each) is Check]
    assert {each.rule.code for each in defined} == {each.rule.code for each in CHECKS}
    assert len(CHECKS) >= 30


def test_every_breach_is_reported_not_only_the_first() -> None:
    text = manifest(
        "gate_verdict: {status: VERIFIED, reason: '[FALSIFIED] Computed 1 matches expected 2 "
        "(tolerance=5%).'}",
        abstract="Abstract wells; owls hear wel",
        title="'Title: How owls hear'",
    )
    assert codes(text) == ["SG303", "SG306", "SG307", "SG311", "SG401"]


def test_facts_are_judged_only_where_shapes_are_right() -> None:
    text = manifest("gate_verdict: {status: VERIFIED}", review_score="high")
    assert codes(text) == ["SG203"]


def test_a_silenced_rule_is_still_judged_here_and_left_out_of_the_report_later() -> None:
    silenced = "silenced: [{code: SG405, reason: They move to an archive.}]\n"
    text = manifest("artifacts: [{type: dataset, label: Data}]")
    assert [finding.code for finding in found(text, settings=silenced)] == ["SG405"]
