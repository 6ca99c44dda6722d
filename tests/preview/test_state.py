"""The state of a preview while several threads change it: each order of events, made by hand."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from sitegen.preview import state as state_module
from sitegen.preview.paper_page import GoodPage, LastGood, PaperFiles
from sitegen.preview.snapshot import Snapshot
from sitegen.preview.sources import Sources
from sitegen.preview.state import PreviewState
from sitegen.reading.records import find_papers
from sitegen.render.project import Project
from tests.worlds import ONE, OTHER, World

THIRD = "5eed0003-0000-4000-8000-00000000c0de"
FOLDERS = ("papers/one", "papers/other", "papers/third", "papers/under")


@pytest.fixture
def state(world: World) -> PreviewState:
    """The state of a preview of four papers, none of which was looked at."""
    world.paper("third", THIRD)
    world.paper("under", "5eed0004-0000-4000-8000-00000000c0de")
    return PreviewState(Project(world.records))


def remove(state: PreviewState, folder: str) -> None:
    shutil.rmtree(state.project.records / folder)
    state.refresh_folders([folder])


def title(snapshot: Snapshot, folder: str) -> str:
    row = snapshot.papers[folder].row
    assert row
    return row.title


def once(monkeypatch: pytest.MonkeyPatch, name: str, meanwhile: Callable[[], Any]) -> None:
    """Let something happen at the end of the next reading with a function of the module."""
    read = getattr(state_module, name)

    def read_then_wait(*given: Any) -> Any:
        monkeypatch.setattr(state_module, name, read)
        found = read(*given)
        meanwhile()
        return found

    monkeypatch.setattr(state_module, name, read_then_wait)


# ---------------------------------------------------------------------- papers that come and go


@pytest.mark.parametrize("gone", FOLDERS)
def test_every_other_paper_is_still_checked_when_one_is_deleted_during_a_scan(
    state: PreviewState, gone: str
) -> None:
    ticket, folders = state.start_scan()
    for at, folder in enumerate(folders):
        state.store_paper(ticket, folder, ticket.judge(folder))
        if at == 0:
            remove(state, gone)
    snapshot = state.snapshot()
    assert set(snapshot.papers) == set(snapshot.folders) == set(FOLDERS) - {gone}


def test_no_paper_is_checked_twice_when_one_is_added_during_a_scan(
    world: World, state: PreviewState
) -> None:
    _, folders = state.start_scan()
    checked = []
    for folder in folders:
        checked.append(folder)
        if folder == "papers/one":
            world.paper("a-new-one", "5eed0005-0000-4000-8000-00000000c0de")
            state.refresh_folders(["papers/a-new-one"])
    assert checked == list(FOLDERS)
    assert state.snapshot().folders == ("papers/a-new-one", *FOLDERS)


def test_a_paper_that_is_deleted_while_it_is_read_stays_deleted(state: PreviewState) -> None:
    ticket = state.start_reading()
    known = ticket.judge("papers/third")
    remove(state, "papers/third")
    state.store_paper(ticket, "papers/third", known)
    assert "papers/third" not in state.snapshot().papers
    assert state.folder_of(THIRD) is None


def test_a_paper_that_is_deleted_while_a_scan_reads_it_stays_deleted(state: PreviewState) -> None:
    ticket, _ = state.start_scan()
    known = ticket.judge("papers/third")
    remove(state, "papers/third")
    state.store_paper(ticket, "papers/third", known)
    assert "papers/third" not in state.snapshot().papers


def test_what_was_read_of_a_deleted_paper_is_not_taken_for_the_new_one_of_its_name(
    world: World, state: PreviewState
) -> None:
    ticket = state.start_reading()
    known = ticket.judge("papers/third")
    remove(state, "papers/third")
    world.paper("third", THIRD, title="A new third paper")
    state.refresh_folders(["papers/third"])
    state.store_paper(ticket, "papers/third", known)
    assert "papers/third" not in state.snapshot().papers
    state.read_paper("papers/third")
    assert title(state.snapshot(), "papers/third") == "A new third paper"


def test_a_paper_that_comes_while_a_scan_lists_the_folders_is_kept(
    world: World, state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add() -> None:
        world.paper("zebra", "5eed0006-0000-4000-8000-00000000c0de")
        state.refresh_folders(["papers/zebra"])

    once(monkeypatch, "find_records", add)
    _, folders = state.start_scan()
    assert "papers/zebra" in folders
    assert "papers/zebra" in state.snapshot().folders


def test_a_paper_that_goes_while_another_thread_looks_for_it_stays_gone(
    state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    once(monkeypatch, "holds_record", lambda: remove(state, "papers/third"))
    state.refresh_folders(["papers/third"])
    assert "papers/third" not in state.snapshot().folders


def test_a_file_that_is_no_paper_is_none_when_it_is_saved_either(
    world: World, state: PreviewState
) -> None:
    world.write("papers/notes.txt", "to do")
    state.refresh_folders(["papers/notes.txt"])
    assert state.snapshot().folders == FOLDERS == tuple(find_papers(world.records))
    world.write("papers/lost.yaml", "work: {}")
    state.refresh_folders(["papers/lost.yaml"])
    assert state.snapshot().folders == tuple(find_papers(world.records))


def test_an_id_leads_to_the_folder_that_holds_the_paper_now(state: PreviewState) -> None:
    state.read_paper("papers/third")
    papers = state.project.records / "papers"
    (papers / "third").rename(papers / "zebra")
    state.refresh_folders(["papers/third", "papers/zebra"])
    assert state.folder_of(THIRD) == "papers/zebra"


def test_an_id_that_a_paper_had_before_leads_nowhere(world: World, state: PreviewState) -> None:
    state.read_paper("papers/third")
    world.paper("third", "5eed0007-0000-4000-8000-00000000c0de")
    state.read_paper("papers/third")
    assert state.folder_of(THIRD) is None


# ---------------------------------------------------------------------- two readings of one thing


def test_of_two_readings_of_a_paper_the_later_one_counts(world: World, state: PreviewState) -> None:
    older = state.start_reading()
    known = older.judge("papers/one")
    world.paper("one", ONE, title="Saved meanwhile")
    state.read_paper("papers/one")
    state.store_paper(older, "papers/one", known)
    assert title(state.snapshot(), "papers/one") == "Saved meanwhile"


def test_a_scan_does_not_undo_what_was_looked_at_since_it_began(
    world: World, state: PreviewState
) -> None:
    ticket, _ = state.start_scan()
    known = ticket.judge("papers/one")
    world.paper("one", ONE, title="Saved meanwhile")
    state.read_paper("papers/one")
    state.store_paper(ticket, "papers/one", known)
    assert title(state.snapshot(), "papers/one") == "Saved meanwhile"


def test_a_page_of_an_older_reading_does_not_carry_the_version_of_a_newer_state(
    world: World, state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save() -> None:
        world.paper("one", ONE, title="Saved meanwhile")
        state.read_paper("papers/one")
        state.mark_saved()

    once(monkeypatch, "read_source", save)
    shown = PaperFiles(state, world.output).shown("papers/one", f"paper/{ONE}/index.html")
    assert shown.snapshot.version == state.snapshot().version
    assert b"Saved meanwhile" in (shown.content or b"")


def test_a_page_is_made_with_the_settings_that_its_paper_was_judged_by(
    world: World, state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename() -> None:
        site = world.records / "site.yaml"
        site.write_text(site.read_text().replace("Assignee Research", "Renamed Research"))
        assert state.read_settings()

    judged_by = []
    judged = state_module.JudgeFolder.judged

    def noting(judge: state_module.JudgeFolder, *given: Any) -> Any:
        judged_by.append(judge.site)
        return judged(judge, *given)

    monkeypatch.setattr(state_module.JudgeFolder, "judged", noting)
    once(monkeypatch, "read_source", rename)
    look = state.read_paper("papers/one")
    assert look.snapshot.inputs.site.publisher.name == "Renamed Research"
    assert judged_by[-1] is look.snapshot.inputs.site


def test_the_last_good_page_is_that_of_the_latest_reading() -> None:
    pages = LastGood()
    new, old = GoodPage(2, b"new", Sources(())), GoodPage(1, b"old", Sources(()))
    pages.keep("index.html", new)
    pages.keep("index.html", old)
    assert pages.get("index.html") == new


def test_of_two_readings_of_the_settings_the_later_one_counts(
    world: World, state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = world.records / "site.yaml"
    text = site.read_text()

    def name(publisher: str) -> None:
        site.write_text(text.replace("Assignee Research", publisher))

    def name_again() -> None:
        name("Second Research")
        assert state.read_settings()

    name("First Research")
    once(monkeypatch, "load_site", name_again)
    assert not state.read_settings()
    assert state.snapshot().inputs.site.publisher.name == "Second Research"


def test_of_two_readings_of_the_texts_the_later_one_counts_with_its_findings(
    world: World, state: PreviewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (world.records / "pages/about.md").read_text()

    def mend() -> None:
        world.write("pages/about.md", f"{text}\nMended.\n")
        state.read_guides()

    world.write("pages/about.md", "no title")
    once(monkeypatch, "load_guides", mend)
    state.read_guides()
    snapshot = state.snapshot()
    assert snapshot.texts == ()
    assert any("Mended." in guide.text for guide in snapshot.inputs.guides)


# ---------------------------------------------------------------------- versions


def test_settings_that_are_right_again_make_pages_with_their_mistakes_out_of_date(
    world: World, state: PreviewState
) -> None:
    site = world.records / "site.yaml"
    text = site.read_text()
    site.write_text(text.replace("language: en", "language: 7q"))
    state.read_settings()
    wrong = state.snapshot()
    site.write_text(text)
    state.read_settings()
    assert wrong.settings
    assert not state.snapshot().settings
    assert state.snapshot().version > wrong.version


def test_a_new_paper_makes_pages_that_count_papers_out_of_date(
    world: World, state: PreviewState
) -> None:
    before = state.snapshot()
    world.paper("zebra", "5eed0006-0000-4000-8000-00000000c0de")
    state.refresh_folders(["papers/zebra"])
    assert state.snapshot().version > before.version


# ---------------------------------------------------------------------- snapshots


def test_a_snapshot_does_not_change_when_the_state_does(world: World, state: PreviewState) -> None:
    state.read_paper("papers/one")
    before = state.snapshot()
    papers, folders = dict(before.papers), before.folders
    world.paper("one", ONE, title="Another title")
    state.read_paper("papers/one")
    state.read_paper("papers/other")
    remove(state, "papers/third")
    state.start_scan()
    assert dict(before.papers) == papers
    assert before.folders is folders
    assert state.snapshot().folders != folders


def test_nobody_can_change_a_snapshot(state: PreviewState) -> None:
    state.read_paper("papers/one")
    snapshot: Any = state.snapshot()
    with pytest.raises(TypeError):
        snapshot.papers["papers/one"] = None
    with pytest.raises(FrozenInstanceError):
        snapshot.version = 0
    with pytest.raises(AttributeError):
        snapshot.folders.append("papers/x")


def test_papers_are_copied_only_when_one_of_them_has_changed(
    world: World, state: PreviewState
) -> None:
    state.read_paper("papers/one")
    first = state.snapshot()
    assert state.snapshot() is first
    state.read_paper("papers/one")
    assert state.snapshot() is first
    state.mark_saved()
    state.read_templates()
    assert state.snapshot() is not first
    assert state.snapshot().papers is first.papers
    state.read_paper("papers/other")
    assert state.snapshot().papers is not first.papers


# ---------------------------------------------------------------------- threads


def test_threads_that_work_at_the_same_time_lose_no_paper(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.fill()
    ids = {f"papers/p{at:02}": f"5eed{at + 16:04x}-0000-4000-8000-00000000c0de" for at in range(12)}
    for folder, paper_id in ids.items():
        world.paper(folder.removeprefix("papers/"), paper_id)
    state = PreviewState(Project(world.records))
    comes_and_goes = [*ids][::3]
    failures: list[str] = []

    def scan() -> None:
        for _ in range(6):
            ticket, folders = state.start_scan()
            for folder in folders:
                state.store_paper(ticket, folder, ticket.judge(folder))

    def come_and_go() -> None:
        for _ in range(4):
            for folder in comes_and_goes:
                remove(state, folder)
                world.paper(folder.removeprefix("papers/"), ids[folder], title="Came again")
                state.refresh_folders([folder])
                state.read_paper(folder)

    def look() -> None:
        for _ in range(20):
            for folder in ("papers/one", "papers/other", *comes_and_goes):
                state.read_paper(folder)

    def read_snapshots() -> None:
        last = state.snapshot()
        for _ in range(2_000):
            snapshot = state.snapshot()
            if snapshot.version < last.version:
                failures.append("a version went back")
            if snapshot.version == last.version and snapshot is not last:
                failures.append("two states have one version")
            if not set(snapshot.papers) <= set(snapshot.folders):
                failures.append("a paper is known whose folder is gone")
            if list(snapshot.folders) != sorted(set(snapshot.folders)):
                failures.append("folders are out of order or there twice")
            last = snapshot

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            failures.append(f"{work.__name__}: {error!r}")

    works = (scan, scan, come_and_go, look, read_snapshots)
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so that threads take turns in the middle of whatever they do
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == []
    snapshot = state.snapshot()
    everything = {"papers/one", "papers/other", *ids}
    assert set(snapshot.papers) == set(snapshot.folders) == everything
    assert {title(snapshot, folder) for folder in comes_and_goes} == {"Came again"}
    for folder, paper_id in {**ids, "papers/one": ONE, "papers/other": OTHER}.items():
        assert state.folder_of(paper_id) == folder
