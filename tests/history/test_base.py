"""What was published before: from git, from a published site, from a saved ledger."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.tombstone import Tombstone
from sitegen.history import revisions as reading
from sitegen.history.base import BaseError, BasePaper
from sitegen.history.git import Repository
from sitegen.history.ledgers import PublishedSite, SavedLedger
from sitegen.history.opening import open_base
from sitegen.history.revisions import GitRevision
from sitegen.reading.records import find_papers, read_source
from sitegen.render.exports import manifest_json as manifest_json
from sitegen.render.paper import understand
from sitegen.render.project import Project, load_site
from tests.history.test_git import commit, git, nobodys_configuration, write
from tests.worlds import ONE, OTHER, World

__all__ = ["nobodys_configuration"]  # a fixture
THIRD = "5eed0003-0000-4000-8000-00000000c0de"
TOMBSTONE = f"""
id: {OTHER}
title: The paper other
removed_at: 2026-08-01T09:00:00+00:00
reason: It was a mistake.
by: The editors
"""
CORRECTIONS = """
contract_version: correction-record-v1
work: {{id: {id}}}
correction_events:
  - event_id: 5EED0001-C1
    corrected_at: 2026-07-10T09:00:00+00:00
    correction_type: METADATA
    public_note: {note}
    affected_fields: [work.topics]
"""
SCRIPT = b"print(1)\n"
SERVED = f"artifacts/{hashlib.sha256(SCRIPT).hexdigest()[:12]}/run.py"
HELD = {"artifacts": [{"type": "repro_script", "label": "Script", "path": "artifacts/run.py"}]}

Today = tuple[list[CatalogRow], list[tuple[str, Tombstone]]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project of two papers, in a subfolder of a repository where they are committed."""
    folder = tmp_path / "project"
    folder.mkdir()
    world = World(folder)
    world.fill()
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return world


def today(world: World) -> Today:
    """The rows and tombstones of today, as a run makes them."""
    rows: list[CatalogRow] = []
    tombstones: list[tuple[str, Tombstone]] = []
    site, _ = load_site(Project(world.records))
    for folder in find_papers(world.records):
        understood = understand(read_source(world.records, folder)[0], site)
        if understood.tombstone:
            tombstones.append((folder, understood.tombstone))
        elif understood.paper and not understood.is_draft:
            rows.append(catalog_row(folder, understood.paper))
    return rows, tombstones


def revision(world: World, word: str = "HEAD") -> GitRevision:
    opened = open_base(f"git:{word}", Project(world.records))
    assert isinstance(opened, GitRevision)
    return opened


def papers(world: World, word: str = "HEAD") -> dict[str, BasePaper]:
    return dict(revision(world, word).papers(today(world)[0]))


def with_script(world: World, name: str = "one", data: bytes = SCRIPT, **changes: Any) -> None:
    world.paper(name, ONE, manifest=HELD, **changes)
    write(world.records / f"papers/{name}/artifacts/run.py", data.decode())


# ---------------------------------------------------------------- a git revision


def test_papers_that_nobody_touched_are_what_their_rows_say(world: World) -> None:
    rows, _ = today(world)
    base = revision(world)
    found = base.papers(rows)
    assert found.keys() == {ONE, OTHER}
    row = next(each for each in rows if each.id == ONE)
    assert found[ONE].facts_sha256 == row.ledger.facts_sha256
    assert found[ONE].has_report == row.has_report
    assert base.folder(ONE) == "papers/one"
    assert (base.removed([]), base.unknown()) == ({}, [])


def test_a_changed_paper_is_what_it_was(world: World) -> None:
    before = papers(world)
    world.paper("one", ONE, title="Another title")
    base = revision(world)
    rows, _ = today(world)
    assert base.papers(rows) == before
    assert before[ONE].facts_sha256 not in {row.ledger.facts_sha256 for row in rows}
    facts = base.facts(ONE)
    assert facts is not None
    assert facts["work"]["title"] == "The paper one"


def test_a_renamed_folder_holds_the_same_paper(world: World) -> None:
    before = papers(world)
    (world.records / "papers" / "one").rename(world.records / "papers" / "elsewhere")
    base = revision(world)
    assert base.papers(today(world)[0]) == before
    assert base.folder(ONE) == "papers/one"


def test_a_paper_that_is_gone_was_published(world: World) -> None:
    before = papers(world)
    shutil.rmtree(world.records / "papers" / "one")
    assert papers(world) == before


@pytest.mark.parametrize("is_ignored", [False, True])
def test_a_new_paper_was_not_published(world: World, is_ignored: bool) -> None:
    if is_ignored:
        write(world.folder / ".gitignore", "new/\n")
    world.paper("new", THIRD)
    assert papers(world).keys() == {ONE, OTHER}


def test_a_paper_whose_files_git_was_told_not_to_look_at_is_read_from_git(world: World) -> None:
    before = papers(world)
    git(world.records, "update-index", "--assume-unchanged", "papers/one/manifest.yaml")
    world.paper("one", ONE, title="Another title")
    assert papers(world) == before


def test_a_sparse_checkout_does_not_hide_a_paper(world: World) -> None:
    before = papers(world)
    git(world.records, "update-index", "--skip-worktree", "papers/one/manifest.yaml")
    (world.records / "papers" / "one" / "manifest.yaml").unlink()
    assert papers(world) == before


def test_a_draft_was_not_published(world: World) -> None:
    world.paper("one", ONE, manifest={"draft": True})
    commit(world.folder)
    assert papers(world).keys() == {OTHER}
    world.paper("one", ONE)
    assert papers(world).keys() == {OTHER}


def test_what_became_a_draft_was_published(world: World) -> None:
    world.paper("one", ONE, manifest={"draft": True})
    assert papers(world).keys() == {ONE, OTHER}


def test_a_record_that_was_broken_is_unknown_and_says_why(world: World) -> None:
    world.write("papers/one/manifest.yaml", "contract_version: nonsense\n")
    commit(world.folder)
    world.paper("one", ONE)
    base = revision(world)
    assert base.papers(today(world)[0]).keys() == {OTHER}
    ((folder, why),) = base.unknown()
    assert folder == "papers/one"
    assert why.startswith("records/papers/one/manifest.yaml:1: ")


def test_a_folder_that_held_no_manifest_is_unknown(world: World) -> None:
    world.write("papers/new/artifacts/run.py", "1\n")
    commit(world.folder)
    world.paper("new", THIRD)
    assert revision(world).unknown() == [("papers/new", "it had no manifest.yaml")]


def test_of_two_changed_papers_with_one_id_the_second_is_unknown(world: World) -> None:
    world.paper("twin", ONE)
    commit(world.folder)
    for name in ("one", "twin"):
        shutil.rmtree(world.records / "papers" / name)
    base = revision(world)
    assert base.papers(today(world)[0]).keys() == {ONE, OTHER}
    assert base.unknown() == [("papers/twin", f"its id {ONE} was also the id of papers/one")]


def test_a_tombstone_of_then_stays_known(world: World) -> None:
    shutil.rmtree(world.records / "papers" / "other")
    world.write("papers/other/tombstone.yaml", TOMBSTONE)
    commit(world.folder)
    as_it_is = revision(world).removed(today(world)[1])
    shutil.rmtree(world.records / "papers" / "other")
    base = revision(world)
    assert base.removed(today(world)[1]) == as_it_is
    assert as_it_is[OTHER].reason == "It was a mistake."
    assert base.papers(today(world)[0]).keys() == {ONE}


def test_a_tombstone_of_today_was_none_then(world: World) -> None:
    shutil.rmtree(world.records / "papers" / "other")
    world.write("papers/other/tombstone.yaml", TOMBSTONE)
    base = revision(world)
    rows, tombstones = today(world)
    assert base.removed(tombstones) == {}
    assert base.papers(rows).keys() == {ONE, OTHER}


def test_events_are_those_that_were_published(world: World) -> None:
    world.write("papers/one/corrections.yaml", CORRECTIONS.format(id=ONE, note="First."))
    commit(world.folder)
    as_it_is = papers(world)
    world.write("papers/one/corrections.yaml", CORRECTIONS.format(id=ONE, note="Rewritten."))
    assert papers(world) == as_it_is
    (event,) = as_it_is[ONE].events
    assert event.public_note == "First."


def test_the_settings_are_those_of_the_commit(world: World) -> None:
    world.paper("one", ONE, title="Another title")
    settings = world.records / "site.yaml"
    settings.write_text(settings.read_text().replace("assignee.net", "moved.example"))
    base = revision(world)
    base.papers(today(world)[0])
    for paper_id in (ONE, OTHER):
        data = base.manifest(paper_id)
        assert data is not None
        assert b"https://assignee.net/paper/" in data
        assert b"moved.example" not in data


def test_settings_that_were_broken_are_those_of_today(world: World) -> None:
    settings = world.records / "site.yaml"
    good = settings.read_text()
    settings.write_text("broken: [\n")
    commit(world.folder)
    settings.write_text(good)
    world.paper("one", ONE, title="Another title")
    assert papers(world).keys() == {ONE, OTHER}


def test_the_manifest_is_what_a_build_would_have_served(world: World) -> None:
    source, _ = read_source(world.records, "papers/one")
    site, _ = load_site(Project(world.records))
    paper = understand(source, site).paper
    assert paper is not None
    served = manifest_json.export(paper, site)
    unchanged = revision(world)
    unchanged.papers(today(world)[0])
    assert unchanged.manifest(ONE) == served
    world.paper("one", ONE, title="Another title")
    changed = revision(world)
    changed.papers(today(world)[0])
    assert changed.manifest(ONE) == served
    assert (changed.manifest(THIRD), changed.facts(THIRD)) == (None, None)
    assert changed.folder(THIRD) == ""


def test_an_older_revision_is_read_as_it_was_then(world: World) -> None:
    before = papers(world)
    world.paper("one", ONE, title="Another title")
    shutil.rmtree(world.records / "papers" / "other")
    commit(world.folder)
    assert papers(world, "HEAD~1") == before
    assert papers(world, "HEAD").keys() == {ONE}


def test_hidden_files_are_no_part_of_a_record(world: World) -> None:
    write(world.records / "papers" / "one" / ".cache" / "x", "1\n")
    write(world.records / "papers" / ".hidden" / "manifest.yaml", "1\n")
    commit(world.folder)
    write(world.records / "papers" / "one" / ".cache" / "x", "2\n")
    shutil.rmtree(world.records / "papers" / ".hidden")
    base = revision(world)
    assert base.papers(today(world)[0]).keys() == {ONE, OTHER}
    assert base.unknown() == []


def test_a_commit_without_records_at_this_place_is_no_base(world: World) -> None:
    world.records.rename(world.folder / "moved")
    commit(world.folder)
    with pytest.raises(BaseError, match="has no records at"):
        GitRevision("HEAD~1", Project(world.folder / "moved"))


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_folders_with_odd_names_are_papers_like_others(world: World) -> None:
    names = {THIRD: "ü — 跨", f"{THIRD[:-1]}a": 'a "b"\tc', f"{THIRD[:-1]}b": ":(top)*"}
    names[f"{THIRD[:-1]}c"] = "-x"
    for paper_id, name in names.items():
        world.paper(name, paper_id)
    commit(world.folder)
    before = papers(world)
    assert before.keys() == {ONE, OTHER, *names}
    for paper_id, name in names.items():
        world.paper(name, paper_id, title="Another title")
    base = revision(world)
    assert base.papers(today(world)[0]) == before
    assert base.folder(THIRD) == "papers/ü — 跨"


def test_more_folders_than_a_command_takes_are_read_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_COMMAND", 1)
    before = papers(world)
    world.paper("one", ONE, title="Another title")
    assert papers(world) == before


def test_many_changed_papers_take_no_more_processes_than_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []
    start = Repository._start

    def counting(self: Repository, *words: str) -> Any:
        started.append(words)
        return start(self, *words)

    for number in range(10, 30):
        world.paper(f"paper-{number}", THIRD[:-2] + str(number))
    commit(world.folder)
    for number in range(10, 30):
        world.paper(f"paper-{number}", THIRD[:-2] + str(number), title="Another")
    monkeypatch.setattr(Repository, "_start", counting)
    base = revision(world)
    found = base.papers(today(world)[0])
    assert all(base.facts(each) for each in found if each not in {ONE, OTHER})
    assert len(started) <= 8


# ---------------------------------------------------------------- files in git


def test_an_artifact_is_known_by_the_bytes_of_then(world: World) -> None:
    with_script(world)
    commit(world.folder)
    before = papers(world)
    with_script(world, data=b"print(2)\n")
    base = revision(world)
    assert base.papers(today(world)[0]) == before
    assert before[ONE].kept == {SERVED: hashlib.sha256(SCRIPT).hexdigest()}
    assert base.kept(ONE, SERVED) == SCRIPT


def test_an_artifact_is_found_beside_a_changed_manifest_and_an_unchanged_one(world: World) -> None:
    with_script(world)
    commit(world.folder)
    for title in ("The paper one", "Another title"):
        with_script(world, title=title)
        base = revision(world)
        base.papers(today(world)[0])
        assert base.kept(ONE, SERVED) == SCRIPT
        assert base.kept(ONE, "artifacts/000000000000/run.py") is None
        assert base.kept(THIRD, SERVED) is None


def test_a_pointer_of_git_lfs_counts_as_the_file_that_it_points_at(world: World) -> None:
    with_script(world)
    before = papers_as_committed(world)
    sha256 = hashlib.sha256(SCRIPT).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\n"
    with_script(world, data=f"{pointer}size {len(SCRIPT)}\n".encode())
    commit(world.folder)
    with_script(world)
    base = revision(world)
    assert base.papers(today(world)[0]) == before
    assert base.kept(ONE, SERVED) == SCRIPT, "the bytes are here, if not in git"


def papers_as_committed(world: World) -> dict[str, BasePaper]:
    commit(world.folder)
    return papers(world)


def test_a_record_in_git_lfs_is_unknown(world: World) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 9\n"
    world.write("papers/one/manifest.yaml", pointer)
    commit(world.folder)
    world.paper("one", ONE)
    ((_, why),) = revision(world).unknown()
    assert why == '"manifest.yaml" is in Git LFS, and its bytes are not in git'


def test_ends_of_lines_that_git_changes_do_not_change_an_artifact(world: World) -> None:
    git(world.folder, "config", "core.autocrlf", "true")
    with_script(world, data=b"print(1)\r\nprint(2)\r\n")
    before = papers_as_committed(world)
    with_script(world, data=b"print(1)\r\nprint(2)\r\n", title="Another title")
    git(world.folder, "add", ".")  # so that git knows the script's times
    assert papers(world) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("name", ["one", "one/corrections.yaml"])
def test_a_link_in_the_place_of_a_record_is_unknown(world: World, name: str) -> None:
    link = world.records / "papers" / name
    if link.is_dir():
        shutil.rmtree(link)
    link.symlink_to("other")
    commit(world.folder)
    link.unlink()
    world.paper("one", ONE)
    ((folder, why),) = revision(world).unknown()
    assert (folder, why.endswith("is a symbolic link")) == ("papers/one", True)


def test_a_submodule_in_a_paper_is_unknown_even_where_nothing_changed(world: World) -> None:
    inner = world.records / "papers" / "one" / "artifacts"
    inner.mkdir()
    git(inner, "init", "--quiet")
    write(inner / "run.py", "1\n")
    commit(inner)
    commit(world.folder)
    ((folder, why),) = revision(world).unknown()
    assert folder == "papers/one"
    assert "a submodule, whose files are in another repository" in why


# ---------------------------------------------------------------- a published site


@pytest.fixture
def site(world: World) -> Path:
    """The published site of a paper with a correction and an artifact, and of a removed one."""
    return publish(world)


def publish(world: World) -> Path:
    with_script(world)
    world.write("papers/one/corrections.yaml", CORRECTIONS.format(id=ONE, note="First."))
    shutil.rmtree(world.records / "papers" / "other")
    world.write("papers/other/tombstone.yaml", TOMBSTONE)
    outcome = world.build()
    assert not outcome.is_stopped, outcome.diagnostics
    return world.output


def test_all_bases_say_the_same_of_a_paper(world: World, site: Path) -> None:
    commit(world.folder)
    rows, tombstones = today(world)
    project = Project(world.records)
    bases = [open_base(str(word), project) for word in (site, site / "ledger.json", "HEAD")]
    assert [type(each) for each in bases] == [PublishedSite, SavedLedger, GitRevision]
    first, *others = [(each.papers(rows), dict(each.removed(tombstones))) for each in bases]
    for other in others:
        assert other[0] == first[0]
        assert [each.model_dump() for each in other[1].values()] == [
            each.model_dump() for each in first[1].values()
        ]


def test_a_base_is_called_what_it_was_named(world: World, site: Path) -> None:
    project = Project(world.records)
    words = [str(site), str(site / "ledger.json"), "git:HEAD"]
    assert [open_base(word, project).name for word in words] == words
    assert open_base("HEAD", project).name == "git:HEAD"


def test_a_published_site_has_facts_manifests_and_what_is_kept(site: Path) -> None:
    base = PublishedSite(site)
    facts = base.facts(ONE)
    assert facts is not None
    assert facts["work"]["title"] == "The paper one"
    assert base.manifest(ONE) == (site / "paper" / ONE / "manifest.json").read_bytes()
    assert base.kept(ONE, SERVED) == SCRIPT
    assert (base.folder(ONE), base.unknown()) == ("", ())


def test_a_saved_ledger_has_digests_and_events_alone(site: Path) -> None:
    base = SavedLedger(site / "ledger.json")
    assert base.papers([])[ONE].events[0].public_note == "First."
    assert (base.facts(ONE), base.manifest(ONE), base.kept(ONE, SERVED)) == (None, None, None)
    assert (base.folder(ONE), base.unknown()) == ("", ())


def test_what_a_published_site_does_not_have_is_nothing(site: Path) -> None:
    base = PublishedSite(site)
    assert (base.facts(THIRD), base.manifest(THIRD), base.kept(THIRD, SERVED)) == (None, None, None)
    assert base.kept(ONE, "manifest.json") is None


@pytest.mark.parametrize("is_gone", [False, True])
def test_published_files_that_are_not_what_the_ledger_says_are_damaged(
    site: Path, is_gone: bool
) -> None:
    base = PublishedSite(site)
    for path in ("manifest.json", SERVED):
        file = site / "paper" / ONE / path
        file.unlink()
        if not is_gone:
            file.write_bytes(b"{}\n")
    for asked in (base.facts, base.manifest, lambda paper_id: base.kept(paper_id, SERVED)):
        with pytest.raises(BaseError, match=r"missing or differs from ledger\.json"):
            asked(ONE)


def test_redacted_bytes_are_not_those_that_were_kept(site: Path) -> None:
    damage(site / "ledger.json", lambda data: data["papers"][0].update(redacted=[SERVED]))
    base = PublishedSite(site)
    assert base.papers([])[ONE].redacted == {SERVED}
    assert base.kept(ONE, SERVED) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_never_leads_out_of_a_published_site(site: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.py", SCRIPT.decode())
    file = site / "paper" / ONE / SERVED
    file.unlink()
    file.symlink_to(outside)
    with pytest.raises(BaseError, match="missing or differs from"):
        PublishedSite(site).kept(ONE, SERVED)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_nobody_waits_for_a_pipe_in_a_published_site(site: Path) -> None:
    file = site / "paper" / ONE / SERVED
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(BaseError, match="missing or differs from"):
        PublishedSite(site).kept(ONE, SERVED)
    (site / "ledger.json").unlink()
    os.mkfifo(site / "ledger.json")
    with pytest.raises(BaseError, match=r"ledger\.json cannot be read: it is not a regular file"):
        PublishedSite(site)


# ---------------------------------------------------------------- hostile ledgers


@pytest.fixture(scope="module")
def sound_ledger(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    world = World(tmp_path_factory.mktemp("sound"))
    world.fill()
    return (publish(world) / "ledger.json").read_bytes()


@pytest.fixture
def saved(tmp_path: Path, sound_ledger: bytes) -> Path:
    file = tmp_path / "ledger.json"
    file.write_bytes(sound_ledger)
    return file


def damage(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(file.read_text())
    change(data)
    file.write_text(json.dumps(data))


def first(data: dict[str, Any]) -> dict[str, Any]:
    paper: dict[str, Any] = data["papers"][0]
    return paper


DAMAGE: dict[str, Callable[[dict[str, Any]], object]] = {
    "another contract": lambda data: data.update(contract_version="ledger-v2.0"),
    "no contract": lambda data: data.pop("contract_version"),
    "no papers": lambda data: data.pop("papers"),
    "papers that are no list": lambda data: data.update(papers={}),
    "a paper that is none": lambda data: data["papers"].append(None),
    "no digest": lambda data: first(data).pop("facts_sha256"),
    "a digest that is none": lambda data: first(data).update(facts_sha256="ab" * 31),
    "a digest with a line end": lambda data: first(data).update(facts_sha256="ab" * 32 + "\n"),
    "a number for a truth": lambda data: first(data).update(has_report=1),
    "an id that is a path": lambda data: first(data).update(id="../../etc"),
    "another paper that is none": lambda data: first(data).update(superseded_by="later"),
    "a path upwards": lambda data: first(data)["kept"].update({"artifacts/../../x": "ab" * 32}),
    "a path from the root": lambda data: first(data)["kept"].update({"/etc/passwd": "ab" * 32}),
    "a path of a drive": lambda data: first(data)["kept"].update({"C:\\x": "ab" * 32}),
    "a backslash": lambda data: first(data)["kept"].update({"artifacts/..\\x": "ab" * 32}),
    "a nul": lambda data: first(data)["kept"].update({"artifacts/\0": "ab" * 32}),
    "an empty path": lambda data: first(data)["kept"].update({"artifacts/": "ab" * 32}),
    "kept without a digest": lambda data: first(data)["kept"].update({"artifacts/x": None}),
    "redacted but not kept": lambda data: first(data).update(redacted=["artifacts/x"]),
    "a missing event": lambda data: data["events"].clear(),
    "an event too many": lambda data: data["events"].append(data["events"][0]),
    "a changed event": lambda data: data["events"][0]["event"].update(public_note="Rewritten."),
    "an event that is none": lambda data: data["events"][0].update(event={}),
    "an event at no time": lambda data: data["events"][0]["event"].update(corrected_at="soon"),
    "a time without an offset from UTC": lambda data: data["events"][0]["event"].update(
        corrected_at="2026-07-10T09:00:00"
    ),
    "a number beyond JSON": lambda data: data["events"][0]["event"].update(x=1 << 70),
    "another last event": lambda data: first(data).update(last_event_sha256="ab" * 32),
    "a paper twice": lambda data: data["papers"].append(first(data)),
    "a paper that is removed, too": lambda data: data["removed"][0].update(id=ONE),
    "a removal without its reason": lambda data: data["removed"][0].pop("reason"),
    "a removal of nothing": lambda data: data["removed"][0].update(id="x"),
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_ledger_in_another_form_is_damaged(
    saved: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    damage(saved, change)
    with pytest.raises(BaseError, match=r"ledger\.json is damaged: .*; download the ledger\.json"):
        SavedLedger(saved)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"papers": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"contract_version": "ledger-v1.0", "events": [{"event": ' + b'{"a":' * 100_000,
        b'{"contract_version": "\\ud800"}',
    ],
)
def test_what_is_no_ledger_gives_a_message(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "ledger.json"
    file.write_bytes(data)
    with pytest.raises(BaseError, match=r"ledger\.json is damaged"):
        SavedLedger(file)


def test_a_later_contract_may_add_members(saved: Path) -> None:
    before = SavedLedger(saved).papers([])
    damage(saved, lambda data: data.update(contract_version="ledger-v1.7", new=1))
    damage(saved, lambda data: first(data).update(new=[1]))
    assert SavedLedger(saved).papers([]) == before


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"x", b'{"facts":{}}', b'{"facts":%b%b}' % (b"[" * 900, b"]" * 900)]
)
def test_a_manifest_whose_facts_are_not_those_of_the_ledger_is_damaged(
    saved: Path, data: bytes
) -> None:
    digest = hashlib.sha256(data).hexdigest()
    write(saved.parent / "paper" / ONE / "manifest.json", data.decode())
    damage(saved, lambda ledger: first(ledger).update(manifest_sha256=digest))
    with pytest.raises(BaseError, match="missing or differs from"):
        PublishedSite(saved.parent).facts(ONE)


# ---------------------------------------------------------------- what a word means


def test_a_folder_without_a_ledger_is_no_base(world: World, tmp_path: Path) -> None:
    with pytest.raises(BaseError, match=r"has no ledger\.json; pass a folder that"):
        open_base(str(tmp_path), Project(world.records))


def test_a_path_comes_before_a_revision_unless_git_is_said(
    world: World, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.parent)
    site.rename("main")
    project = Project(Path("records"))
    commit(world.folder)
    assert isinstance(open_base("main", project), PublishedSite)
    assert isinstance(open_base("git:main", project), GitRevision)


@pytest.mark.parametrize("word", ["nope", "", "-h", "git:nope", "git:", "x" * 5000, "a\0b"])
def test_a_word_that_means_nothing_is_no_base(world: World, word: str) -> None:
    with pytest.raises(BaseError):
        open_base(word, Project(world.records))


def test_a_word_that_is_neither_path_nor_revision_says_so(world: World) -> None:
    with pytest.raises(BaseError, match=r'no file or folder "nope", and git:nope: .* no commit'):
        open_base("nope", Project(world.records))


def test_a_shallow_clone_without_the_revision_names_fetch_depth(
    world: World, tmp_path: Path
) -> None:
    commit(world.folder)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", tmp_path.as_uri(), str(clone))
    with pytest.raises(BaseError, match="fetch-depth: 0"):
        open_base("HEAD~1", Project(clone / "project" / "records"))


def test_records_outside_of_a_repository_have_no_revision(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    shutil.rmtree(tmp_path / ".git", onerror=_writable)
    with pytest.raises(BaseError, match="is not in a git repository"):
        open_base("HEAD", Project(world.records))


def _writable(remove: Callable[[str], object], path: str, _: object) -> None:
    os.chmod(path, 0o700)  # objects of git are read-only, which Windows minds
    remove(path)


def test_without_git_a_revision_is_no_base(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BaseError, match="git is not installed"):
        open_base("HEAD", Project(world.records))


def test_an_object_that_the_repository_lacks_is_no_base(world: World, tmp_path: Path) -> None:
    entry = Repository(world.records).entries("HEAD", ["papers/one/manifest.yaml"])
    blob = entry["papers/one/manifest.yaml"].id
    file = tmp_path / ".git" / "objects" / blob[:2] / blob[2:]
    file.chmod(0o600)
    file.unlink()
    world.paper("one", ONE, title="Another title")
    base = revision(world)
    with pytest.raises(
        BaseError, match=r"git:HEAD: the object [0-9a-f]{40} is missing in the repository"
    ):
        base.papers(today(world)[0])
