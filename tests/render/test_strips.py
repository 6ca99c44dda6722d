"""The strips of a report show what the drawings of the page show, and say it."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.render.ladders import level_ladder, provenance_ladder
from sitegen.render.strips import Strip, strips
from tests.contracts.papers import corrections, event, paper

PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "A page"}}
UNRATED: dict[str, Any] = {"quality_assessment": {"tier": "WATCHLIST"}, "verification": {}}
ZONES = ["0 Quarantine candidate", "5.0 Watchlist", "7.5 DOI grade", "8.5 Flagship candidate"]
FALSIFIED = {
    "gate_verdict": {"status": "FALSIFIED", "reason": "So."},
    "artifacts": [{"type": "counterexample", "label": "An owl", "url": "https://owls.example/1"}],
}


def cells(strip: Strip) -> list[tuple[str, str]]:
    return [*strip.cells]


def test_a_ladder_names_the_rung_of_the_record_alone() -> None:
    level, _, provenance = strips(paper({"verification": {"source_grounded_claims": 3}}))
    assert level.label == "Verification Level"
    assert cells(level) == [
        *(("1", "reached"), ("2 Source-grounded claims", "here")),
        *((str(number), "missed") for number in range(3, 8)),
    ]
    assert provenance.label == "Provenance"
    assert cells(provenance)[-2:] == [("3 Public report artifact", "here"), ("4", "missed")]


def test_a_record_that_is_not_assessed_stands_on_the_ground() -> None:
    level, _, _ = strips(paper(UNRATED))
    assert cells(level)[0] == ("0 Unassessed", "here")
    assert "here" not in {kind for _, kind in cells(level)[1:]}


@pytest.mark.parametrize(
    ("score", "place", "reached"),
    [(2.0, 1, 1), (5.0, 2, 2), (7.49, 2, 2), (7.5, 3, 3), (9.33, 4, 4)],
)
def test_a_score_stands_behind_the_zone_that_it_is_in(
    score: float, place: int, reached: int
) -> None:
    _, scale, _ = strips(paper({"quality_assessment.review_score": score}))
    texts = [text for text, _ in cells(scale)]
    assert texts.pop(place) == f"{score:.2f}"
    assert texts == ZONES
    kinds = [kind for _, kind in cells(scale)]
    assert kinds.pop(place) == "here"
    assert kinds == ["reached"] * reached + ["missed"] * (4 - reached)


def test_what_is_not_stated_is_not_marked() -> None:
    level, scale, _ = strips(paper(PARTIAL | UNRATED))
    assert {kind for _, kind in (*level.cells, *scale.cells)} == {"unstated"}
    assert level.sentence.startswith("Level: Not stated in this record.")
    assert scale.sentence == "Review score: Not stated in this record."


def test_sentences_are_those_of_the_drawings() -> None:
    made = paper(FALSIFIED | {"quality_assessment.review_score": 9.33})
    level, scale, provenance = strips(made)
    assert level.sentence == level_ladder(made.level_panel).says
    assert provenance.sentence.startswith(provenance_ladder(made.provenance_panel).says)
    assert scale.sentence == (
        "Review score 9.33 of 10, in the zone of Flagship candidate. The tier is DOI grade. "
        "The verdict does not enter into it: a falsified paper keeps its tier."
    )


def test_a_retraction_is_said_beside_the_score() -> None:
    retracted = corrections(event(notice={"kind": "retraction"}))
    _, scale, _ = strips(paper({}, corrected=retracted))
    assert scale.sentence.endswith("Given before the retraction.")
