"""The rules of reading: their pages in the manual."""

from __future__ import annotations

import textwrap

import pytest

from sitegen.checks.rules import RULES
from sitegen.reading.documents import read_yaml
from tests.reading.reader import FILE, good

YAML_RULES = sorted({*RULES} & {f"SG{number}" for number in range(104, 122)} | {"SG102"})


@pytest.mark.parametrize("code", YAML_RULES)
def test_the_examples_in_the_manual_break_and_keep_the_rule(code: str) -> None:
    _, _, examples = RULES[code].explanation.partition("Wrong:\n")
    wrong, right = (
        textwrap.dedent(part).strip("\n").replace("→   ", "\t") + "\n"
        for part in examples.split("Right:\n")
    )
    assert code in {found.code for found in read_yaml(wrong.encode(), FILE)[1]}
    good(right)
