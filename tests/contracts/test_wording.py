"""How facts read: numbers, dates, counted nouns, sentences, and texts that were cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.contracts.wording import (
    CUT_ABSTRACT,
    CUT_CLAIM,
    CUT_ROLE,
    CUT_TITLE,
    counted,
    day_month_year,
    is_cut,
    is_cut_prose,
    month_day_year,
    rounded,
    sentence,
)

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (7.125, 2, "7.13"),  # a float holds this one exactly; halves go up, never to even
        (2.675, 2, "2.68"),  # in binary just below; people see 2.675
        (1.005, 2, "1.01"),
        (8.345, 2, "8.35"),
        (7.124999, 2, "7.12"),
        (9.33, 2, "9.33"),
        (7.9, 2, "7.90"),
        (7.5, 2, "7.50"),
        (10.0, 2, "10.00"),
        (9.995, 2, "10.00"),
        (0.0, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (1e-7, 2, "0.00"),
        (7.1, 1, "7.1"),
        (7.25, 1, "7.3"),
        (7.35, 1, "7.4"),
        (9.95, 1, "10.0"),
    ],
)
def test_a_number_is_rounded_half_up_as_people_round(number: float, places: int, text: str) -> None:
    assert rounded(number, places) == text


@pytest.mark.parametrize(
    ("day", "on_pages", "in_reports"),
    [
        ("2026-07-02", "2 July 2026", "July 2, 2026"),
        ("2026-06-21", "21 June 2026", "June 21, 2026"),
        ("2024-02-29", "29 February 2024", "February 29, 2024"),
        ("0999-12-31", "31 December 999", "December 31, 999"),
    ],
)
def test_a_day_reads_as_on_pages_and_as_in_reports(
    day: str, on_pages: str, in_reports: str
) -> None:
    assert (day_month_year(day), month_day_year(day)) == (on_pages, in_reports)


def test_every_month_has_its_english_name() -> None:
    shown = [day_month_year(f"2026-{month:02}-01").split()[1] for month in range(1, 13)]
    assert shown == [
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers"), (13, "13 papers")]
)
def test_a_noun_follows_its_count(number: int, text: str) -> None:
    assert counted(number, "paper") == text


@pytest.mark.parametrize(
    ("text", "as_a_sentence"),
    [
        ("It holds", "It holds."),
        ("It holds.", "It holds."),
        ("Does it hold?", "Does it hold?"),
        ("It holds!", "It holds!"),
        ("It holds)", "It holds)."),
    ],
)
def test_a_sentence_gets_no_second_mark_at_its_end(text: str, as_a_sentence: str) -> None:
    assert sentence(text) == as_a_sentence


def test_a_bounded_text_that_ends_in_a_word_at_its_bound_is_cut() -> None:
    assert is_cut("x" * 120, 120)
    assert is_cut("x" * 119, 120)
    assert is_cut("x" * 121, 120)


@pytest.mark.parametrize("text", ["x" * 118, "x" * 122, "x" * 119 + ".", "x" * 119 + " ", ""])
def test_a_shorter_or_an_ended_text_is_not_cut(text: str) -> None:
    assert not is_cut(text, 120)


def test_prose_without_an_end_is_cut_at_any_length() -> None:
    assert is_cut_prose("We see large improvements on the retrieval tas")
    assert is_cut_prose("Wir sehen große Verbesserungen bei der Übe")
    assert not is_cut_prose("We see large improvements.")
    assert not is_cut_prose("")


def test_the_seeds_abstracts_are_cut_and_nothing_else_of_their_length_is() -> None:
    cut = []
    for seed in ("000", "001", "002", "003"):
        lines = (SEEDS / f"{seed}.txt").read_text(encoding="utf-8").splitlines()
        abstract = next(line for line in lines if line.startswith("Abstract: "))
        cut.append(is_cut_prose(abstract.removeprefix("Abstract: ")))
        assert len(abstract.removeprefix("Abstract: ").encode()) == CUT_ABSTRACT
        question = lines[lines.index("Research Question") + (2 if seed == "001" else 1)]
        assert not is_cut_prose(question)
    assert cut == [True] * 4


def test_the_seeds_claims_are_cut_where_their_producer_cuts() -> None:
    lines = (SEEDS / "004.txt").read_text(encoding="utf-8").splitlines()
    claims = [line.split("\t")[0] for line in lines if line.count("\t") == 2][1:]
    assert [is_cut(claim, CUT_CLAIM) for claim in claims] == [True] * 9 + [False]


def test_the_seeds_titles_are_not_cut_but_one_of_110_characters_is() -> None:
    for seed, line in (("000", 0), ("001", 3), ("002", 0), ("003", 0), ("004", 0)):
        title = (SEEDS / f"{seed}.txt").read_text(encoding="utf-8").splitlines()[line]
        assert not is_cut(title, CUT_TITLE), title
    question = (
        "Do multilingual intermediate-task training strategies outperform English-only ones" * 2
    )
    assert is_cut(question[:110], CUT_TITLE)


def test_the_seeds_red_team_roles_are_cut_at_80_characters() -> None:
    role = "The formula script computes the maximum value from a hardcoded dictionary of cla"
    assert role in (SEEDS / "001.txt").read_text(encoding="utf-8")
    assert is_cut(role, CUT_ROLE)
