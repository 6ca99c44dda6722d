"""The scores of a red team: bars to scale, and the sum that gives the mean."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.readable import ROLES, drawn_red_team
from sitegen.contracts.red_team_tables import MOST_ROLES, RedTeamTable
from tests.contracts.papers import ROOT

SCORES = st.from_regex(r"[0-9](\.[0-9]{1,4})?|10(\.0)?", fullmatch=True)


def form(stated: str, *scores: str, text: str = "It prints a constant.") -> str:
    names = [*ROLES] * len(scores)
    roles = "; ".join(f"{name}({score}):{text}" for name, score in zip(names, scores, strict=False))
    return f"[Gate 3 RED-TEAM FALSIFIED] avg_attack_score={stated}/10. {roles}"


def table(stated: str, *scores: str, text: str = "It prints a constant.") -> RedTeamTable:
    found = drawn_red_team(form(stated, *scores, text=text))
    assert found is not None
    return found


def test_the_seeds_red_team_is_a_table_with_its_sum() -> None:
    seed = (ROOT / "tests" / "seeds" / "001.txt").read_text(encoding="utf-8")
    line = next(line for line in seed.splitlines() if "avg_attack_score" in line)
    found = drawn_red_team(line[line.index("[Gate 3") :].strip(" |"))
    assert found
    assert [(row.role, row.score, row.bar) for row in found.rows] == [
        ("Counterexample hunter", "8.5", "85%"),
        ("Citation auditor", "7.2", "72%"),
        ("Replication attacker", "7.5", "75%"),
    ]
    assert all(row.words in line for row in found.rows)
    assert {row.cut_mark for row in found.rows} == {"[possibly cut]"}
    assert (found.mean, found.bar) == ("7.7", "77.33%")
    assert found.sum == "(8.5 + 7.2 + 7.5) / 3 ≈ 7.73, stated as 7.7"
    assert found.caption == (
        "Three roles of a red team, with their attack scores from 0 to 10. The line marks the mean."
    )


@pytest.mark.parametrize(
    ("stated", "scores", "said"),
    [
        ("5.0", ("5.0",), "(5.0) / 1 = 5, stated as 5.0"),
        ("5.5", ("5", "6"), "(5 + 6) / 2 = 5.5, stated as 5.5"),
        ("0.0", ("0", "0.0", "0"), "(0 + 0.0 + 0) / 3 = 0, stated as 0.0"),
        ("10.0", ("10", "10.0", "10"), "(10 + 10.0 + 10) / 3 = 10, stated as 10.0"),
        ("5.1", ("5.0", "5.05", "5.1"), "(5.0 + 5.05 + 5.1) / 3 = 5.05, stated as 5.1"),
        # Two decimals would be 5.05, which is not rounded to 5.0.
        ("5.0", ("5.0499", "5.0499"), "(5.0499 + 5.0499) / 2 = 5.0499, stated as 5.0"),
        # No new record can state another number, but an old one may.
        (
            "9.9",
            ("8.5", "7.2", "7.5"),
            "(8.5 + 7.2 + 7.5) / 3 ≈ 7.73; the reason states 9.9, which is another number",
        ),
    ],
)
def test_the_sum_gives_the_mean(stated: str, scores: tuple[str, ...], said: str) -> None:
    found = table(stated, *scores)
    assert found.sum == said
    assert found.mean == (stated if "stated as" in said else "7.7")


@given(st.lists(SCORES, min_size=1, max_size=MOST_ROLES))
def test_every_mean_is_shown_like_it_is_rounded(scores: list[str]) -> None:
    found = table("0.0", *scores)
    exact = sum(map(Fraction, scores), Fraction(0)) / len(scores)
    sign, shown = ("≈", "=")[" = " in found.sum], found.sum.split(";")[0].split(",")[0].split()[-1]
    assert (Fraction(Decimal(shown)) == exact) == (sign == "=")
    assert abs(Fraction(Decimal(shown)) - exact) <= Fraction(1, 200)
    place = Decimal(found.bar.removesuffix("%"))
    assert abs(Fraction(place) - exact * 10) < Fraction(1, 90)
    assert [row.bar for row in found.rows] == [
        f"{float(score) * 10:.2f}".rstrip("0").rstrip(".") + "%" for score in scores
    ]


def test_a_score_beyond_the_scale_is_drawn_at_its_end() -> None:
    found = table("54.5", "99", "10")
    assert [(row.score, row.bar) for row in found.rows] == [("99", "100%"), ("10", "100%")]
    assert found.bar == "100%"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "数学は難しい",
        "<b>&amp;</b>",
        "e\u0301 \U0001f989",
        "שלום, it (8.5) fails",
        "x" * 1200,
    ],
)
def test_the_words_of_a_role_are_its_own(text: str) -> None:
    assert [row.words for row in table("5.0", "5.0", "5.0", "5.0", text=text).rows] == [text] * 3


def test_one_role_and_many_roles_have_their_captions() -> None:
    assert table("5", "5").caption == "One role of a red team, with its attack score from 0 to 10."
    assert table("5", *["5"] * 12).caption.startswith("Twelve roles of a red team, with their")


def test_a_reason_of_very_many_roles_stays_a_text() -> None:
    reason = form("5.0", *["5.0"] * (MOST_ROLES + 1))
    assert drawn_red_team(reason) is None
    longest = "avg_attack_score=1/10. " + "CITATION_AUDITOR(1):" * 198
    assert len(longest) < 4000
    assert drawn_red_team(longest) is None


@pytest.mark.parametrize("reason", [None, "", "The proof type-checks.", "avg_attack_score=5/10."])
def test_other_reasons_have_no_table(reason: str | None) -> None:
    assert drawn_red_team(reason) is None
