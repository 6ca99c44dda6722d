"""SG3: counts, levels, iDs and DOIs do not contradict each other or themselves."""

from __future__ import annotations

import pytest

from sitegen.contracts.verification_levels import COUNTERS
from sitegen.shapes.identifiers import is_placeholder_doi
from tests.checks.papers import codes, found, manifest, understood
from tests.checks.test_correction_rules import event, record

SCORE = "  review_score: 7.9\n"


# ------------------------------------------------------------------------- SG312 counters


@pytest.mark.parametrize("counter", COUNTERS)
def test_a_count_may_reach_the_grounded_claims_and_not_exceed_them(counter: str) -> None:
    def counted(claims: str, count: int) -> list[str]:
        text = manifest(source_grounded_claims=claims)
        text = text.replace("verification:\n", f"verification:\n  {counter}: {count}\n")
        return [each for each in codes(text) if each != "SG316"]

    assert counted("6", 6) == []
    assert counted("6", 7) == ["SG312"]
    assert counted("0", 1) == ["SG312"]


def test_where_the_grounded_claims_are_not_known_no_count_exceeds_them() -> None:
    text = manifest(source_grounded_claims="")
    text = text.replace("verification:\n", "verification:\n  sandbox_executed_claims: 7\n")
    text = text.replace(SCORE, f"{SCORE}  tier: DOI_GRADE\n")
    assert codes(text) == ["SG316"]


# ----------------------------------------------------------------------- SG313 dimensions


@pytest.mark.parametrize(
    ("level", "score", "agrees"),
    [
        ("LOW", "0", True),
        ("LOW", "3.999", True),
        ("LOW", "4", False),
        ("MEDIUM", "3.999", False),
        ("MEDIUM", "4", True),
        ("MEDIUM", "6.999", True),
        ("MEDIUM", "7", False),
        ("HIGH", "6.999", False),
        ("HIGH", "7.0", True),
        ("HIGH", "10", True),
        ("UNASSESSED", "5", False),
    ],
)
def test_a_score_is_in_the_range_of_its_level(level: str, score: str, agrees: bool) -> None:
    dimensions = f"  dimensions: {{novelty: {{level: {level}, score: {score}}}}}\n"
    text = manifest().replace(SCORE, SCORE + dimensions)
    assert codes(text) == ([] if agrees else ["SG313"])


# ---------------------------------------------------------------------------- SG314 ORCIDs


def test_an_orcid_is_that_of_one_author() -> None:
    ada, bo = "{name: Ada, orcid: 0000-0002-1825-0097}", "{name: Bo, orcid: 0000-0002-1694-233X}"
    assert codes(manifest(work=[f"creators: [{ada}, {bo}, {{name: Cy}}, {{name: Di}}]"])) == []
    again = ada.replace("Ada", "Cy")
    assert codes(manifest(work=[f"creators: [{ada}, {bo}, {again}]"])) == ["SG314"]


# ------------------------------------------------------------------------------ SG315 DOIs

PLACEHOLDERS = (
    *("10.5281/zenodo.XXXX", "10.5281/zenodo.XXXXXXX", "10.5281/zenodo.0000000", "10.1234/000"),
    *("10.1000/xxx", "10.21105/joss.XXXXX", "10.48550/arXiv.XXXX.XXXXX", "10.1234/TBD"),
    *("10.1145/nnnnnnn.nnnnnnn", "10.5281/zenodo.<id>", "10.5281/zenodo.123.", "10.1234/a,"),
    *("10.1234/a;", "10.1038/s41586-xxx-xxxx-x", "10.1234/todo"),
)
REAL = (
    *("10.5281/zenodo.20817982", "10.1037/0000096-000", "10.1111/j.1365-2966.2009.15391.x"),
    *("10.1016/S0140-6736(00)00000-1", "10.1000/182", "10.5555/x", "10.5281/zenodo.1000000"),
    *("10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O", "10.1093/xxx/abc"),
    *("10.1234/größe", "10.1000.10/1", "10.1017/S0000000001"),
)


@pytest.mark.parametrize("doi", PLACEHOLDERS)
def test_a_placeholder_is_warned_of_and_lifts_nothing(doi: str) -> None:
    text = manifest(work=[f"doi: {doi!r}"])
    assert codes(text) == ["SG315"]
    paper = understood(text).paper
    assert paper is not None
    provenance, monitor = (
        paper.manifest.provenance,
        paper.manifest.quality_assessment.review_monitor,
    )
    assert provenance.provenance_level == 3
    assert provenance.external_archival_record_state.state == "NOT_REGISTERED"
    assert provenance.external_archival_record_state.doi is None
    assert "NO_EXTERNAL_RECORD" in monitor.active_triggers


@pytest.mark.parametrize("doi", REAL)
def test_a_doi_that_was_registered_is_no_placeholder(doi: str) -> None:
    assert not is_placeholder_doi(doi)
    paper = understood(manifest(work=[f"doi: {doi!r}"])).paper
    assert paper is not None
    assert paper.manifest.provenance.provenance_level == 4


def test_a_full_stop_that_was_copied_is_named_with_the_doi_before_it() -> None:
    [finding] = found(manifest(work=["doi: 10.5281/zenodo.123."]))
    assert "write 10.5281/zenodo.123, if" in finding.hint


def test_the_doi_of_a_notice_is_no_placeholder_either() -> None:
    notice = event(notice={"kind": "erratum", "doi": "10.5281/zenodo.XXXX"})
    [finding] = found(corrections=record(notice))
    assert (finding.code, finding.place.file[-16:]) == ("SG315", "corrections.yaml")
