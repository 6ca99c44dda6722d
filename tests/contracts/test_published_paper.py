"""The real rows of the contracts' table, and what a published paper tells as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contracts.papers import ID, facts, paper, published

ROWS = yaml.safe_load((Path(__file__).parent / "real_rows.yaml").read_text(encoding="utf-8"))


def real(row: dict[str, Any]) -> Any:
    """The published manifest of a real row: its facts alone, under a title of ours."""
    unknown = {"quality_assessment.review_score": None, "verification": None}
    changes = unknown | {"work.id": row["id"]} | row["facts"]
    return published(facts(changes)).manifest


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"][:8])
class TestRealRow:
    """What the table says of a paper follows from the facts in the same line."""

    def test_has_its_tier(self, row: dict[str, Any]) -> None:
        tier = real(row).quality_assessment.quality_tier
        assert [tier.tier, tier.label] == row["tier"]

    def test_has_its_level(self, row: dict[str, Any]) -> None:
        verification = real(row).verification
        assert [verification.paper_level, verification.paper_level_label] == row["level"]

    def test_has_its_provenance(self, row: dict[str, Any]) -> None:
        provenance = real(row).provenance
        shown = [provenance.provenance_level, provenance.provenance_level_label]
        assert shown == row["provenance"]

    def test_has_its_gate_status_and_doi(self, row: dict[str, Any]) -> None:
        manifest = real(row)
        assert manifest.gate_verdict.status == row["facts"]["gate_verdict.status"]
        assert manifest.work.doi == row["facts"].get("work.doi")
        assert manifest.editorial_status.status == row["facts"]["gate_verdict.status"]

    def test_shows_its_dimensions(self, row: dict[str, Any]) -> None:
        assessed = real(row).quality_assessment.quality_dimensions.assessed
        assert [each.level for each in assessed] == row.get("dimensions", [])

    def test_has_the_record_id_of_its_first_eight_digits(self, row: dict[str, Any]) -> None:
        work = real(row).work
        assert work.record_id == f"SRCH:{row['id'][:8].upper()}"
        assert work.url == f"https://assignee.net/paper/{row['id']}/"


def test_all_eight_rows_are_here() -> None:
    assert [row["id"][:8] for row in ROWS] == [
        *("78a5ee74", "ba7a9361", "cc2b37ca", "4ccdddc7"),
        *("6b2846a6", "eea131ab", "635a738d", "8bda965f"),
    ]
    assert [row["facts"].get("quality_assessment.tier") for row in ROWS].count("DOI_GRADE") == 1


def test_what_a_record_does_not_say_is_null_and_never_made_up() -> None:
    manifest = paper({"verification": None, "quality_assessment": {"tier": "WATCHLIST"}}).manifest
    work = manifest.work.model_dump()
    nulls = {name for name, value in work.items() if value is None}
    assert nulls == {"submitted", "lead_source", "doi", "doi_url", "license", "version"}
    assert (work["topics"], work["supersedes"], work["creators"]) == ((), (), ())
    assert manifest.quality_assessment.review_score is None
    assert manifest.quality_assessment.review_method is None


def test_the_language_of_the_site_is_that_of_a_paper_that_names_none() -> None:
    assert paper().manifest.work.language == "en"
    assert paper({"work.language": "pt-BR"}).manifest.work.language == "pt-BR"


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.5281/zenodo.21122311", "https://doi.org/10.5281/zenodo.21122311"),
        (
            "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1",
            "https://doi.org/10.1002/(SICI)1096-8644(199601)99:1%3C1::AID-AJPA1%3E3.0.CO;2-1",
        ),
        ("10.1000/100%?#", "https://doi.org/10.1000/100%25%3F%23"),
        ("10.1234/größe", "https://doi.org/10.1234/gr%C3%B6%C3%9Fe"),
        ("10.1000.10/1", "https://doi.org/10.1000.10/1"),
    ],
)
def test_a_doi_becomes_an_address_that_leads_to_it(doi: str, address: str) -> None:
    assert paper({"work.doi": doi}).manifest.work.doi_url == address


QUESTION = "How well do owls hear, on a cold night in the months of January and February? " * 2
CUT_REASON = (
    "avg_attack_score=5.0/10. "
    f"COUNTEREXAMPLE_HUNTER(5.0):{'x' * 80}; CITATION_AUDITOR(5.0):It holds.; "
    "REPLICATION_ATTACKER(5.0):It holds."
)
CUT_PAPER = {
    "work.title": QUESTION[:110],
    "work.research_question": QUESTION,
    "work.abstract": "Retrieval tasks are hard; we see large improvements on the retrieval tas",
    "gate_verdict": {"status": "FALSIFIED", "reason": CUT_REASON},
    "artifacts": [{"type": "red_team_report", "label": "Report"}],
}


def test_texts_that_look_cut_are_named_as_a_guess() -> None:
    cut = paper(CUT_PAPER)
    paths = ["work.title", "work.abstract", "gate_verdict.reason"]
    assert [each.path for each in cut.manifest.cut_texts] == paths
    assert cut.manifest.cut_marks == dict.fromkeys(paths, "[possibly cut]")
    assert cut.gate_panel.cut_mark == "[possibly cut]"
    assert "cut" not in cut.manifest.facts
    whole = paper()
    assert whole.manifest.cut_texts == ()
    assert whole.gate_panel.cut_mark == ""


def test_what_a_record_says_of_its_texts_is_no_guess_but_a_fact() -> None:
    said = paper({**CUT_PAPER, "cut": ["work.research_question", "work.abstract", "work.abstract"]})
    assert said.manifest.cut_marks == {
        "work.abstract": "[cut]",
        "work.research_question": "[cut]",
        "work.title": "[possibly cut]",
        "gate_verdict.reason": "[possibly cut]",
    }
    assert said.manifest.facts["cut"] == ["work.abstract", "work.research_question"]


def test_marks_stand_beside_the_texts_of_the_report() -> None:
    claim = {"text": "Owls hear.", "verified": True, "confidence": 1.0}
    report = {"claims": [claim, {**claim, "text": ("Owls hear well " * 9)[:119] + "x"}]}
    paths = ["work.research_question", "work.lead_source.title", "report.claims[0].text"]
    shown = paper({"work.lead_source": {"title": "Owls"}, "report": report, "cut": paths}).report
    assert shown is not None
    assert shown.sections[0].marked == (
        ("This paper examines: Owls.", "[cut]"),
        (shown.sections[0].sentences[1], "[cut]"),
    )
    assert [each.cut_mark for each in shown.claims] == ["[cut]", "[possibly cut]"]


def test_a_published_paper_knows_its_place() -> None:
    assert paper().path == f"/paper/{ID}/"
