"""Reasons and times in plain words, which state nothing that the exact texts do not."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.readable import Reviewer, readable_reason, readable_time
from tests.contracts.papers import ROOT

FORM = (
    "[Gate 3 RED-TEAM FALSIFIED] avg_attack_score=8.5/10. COUNTEREXAMPLE_HUNTER(9.0):It prints a "
    "constant; so it proves nothing.; CITATION_AUDITOR(8.2):No such page.; "
    f"REPLICATION_ATTACKER(8.4):{'x' * 80}"
)


@pytest.mark.parametrize(
    ("exact", "readable"),
    [
        ("2026-07-02T03:48:27.951721+00:00", "2 July 2026, 03:48 UTC"),
        ("2026-07-02T23:59:59Z", "2 July 2026, 23:59 UTC"),
        ("2026-07-04T00:00:00-11:30", "4 July 2026, 00:00 UTC-11:30"),
        ("2026-01-01T00:30:00+01:00", "1 January 2026, 00:30 UTC+01:00"),
        ("0001-01-01T00:00:00+01:00", "1 January 1, 00:00 UTC+01:00"),
        ("2026-12-31T23:59:60Z", ""),
        ("no time", ""),
    ],
)
def test_a_time_is_shown_to_the_minute_in_its_own_zone(exact: str, readable: str) -> None:
    assert readable_time(exact) == readable


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_a_readable_time_is_the_same_minute(moment: datetime) -> None:
    shown = readable_time(f"{moment.isoformat()}+00:00")
    day, month, year, time, zone = shown.replace(",", "").split()
    assert (int(day), int(year), zone) == (moment.day, moment.year, "UTC")
    assert time == f"{moment:%H:%M}"
    assert month[:3] == f"{moment:%b}"


def test_the_scores_and_texts_of_a_red_team_are_told_apart() -> None:
    found = readable_reason(FORM)
    assert found
    assert found.sentence == (
        "Gate 3, red team: falsified, with an average attack score of 8.5 of 10."
    )
    assert found.reviewers == (
        Reviewer(
            "Counterexample hunter (9.0 of 10)",
            "It prints a constant; so it proves nothing.",
            "",
        ),
        Reviewer("Citation auditor (8.2 of 10)", "No such page.", ""),
        Reviewer("Replication attacker (8.4 of 10)", "x" * 80, "[possibly cut]"),
    )


@pytest.mark.parametrize("seed", ["000", "001"])
def test_the_seeds_reasons_have_a_readable_form_with_every_word(seed: str) -> None:
    text = (ROOT / "tests" / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "avg_attack_score" in line)
    reason = line[line.index("[Gate 3") :].strip(" |")
    found = readable_reason(reason)
    assert found
    assert len(found.reviewers) == 3
    assert all(each.text in reason for each in found.reviewers)
    assert any(each.cut_mark for each in found.reviewers)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            "Sealed-sandbox formula repro: Computed 42.1 matches expected 42.0 (tolerance=5.0%).",
            "The computed value 42.1 agrees with the expected 42.0 within the tolerance of 5.0%.",
        ),
        (
            "Computed -1 matches expected -1 (tolerance=0%). Computed 5 matches expected 5 "
            "(tolerance = 1%).",
            "The computed value -1 agrees with the expected -1 within the tolerance of 0%. The "
            "computed value 5 agrees with the expected 5 within the tolerance of 1%.",
        ),
    ],
)
def test_a_comparison_is_one_plain_sentence(reason: str, sentence: str) -> None:
    assert readable_reason(reason) == (sentence, ())


@pytest.mark.parametrize(
    "reason",
    [
        None,
        "",
        "The proof type-checks.",
        "Computed 2 matches expected 1 (tolerance=5%).",  # not true, so never said in other words
        FORM.replace("avg_attack_score", "score"),
        FORM.replace("[Gate 3 RED-TEAM FALSIFIED]", "After an appeal:"),
        FORM.replace("8.5/10.", "8.5/10. The editors disagree."),
    ],
)
def test_any_other_reason_stays_as_it_is(reason: str | None) -> None:
    assert readable_reason(reason) is None


def test_scores_without_a_gate_name_none() -> None:
    found = readable_reason(FORM.removeprefix("[Gate 3 RED-TEAM FALSIFIED] "))
    assert found
    assert found.sentence == "Red team: an average attack score of 8.5 of 10."
