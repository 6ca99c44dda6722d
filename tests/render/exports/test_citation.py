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
    notice = f"{world.BASE_URL}{world.path('retracted')}notices/5A110015-C2/"
    assert cited.note == (
        "This paper was retracted. Do not rely on it. Retraction of 20 May 2026, issued by "
        f"Invented editors ({notice}, doi:10.5555/small.0015.retraction). {NOTE}"
    )
    cited = citation(world.published("verified-held"))
    assert cited.title == "Invented: A Verified Paper Whose Artifacts Are All Held Here"
    assert cited.note == NOTE


@pytest.mark.parametrize(
    ("name", "evidence", "day"),
    [
        ("falsified-held", "Its evidence is public.", "4 July 2026"),
        ("falsified-declared", "Its evidence is declared but not public.", "23 June 2026"),
    ],
)
def test_a_citation_that_tells_a_verdict_tells_whether_its_evidence_is_public(
    name: str, evidence: str, day: str
) -> None:
    verdict = f"Verdict of {day} ({world.BASE_URL}{world.path(name)}#gate-verdict)."
    assert citation(world.published(name)).note.startswith(
        f"The verification gate falsified a claim of this paper. {evidence} {verdict} {NOTE}"
    )


def test_a_falsified_paper_under_concern_is_cited_with_both() -> None:
    notice = f"{world.BASE_URL}{world.path('concern')}notices/5A110017-C1/"
    assert citation(world.published("concern")).note == (
        "An expression of concern was issued about this paper. Expression of concern of 2 May "
        f"2026, issued by Invented editors ({notice}). The verification gate falsified a claim of "
        f"this paper. Its evidence is public. {NOTE}"
    )


def test_a_lifted_notice_is_cited_as_what_it_is() -> None:
    notice = f"{world.BASE_URL}{world.path('concern-lifted')}notices/5A110018-C2/"
    assert citation(world.published("concern-lifted")).note == (
        f"A notice about this paper was lifted. Lifted on 9 May 2026 ({notice}). {NOTE}"
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
    assert [(each.name, each.kind) for each in cited.creators] == [
        ("Small World Press (invented)", "ORGANIZATION")
    ]


def test_a_text_is_put_on_one_line() -> None:
    assert one_line("a\n\nb \t c\u2028d\x85e\r\nf\x1cg ") == "a b c d e f g"
