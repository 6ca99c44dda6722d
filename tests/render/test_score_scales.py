"""The scale shows the tiers in force, and the score on its side of each line, whatever they are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.quality_tiers import LABELS
from sitegen.contracts.settings import DoiGradePolicy, FlagshipPolicy, Site, TierPolicy
from sitegen.render.score_scales import ScoreScale, score_line, score_scale
from tests.contracts.papers import SITE, corrections, event, facts, published

PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "A page"}}
DEFAULT = TierPolicy()
# What a label needs at 14 pixels, and where the drawing ends.
LINE, HEIGHT = 15, 218


def policy(low: float, middle: float, high: float) -> TierPolicy:
    return TierPolicy(
        quarantine_below=low,
        doi_grade=DoiGradePolicy(minimum_review_score=middle),
        flagship_candidate=FlagshipPolicy(minimum_review_score=high),
    )


def paper(score: float | None, rules: TierPolicy = DEFAULT, **changes: Any) -> PublishedPaper:
    corrected = changes.pop("corrected", None)
    site = Site(**{**vars(SITE), "tier_policy": rules})
    return published(
        facts({"quality_assessment.review_score": score} | changes), corrected, site=site
    )


def scale(score: float | None, rules: TierPolicy = DEFAULT, **changes: Any) -> ScoreScale:
    return score_scale(paper(score, rules, **changes).tier_panel)


def bold(drawing: ScoreScale) -> list[str]:
    return [name.zone.name for kind, name in drawing.names if kind == "b"]


def test_the_text_says_score_zone_and_lines() -> None:
    assert scale(7.9).says == (
        "Review score 7.90 of 10, in the zone of DOI grade. The zones by score: Flagship candidate "
        "from 8.5, DOI grade from 7.5, Watchlist from 5.0, Quarantine candidate below."
    )
    assert scale(3.333).says.startswith("Review score 3.33 of 10, below the line of Watchlist.")


def test_a_score_on_a_line_is_said_to_be_there() -> None:
    drawing = scale(7.5)
    assert drawing.says.startswith("Review score 7.50 of 10, exactly on the line of DOI grade.")
    assert drawing.caption.endswith("This score lies exactly on the line.")
    (line,) = [each for each in drawing.frame.numbers if each.text == "7.5"]
    assert drawing.y == line.y
    assert "exactly" not in scale(7.4999).says


def test_a_score_that_would_allow_more_does_not_mark_a_higher_tier() -> None:
    drawing = scale(9.0, **{"verification.source_grounded_claims": 0})
    assert "in the zone of Flagship candidate" in drawing.says
    assert drawing.says.endswith("The tier is Public record.")
    assert bold(drawing) == []


def test_the_caption_says_what_the_tiers_ask_for_besides_a_score() -> None:
    assert scale(7.9).caption == (
        "Review score with the thresholds of the tiers. Flagship candidate also asks for 5 claims "
        "and HIGH reproducibility, DOI grade for 1 claim."
    )
    lenient = TierPolicy(
        doi_grade=DoiGradePolicy(minimum_verified_claim_count=0),
        flagship_candidate=FlagshipPolicy(
            minimum_verified_claim_count=0, required_reproducibility_level="LOW"
        ),
    )
    assert scale(7.9, lenient).caption.endswith(
        "Flagship candidate also asks for LOW reproducibility."
    )


def test_without_a_score_nothing_looks_like_one() -> None:
    drawing = scale(None, **PARTIAL, **{"quality_assessment.tier": "DOI_GRADE"})
    assert drawing.score == ""
    assert {box.fill for box in drawing.boxes} == {"k-void-rung"}
    assert drawing.says.startswith("Review score: Not stated in this record. The zones by score:")
    assert "Review score: Not stated in this record." in drawing.caption
    assert bold(drawing) == ["DOI grade"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("retraction", "Given before the retraction."),
        ("withdrawal", "Given before the withdrawal."),
        ("expression_of_concern", "Now under concern."),
    ],
)
def test_under_a_notice_the_score_recommends_nothing(kind: str, said: str) -> None:
    drawing = scale(7.9, corrected=corrections(event(notice={"kind": kind})))
    assert drawing.is_muted
    assert bold(drawing) == []
    assert drawing.says.endswith(said)
    assert drawing.caption.endswith(said)


def test_a_falsified_paper_keeps_its_tier_and_the_caption_says_so() -> None:
    falsified = {
        "gate_verdict": {"status": "FALSIFIED", "reason": "It failed."},
        "artifacts": [{"type": "counterexample", "label": "It"}],
    }
    sentence = "The verdict does not enter into it: a falsified paper keeps its tier."
    assert scale(7.9, **falsified).caption.endswith(sentence)
    assert bold(scale(7.9, **falsified)) == ["DOI grade"]
    assert sentence not in scale(7.9).caption


POINTS = st.sampled_from([0, 0.01, 0.1, 5, 7.4, 7.4999, 7.5, 9.9, 10]) | st.floats(0, 10)


@given(st.lists(POINTS, min_size=3, max_size=3).map(sorted), POINTS)
def test_marker_and_labels_are_right_for_any_policy(lines: list[float], score: float) -> None:
    rules = policy(*lines)
    drawing = scale(score, rules)
    check_marker(drawing, score)
    check_labels(drawing)
    check_zones(drawing)


def check_marker(drawing: ScoreScale, score: float) -> None:
    """The marker lies in the zone that the score is in."""
    zone = next(each for each in drawing.frame.zones if each.start <= score)
    top, bottom = 208 - 20 * zone.end, 208 - 20 * zone.start
    assert top - 0.01 <= drawing.y <= bottom + 0.01
    assert zone.name in drawing.says


def check_labels(drawing: ScoreScale) -> None:
    """No two labels of a column overlap, each name is between its numbers, and all are inside."""
    numbers = [each.baseline for each in drawing.frame.numbers]
    names = [y for _, name in drawing.names for y, _ in name.baselines]
    for column in (numbers, names):
        assert all(after - before >= LINE for before, after in pairwise(column))
        assert all(0 < each < HEIGHT + 4 for each in column)
    longest = max(len(each.text) for each in drawing.frame.numbers)
    assert drawing.names_at > drawing.numbers_at + 7 * longest
    heights = [each.label_y for each in drawing.frame.numbers]
    named = [each.y for each in drawing.frame.names if each.zone.start < 10]
    for name, (end, start) in zip(named, pairwise(heights), strict=True):
        assert end < name < start


def check_zones(drawing: ScoreScale) -> None:
    """The zones fill the scale from 0 to 10, and each tier that a score allows is named once."""
    boxes = drawing.boxes
    assert boxes[0].y == 8
    assert sum(box.height for box in boxes) == pytest.approx(200, abs=0.05)
    named = [tier for zone in drawing.frame.zones for tier in zone.tiers]
    assert len(named) == len({*named})
    assert named[0] == "FLAGSHIP_CANDIDATE"
    assert {LABELS[tier] for tier in named} <= {*LABELS.values()} - {"Public record"}


@pytest.mark.parametrize(
    ("rules", "zones"),
    [
        (policy(5, 8, 8), ["Flagship candidate or DOI grade", "Watchlist", "Quarantine candidate"]),
        (policy(5, 5, 8), ["Flagship candidate", "DOI grade", "Quarantine candidate"]),
        (policy(0, 0, 0), ["Flagship candidate or DOI grade"]),
        (policy(10, 10, 10), ["Flagship candidate or DOI grade", "Quarantine candidate"]),
        (policy(0, 5, 10), ["Flagship candidate", "DOI grade", "Watchlist"]),
    ],
)
def test_equal_and_extreme_lines_merge_or_leave_out_zones(
    rules: TierPolicy, zones: list[str]
) -> None:
    assert [each.name for each in scale(9.33, rules).frame.zones] == zones


def test_where_flagships_ask_for_a_lower_score_no_line_is_moved() -> None:
    drawing = scale(7.5, policy(5, 8, 7))
    assert drawing.says == (
        "Review score 7.50 of 10, in the zone of Flagship candidate or Watchlist. The zones by "
        "score: Flagship candidate or DOI grade from 8.0, Flagship candidate or Watchlist from "
        "7.0, Watchlist from 5.0, Quarantine candidate below."
    )
    check_labels(drawing)


def test_long_numbers_are_cut_where_there_is_no_room_and_said_in_full() -> None:
    drawing = scale(7.49999, policy(7.123456789, 7.5, 8.5))
    assert drawing.score == "7.499…"
    assert [each.text for each in drawing.frame.numbers] == ["10", "8.5", "7.5", "7.123…", "0"]
    assert "7.49999 of 10" in drawing.says
    assert "Watchlist from 7.123456789" in drawing.says
    assert drawing.bar > scale(7.9).bar
    assert drawing.frame.names_at > scale(7.9).frame.names_at


def test_a_small_line_is_written_without_an_exponent() -> None:
    assert (
        "Watchlist from 0.00001, Quarantine candidate below."
        in scale(8.0, policy(1e-05, 7.5, 8.5)).says
    )


def test_a_line_for_lists_has_the_score_and_the_lines_in_force() -> None:
    line = score_line(9.33, policy(0, 7.25, 10))
    assert line is not None
    assert (line.at, line.lines) == ("93.3", ("72.5",))
    assert score_line(None, DEFAULT) is None
