"""Conditions that records meet or not: what is one, and what it asks for."""

from __future__ import annotations

from sitegen.editing.conditions import Condition


def test_a_condition_tells_which_keys_it_asks_for() -> None:
    holds = Condition('work.title == "a" and (facts or "b" == gate_verdict.status) and not x.y')
    assert holds.names == {"work", "facts", "gate_verdict", "x"}
    assert holds.wants == {"work.title": "a"}
