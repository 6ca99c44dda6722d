"""The GitHub Action: its own scripts, run with bash on a project that is published on a server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci.repository import Repository, repository
from tests.ci.running import Bash
from tests.worlds import ONE, OTHER, WITHOUT_PDF

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::")
HOSTILE = "::error::x %0A::set-output name=held::y"
THIRD = "5eed0003-0000-4000-8000-00000000c0de"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Repository]:
    with repository(tmp_path) as world:
        yield world


def publish(world: Repository, **inputs: str) -> Bash:
    return world.act(publish="true", formats=",".join(WITHOUT_PDF), **inputs)


def lines(done: Bash, output: str) -> list[list[str]]:
    text = Path(done.outputs[output]).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


# ---------------------------------------------------------------- checking


def test_clean_records_pass_and_the_summary_counts_them(world: Repository) -> None:
    done = world.act()
    assert (done.code, done.outputs["exit-code"], done.stdout) == (0, "0", "")
    assert re.search(r"^    2 papers checked, .*: 0 errors", done.summary, re.M)
    assert json.loads(Path(done.outputs["sarif"]).read_text())["runs"][0]["results"] == []
    assert done.outputs["site"] == done.outputs["held"] == ""


def test_a_mistake_fails_and_is_annotated_at_its_line(world: Repository) -> None:
    world.paper("one", ONE, titel=HOSTILE)
    done = world.act()
    assert (done.code, done.outputs["exit-code"], done.outputs["diff"]) == (1, "1", "")
    [(severity, properties)] = COMMAND.findall(done.stdout)
    assert severity == "error"
    assert properties.startswith("file=records/papers/one/manifest.yaml,line=")
    assert all(line.startswith("::error file=records/") for line in done.stdout.splitlines())
    [result] = json.loads(Path(done.outputs["sarif"]).read_text())["runs"][0]["results"]
    assert result["level"] == "error"


def test_a_pull_request_is_compared_with_the_branch_that_it_goes_to(world: Repository) -> None:
    world.paper("one", ONE, title="Changed without a word")
    world.commit()
    assert world.act().code == 0
    done = world.act(base_ref="main")
    assert done.code == 1
    assert "title=SG804" in done.stdout


def test_what_readers_would_notice_is_in_the_summary_and_in_a_report(world: Repository) -> None:
    world.paper("one", ONE, submitted="2026-07-01", doi="10.5281/zenodo.1234567")
    world.commit()
    done = world.act(base_ref="main")
    assert done.code == 0, done.stderr
    diff = Path(done.outputs["diff"]).read_text("utf-8")
    assert "5EED0001" in diff
    assert diff in done.summary


def test_a_base_that_is_not_there_fails_as_wrong_use_and_hands_over_no_report(
    world: Repository,
) -> None:
    done = world.act(against="git:origin/gone")
    assert (done.code, done.outputs["exit-code"], done.outputs["sarif"]) == (2, "2", "")
    assert "origin/gone" in done.stderr


# ---------------------------------------------------------------- publishing


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Repository, Bash]]:
    """A publication with everything that may be wrong with one paper, and one that is right."""
    with repository(tmp_path_factory.mktemp("held")) as world:
        world.paper("third", THIRD)
        world.publish()
        world.paper("one", ONE, titel="A slip", title="Never to be seen")
        world.paper("other", OTHER, submitted="2026-06-01", title="Changed without a word")
        world.paper("third", THIRD, doi="10.5281/zenodo.1234567")
        world.write(f"papers/{HOSTILE}/manifest.yaml", "work: []\n")
        yield world, publish(world)


def test_bad_records_are_held_back_by_name(held: tuple[Repository, Bash]) -> None:
    _, done = held
    assert (done.code, done.outputs["exit-code"]) == (0, "5"), done.stderr
    new, *known = done.outputs["held"].splitlines()
    assert re.search(r": left out, as it is new, because of SG\d{3}", new)
    assert known == [
        f"records/papers/one: {ONE} keeps its published version, because of SG202",
        f"records/papers/other: {OTHER} keeps its published version, because of SG804",
    ]
    summary = done.summary.splitlines()
    assert [f"    held: {each}" for each in known] == [each for each in summary if ": 5eed" in each]


def test_what_was_built_and_held_back_is_in_a_report(held: tuple[Repository, Bash]) -> None:
    _, done = held
    report = json.loads(Path(done.outputs["build"]).read_text("utf-8"))
    numbers = {name: report["build"][name] for name in ("papers", "built", "kept", "left_out")}
    assert numbers == {"papers": 4, "built": 1, "kept": 2, "left_out": 1}
    messages = [each["message"] for each in report["build"]["not_built"]]
    assert messages == done.outputs["held"].splitlines()


def test_what_is_held_back_stays_and_everything_else_goes_out(
    held: tuple[Repository, Bash],
) -> None:
    world, done = held
    for paper_id in (ONE, OTHER):
        page = f"paper/{paper_id}/index.html"
        assert (world.output / page).read_bytes() == (world.public / page).read_bytes()
    pages = [path for _, path, _ in lines(done, "changes") if path.endswith("/index.html")]
    assert [path for path in pages if path.startswith("paper/")] == [f"paper/{THIRD}/index.html"]


def test_the_list_of_changes_comes_with_the_sums_that_it_is_for(
    held: tuple[Repository, Bash],
) -> None:
    world, done = held
    published = Path(done.outputs["reports"]) / "published"
    assert published.read_bytes() == (world.public / "SHA256SUMS").read_bytes()
    assert lines(done, "changes")[-1][1] == "SHA256SUMS"


def test_mistakes_are_annotated_and_nothing_hostile_is_a_command(
    held: tuple[Repository, Bash],
) -> None:
    _, done = held
    said = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    commands = [line for line in said if line.startswith("::")]
    assert all(COMMAND.match(line) and "title=SG" in line for line in commands)
    assert [line for line in commands if "title=SG804" in line]
    assert "file=records/papers/one/manifest.yaml,line=" in done.stdout
    assert json.loads(Path(done.outputs["sarif"]).read_text())["runs"][0]["results"]


def test_mistakes_that_are_no_papers_own_fail_and_leave_no_site_to_deploy(
    world: Repository,
) -> None:
    world.publish()
    world.write("pages/about.md", "no head at all")
    done = publish(world)
    assert (done.code, done.outputs["exit-code"]) == (1, "1")
    assert done.outputs["site"] == done.outputs["changes"] == ""


def test_the_first_publication_has_to_be_said_and_then_uploads_everything(
    world: Repository,
) -> None:
    done = publish(world)
    assert (done.code, done.outputs["exit-code"], done.outputs["site"]) == (2, "2", "")
    assert "if this is the first time, pass --first-publication" in done.stderr
    done = publish(world, first_publication="true")
    assert (done.code, done.outputs["exit-code"]) == (0, "0"), done.stdout
    assert {what for what, _, _ in lines(done, "changes")} == {"added"}
    assert (world.folder / done.outputs["site"] / "index.html").is_file()


def test_an_input_is_never_a_part_of_a_script(world: Repository) -> None:
    done = world.act(records="$(touch owned); touch owned; \"; touch owned; '")
    assert done.code == 2
    assert not list(world.folder.rglob("owned"))
