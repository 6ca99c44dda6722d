"""What a paper contributes to listings: one flat row."""

from __future__ import annotations

import hashlib
import pickle
from typing import Any

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from tests.contracts.papers import ID, corrections, event, paper

NEWER = "5eed0001-0000-4000-8000-00000000c0de"


def row(changes: dict[str, Any] | None = None, **options: Any) -> CatalogRow:
    return catalog_row("papers/invented", paper(changes, **options))


def test_a_row_says_what_a_listing_shows() -> None:
    found = row(
        {
            "work.submitted": "2026-07-02",
            "work.doi": "10.5281/zenodo.1",
            "gate_verdict": {"status": "FALSIFIED"},
            "artifacts": [{"type": "counterexample", "label": "Counterexample"}],
        }
    )
    assert (found.folder, found.id, found.record_id) == ("papers/invented", ID, "SRCH:5EED0000")
    assert (found.title, found.submitted) == ("An invented paper", "2026-07-02")
    assert (found.status, found.gate, found.gate_label) == ("FALSIFIED", "FALSIFIED", "Falsified")
    assert found.evidence == "Its evidence is declared but not public."
    assert (found.tier, found.tier_label) == ("DOI_GRADE", "DOI grade")
    assert (found.level, found.level_label) == (2, "Source-grounded claims")
    assert (found.review_score, found.claims, found.doi) == (7.9, 3, "10.5281/zenodo.1")
    assert found.abstract_sha256 == hashlib.sha256(b"An invented abstract.").hexdigest()
    assert found.has_report


def test_what_is_not_known_is_empty() -> None:
    found = row({"verification": None, "quality_assessment": {"tier": "WATCHLIST"}})
    assert (found.submitted, found.doi, found.superseded_by, found.last_corrected_at) == ("",) * 4
    assert (found.review_score, found.claims) == (None, None)


def test_a_row_carries_the_title_with_its_status() -> None:
    retraction = event(1, notice={"kind": "retraction"})
    found = row(corrected=corrections(retraction, superseded_by=NEWER))
    assert found.display_title == "RETRACTED: An invented paper"
    assert (found.status_emphasis, found.correction_count) == ("banner", 1)
    assert (found.correction_state, found.superseded_by) == ("SUPERSEDED", NEWER)


def test_a_paper_without_a_report_says_so() -> None:
    assert not row({"report": "none"}).has_report


def test_a_row_travels_between_processes() -> None:
    found = row()
    assert pickle.loads(pickle.dumps(found)) == found
