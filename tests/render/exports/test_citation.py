"""What a citation says, whatever its format."""

from __future__ import annotations

import pytest

from sitegen.render.exports.citation import citation, one_line
from tests.contracts.papers import paper
from tests.small_world import papers as world

NOTE = "Invented record of an invented press. Not research, and not about anything."


def test_title_and_note_of_a_citation_carry_the_status() -> None:
    cited = citation(world.published("retracted"))
    assert cited.title == "RETRACTED: Invented: A Verified Paper That Was Retracted"
    assert cited.note == f"This paper was retracted. Do not rely on it. {NOTE}"
    cited = citation(world.published("verified-held"))
    assert cited.title == "Invented: A Verified Paper Whose Artifacts Are All Held Here"
    assert cited.note == NOTE


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("falsified-held", "Its evidence is public."),
        ("falsified-declared", "Its evidence is declared but not public."),
    ],
)
def test_a_citation_that_tells_a_verdict_tells_whether_its_evidence_is_public(
    name: str, evidence: str
) -> None:
    assert citation(world.published(name)).note.startswith(
        f"The verification gate falsified a claim of this paper. {evidence} {NOTE}"
    )


def test_a_citation_says_which_of_its_texts_were_or_may_have_been_cut() -> None:
    assert citation(world.published("falsified-declared")).note.endswith(
        f"{NOTE} Abstract [possibly cut]."
    )
    cited = citation(paper({"cut": ["work.title", "work.research_question"]}))
    assert cited.note.endswith("Title [cut].")
    assert "[" not in cited.title + cited.abstract


def test_the_key_of_a_citation_is_the_whole_uuid() -> None:
    keys = [citation(world.published(name)).key for name in world.public_names()]
    assert len(set(keys)) == len(keys)
    assert citation(world.published("least")).key == "paper-5a110032-0000-4000-8000-000000000032"


def test_without_creators_nobody_is_made_one() -> None:
    cited = citation(world.published("least"))
    assert cited.authors == ()
    assert cited.publisher == "Small World Press (invented)"


def test_a_text_is_put_on_one_line() -> None:
    assert one_line("a\n\nb \t c\u2028d\x85e\r\nf\x1cg ") == "a b c d e f g"
