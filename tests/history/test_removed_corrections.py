"""The corrections of a removed paper stay next to its tombstone, and on the site."""

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
from sitegen.history.ledgers import PublishedSite, SavedLedger
from sitegen.importing.importer import import_site
from sitegen.render.project import Project
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, WITHOUT_PDF, World

NOTICE = {"kind": "retraction", "issued_by": "The editors"}
EVENT = {
    "event_id": "5EED0001-C1",
    "corrected_at": "2026-07-10T09:00:00+00:00",
    "correction_type": "CLAIM",
    "public_note": "It was *wrong*.",
    "notice": NOTICE,
}
TOMBSTONE = {
    "id": ONE,
    "title": "The paper one",
    "removed_at": "2026-08-01T09:00:00+00:00",
    "reason": "A court ordered it.",
    "by": "The editors",
}


def corrections(*events: dict[str, Any], **more: Any) -> str:
    record = {"contract_version": "correction-record-v1", "work": {"id": ONE}}
    return json.dumps({**record, "correction_events": [*events], **more})


def removal(world: World) -> dict[str, Any]:
    """A notice of removal, chained to the published event."""
    (listed,) = json.loads(world.files()["ledger.json"])["events"]
    return {
        "event_id": "5EED0001-C2",
        "corrected_at": "2026-08-01T09:00:00+00:00",
        "correction_type": "METADATA",
        "public_note": "It was removed.",
        "notice": {"kind": "removal", "issued_by": "The editors"},
        "previous_event_sha256": listed["event_sha256"],
    }


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A site with a retracted paper that a newer one supersedes."""
    world = World(tmp_path)
    world.fill()
    world.paper("other", OTHER, submitted="2026-06-01", supersedes=[ONE])
    world.write("papers/one/corrections.yaml", corrections(EVENT, superseded_by=OTHER))
    assert not world.build().is_stopped
    return world


def removed(world: World, *events: dict[str, Any], **more: Any) -> None:
    """Put a tombstone in the place of the manifest, next to these events."""
    (world.records / "papers/one/manifest.yaml").unlink()
    world.write("papers/one/tombstone.yaml", json.dumps(TOMBSTONE))
    world.write("papers/one/corrections.yaml", corrections(*events, superseded_by=OTHER, **more))


def rebuilt(world: World) -> Outcome:
    return world.build(base=PublishedSite(world.output))


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return [(each.code, str(each.severity)) for each in outcome.diagnostics]


def test_events_and_notices_stay_when_a_paper_is_removed(world: World) -> None:
    before = world.files()
    removed(world, EVENT, removal(world))
    outcome = rebuilt(world)
    assert codes(outcome) == []
    site = BuiltSite(world.output)
    for number, title in ((1, "Retraction"), (2, "Removal")):
        page = site.page_text(f"/paper/{ONE}/notices/5EED0001-C{number}/")
        assert f"{title}: The paper one" in page
        assert "Removed: this paper is no longer published here." in page
    record = site.json(f"/paper/{ONE}/corrections.json")
    assert (record["correction_count"], record["superseded_by"]) == (2, OTHER)
    assert (
        record["correction_events"][0]
        == json.loads(before[f"paper/{ONE}/corrections.json"])["correction_events"][0]
    )
    page = site.page_text(f"/paper/{ONE}/")
    assert "Retraction, 10 July 2026" in page
    assert "It was wrong." in page
    assert "REMOVED: The paper one" in site.page_text("/corrections/")
    feed = site.files()["corrections/feed.atom"].decode()
    assert "Retraction: REMOVED: The paper one" in feed
    assert "Removal of 1 August 2026, issued by The editors" in (
        site.files()[f"paper/{ONE}/cite.ris"].decode()
    )
    ledger = site.json("/ledger.json")
    assert [each["event"]["event_id"] for each in ledger["events"]] == [
        "5EED0001-C1",
        "5EED0001-C2",
    ]
    assert [each["superseded_by"] for each in ledger["removed"]] == [OTHER]
    assert [*LedgerProof(world.output).findings()] == []


def test_the_ledger_is_checked_against_the_events_of_a_removed_paper(world: World) -> None:
    removed(world, EVENT, removal(world))
    rebuilt(world)
    file = world.output / f"paper/{ONE}/corrections.json"
    record = json.loads(file.read_bytes())
    record["correction_events"].pop()
    file.write_bytes(canonical_json(record) + b"\n")
    found = [(each.file, each.at) for each in LedgerProof(world.output).findings()]
    assert found == [(f"paper/{ONE}/corrections.json", "correction_events")]


def test_a_removed_paper_without_corrections_is_as_before(world: World) -> None:
    (world.records / "papers/one/corrections.yaml").unlink()
    (world.records / "papers/one/manifest.yaml").unlink()
    world.write("papers/one/tombstone.yaml", json.dumps(TOMBSTONE))
    outcome = rebuilt(world)
    # What was published of its corrections goes with it, which is said.
    assert codes(outcome) == [("SG813", "warning")]
    site = BuiltSite(world.output)
    assert "superseded_by" not in site.json("/ledger.json")["removed"][0]
    assert "contract_updated" not in site.json(f"/paper/{ONE}/corrections.json")
    assert "Correction Record" not in site.page_text(f"/paper/{ONE}/")


@pytest.mark.parametrize("is_removed_before", [False, True])
def test_a_published_event_of_a_removed_paper_never_changes(
    world: World, is_removed_before: bool
) -> None:
    if is_removed_before:
        removed(world, EVENT)
        assert not rebuilt(world).is_stopped
        world.write("papers/one/manifest.yaml", "")
    removed(world, {**EVENT, "public_note": "It was right."})
    outcome = rebuilt(world)
    assert outcome.is_stopped
    assert codes(outcome) == [("SG801", "error")]
    removed_file = world.records / "papers/one/corrections.yaml"
    removed_file.write_text(corrections(), encoding="utf-8")
    outcome = rebuilt(world)
    # A retraction ends by lifting, never by deleting it.
    assert codes(outcome) == [("SG809", "error")]


def test_a_saved_ledger_guards_the_events_of_removed_papers(world: World, tmp_path: Path) -> None:
    removed(world, EVENT)
    assert not rebuilt(world).is_stopped
    saved = tmp_path / "ledger.json"
    shutil.copy(world.output / "ledger.json", saved)
    world.write("papers/one/corrections.yaml", corrections({**EVENT, "public_note": "No."}))
    outcome = world.build(base=SavedLedger(saved))
    assert codes(outcome) == [("SG801", "error")]


def clean(world: World) -> dict[str, bytes]:
    """The files of a build that knows nothing of earlier ones."""
    output = world.folder / "clean"
    options = BuildOptions(formats=WITHOUT_PDF)
    build(Project(world.records), output, options, base=PublishedSite(world.output))
    return BuiltSite(output).files()


def test_a_second_build_makes_nothing_again(world: World) -> None:
    removed(world, EVENT, removal(world))
    cache = world.folder / ".sitegen"
    for made in (2, 0):
        outcome = world.build(base=PublishedSite(world.output), cache=cache)
        assert outcome.made == made
        pages = world.files()
        assert pages == clean(world)


def test_the_corrections_of_a_removed_paper_are_imported(world: World, tmp_path: Path) -> None:
    removed(world, EVENT, removal(world))
    rebuilt(world)
    before = world.files()
    target = tmp_path / "imported"
    done = import_site(world.output, target, THIS_PROCESS, lambda done, total: None)
    assert done.is_exact, (done.findings, done.diagnostics)
    shutil.copy(world.records / "site.yaml", target)
    shutil.copytree(world.records / "pages", target / "pages", dirs_exist_ok=True)
    shutil.rmtree(world.records)
    target.rename(world.records)
    assert not rebuilt(world).is_stopped
    after = world.files()
    for name in ("index.html", "notices/5EED0001-C1/index.html", "notices/5EED0001-C2/index.html"):
        assert after[f"paper/{ONE}/{name}"] == before[f"paper/{ONE}/{name}"]
    ledgers = [json.loads(files["ledger.json"]) for files in (before, after)]
    assert ledgers[0]["events"] == ledgers[1]["events"]
    assert ledgers[0]["removed"] == ledgers[1]["removed"]


def test_a_diff_shows_no_page_that_did_not_change(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    removed(world, EVENT)
    rebuilt(world)
    words = ["diff", str(world.output), "--records", str(world.records), "--pages"]
    commands.main([*words, "--no-pdf"], standalone_mode=False)
    printed = capsys.readouterr().out
    assert "~" not in printed, printed


def test_no_notice_of_removal_is_written_for_a_paper_that_stays(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["correct", "one", "--type", "METADATA", "--note", "Gone.", "--notice", "removal"]
    where = ["--records", str(world.records), "--against", str(world.output)]
    before = (world.records / "papers/one/corrections.yaml").read_text(encoding="utf-8")
    with pytest.raises(Exception, match="a notice of removal needs a tombstone"):
        commands.main([*words, *where], standalone_mode=False)
    capsys.readouterr()
    assert (world.records / "papers/one/corrections.yaml").read_text(encoding="utf-8") == before
