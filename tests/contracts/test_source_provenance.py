"""Provenance: the highest level whose evidence is there."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.source_provenance import SourceProvenance
from tests.contracts.papers import SITE, paper

CLAIMS = {"verification.source_grounded_claims": 3}
NO_CLAIMS = {"verification.source_grounded_claims": 0}
DOI = {"work.doi": "10.5281/zenodo.1"}
NO_REPORT = {"report": "none"}


def provenance(*changes: dict[str, Any]) -> SourceProvenance:
    merged: dict[str, Any] = {"quality_assessment.review_score": 6.0}
    for change in changes:
        merged |= change
    return paper(merged).manifest.provenance


def artifact(kind: str, **where: str) -> dict[str, Any]:
    return {"artifacts": [{"type": kind, "label": kind, **where}]}


@pytest.mark.parametrize(
    ("changes", "level", "label"),
    [
        ([DOI], 4, "External archival record"),
        ([DOI, NO_REPORT, NO_CLAIMS], 4, "External archival record"),
        ([artifact("external_record")], 4, "External archival record"),
        (
            *([artifact("external_record", url="https://example.org/1"), NO_REPORT],),
            *(4, "External archival record"),
        ),
        ([CLAIMS], 3, "Public report artifact"),
        ([NO_CLAIMS], 3, "Public report artifact"),
        (
            *([artifact("report", url="https://example.org/r.pdf"), NO_REPORT, NO_CLAIMS],),
            *(3, "Public report artifact"),
        ),
        ([NO_REPORT, CLAIMS], 2, "Aggregate claim lineage"),
        ([artifact("report"), NO_REPORT, CLAIMS], 2, "Aggregate claim lineage"),
        ([NO_REPORT, NO_CLAIMS], 1, "Public metadata record"),
        ([NO_REPORT, {"verification": None}], 1, "Public metadata record"),
    ],
)
def test_the_level_is_the_highest_with_evidence(
    changes: list[dict[str, Any]], level: int, label: str
) -> None:
    record = provenance(*changes)
    assert (record.provenance_level, record.provenance_level_label) == (level, label)


def test_every_row_of_the_panel_is_published() -> None:
    method = {"quality_assessment.review_method": "Automated multi-reviewer assessment"}
    record = provenance(DOI, {"verification.source_grounded_claims": 9}, method)
    assert record.publisher.name == "Assignee Research"
    assert record.artifact_inspectability.label == "Available"
    assert record.external_archival_record_state.label == "Registered"
    assert record.external_archival_record_state.doi == "10.5281/zenodo.1"
    assert record.aggregate_claim_lineage.label == "9 aggregate source-grounded claims"
    assert record.review_method == "Automated multi-reviewer assessment"
    assert record.quality_guide_url == "https://assignee.net/quality-guide/"
    assert record.contract_name == "source-provenance-v1"
    assert record.note == SITE.notes.synthesis


def test_what_is_not_there_says_so() -> None:
    record = provenance(NO_REPORT, {"verification": None})
    assert record.artifact_inspectability.label == "Not available"
    assert record.external_archival_record_state.label == "Not registered"
    assert record.external_archival_record_state.doi is None
    assert record.aggregate_claim_lineage.label is None
    assert record.review_method is None


@pytest.mark.parametrize(
    ("claims", "label"),
    [
        (0, "0 aggregate source-grounded claims"),
        (1, "1 aggregate source-grounded claim"),
        (2, "2 aggregate source-grounded claims"),
    ],
)
def test_the_lineage_counts_its_claims(claims: int, label: str) -> None:
    record = provenance({"verification.source_grounded_claims": claims})
    assert record.aggregate_claim_lineage.label == label


def test_an_external_record_may_be_known_without_its_doi() -> None:
    state = provenance(artifact("external_record")).external_archival_record_state
    assert (state.state, state.doi) == ("REGISTERED", None)
