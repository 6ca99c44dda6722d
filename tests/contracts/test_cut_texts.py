"""Texts that were cut, or only look like it: the marks, and the guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.contracts.cut_texts import (
    ABSTRACT_LENGTHS,
    CLAIM_LENGTHS,
    ROLE_LENGTHS,
    cut_mark,
    is_prose_possibly_cut,
    is_title_possibly_cut,
)

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTION = (
    "Do multilingual intermediate-task training strategies outperform English-only training when "
    "evaluated on low-resource languages?"
)


def prose(length: int, end: str = "x") -> str:
    return ("Owls hear well " * 100)[: length - len(end)] + end


def test_a_guess_is_told_from_what_a_record_says() -> None:
    assert cut_mark(is_certain=True) == "[cut]"
    assert cut_mark(is_certain=False) == "[possibly cut]"


@pytest.mark.parametrize(
    ("length", "is_cut"), [(117, False), (119, True), (120, True), (121, True), (123, False)]
)
def test_sentences_without_an_end_are_possibly_cut_at_a_length_of_the_producer(
    length: int, is_cut: bool
) -> None:
    assert is_prose_possibly_cut(prose(length), CLAIM_LENGTHS) is is_cut


def test_the_length_is_one_in_characters_or_in_bytes() -> None:
    text = "ü" * 10 + prose(100)
    assert (len(text), len(text.encode())) == (110, 120)
    assert is_prose_possibly_cut(text, CLAIM_LENGTHS)


@pytest.mark.parametrize("end", [".", "?", ".)", ".”", "。", "…", '."'])
def test_sentences_that_end_are_whole_at_any_length(end: str) -> None:
    assert not is_prose_possibly_cut(prose(120, end), CLAIM_LENGTHS)


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "Owls hear well",
        "We train deep networks with low precision and stochastic rounding",
        "All code can be found at https://github.com/owls/preimage",
        "We study models. Each of them is a better model",
        "Owls are trained, tested and then they train",
        "The number of owls is 42",
        "Eulen hören gut, und zwar jede einzelne Eule",
    ],
)
def test_a_missing_full_stop_alone_says_nothing(whole: str) -> None:
    assert not is_prose_possibly_cut(whole, ABSTRACT_LENGTHS)


@pytest.mark.parametrize(
    "cut",
    [
        "A retrieval task is hard. We see large improvements on the retrieval tas",
        "Die Übersetzung ist gut. Wir sehen Verbesserungen bei der Überset",
        "Noise in the context hurts; we tolerate noise in the contex",
    ],
)
def test_the_beginning_of_a_word_that_the_text_has_is_possibly_cut_at_any_length(cut: str) -> None:
    assert is_prose_possibly_cut(cut, ABSTRACT_LENGTHS)


@pytest.mark.parametrize("length", [107, 109, 110, 111, 113, 124, 126, 128])
def test_a_title_made_from_its_question_is_possibly_cut_at_a_length_of_the_producer(
    length: int,
) -> None:
    question = QUESTION.replace("?", " and on others?")
    expected = length in {109, 110, 111, 126}
    assert is_title_possibly_cut(question[:length], question) is expected


@pytest.mark.parametrize("question", ["How well do owls hear?", "Does it hold, kernel or not?"])
def test_a_whole_title_of_110_characters_is_not_called_cut(question: str) -> None:
    title = (
        "Stochastic Approximation with Exponential Convergence for Owls and Their Hearing in the "
        "Night of the Longest Day"
    )[:110]
    assert len(title) == 110
    assert not is_title_possibly_cut(title, question)
    assert not is_title_possibly_cut(title, f"{title}?")


def test_the_seeds_abstracts_are_possibly_cut_and_their_questions_are_not() -> None:
    for seed in ("000", "001", "002", "003"):
        lines = (SEEDS / f"{seed}.txt").read_text(encoding="utf-8").splitlines()
        abstract = next(line for line in lines if line.startswith("Abstract: "))
        assert is_prose_possibly_cut(abstract.removeprefix("Abstract: "), ABSTRACT_LENGTHS)
        question = lines[lines.index("Research Question") + (2 if seed == "001" else 1)]
        assert not is_prose_possibly_cut(question, ABSTRACT_LENGTHS)


def test_the_seeds_claims_are_possibly_cut_where_their_producer_cuts() -> None:
    lines = (SEEDS / "004.txt").read_text(encoding="utf-8").splitlines()
    claims = [line.split("\t")[0] for line in lines if line.count("\t") == 2][1:]
    guesses = [is_prose_possibly_cut(claim, CLAIM_LENGTHS) for claim in claims]
    assert guesses == [True] * 9 + [False]


def test_of_the_seeds_titles_the_one_that_stops_before_its_noun_is_possibly_cut() -> None:
    cut = []
    for seed, line in (("000", 0), ("001", 3), ("002", 0), ("003", 0)):
        lines = (SEEDS / f"{seed}.txt").read_text(encoding="utf-8").splitlines()
        question = lines[lines.index("Research Question") + (2 if seed == "001" else 1)]
        cut.append(is_title_possibly_cut(lines[line], question))
    assert cut == [False] * 4
    text = (SEEDS / "004.txt").read_text(encoding="utf-8").strip()
    assert is_title_possibly_cut(text.splitlines()[0], text)


def test_the_seeds_red_team_roles_are_possibly_cut_at_80_characters() -> None:
    role = "The formula script computes the maximum value from a hardcoded dictionary of cla"
    assert role in (SEEDS / "001.txt").read_text(encoding="utf-8")
    assert is_prose_possibly_cut(role, ROLE_LENGTHS)
