"""Published facts and events as authored data, or the error if no record can hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sitegen.contracts.settings import TierPolicy
from sitegen.importing.authored import NotAuthoredError, artifact_paths, manifest_data, needs_tier
from sitegen.reading.documents import Plain
from tests.contracts.papers import facts as paper_facts
from tests.importing.imports import facts, forged, imported
from tests.worlds import OTHER


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("work", "titel"), "x", "/facts/work/titel"),
        (("work", "title"), 7, "/facts/work/title"),
        (("work", "a/b~c"), 7, "/facts/work/a~1b~0c"),
        (("quality_assessment",), [], "/facts/quality_assessment"),
        (("artifacts",), [{"type": "other", "label": "x", "path": "artifacts/../../x"}],
         "/facts/artifacts/0/path"),
        (("artifacts",), [{"type": "other", "label": "x", "path": "/etc/passwd"}],
         "/facts/artifacts/0/path"),
    ],
)  # fmt: skip
def test_facts_that_no_record_holds_are_named_by_file_and_pointer(
    path: tuple[str, ...], value: Any, pointer: str, site: Path, tmp_path: Path
) -> None:
    hostile = facts(site)
    inside = hostile
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    forged(site, OTHER, hostile)
    done = imported(site, tmp_path / "records")
    (finding,) = done.findings
    assert (finding.file, finding.at) == (f"paper/{OTHER}/manifest.json", pointer)
    assert finding.what.endswith(
        "; the paper was not imported: import from an undamaged copy of the site"
    )
    assert done.written == 2


# ---------------------------------------------------------------- one by one


def test_facts_are_written_as_an_editor_would_write_them() -> None:
    given = paper_facts(
        {
            "work.submitted": "2026-07-02",
            "quality_assessment.review_score": 9.0,
            "quality_assessment.dimensions": {
                "reproducibility_status": {"level": "HIGH"},
                "safety_impact": {"level": "LOW", "score": 2.5},
            },
            "artifacts": [
                {"type": "dataset", "label": "Here", "path": "artifacts/a", "sha256": "0" * 64},
                {
                    "type": "dataset",
                    "label": "Away",
                    "url": "https://a.example/",
                    "sha256": "1" * 64,
                },
            ],
        }
    )
    data = manifest_data(given, has_report=False, report=None, transcribed_from=None)
    assert list(data)[:2] == ["contract_version", "work"]
    assert isinstance(data["work"]["submitted"], Plain)
    assert isinstance(data["quality_assessment"]["review_score"], int)
    assert data["quality_assessment"]["dimensions"] == {
        "reproducibility_status": "HIGH",
        "safety_impact": {"level": "LOW", "score": 2.5},
    }
    here, away = data["artifacts"]
    assert "sha256" not in here  # its bytes are there and say it
    assert away["sha256"] == "1" * 64
    assert data["report"] == "none"


def test_authors_and_works_are_written_as_they_were_authored() -> None:
    work = {
        "submitted": "2026",
        "version": "2",
        "identifiers": [{"scheme": "arxiv", "value": "2104.08645"}],
        "related": [{"relation": "Cites", "identifier": "10.5555/x", "title": "Another"}],
        "creators": [
            {
                "family": "Example",
                "given": "Ada",
                "particle": "van",
                "suffix": "Jr.",
                "orcid": "0000-0002-1825-0097",
                "affiliations": [{"name": "A University", "ror": "05dxps055"}, {"name": "B"}],
                "roles": ["software"],
            },
            {"organization": "An Institute", "ror": "05dxps055"},
            {"name": "A Literal", "orcid": "0000-0002-1825-0097"},
        ],
    }
    given = paper_facts({f"work.{key}": value for key, value in work.items()})
    data = manifest_data(given, has_report=False, report=None, transcribed_from=None)
    assert data["work"] | work == data["work"]
    assert isinstance(data["work"]["submitted"], Plain)


def test_a_report_is_authored_where_one_was_published() -> None:
    given = paper_facts()
    assert "report" not in manifest_data(given, has_report=True, report=None, transcribed_from=None)
    stated = manifest_data(
        given, has_report=True, report={"sources_retrieved": 3}, transcribed_from=None
    )
    assert stated["report"] == {"sources_retrieved": 3}
    with pytest.raises(NotAuthoredError) as caught:
        manifest_data(
            given, has_report=True, report={"claims": [{"text": 7}]}, transcribed_from=None
        )
    assert caught.value.file == "paper.pdf"
    assert caught.value.pointer.startswith("/report.json/claims/0/")


def test_an_artifact_beside_the_record_has_a_digest() -> None:
    given = paper_facts({"artifacts": [{"type": "other", "label": "x", "path": "artifacts/x"}]})
    with pytest.raises(NotAuthoredError) as caught:
        list(artifact_paths(given))
    assert caught.value.pointer == "/facts/artifacts/0/sha256"


@pytest.mark.parametrize(
    ("changes", "is_needed"),
    [
        ({"quality_assessment.review_score": 7.9}, False),
        ({"quality_assessment.review_score": 4.0}, False),
        ({"quality_assessment.review_score": None}, True),
        ({"quality_assessment": {"tier": "WATCHLIST"}}, False),
    ],
)
def test_a_tier_is_declared_where_facts_and_thresholds_leave_it_open(
    changes: dict[str, Any], is_needed: bool
) -> None:
    assert needs_tier(paper_facts(changes), TierPolicy()) is is_needed
