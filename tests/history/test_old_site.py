"""A site of last year is a base, can be held, imported and verified: today and by a next version.

`old_site/` is what sitegen published in November 2026; every test works on a copy of it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sitegen.build import BuildOptions, build
from sitegen.build.executors import THIS_PROCESS
from sitegen.build.results import Outcome
from sitegen.build.validation import validate
from sitegen.cli import sitegen as commands
from sitegen.contracts.published_json import read_published
from sitegen.contracts.schemas import published_schema
from sitegen.contracts.versions import authored_version, published_version
from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.history.base import Base
from sitegen.history.ledger_proof import LedgerProof
from sitegen.history.ledgers import PublishedSite, SavedLedger
from sitegen.importing.importer import import_site
from sitegen.publish.checksums import verify
from sitegen.render.project import Project, load_site
from tests.contracts.next_version import NEXT_DAY, NextManifest, invent_next_version
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, ROOT, WITHOUT_PDF

OLD = Path(__file__).parent / "old_site"
OLD_LEDGER = json.loads((OLD / "site" / "ledger.json").read_bytes())
# What a ledger says of a paper that has to stay whatever version publishes it again.
STAYS = (
    *("facts_sha256", "report_sha256", "correction_count", "last_event_sha256", "kept"),
    *("redacted", "editorial_status", "superseded_by"),
)


@pytest.fixture(params=["today", "next version"])
def version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code that meets the old site: that of today, and one with another contract."""
    if request.param == "next version":
        invent_next_version(monkeypatch)
    return str(request.param)


@pytest.fixture
def project(version: str, tmp_path: Path) -> Path:
    """A copy of the old records and of the old site beside them."""
    folder = tmp_path / version.replace(" ", "-")
    shutil.copytree(OLD, folder)
    return folder


def built(project: Path, base: Base | None = None, **options: Any) -> Outcome:
    chosen = BuildOptions(formats=WITHOUT_PDF, **options)
    base = base or PublishedSite(project / "site")
    return build(Project(project / "records"), project / "site", chosen, base=base)


def break_one(project: Path) -> None:
    """The record of the paper with all the corrections gets a key that there is not."""
    manifest = project / "records/papers/one/manifest.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "titel: A slip\n", encoding="utf-8")


def ledger(project: Path) -> Any:
    return json.loads((project / "site" / "ledger.json").read_bytes())


def of_paper(site: Path, paper_id: str) -> dict[str, bytes]:
    start = f"paper/{paper_id}/"
    return {path: data for path, data in BuiltSite(site).files().items() if path.startswith(start)}


def assert_nothing_is_lost(project: Path) -> None:
    """Digests, chain and replaced manifests of the new site are those of the old one."""
    found = ledger(project)
    for before, after in zip(OLD_LEDGER["papers"], found["papers"], strict=True):
        assert {key: after[key] for key in STAYS} == {key: before[key] for key in STAYS}
        for path in before["kept"]:
            file = f"paper/{before['id']}/{path}"
            assert (project / "site" / file).read_bytes() == (OLD / "site" / file).read_bytes()
    assert found["events"] == OLD_LEDGER["events"]
    assert found["removed"] == OLD_LEDGER["removed"]
    assert [*LedgerProof(project / "site").findings()] == []


# ---------------------------------------------------------------- verified


def test_the_old_site_is_verified(project: Path) -> None:
    assert [*LedgerProof(project / "site").findings()] == []
    assert [*LedgerProof(project / "site" / "ledger.json").findings()] == []
    found = verify(project / "site")
    assert (found.changed, found.missing, found.extra) == ((), (), ())
    assert found.listed == 30


# ---------------------------------------------------------------- a base


def test_the_old_site_is_a_base_against_which_nothing_changed(version: str, project: Path) -> None:
    outcome = built(project)
    assert not outcome.is_stopped, outcome.diagnostics
    assert [each for each in outcome.diagnostics if each.code.startswith("SG8")] == []
    assert_nothing_is_lost(project)
    manifest = json.loads((project / f"site/paper/{ONE}/manifest.json").read_bytes())
    assert manifest["contract_version"] == published_version("paper-manifest")
    is_next = version == "next version"
    assert ("invented_count" in manifest) == is_next
    assert (manifest["contract_updated"] == NEXT_DAY) == is_next


def test_the_old_ledger_alone_is_a_base(project: Path) -> None:
    saved = project / "ledger.json"
    shutil.copy(OLD / "site" / "ledger.json", saved)
    base = SavedLedger(saved)
    now = datetime(2027, 4, 1, tzinfo=UTC)
    checked = validate(Project(project / "records"), now, lambda done, total: None, base=base)
    assert not checked.is_stopped, checked.diagnostics
    assert [each for each in checked.diagnostics if each.code.startswith("SG8")] == []


def test_a_silent_change_of_an_old_fact_is_still_refused(project: Path) -> None:
    manifest = project / "records/papers/other/manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("by day", "by noon"), encoding="utf-8")
    outcome = built(project)
    assert outcome.is_stopped
    (found,) = [each for each in outcome.diagnostics if each.severity == "error"]
    assert (found.code, found.place.line) == ("SG804", line_of(manifest, "title"))


def line_of(file: Path, key: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if key in line)


def test_a_correction_goes_on_with_the_old_chain(project: Path) -> None:
    manifest = project / "records/papers/other/manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("by day", "by noon"), encoding="utf-8")
    words = ["correct", "other", "--type", "METADATA", "--note", "It was noon."]
    where = ["--records", str(project / "records"), "--against", str(project / "site")]
    commands.main([*words, *where, "--at", "2027-04-01T09:00:00+00:00"], standalone_mode=False)
    outcome = built(project)
    assert not outcome.is_stopped, outcome.diagnostics
    site = project / "site"
    assert [*LedgerProof(site).findings()] == []
    *_, last = [each for each in ledger(project)["events"] if each["work"] == OTHER]
    old = next(each for each in OLD_LEDGER["papers"] if each["id"] == OTHER)
    assert last["event"]["previous_event_sha256"] == old["last_event_sha256"]
    assert last["event"]["replaces"]["facts_sha256"] == old["facts_sha256"]
    was = (OLD / f"site/paper/{OTHER}/manifest.json").read_bytes()
    assert (site / f"paper/{OTHER}/manifests/2.json").read_bytes() == was


def test_a_new_version_alone_is_a_regeneration(
    version: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["diff", str(project / "site"), "--records", str(project / "records")]
    commands.main(words, standalone_mode=False)
    printed = capsys.readouterr().out
    assert "Correction" not in printed
    assert "Milestone" not in printed
    if version == "next version":
        assert "2 papers regenerated, 0 unchanged" in printed
        assert "Regeneration: the facts are the same, their presentation changed" in printed


# ---------------------------------------------------------------- held


def test_an_old_paper_is_held_as_it_was_published(project: Path) -> None:
    break_one(project)
    outcome = built(project, hold=True)
    assert not outcome.is_stopped, outcome.diagnostics
    assert outcome.held == (("papers/one", ONE),)
    assert of_paper(project / "site", ONE) == of_paper(OLD / "site", ONE)
    assert_nothing_is_lost(project)


# ---------------------------------------------------------------- imported


def test_the_old_site_is_imported_and_publishes_the_same(project: Path) -> None:
    imported = project / "imported"
    done = import_site(project / "site", imported, THIS_PROCESS, lambda done, total: None)
    assert done.is_exact, (done.findings, done.diagnostics)
    assert (done.papers, done.removed, done.written) == (2, 1, 3)
    shutil.copy(project / "records/site.yaml", imported)
    shutil.copytree(project / "records/pages", imported / "pages")
    shutil.rmtree(project / "records")
    imported.rename(project / "records")
    outcome = built(project)
    assert not outcome.is_stopped, outcome.diagnostics
    assert_nothing_is_lost(project)
    manifest = (project / f"records/papers/{OTHER[:8]}/manifest.yaml").read_text(encoding="utf-8")
    assert manifest.startswith(f"contract_version: {authored_version('paper-manifest')}\n")


# ---------------------------------------------------------------- valid


def test_everything_that_was_kept_is_valid_by_the_next_schema(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invent_next_version(monkeypatch)
    site, _ = load_site(Project(OLD / "records"))
    check = Draft202012Validator(published_schema(NextManifest, site))
    files = of_paper(OLD / "site", ONE) | of_paper(OLD / "site", OTHER)
    kept = {path: data for path, data in files.items() if "manifest" in path}
    assert len(kept) == 5
    for path, data in kept.items():
        assert [*check.iter_errors(json.loads(data))] == [], path
    with_text = {**json.loads(data), "invented_count": "many"}
    assert [each.json_path for each in check.iter_errors(with_text)] == ["$.invented_count"]


# ---------------------------------------------------------------- a site of a later version


def published_later(project: Path, **facts: Any) -> None:
    """Make of the site what a later sitegen may have published of one paper.

    It has words, members and a member of an event that no sitegen of today knows; `facts` are put
    among its facts.
    """
    site, folder = project / "site", f"paper/{OTHER}/"
    listed = ledger(project)
    (entry,) = [each for each in listed["papers"] if each["id"] == OTHER]
    (event,) = [each for each in listed["events"] if each["work"] == OTHER]
    event["event"]["heard_by"] = "an owl"
    event["event_sha256"] = entry["last_event_sha256"] = canonical_sha256(event["event"])
    entry["editorial_status"] = entry["gate_status"] = "HEARD"

    manifest = read_published("paper-manifest", (site / folder / "manifest.json").read_bytes())
    manifest["editorial_status"] |= {"status": "HEARD", "label": "Heard"}
    manifest["completeness"] = "HEARSAY"
    manifest["gate_verdict"] |= {"status": "HEARD", "label": "Heard"}
    manifest["verdict_evidence"]["state"] = "HEARD"
    for artifact in manifest["artifact_set"]:
        artifact |= {"state": "HEARD", "heard_by": "an owl"}
    monitor = manifest["quality_assessment"]["review_monitor"]
    monitor |= {"monitor_state": "LISTENING", "active_triggers": ["HEARD"]}
    manifest["facts"] |= facts
    manifest["facts_sha256"] = entry["facts_sha256"] = canonical_sha256(manifest["facts"])
    corrections = read_published(
        "correction-record", (site / folder / "corrections.json").read_bytes()
    )
    corrections["correction_events"] = [event["event"]]
    corrections["editorial_status"] |= {"status": "HEARD", "label": "Heard"}

    written = {folder + "manifest.json": manifest, folder + "corrections.json": corrections}
    for path, record in (written | {"ledger.json": listed}).items():
        stem = record["contract_version"].rpartition(".")[0]
        head = {"contract_version": f"{stem}.9", "contract_updated": "2101-12-31", "owls": 3}
        if path == "ledger.json":
            digest = hashlib.sha256((site / folder / "manifest.json").read_bytes()).hexdigest()
            entry["manifest_sha256"] = digest
        (site / path).write_bytes(canonical_json(record | head) + b"\n")
    write_sums(site)


def write_sums(site: Path) -> None:
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {path}\n"
        for path, data in BuiltSite(site).files().items()
        if path not in ("SHA256SUMS", ".sitegen-site")
    ]
    (site / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A project with the old records, and a site of a later version."""
    project = Path(shutil.copytree(OLD, tmp_path / "later"))
    published_later(project)
    return project


def test_a_later_site_is_verified(later: Path) -> None:
    assert [*LedgerProof(later / "site").findings()] == []
    found = verify(later / "site")
    assert (found.changed, found.missing, found.extra) == ((), (), ())


def test_damage_of_a_later_site_is_still_found(later: Path) -> None:
    listed = ledger(later)
    listed["papers"][0]["last_event_sha256"] = "0" * 64
    listed["events"][0]["event"]["public_note"] += "!"
    (later / "site" / "ledger.json").write_bytes(canonical_json(listed) + b"\n")
    found = [each.at for each in LedgerProof(later / "site").findings()]
    assert any(each.endswith("last_event_sha256") for each in found)
    assert any(each.endswith("event_sha256") for each in found)


def test_a_paper_of_a_later_site_is_held_with_its_chain(later: Path) -> None:
    before, was = ledger(later), of_paper(later / "site", OTHER)
    record = later / "records/papers/other/manifest.yaml"
    record.write_text("work: [", encoding="utf-8")
    outcome = built(later, hold=True)
    assert not outcome.is_stopped, outcome.diagnostics
    assert outcome.held == (("papers/other", OTHER),)
    assert of_paper(later / "site", OTHER) == was
    after = ledger(later)
    assert after["events"] == before["events"]
    for old, new in zip(before["papers"], after["papers"], strict=True):
        assert {key: new[key] for key in STAYS} == {key: old[key] for key in STAYS}


def test_a_later_site_is_imported_as_far_as_records_can_hold_it(
    later: Path, tmp_path: Path
) -> None:
    published_later(later, heard=["an owl"])
    done = import_site(later / "site", tmp_path / "records", THIS_PROCESS, lambda *_: None)
    assert done.written == 3
    assert [(each.file, each.at) for each in done.findings] == [
        (f"paper/{OTHER}/manifest.json", "/facts_sha256"),
        (f"paper/{OTHER}/corrections.json", "/correction_events/0"),
    ]


# ---------------------------------------------------------------- the transcriptions

TRANSCRIPTIONS = Path(__file__).parent / "old_transcriptions"


@pytest.fixture
def transcriptions(tmp_path: Path) -> Path:
    """The five real papers as they stood before they said what they do not know."""
    return Path(shutil.copytree(TRANSCRIPTIONS, tmp_path / "transcriptions"))


def test_the_old_transcriptions_are_verified_and_a_base(transcriptions: Path) -> None:
    found = verify(transcriptions / "site")
    assert (found.changed, found.missing, found.extra) == ((), (), ())
    outcome = built(transcriptions)
    assert not outcome.is_stopped, outcome.diagnostics
    assert [each for each in outcome.diagnostics if each.code.startswith("SG8")] == []
    old = json.loads((TRANSCRIPTIONS / "site/ledger.json").read_bytes())
    for before, after in zip(old["papers"], ledger(transcriptions)["papers"], strict=True):
        assert {key: after[key] for key in STAYS} == {key: before[key] for key in STAYS}


def test_the_old_transcriptions_are_imported_with_their_digests(transcriptions: Path) -> None:
    target = transcriptions / "imported"
    done = import_site(transcriptions / "site", target, THIS_PROCESS, lambda *_: None)
    assert done.written == 5
    # What a report states is attached to its PDF, and this site has none.
    assert {each.at for each in done.findings} == {"/report_sha256"}


def test_an_old_transcription_is_held_as_it_was_published(transcriptions: Path) -> None:
    manifest = next((transcriptions / "records/papers").glob("*/manifest.yaml"))
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f"{text}titel: A slip\n", encoding="utf-8")
    outcome = built(transcriptions, hold=True)
    assert not outcome.is_stopped, outcome.diagnostics
    ((_, held),) = outcome.held
    assert of_paper(transcriptions / "site", held) == of_paper(TRANSCRIPTIONS / "site", held)


def test_to_become_a_transcription_is_a_correction(transcriptions: Path) -> None:
    """The records of today are nobody's publication; a published one could not change silently."""
    shutil.rmtree(transcriptions / "records/papers")
    shutil.copytree(ROOT / "records/papers", transcriptions / "records/papers")
    outcome = built(transcriptions)
    assert outcome.is_stopped
    errors = [each for each in outcome.diagnostics if each.severity == "error"]
    assert {each.code for each in errors} >= {"SG804"}
    assert any("completeness" in each.message for each in errors)
