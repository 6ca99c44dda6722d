"""SG3: texts are whole, and arrived as they were written."""

from __future__ import annotations

import pytest

from tests.checks.papers import codes, found, manifest
from tests.checks.test_fact_rules import red_team, verdict

# --------------------------------------------------------------------------- SG306 cut texts


def test_an_abstract_that_ends_in_mid_word_is_possibly_cut_at_any_length() -> None:
    assert codes(manifest(abstract="Wells are deep. Owls hear wel")) == ["SG306"]
    for ending in ("well.", "well?", "(well)", "“well”", "well", "wells"):
        assert codes(manifest(abstract=f"Wells are deep. Owls hear {ending}")) == []


@pytest.mark.parametrize("length", [118, 119, 120, 121, 122])
def test_a_claim_is_possibly_cut_only_at_the_length_of_the_producer(length: int) -> None:
    claim = ("Owls hear well " * 10)[: length - 1] + "x"
    report = f"report: {{claims: [{{text: {claim}, verified: true, confidence: 1}}]}}"
    assert (codes(manifest(report)) == ["SG306"]) == (119 <= length <= 121)
    assert codes(manifest(report, "cut: ['report.claims[0].text']")) == []


def test_the_role_whose_text_is_possibly_cut_is_named() -> None:
    cut = ("The owl did not hear the mouse " * 4)[:79] + "x"
    reason = red_team("1.0", "1", "1", "1").replace("Nothing.", cut, 1)
    [finding] = found(manifest(verdict(reason)))
    assert "COUNTEREXAMPLE_HUNTER" in finding.message


def test_a_guess_says_that_it_is_one_and_what_to_write_if_it_is_right() -> None:
    [finding] = found(manifest(abstract="Wells are deep. Owls hear wel"))
    assert "possibly cut (a guess)" in finding.message
    assert finding.hint.startswith("write the whole text")
    assert "`cut: [work.abstract]`" in finding.hint
    assert "if it is whole, leave it" in finding.hint
    text = manifest("cut: [work.abstract]", abstract="Wells are deep. Owls hear wel")
    assert codes(text) == []


# --------------------------------------------------------------------------- SG321 cut paths


@pytest.mark.parametrize("path", ["work.title", "work.abstract", "work.research_question"])
def test_a_text_of_the_record_can_be_named_as_cut(path: str) -> None:
    assert codes(manifest(f"cut: [{path}]")) == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("abstract", 'did you mean "work.abstract"?'),
        ("work.titel", 'did you mean "work.title"?'),
        ("work.doi", "The paths are work.title, work.abstract"),
        ("work", "The paths are work.title, work.abstract"),
        ("'report.claims[00].text'", "report.claims[0].text"),
        ("gate_verdict.reason", "remove the path"),
        ("work.lead_source.title", "remove the path"),
        ("'report.claims[7].text'", "remove the path"),
    ],
)
def test_a_path_that_is_unknown_or_without_a_text_is_an_error(path: str, says: str) -> None:
    [finding] = found(manifest(f"cut: [work.title, {path}]"))
    assert finding.code == "SG321"
    assert says in finding.hint
    assert path.strip("'") in finding.message
