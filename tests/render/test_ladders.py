"""A ladder says in words and by its rungs what a record has reached, and invents nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from sitegen.contracts.verification_levels import COUNTERS, LEVELS
from sitegen.render.ladders import Ladder, level_bar, level_ladder, provenance_ladder
from tests.contracts.papers import paper

PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "A page"}}
COUNTS = [
    {},
    {"source_grounded_claims": 0},
    {"source_grounded_claims": 9},
    *({"source_grounded_claims": 9, name: 1} for name in COUNTERS),
]


def of_level(counts: dict[str, Any], **changes: Any) -> Ladder:
    score = {"quality_assessment.review_score": 6.0}
    return level_ladder(paper({"verification": counts} | score | changes).level_panel)


def of_provenance(**changes: Any) -> Ladder:
    return provenance_ladder(paper(changes).provenance_panel)


def filled(ladder: Ladder) -> list[int]:
    """The numbers of the rungs that look reached, lowest first."""
    return [each.number for each in ladder.rungs if each.mark == "k-data"][::-1]


def here(ladder: Ladder) -> list[int]:
    """The numbers of the rungs that are marked as that of the record."""
    return [each.number for each in ladder.rungs if each.text == "b"]


@pytest.mark.parametrize("level", range(8))
def test_the_text_says_the_level_and_every_name_is_drawn(level: int) -> None:
    ladder = of_level(COUNTS[level])
    assert ladder.says.startswith(f"Level {level} of 7, {LEVELS[level][1]}.")
    assert ladder.caption.startswith(f"Level {level} of 7.")
    assert here(ladder) == [level]
    drawn = {each.number: " ".join(each.lines) for each in ladder.rungs}
    assert drawn == {number: name for number, (_, name, _) in enumerate(LEVELS)}


def test_higher_rungs_lie_higher_and_no_two_names_overlap() -> None:
    for ladder in (of_level(COUNTS[2]), of_provenance()):
        numbers = [each.number for each in ladder.rungs]
        assert numbers == sorted(numbers, reverse=True)
        for upper, lower in pairwise(ladder.rungs):
            assert lower.y - upper.y >= 17 * len(upper.lines) + 8
        assert ladder.rungs[0].baseline > 0
        assert ladder.rungs[-1].baseline < ladder.height


def test_only_what_was_reached_is_filled() -> None:
    assert filled(of_level({"source_grounded_claims": 9})) == [1, 2]
    assert filled(of_level({"source_grounded_claims": 9, COUNTERS[2]: 1})) == [1, 2, 5]
    assert filled(of_level(COUNTS[0])) == []


def test_rungs_that_were_not_reached_are_named() -> None:
    ladder = of_level({"source_grounded_claims": 9, COUNTERS[2]: 1})
    assert ladder.says == (
        "Level 5 of 7, Sandbox executed. Not reached: 3 Cross-source corroborated, 4 Artifact "
        "inspected, 6 Independently reproduced, 7 Externally reviewed or formally verified."
    )
    assert ladder.caption == "Level 5 of 7. Hollow rungs were not reached."


def test_a_level_that_is_not_stated_marks_no_rung() -> None:
    ladder = of_level({}, **PARTIAL)
    assert ladder.says == "Level: Not stated in this record. No rung of the ladder is marked."
    assert filled(ladder) == here(ladder) == []
    assert {each.mark for each in ladder.rungs} == {"k-void-rung s-dash", "s-line2"}


def test_what_a_transcription_leaves_out_is_not_called_missed() -> None:
    ladder = of_level({COUNTERS[3]: 1, COUNTERS[4]: 0}, **PARTIAL)
    assert "Not stated: 2 Source-grounded claims, 3 " in ladder.says
    assert "Not reached: 7 Externally" in ladder.says
    assert ladder.caption.endswith("Dashed rungs are not stated.")


def test_provenance_is_drawn_by_its_own_evidence() -> None:
    ladder = of_provenance(
        **{"work.doi": "10.5281/zenodo.1", "report": "none", "verification": {}},
        **{"quality_assessment.review_score": 6.0},
    )
    assert filled(ladder) == [1, 4]
    assert ladder.says == (
        "Provenance level 4 of 4, External archival record. Not reached: 3 Public report "
        "artifact. Not stated: 2 Aggregate claim lineage."
    )


def test_a_provenance_that_may_be_higher_is_said_to_be_the_least() -> None:
    ladder = of_provenance(**PARTIAL)
    assert ladder.says == (
        "Provenance level 3 of 4 at least, Public report artifact. Not stated: 4 External "
        "archival record."
    )
    assert ladder.caption.startswith("Provenance level 3 of 4 at least. It says what can be")


@pytest.mark.parametrize("level", range(8))
def test_a_bar_has_as_many_filled_segments_as_the_level(level: int) -> None:
    score = {"quality_assessment.review_score": 6.0}
    shown = paper({"verification": COUNTS[level]} | score).manifest.verification
    kinds = [kind for _, kind in level_bar(shown).segments]
    assert kinds == ["k-data"] * level + ["k-track"] * (7 - level)


def test_a_bar_is_hollow_if_no_level_is_stated() -> None:
    unknown = PARTIAL | {"verification": {}, "quality_assessment.review_score": 6.0}
    kinds = {kind for _, kind in level_bar(paper(unknown).manifest.verification).segments}
    assert kinds == {"k-void-rung"}
