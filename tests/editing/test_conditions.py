"""Conditions on records: valid ones, and the keys that they use."""

from __future__ import annotations

import copy

import pytest

from sitegen.editing.conditions import Condition


def test_a_condition_tells_which_keys_it_asks_for() -> None:
    holds = Condition('work.title == "a" and (facts or "b" == gate_verdict.status) and not x.y')
    assert holds.names == {"work", "facts", "gate_verdict", "x"}
    assert holds.wants == {"work.title": "a"}


RECORD = {
    "work": {"title": "Owls", "topics": ["a", "b"], "doi": None},
    "verification": {"source_grounded_claims": 7},
}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("work.title == 'Owls'", True),
        ("work['title'] == 'Owls'", True),
        ("'a' in work.topics and work.topics | length == 2", True),
        ("verification.source_grounded_claims > 7", False),
        ("work.doi is none", True),
        ("work.doi is defined and work.titel is defined", False),
        ("gate_verdict is defined", False),
        ("true", True),
        ("0", False),
    ],
)
def test_a_condition_holds_of_a_record_or_not(expression: str, holds: bool) -> None:
    assert Condition(expression)(RECORD) is holds


@pytest.mark.parametrize("expression", ["", "a ==", "a; b", "{% x %}", "}} {{ 1", "(" * 5000, "\0"])
def test_what_is_no_expression_is_none_for_any_record(expression: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        Condition(expression)
    assert str(refused.value)


@pytest.mark.parametrize(
    "expression",
    [
        "work.titel == 'Owls'",
        "titel",
        "work.title > 3",
        "1 / 0",
        "''.__class__.__mro__",
        "work.topics.append('c')",
        "work.update({'title': 'x'})",
        "range(100000000) | list",
    ],
)
def test_what_cannot_be_asked_of_a_record_is_refused_and_changes_none(expression: str) -> None:
    record = copy.deepcopy(RECORD)
    with pytest.raises(ValueError, match=r"."):
        Condition(expression)(record)
    assert record == RECORD


@pytest.mark.parametrize(
    ("expression", "wants"),
    [
        ("work.title == 'a'", {"work.title": "a"}),
        ("'a' == work.title and x == 'b'", {"work.title": "a", "x": "b"}),
        ("work.title == 'a' or x == 'b'", {}),
        ("not work.title == 'a'", {}),
        ("work.title != 'a'", {}),
        ("work.title == 7", {}),
        ("work.topics[0] == 'a'", {"": "a"}),
        ("'x' == work.title == 'a'", {}),
    ],
)
def test_only_a_text_without_which_it_cannot_hold_is_wanted(
    expression: str, wants: dict[str, str]
) -> None:
    assert Condition(expression).wants == wants
