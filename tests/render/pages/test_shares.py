"""What a number of papers is made of: kinds, counts, a bar, and one sentence."""

from __future__ import annotations

import pytest

from sitegen.render.catalog import (
    DECLARED,
    EVIDENCE,
    FALSIFIED,
    NOT_IN_FORCE,
    NOT_STATED,
    PUBLIC,
    Standing,
)
from sitegen.render.pages.counts import ORDER
from sitegen.render.pages.shares import KINDS, OPEN, bar_of, counts_of, finding, numbers_of

SHOWN, BELIEVED = Standing("VERIFIED", PUBLIC), Standing("VERIFIED", DECLARED)
UNVERIFIED, SILENT = Standing("UNVERIFIED"), Standing("")
MIXED = {
    SHOWN: 1,
    BELIEVED: 2,
    Standing("VERIFIED", NOT_STATED): 3,
    Standing("FALSIFIED", PUBLIC): 4,
    UNVERIFIED: 1500,
    Standing("RETRACTED"): 5,
    Standing("CONCERN", FALSIFIED): 6,
    SILENT: 7,
}


def test_every_standing_is_of_one_kind() -> None:
    assert {*EVIDENCE.values()} <= {PUBLIC, DECLARED}
    numbers = numbers_of(dict.fromkeys(ORDER, 1))
    assert [*numbers] == [*KINDS, OPEN]
    assert sum(numbers.values()) == len(ORDER)
    assert min(numbers.values()) == 1
    assert set(NOT_IN_FORCE) <= {each.verdict for each in ORDER}


def test_counts_say_what_they_are_made_of_where_their_words_do_not() -> None:
    told = {each.kind.words: (each.number, each.parts) for each in counts_of(MIXED)}
    assert told == {
        "verified, the evidence public": ("1", ()),
        "verified, not all evidence shown here": (
            "5",
            (
                "2 with evidence that is declared but not fully public",
                "3 with evidence that is not all located here",
            ),
        ),
        "falsified: a claim was tested and failed": ("4", ("4 with public evidence",)),
        "unverified": ("1,500", ()),
        "no longer in force, or in doubt": (
            "11",
            ("5 retracted", "6 falsified and under an expression of concern"),
        ),
    }


def test_a_count_says_that_it_is_empty() -> None:
    assert [each.number for each in counts_of({SHOWN: 10}) if not each.is_empty] == ["10"]


def test_a_bar_is_as_long_as_its_share_and_shows_even_one_paper() -> None:
    parts = bar_of(MIXED)
    assert [each.kind for each in parts] == [*KINDS, OPEN]
    widths = [float(each.width.removesuffix("%")) for each in parts]
    assert min(widths) >= 0.4
    assert [widths.index(each) for each in sorted(widths)] == [0, 2, 1, 5, 4, 3]
    ends = float(parts[-1].x.removesuffix("%")) + widths[-1]
    assert ends == pytest.approx(100, abs=0.05)
    half = bar_of({SHOWN: 5}, whole=10)
    assert [(each.x, each.width) for each in half] == [("0.00%", "50.00%")]
    assert [each.kind.is_hatched for each in bar_of({SHOWN: 1, BELIEVED: 1})] == [False, True]
    assert bar_of({}) == ()


def test_a_paper_that_is_no_longer_in_force_may_state_no_verdict() -> None:
    standings = {Standing("CONCERN"): 1, SILENT: 1}
    assert finding(standings, 2) == "None of the 2 papers states a verdict."


@pytest.mark.parametrize(
    ("standings", "said"),
    [
        ({}, "No papers are published here yet."),
        ({SHOWN: 1}, "The one paper here is verified with evidence that you can inspect."),
        (
            {BELIEVED: 1},
            "The one paper here is not shown as verified with evidence that you can inspect.",
        ),
        ({SILENT: 1}, "The one paper here states no verdict."),
        ({SHOWN: 5}, "All 5 papers are verified with evidence that you can inspect."),
        (
            {SHOWN: 1, UNVERIFIED: 4},
            "Of 5 papers, 1 is verified with evidence that you can inspect.",
        ),
        (
            {SHOWN: 212, BELIEVED: 148, UNVERIFIED: 924},
            "Of 1,284 papers, 212 are verified with evidence that you can inspect.",
        ),
        (
            {UNVERIFIED: 5},
            "None of the 5 papers is shown as verified with evidence that you can inspect.",
        ),
        ({SILENT: 5}, "None of the 5 papers states a verdict."),
        (
            {UNVERIFIED: 4, SILENT: 1},
            "None of the 4 papers that state a verdict is shown as verified with evidence that "
            "you can inspect.",
        ),
        (
            {UNVERIFIED: 1, SILENT: 4},
            "The one paper that states a verdict is not shown as verified with evidence that "
            "you can inspect.",
        ),
    ],
)
def test_the_finding_is_right_for_any_number_of_papers(
    standings: dict[Standing, int], said: str
) -> None:
    assert finding(standings, standings.get(SILENT, 0)) == said
