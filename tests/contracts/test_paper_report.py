"""The report: standard sentences made from facts, and sections that say what is not there."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.paper_report import Report
from tests.contracts.papers import SITE, paper

CLAIM = {"text": "It holds.", "verified": True, "confidence": 0.5}


def report(**changes: Any) -> Report:
    found = paper({name.replace("__", "."): value for name, value in changes.items()}).report
    assert found is not None
    return found


def texts(made: Report) -> dict[str, str]:
    return {
        section.title: section.markdown or " ".join(section.sentences) for section in made.sections
    }


def test_the_sections_keep_their_order_and_so_their_numbers() -> None:
    titles = ["Introduction", "Methodology", "Results", "Limitations"]
    bare = report(quality_assessment={"tier": "WATCHLIST"}, verification=None, report={})
    full = report(report={"sources_retrieved": 13, "claims": [CLAIM]})
    assert [section.title for section in bare.sections] == titles
    assert [section.title for section in full.sections] == titles


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("Automated multi-reviewer assessment", "A multi-reviewer assessment"),
        ("Independent multi-reviewer assessment", "An independent multi-reviewer assessment"),
        ("Automated assessment", "A review"),
    ],
)
def test_reviewers_of_a_transcription_are_independent_only_if_it_says_so(
    method: str, said: str
) -> None:
    made = report(
        completeness="PARTIAL",
        transcribed_from={"title": "A page"},
        quality_assessment__review_score=7.1,
        quality_assessment__review_method=method,
    )
    assert texts(made)["Methodology"] == f"{said} produced a quality score of 7.1/10."


def test_the_standard_sentences_are_those_of_the_seed() -> None:
    claims = [CLAIM | {"verified": number < 7} for number in range(10)]
    made = report(
        work__lead_source={"title": "Improving Transfer via Robust Training"},
        quality_assessment__review_score=7.1,
        quality_assessment__review_method="Automated multi-reviewer assessment",
        report={"sources_retrieved": 13, "claims": claims},
    )
    assert texts(made) == {
        "Introduction": (
            "This paper examines: Improving Transfer via Robust Training. "
            "Research question: Is it invented?"
        ),
        "Methodology": (
            "Systematic literature search across multiple databases yielded 13 papers. "
            "Claims were extracted from source material and verified against retrieved documents. "
            "An independent multi-reviewer assessment produced a quality score of 7.1/10."
        ),
        "Results": (
            "13 papers retrieved. 10 claims extracted; 7 independently verified. "
            "Quality review score: 7.1/10."
        ),
        "Limitations": (
            "This report is a machine-generated literature synthesis and does not constitute "
            "original research. Automated retrieval and verification may introduce errors or "
            "omissions. Review scores reflect automated assessment, not human peer review. Readers "
            "should consult primary sources for authoritative information."
        ),
    }


def test_a_sentence_whose_fact_is_absent_is_left_out() -> None:
    made = report(quality_assessment={"tier": "WATCHLIST"}, report={"sources_retrieved": 13})
    assert texts(made)["Introduction"] == "Research question: Is it invented?"
    assert texts(made)["Methodology"] == (
        "Systematic literature search across multiple databases yielded 13 papers."
    )
    assert texts(made)["Results"] == "13 papers retrieved."


@pytest.mark.parametrize("method", [{}, {"quality_assessment__review_method": "One reader"}])
def test_nobody_is_said_to_have_reviewed_whom_the_record_does_not_name(
    method: dict[str, str],
) -> None:
    made = report(quality_assessment__review_score=7.1, report={}, **method)
    assert texts(made)["Methodology"] == "A review produced a quality score of 7.1/10."


def test_a_section_without_any_fact_is_empty() -> None:
    made = report(quality_assessment={"tier": "WATCHLIST"})
    empty = {section.title: section.is_empty for section in made.sections}
    assert empty == {
        "Introduction": False,
        "Methodology": True,
        "Results": True,
        "Limitations": False,
    }
    assert (made.claims, made.references) == ((), ())


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (7.1, "7.1"),
        (7.25, "7.3"),
        (8.5, "8.5"),
        (9.96, "9.96"),
        (10, "10.0"),
        (0, "0.0"),
        (0.04, "0.04"),
    ],
)
def test_a_score_has_one_decimal_in_a_report_if_that_does_not_mislead(
    score: float, shown: str
) -> None:
    made = report(quality_assessment__review_score=score)
    assert texts(made)["Results"] == f"Quality review score: {shown}/10."


def test_one_is_singular_and_none_is_plural() -> None:
    one = report(report={"sources_retrieved": 1, "claims": [CLAIM]})
    assert "yielded 1 paper." in texts(one)["Methodology"]
    assert (
        "1 paper retrieved. 1 claim extracted; 1 independently verified." in texts(one)["Results"]
    )
    none = report(report={"sources_retrieved": 0, "claims": [CLAIM | {"verified": False}]})
    assert "0 papers retrieved. 1 claim extracted; 0 independently" in texts(none)["Results"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Does it hold?", "Research question: Does it hold?"),
        ("State whether it holds", "Research question: State whether it holds."),
        ("It must hold!", "Research question: It must hold!"),
        ("It holds.", "Research question: It holds."),
    ],
)
def test_a_frame_adds_no_second_mark(question: str, sentence: str) -> None:
    assert texts(report(work__research_question=question))["Introduction"] == sentence


def test_markdown_of_the_record_takes_the_place_of_the_standard_sentences() -> None:
    made = report(
        report={
            "sources_retrieved": 13,
            "introduction": "An *own* introduction.",
            "methodology": "An own method.",
            "results": "Own results.",
        },
        limitations=["A single limitation.", "Another one."],
    )
    assert texts(made) == {
        "Introduction": "An *own* introduction.",
        "Methodology": "An own method.",
        "Results": "Own results.",
        "Limitations": "A single limitation. Another one.",
    }
    assert not any(section.sentences for section in made.sections)


def test_limitations_with_lines_of_their_own_stay_blocks() -> None:
    made = report(limitations=["- one\n- two", "A sentence."])
    assert texts(made)["Limitations"] == "- one\n- two\n\nA sentence."


def test_limitations_of_the_manifest_are_those_of_the_report() -> None:
    assert paper().manifest.limitations == SITE.limitations
    assert paper({"limitations": ["Its own."]}).manifest.limitations == ("Its own.",)


def test_claims_are_listed_with_mark_words_and_confidence() -> None:
    claims = [
        {"text": "x" * 120, "verified": False, "confidence": 0.2},
        CLAIM | {"source": "http://arxiv.org/abs/2104.08645v2"},
        CLAIM | {"confidence": 0.125},
        CLAIM | {"confidence": 1},
    ]
    made = report(report={"claims": claims}).claims
    assert [(each.mark, each.verdict, each.confidence, each.cut_mark) for each in made] == [
        ("×", "not verified", "0.20", "[possibly cut]"),
        ("✓", "verified", "0.50", ""),
        ("✓", "verified", "0.13", ""),
        ("✓", "verified", "1.00", ""),
    ]
    assert [each.source for each in made] == [
        *(None, "http://arxiv.org/abs/2104.08645v2", None, None),
    ]


@pytest.mark.parametrize(
    ("score", "in_report", "on_page"),
    [
        (8.45, "8.45", "8.45"),  # flagship candidate from 8.5
        (7.4999, "7.4999", "7.4999"),
        (4.996, "4.996", "4.996"),
        (5.004, "5.0", "5.00"),
        (9.999999, "9.999999", "9.999999"),
    ],
)
def test_a_score_is_never_shown_beyond_the_line_of_its_tier(
    score: float, in_report: str, on_page: str
) -> None:
    made = paper({"quality_assessment.review_score": score})
    assert made.report is not None
    assert texts(made.report)["Results"] == f"Quality review score: {in_report}/10."
    assert made.manifest.quality_assessment.shown_score == on_page


def test_the_confidence_of_a_claim_is_0_or_1_only_if_it_is() -> None:
    shares = {0.999: "0.999", 0.995: "0.995", 0.994: "0.99", 0.0049: "0.005", 0.005: "0.01"}
    claims = [CLAIM | {"confidence": share} for share in shares]
    assert [each.confidence for each in report(report={"claims": claims}).claims] == [
        *shares.values()
    ]


def test_a_paper_may_have_no_report() -> None:
    assert paper({"report": "none"}).report is None
