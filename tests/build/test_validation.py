"""All records judged, and nothing made."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build.results import Outcome
from sitegen.build.validation import validate
from sitegen.render.project import Project, SettingsError
from tests.checks.papers import GOOD, MANIFEST, manifest

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OTHER = "5eed0002-0000-4000-8000-000000000002"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "records")
    return tmp_path / "records"


def paper(records: Path, name: str, text: str) -> None:
    folder = records / "papers" / name
    folder.mkdir(exist_ok=True)
    (folder / "manifest.yaml").write_text(text, encoding="utf-8")


def judged(records: Path, now: datetime = NOW) -> Outcome:
    return validate(Project(records), now, lambda done, total: None)


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.diagnostics]


def test_good_records_have_no_findings_and_nothing_is_written(records: Path) -> None:
    before = sorted(records.parent.rglob("*"))
    assert judged(records) == Outcome((), papers=1)
    assert sorted(records.parent.rglob("*")) == before


def test_every_paper_is_judged_and_progress_is_told(records: Path) -> None:
    paper(records, "bats", "work: [")
    paper(records, "cats", manifest(review_score="11"))
    told: list[tuple[int, int]] = []
    outcome = validate(Project(records), NOW, lambda done, total: told.append((done, total)))
    assert outcome.papers == 3
    assert codes(outcome) == ["SG112", "SG205"]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_dates_are_judged_by_the_moment_that_is_given(records: Path) -> None:
    paper(records, "owls", manifest(work=["submitted: 2026-12-24"]))
    assert codes(judged(records)) == ["SG310"]
    assert codes(judged(records, datetime(2027, 1, 1, tzinfo=UTC))) == []


def test_guides_are_judged_with_the_records(records: Path) -> None:
    (records / "pages").mkdir()
    (records / "pages/about.md").write_text("# About\n", encoding="utf-8")
    assert codes(judged(records)) == ["SG702"]


def test_papers_are_judged_against_each_other(records: Path) -> None:
    copy = MANIFEST.replace("5eed0001-0000-4000-8000-000000000001", OTHER)
    paper(records, "copy", copy)
    assert codes(judged(records)) == ["SG603"]


def test_nothing_is_judged_with_wrong_settings(records: Path) -> None:
    (records / "site.yaml").write_text("zoo: Berlin\n", encoding="utf-8")
    paper(records, "bats", "work: [")
    with pytest.raises(SettingsError):
        judged(records)


def test_findings_are_in_the_order_of_files_and_lines(records: Path) -> None:
    paper(records, "owls", manifest(review_score="11", title="''"))
    paper(records, "bats", manifest("zoo: Berlin", research_question="[]"))
    places = [finding.place for finding in judged(records).diagnostics]
    assert places == sorted(places)
    assert [place.file.split("/")[2] for place in places] == ["bats", "bats", "owls", "owls"]
