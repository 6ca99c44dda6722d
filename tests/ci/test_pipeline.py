"""The GitLab pipeline that a new project gets: its scripts, run on a project with a bad record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from junitparser import JUnitXml

from tests.ci.repository import Repository, repository
from tests.ci.running import PIPELINE, Bash, bash, read
from tests.command_line import SCRIPT, environment
from tests.worlds import ONE

JOBS = read(PIPELINE)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Repository]:
    with repository(tmp_path) as world:
        yield world


def run(job: str, cwd: Path, part: str = "script", **variables: str) -> Bash:
    """The lines of a job, as one script like a runner makes of them."""
    path = f"{SCRIPT.parent}:{environment()['PATH']}"
    return bash("\n".join(JOBS[job][part]), cwd, PATH=path, no_proxy="*", **variables)


def test_a_pipeline_that_names_no_sitegen_says_where_to_write_it(tmp_path: Path) -> None:
    settings = {name: JOBS["variables"][name] for name in ("SITEGEN_REPOSITORY", "SITEGEN_COMMIT")}
    done = run(".sitegen", tmp_path, "before_script", **settings)
    assert done.code == 2
    assert "Write the address of the repository of sitegen into SITEGEN_REPOSITORY" in done.stderr


def test_a_mistake_fails_a_merge_request_and_is_in_its_code_quality_report(
    world: Repository,
) -> None:
    world.paper("one", ONE, titel="A slip")
    done = run("check", world.folder, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.code == 1
    assert "records/papers/one/manifest.yaml:" in done.stderr
    reports = JOBS["check"]["artifacts"]["reports"]
    [issue] = json.loads((world.folder / reports["codequality"]).read_text())
    assert issue["location"]["path"] == "records/papers/one/manifest.yaml"
    [suite] = JUnitXml.fromfile(str(world.folder / reports["junit"]))
    assert [each.name.split()[0] for each in suite if each.result] == ["SG202"]


def test_a_bad_record_is_held_back_and_the_pipeline_fails_after_the_site_is_out(
    world: Repository,
) -> None:
    world.publish()
    world.paper("one", ONE, titel="A slip")
    done = run("pages", world.folder, FIRST_PUBLICATION="false")
    assert done.code == 0, done.stderr
    page = f"paper/{ONE}/index.html"
    assert (world.folder / "public" / page).read_bytes() == (world.public / page).read_bytes()
    assert {"held.txt", "build.json"} <= {*JOBS["pages"]["artifacts"]["paths"]}
    last = run("held", world.folder)
    assert last.code == 5
    message = f"records/papers/one: {ONE} keeps its published version, because of SG202"
    assert message in last.stderr.splitlines()


def test_a_pipeline_whose_records_are_right_holds_nothing_back(world: Repository) -> None:
    world.publish()
    assert run("pages", world.folder, FIRST_PUBLICATION="false").code == 0
    assert run("held", world.folder).code == 0


def test_a_hostile_name_of_a_folder_adds_no_line_to_the_list(world: Repository) -> None:
    world.publish()
    world.write("papers/x\n::error::y ##[z]/manifest.yaml", "work: []\n")
    assert run("pages", world.folder, FIRST_PUBLICATION="false").code == 0
    [line] = (world.folder / "held.txt").read_text().splitlines()
    assert line.startswith("records/papers/x\\n::error::y ")
    assert "##[" not in line


def test_the_first_publication_has_to_be_said(world: Repository) -> None:
    done = run("pages", world.folder, FIRST_PUBLICATION="false")
    assert done.code == 2
    assert "if this is the first time, pass --first-publication" in done.stderr
    assert not (world.folder / "public").exists()
