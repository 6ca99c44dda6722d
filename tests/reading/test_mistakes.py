"""Mistakes: what an editor is told about YAML that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.checks.rules import RULES
from sitegen.reading.mistakes import explain
from sitegen.reading.stops import Mistake, Stop
from sitegen.reading.yaml_rules import VALID_YAML
from tests.reading.reader import CASES, report

MISTAKES = sorted(CASES.glob("mistakes/*.yaml"))


@pytest.mark.parametrize("case", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_explained_in_the_words_beside_it(case: Path) -> None:
    assert report(case) == case.with_suffix(".txt").read_text()


@pytest.mark.parametrize("code", [f"SG{number}" for number in range(106, 115)])
def test_every_rule_on_slips_has_a_case(code: str) -> None:
    assert code in RULES
    assert any(f" {code} error: " in case.with_suffix(".txt").read_text() for case in MISTAKES)


def test_what_no_mistake_explains_passes_on_what_the_scanner_said() -> None:
    stop = Stop("a\nb c\n", "found something new", 4, "", 4, 0, 1, "")
    assert explain(stop) == Mistake(
        VALID_YAML,
        4,
        'YAML cannot read the line "b c": found something new',
        "check quotes, brackets, colons and indentation on this line and the one above",
    )
