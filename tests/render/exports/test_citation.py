"""What a citation says, whatever its format."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import yaml

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.exports.citation import citation, one_line
from sitegen.render.exports.tex import tex_text
from sitegen.render.formulas.mathematics import plain
from tests.contracts.papers import SETTINGS, paper, read_settings
from tests.hard_records import hard_papers
from tests.small_world import papers as world


def hard_paper(name: str) -> PublishedPaper:
    """The hard record of this name."""
    return next(each for key, each in hard_papers().items() if key.startswith(f"{name} ("))


NOTE = "Invented record of an invented press. Not research, and not about anything."


def test_title_and_note_of_a_citation_carry_the_status() -> None:
    cited = citation(world.published("retracted"))
    assert cited.title == "RETRACTED: Invented: A Verified Paper That Was Retracted"
    notice = f"{world.BASE_URL}{world.path('retracted')}notices/5A110015-C2/"
    assert cited.note == (
        "Retracted: do not rely on this paper. Retraction of 20 May 2026, issued by "
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
        f"Falsified: a claim was tested and failed. {evidence} {verdict} {NOTE}"
    )


def test_a_falsified_paper_under_concern_is_cited_with_both() -> None:
    notice = f"{world.BASE_URL}{world.path('concern')}notices/5A110017-C1/"
    assert citation(world.published("concern")).note == (
        "Expression of concern: a question is open. Expression of concern of 2 May 2026, issued by "
        f"Invented editors ({notice}). Falsified: a claim was tested and failed. Its evidence is "
        f"public. {NOTE}"
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
    assert "[" not in cited.title


def test_an_excerpt_begins_with_the_status_and_keeps_its_cut_mark() -> None:
    cited = citation(hard_paper("cut"))
    assert cited.abstract == "Retracted: do not rely on this paper. Owls he [cut]"
    assert citation(hard_paper("lead source")).abstract == ""


def test_the_key_of_a_citation_is_of_its_publisher_and_its_id() -> None:
    keys = [citation(world.published(name)).earlier_key for name in world.public_names()]
    assert len(set(keys)) == len(keys)
    cited = citation(world.published("least"))
    assert cited.key == "small-5a110032"
    assert cited.earlier_key == "paper-5a110032-0000-4000-8000-000000000032"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"base_url": "https://assignee.net"}, "assignee-5eed0000"),
        ({"base_url": "https://www.assignee.net/papers"}, "assignee-5eed0000"),
        ({"base_url": "https://Assignee.github.io/x"}, "assignee-5eed0000"),
        ({"base_url": "http://127.0.0.1:8000"}, "127-5eed0000"),
        ({"base_url": "https://[::1]"}, "1-5eed0000"),
        (
            {"publisher": {"name": "Another, {name}", "url": "https://other.example"}},
            "assignee-5eed0000",
        ),
    ],
)
def test_the_key_does_not_change_with_the_name_of_the_publisher(
    settings: dict[str, object], key: str
) -> None:
    site = read_settings(json.dumps({**yaml.safe_load(SETTINGS), **settings}, default=str).encode())
    assert citation(paper(site=site)).key == key
    preview = replace(site, base_url="http://localhost:8000")
    assert citation(paper(site=preview)).key == key


def test_a_dollar_does_not_open_a_formula_in_the_paragraph_before_it() -> None:
    cited = citation(paper({"work.abstract": "It costs 5 $a.\n\nAnd 3$b, and $x^2$."}))
    assert plain(cited.abstract) == "It costs 5 $a. And 3$b, and x²."


def test_an_address_is_no_mathematics() -> None:
    works = [
        {"relation": "Cites", "identifier": "https://x.org/$x_1$/a", "title": "$x_1$ for $5"},
        {"relation": "Cites", "identifier": "10.5555/$x_1$"},
    ]
    first, second = citation(paper({"work.related": works})).related_sentences
    assert plain(first) == "Cites: x₁ for $5 https://x.org/$x_1$/a."
    assert tex_text(first) == r"Cites: $x_1$ for \$5 https://x.org/\$x\_1\$/a."
    assert plain(second) == "Cites: https://doi.org/10.5555/$x_1$."


def test_without_creators_nobody_is_made_one() -> None:
    cited = citation(world.published("least"))
    assert [(each.name, each.kind) for each in cited.creators] == [
        ("Small World Press (invented)", "ORGANIZATION")
    ]


def test_a_text_is_put_on_one_line() -> None:
    assert one_line("a\n\nb \t c\u2028d\x85e\r\nf\x1cg ") == "a b c d e f g"
