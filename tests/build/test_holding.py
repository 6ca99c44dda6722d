"""`--hold`: one broken record stops nothing but itself."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sitegen.build.holding import NothingPublishedError
from sitegen.build.results import Outcome
from sitegen.history.opening import open_base
from sitegen.render.project import Project
from tests.worlds import ONE, OTHER, World

THIRD = "5eed0003-0000-4000-8000-00000000c0de"
RETRACTION = f"""contract_version: correction-record-v1
work: {{id: {OTHER}}}
correction_events:
  - event_id: 5EED0002-C1
    corrected_at: "2026-08-01T10:00:00Z"
    correction_type: CLAIM
    notice: {{kind: retraction, issued_by: Assignee Research, reasons: [Error in data]}}
    public_note: The data were wrong.
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project of two papers, published."""
    world = World(tmp_path)
    world.fill()
    assert not world.build(cache=world.folder / ".sitegen").is_stopped
    return world


def held_build(world: World) -> Outcome:
    return world.build(hold=True, cache=world.folder / ".sitegen")


def of(world: World, paper_id: str) -> dict[str, bytes]:
    return {
        path: data for path, data in world.files().items() if path.startswith(f"paper/{paper_id}/")
    }


def break_the_shape(world: World) -> None:
    world.paper("one", ONE, titel="A slip", title="Changed")


def break_the_syntax(world: World) -> None:
    world.write("papers/one/manifest.yaml", f"work: [\n  id: {ONE}\n")


def break_it_beyond_recognition(world: World) -> None:
    world.write("papers/one/manifest.yaml", "work: [")


def take_the_manifest_away(world: World) -> None:
    (world.records / "papers" / "one" / "manifest.yaml").unlink()


def break_a_fact(world: World) -> None:
    world.paper("one", ONE, manifest={"gate_verdict": {"status": "VERIFIED"}})


BREAKS = [
    *(break_the_shape, break_the_syntax, break_it_beyond_recognition),
    *(take_the_manifest_away, break_a_fact),
]


@pytest.mark.parametrize("break_it", BREAKS)
def test_a_retraction_goes_out_while_another_record_is_broken(
    break_it: Callable[[World], None], world: World
) -> None:
    before = of(world, ONE)
    break_it(world)
    world.write("papers/other/corrections.yaml", RETRACTION)
    outcome = held_build(world)
    assert outcome.held == (("papers/one", ONE),)
    assert any(each.severity == "error" for each in outcome.diagnostics)
    assert not outcome.is_stopped
    assert of(world, ONE) == before
    page = world.files()[f"paper/{OTHER}/index.html"].decode()
    assert "RETRACTED: The paper other" in page
    assert "The data were wrong." in page
    assert b"The paper one" in world.files()["index.html"]


@pytest.mark.parametrize("break_it", BREAKS[:2])
def test_a_fresh_machine_without_a_cache_knows_the_paper_by_the_id_in_its_record(
    break_it: Callable[[World], None], world: World
) -> None:
    shutil.rmtree(world.folder / ".sitegen")
    before = of(world, ONE)
    break_it(world)
    assert held_build(world).held == (("papers/one", ONE),)
    assert of(world, ONE) == before


def test_without_any_id_nobody_guesses_and_nothing_is_published(world: World) -> None:
    shutil.rmtree(world.folder / ".sitegen")
    before = world.files()
    break_it_beyond_recognition(world)
    outcome = held_build(world)
    assert outcome.is_stopped
    assert "SG914" in [each.code for each in outcome.diagnostics]
    assert world.files() == before


def test_a_new_paper_with_an_error_stays_out(world: World) -> None:
    before = world.files()
    world.paper("third", THIRD, titel="A slip")
    outcome = held_build(world)
    assert outcome.held == (("papers/third", ""),)
    assert world.files() == before


def test_a_good_paper_goes_out_beside_it(world: World) -> None:
    world.paper("third", THIRD)
    break_the_shape(world)
    outcome = held_build(world)
    assert outcome.held == (("papers/one", ONE),)
    assert f"paper/{THIRD}/index.html" in world.files()


def test_a_paper_that_nobody_could_recognise_is_held_night_after_night(world: World) -> None:
    before = of(world, ONE)
    break_it_beyond_recognition(world)
    for title in ("The first night", "The second night", "The third night"):
        world.paper("other", OTHER, title=title)
        assert held_build(world).held == (("papers/one", ONE),)
        assert title.encode() in world.files()["index.html"]
    assert of(world, ONE) == before


def test_a_paper_that_was_held_back_says_so_when_it_is_made(world: World) -> None:
    break_the_shape(world)
    held_build(world)
    world.paper("one", ONE, title="Mended")
    outcome = world.build(why=True, cache=world.folder / ".sitegen")
    assert outcome.reasons == {"papers/one": "the paper was held back in the last build"}


def test_a_paper_that_is_held_twice_still_keeps_its_files(world: World) -> None:
    before = of(world, ONE)
    break_the_shape(world)
    held_build(world)
    times = {path: path.stat().st_mtime_ns for path in world.output.rglob("*") if path.is_file()}
    assert held_build(world).held == (("papers/one", ONE),)
    assert {path: path.stat().st_mtime_ns for path in times} == times
    world.paper("third", THIRD)
    assert held_build(world).held == (("papers/one", ONE),)
    assert of(world, ONE) == before


def test_a_mended_paper_goes_out(world: World) -> None:
    break_the_shape(world)
    held_build(world)
    world.paper("one", ONE, title="Mended")
    outcome = held_build(world)
    assert outcome.held == ()
    assert b"Mended" in world.files()[f"paper/{ONE}/index.html"]


def test_two_papers_with_one_id_are_both_held_and_what_was_published_stays(world: World) -> None:
    before = world.files()
    world.paper("a-copy", ONE, title="Another paper under its id")
    outcome = held_build(world)
    assert dict(outcome.held) == {"papers/a-copy": "", "papers/one": ONE}
    assert world.files() == before


def test_what_papers_say_of_one_another_holds_those_that_are_wrong(world: World) -> None:
    before = world.files()
    world.paper("third", THIRD, supersedes=[ONE])  # which says nothing of it
    outcome = held_build(world)
    assert ("papers/third", "") in outcome.held
    assert world.files() == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("pages/about.md", "no head"), ("pages/other.md", "---\ntitle: [\n---\n")],
)
def test_a_broken_guide_stops_everything(name: str, text: str, world: World) -> None:
    before = world.files()
    world.write(name, text)
    break_the_shape(world)
    assert held_build(world).is_stopped
    assert world.files() == before


def test_a_published_paper_that_is_gone_stops_everything(world: World) -> None:
    published = Path(shutil.copytree(world.output, world.folder / "published"))
    shutil.rmtree(world.records / "papers/other")
    project = Project(world.records)
    outcome = world.build(hold=True, base=open_base(str(published), project))
    assert [(each.code, each.place.file) for each in outcome.diagnostics] == [
        ("SG806", "records/papers")
    ]
    assert not outcome.is_held


def test_a_broken_template_stops_everything(world: World) -> None:
    before = world.files()
    world.template("pages/paper.html", "{{ nothing }}")
    world.template("pages/404.html", "{% if %}")
    break_the_shape(world)
    assert held_build(world).is_stopped
    assert world.files() == before


def test_published_files_with_other_line_ends_say_so(world: World) -> None:
    break_the_shape(world)
    page = world.output / "paper" / ONE / "index.html"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    outcome = held_build(world)
    assert outcome.is_stopped
    (found,) = [each for each in outcome.diagnostics if each.code == "SG914"]
    assert "has CRLF line endings instead of LF" in found.message
    assert "add `* -text` to the .gitattributes" in found.hint


def test_published_files_that_were_changed_by_hand_are_not_kept(world: World) -> None:
    break_the_shape(world)
    page = world.output / "paper" / ONE / "index.html"
    page.write_text(page.read_text().replace("The paper one", "A forged title"))
    outcome = held_build(world)
    assert outcome.is_stopped
    (found,) = [each for each in outcome.diagnostics if each.code == "SG914"]
    assert "does not match SHA256SUMS" in found.message


def test_without_a_published_site_nothing_can_be_held(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.fill()
    with pytest.raises(NothingPublishedError):
        world.build(hold=True)


def test_without_errors_holding_changes_nothing(world: World) -> None:
    world.paper("third", THIRD)
    outcome = held_build(world)
    assert outcome.held == ()
    there = World(world.folder / "there")
    there.records = world.records
    there.build()
    assert there.files() == world.files()


def test_a_page_that_cannot_be_rendered_is_published_by_no_holding(world: World) -> None:
    before = world.files()
    break_the_shape(world)
    world.template("pages/index.html", "{{ nothing.at_all }}")
    outcome = held_build(world)
    assert outcome.is_stopped
    assert [each.code for each in outcome.diagnostics] == ["SG202", "SG701"]
    assert world.files() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes")
def test_a_pipe_in_place_of_a_record_or_of_its_published_files_holds_nothing_up(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.fill()
    world.build()
    before = world.files()
    manifest = world.records / "papers/one/manifest.yaml"
    written = manifest.read_text()
    manifest.unlink()
    os.mkfifo(manifest)
    assert "SG914" in {each.code for each in world.build(hold=True).diagnostics}
    manifest.unlink()
    manifest.write_text(written.replace("title", "titel"))
    published = world.output / "paper" / ONE / "manifest.json"
    published.unlink()
    os.mkfifo(published)
    assert "SG914" in {each.code for each in world.build(hold=True).diagnostics}
    published.unlink()
    published.write_bytes(before[f"paper/{ONE}/manifest.json"])
    assert world.build(hold=True).held == (("papers/one", ONE),)


def test_a_list_that_was_cut_at_the_end_of_a_line_leaves_no_paper_out(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.fill()
    world.build()
    before = world.files()
    world.paper("one", ONE, titel="A slip")
    sums = world.output / "SHA256SUMS"
    lines = sums.read_bytes().splitlines(keepends=True)
    of_papers = [number for number, line in enumerate(lines) if b"  paper/" in line]
    for left in (0, *of_papers):
        sums.write_bytes(b"".join(lines[:left]))
        with suppress(NothingPublishedError):
            outcome = world.build(hold=True)
            # It is whole as far as it lists the paper that is held, or else the build stops.
            assert outcome.is_stopped or outcome.held == (("papers/one", ONE),)
        assert world.files() | {"SHA256SUMS": before["SHA256SUMS"]} == before
