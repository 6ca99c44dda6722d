"""What a paper contributes to listings: one flat row."""

from __future__ import annotations

import hashlib
import pickle
from typing import Any

import pytest

from sitegen.build.paper_result import PaperResult, as_json, from_json
from sitegen.contracts.catalog_row import (
    LONGEST_EXCERPT,
    CatalogRow,
    catalog_row,
    published_row,
)
from sitegen.contracts.published_json import PublishedJsonError
from sitegen.reading.paper_source import ArtifactFile
from sitegen.render.exports import corrections_json, manifest_json
from tests.contracts.papers import ID, corrections, event, paper
from tests.small_world import papers as world

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
    assert (found.level, found.level_label) == (2, "L2, Source-grounded claims")
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


def test_a_row_survives_json() -> None:
    for name in world.public_names():
        found = catalog_row(name, world.published(name))
        made = PaperResult("papers/x", (), row=found)
        assert from_json(as_json(made)) == made


def read_back(name: str) -> CatalogRow:
    """The row of a paper of the small world from the files that its build published."""
    paper, site = world.published(name), world.site()
    published = manifest_json.export(paper, site), corrections_json.export(paper, site)
    kept = {each.path: ArtifactFile("", 0, each.data) for each in paper.snapshots}
    return published_row(name, *published, {**kept, **paper.kept})


@pytest.mark.parametrize("name", world.public_names())
def test_the_row_of_a_published_paper_is_the_row_of_its_record(name: str) -> None:
    row, back = catalog_row(name, world.published(name)), read_back(name)
    assert back == row
    assert [type(value) for value in back] == [type(value) for value in row]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is not JSON: "),
        (b"{}", "schema: field required"),
        (b"[1]", "it is not a JSON object"),
        (b"not JSON", "it is not JSON: "),
    ],
)
def test_what_is_no_published_record_has_no_row(content: bytes, why: str) -> None:
    corrected = corrections_json.export(world.published("least"), world.site())
    with pytest.raises(PublishedJsonError, match=why):
        published_row("least", content, corrected, {})


def test_an_excerpt_is_the_abstract_on_one_line_with_its_mark() -> None:
    assert row({"work.abstract": "One.\n\nTwo\nlines."}).excerpt == "One. Two lines."
    assert row({"work.abstract": "It ends", "cut": ["work.abstract"]}).excerpt == "It ends [cut]"


def test_the_abstract_of_another_paper_is_not_the_excerpt_of_this_one() -> None:
    found = row(
        {
            "work.lead_source": {"title": "Another paper"},
            "work.research_question": "What is\ninvented?",
            "cut": ["work.research_question"],
        }
    )
    assert found.excerpt == "What is invented? [cut]"


def test_a_long_abstract_ends_at_a_word_and_before_a_formula() -> None:
    words = row({"work.abstract": "invented " * 100}).excerpt
    assert words.startswith("invented invented")
    assert words.endswith("invented …")
    assert len(words) <= LONGEST_EXCERPT
    formula = row({"work.abstract": f"{'a ' * 120}and $x {'+ x' * 100}$ then."}).excerpt
    assert formula == f"{'a ' * 120}and …"
    unbroken = row({"work.abstract": "a" * 2000}).excerpt
    assert unbroken == f"{'a' * LONGEST_EXCERPT} …"


@pytest.mark.parametrize(
    ("submitted", "evaluated_at", "corrected_at", "last"),
    [
        ("", "", "", ""),
        ("2026-07", "", "", ""),
        ("2026-07-02", "", "", "2026-07-02"),
        ("2026-07-02", "2026-07-02T00:00:01Z", "", "2026-07-02T00:00:01Z"),
        ("2026-07-02", "2026-06-10T06:30:49Z", "", "2026-07-02"),
        ("", "2026-07-02T03:00:00Z", "2026-07-02T04:00:00+14:00", "2026-07-02T03:00:00Z"),
    ],
)
def test_the_last_change_is_that_of_facts(
    submitted: str, evaluated_at: str, corrected_at: str, last: str
) -> None:
    found = row()._replace(
        submitted=submitted, evaluated_at=evaluated_at, last_corrected_at=corrected_at
    )
    assert found.last_change == last


def test_creators_and_excerpt_survive_the_cache() -> None:
    found = row({"work.creators": [{"name": "Ada Example"}, {"name": "The Team"}]})
    assert found.creators == ("Ada Example", "The Team")
    read = from_json(as_json(PaperResult("papers/invented", (), found)))
    assert read is not None
    assert read.row == found
