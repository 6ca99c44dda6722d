"""A site with earlier statuses is a base, can be held, imported and verified.

`old_statuses/` is what sitegen published in November 2026; every test works on a copy of it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import BuildOptions, build
from sitegen.build.executors import THIS_PROCESS
from sitegen.build.results import Outcome
from sitegen.cli import sitegen as commands
from sitegen.findings.canonical import canonical_json
from sitegen.history.ledger_proof import LedgerProof
from sitegen.history.ledgers import PublishedSite
from sitegen.importing.importer import import_site
from sitegen.publish.checksums import verify
from sitegen.render.project import Project
from tests.reading_back import BuiltSite
from tests.worlds import WITHOUT_PDF

OLD = Path(__file__).parent / "old_statuses"
OLD_LEDGER = json.loads((OLD / "site" / "ledger.json").read_bytes())
PART, REMOVAL, BOTH = (f"5eed001{n}-0000-4000-8000-00000000c0de" for n in (1, 2, 3))
STAYS = ("facts_sha256", "report_sha256", "correction_count", "last_event_sha256", "kept")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OLD, tmp_path / "project"))


def built(project: Path, **options: Any) -> Outcome:
    chosen = BuildOptions(formats=WITHOUT_PDF, **options)
    base = PublishedSite(project / "site")
    return build(Project(project / "records"), project / "site", chosen, base=base)


def statuses(project: Path) -> dict[str, str]:
    listed = json.loads((project / "site/ledger.json").read_bytes())["papers"]
    return {each["id"]: each["editorial_status"] for each in listed}


def of_paper(site: Path, paper_id: str) -> dict[str, bytes]:
    start = f"paper/{paper_id}/"
    return {path: data for path, data in BuiltSite(site).files().items() if path.startswith(start)}


def test_the_old_site_is_verified(project: Path) -> None:
    assert [*LedgerProof(project / "site").findings()] == []
    assert [*LedgerProof(project / "site" / "ledger.json").findings()] == []
    found = verify(project / "site")
    assert (found.changed, found.missing, found.extra) == ((), (), ())


def test_another_status_of_the_old_site_is_still_found(project: Path) -> None:
    file = project / "site/ledger.json"
    listed = json.loads(file.read_bytes())
    listed["papers"][0]["editorial_status"] = "VERIFIED"
    file.write_bytes(canonical_json(listed) + b"\n")
    (found, *_) = LedgerProof(file).findings()
    assert found.at.endswith("editorial_status")
    assert '"PARTIALLY_RETRACTED"' in found.what


def test_it_is_published_again_with_the_statuses_of_today(project: Path) -> None:
    outcome = built(project)
    assert not outcome.is_stopped, outcome.diagnostics
    assert statuses(project) == {
        PART: "PARTIALLY_RETRACTED",
        REMOVAL: "WITHDRAWN",
        BOTH: "RETRACTED",
    }
    listed = json.loads((project / "site/ledger.json").read_bytes())
    assert listed["events"] == OLD_LEDGER["events"]
    for before, after in zip(OLD_LEDGER["papers"], listed["papers"], strict=True):
        assert {key: after[key] for key in STAYS} == {key: before[key] for key in STAYS}
    assert [*LedgerProof(project / "site").findings()] == []
    page = (project / f"site/paper/{REMOVAL}/index.html").read_text(encoding="utf-8")
    assert "Withdrawn: do not rely on this paper." in page
    assert "Removed: this paper is no longer published here." not in page
    both = (project / f"site/paper/{BOTH}/corrections.json").read_text(encoding="utf-8")
    assert json.loads(both)["editorial_status"]["notice"]["kind"] == "retraction"


def test_a_published_removal_is_a_warning_and_a_new_one_is_an_error(project: Path) -> None:
    outcome = built(project)
    (found,) = [each for each in outcome.diagnostics if each.code in ("SG517", "SG518")]
    assert (found.code, found.severity, found.place.line) == ("SG518", "warning", 8)
    corrections = project / "records/papers/part/corrections.yaml"
    text = corrections.read_text(encoding="utf-8")
    corrections.write_text(
        f"{text}"
        "  - event_id: 5EED0011-C2\n"
        "    corrected_at: 2026-09-01T09:00:00+00:00\n"
        "    correction_type: CLAIM\n"
        "    public_note: An invented note.\n"
        "    notice: {kind: removal}\n"
        f"    previous_event_sha256: {OLD_LEDGER['events'][0]['event_sha256']}\n",
        encoding="utf-8",
    )
    outcome = built(project)
    assert outcome.is_stopped
    (error,) = [each for each in outcome.diagnostics if each.severity == "error"]
    assert (error.code, error.place.line) == ("SG517", 13)


def test_new_statuses_alone_are_a_regeneration(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "ledger.json"
    shutil.copy(project / "site/ledger.json", saved)
    for base in (project / "site", saved):
        words = ["diff", str(base), "--records", str(project / "records")]
        commands.main(words, standalone_mode=False)
        printed = capsys.readouterr().out
        assert "3 papers regenerated, 0 unchanged" in printed
        assert "Status: Retracted → Partially retracted" in printed
        assert "Status: Removed → Withdrawn" in printed
        assert "Milestone" not in printed
        assert "SG517" not in printed


def test_old_papers_are_held_as_they_were_published(project: Path) -> None:
    for name in ("part", "removal"):
        manifest = project / f"records/papers/{name}/manifest.yaml"
        manifest.write_text(manifest.read_text(encoding="utf-8") + "titel: x\n", encoding="utf-8")
    outcome = built(project, hold=True)
    assert not outcome.is_stopped, outcome.diagnostics
    for paper_id in (PART, REMOVAL):
        assert of_paper(project / "site", paper_id) == of_paper(OLD / "site", paper_id)
    # Lists and ledger say what the pages say.
    assert statuses(project) == {PART: "RETRACTED", REMOVAL: "REMOVED", BOTH: "RETRACTED"}
    assert [*LedgerProof(project / "site").findings()] == []


def test_the_old_site_is_imported_and_publishes_the_same_events(project: Path) -> None:
    imported = project / "imported"
    done = import_site(project / "site", imported, THIS_PROCESS, lambda done, total: None)
    assert done.is_exact, (done.findings, done.diagnostics)
    shutil.copy(project / "records/site.yaml", imported)
    shutil.copytree(project / "records/pages", imported / "pages")
    shutil.rmtree(project / "records")
    imported.rename(project / "records")
    outcome = built(project)
    assert not outcome.is_stopped, outcome.diagnostics
    assert statuses(project)[PART] == "PARTIALLY_RETRACTED"
    listed = json.loads((project / "site/ledger.json").read_bytes())
    assert listed["events"] == OLD_LEDGER["events"]
