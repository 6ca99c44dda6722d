"""`--format`: what programs read of a run, over all bad records in one project."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sitegen.build.validation import validate
from sitegen.findings.diagnostics import Diagnostic
from sitegen.render.project import Project
from tests.command_line import Call, Done
from tests.findings.logs import JUDGE
from tests.findings.test_github import understood
from tests.test_bad_records import CASES, GOOD, NOW
from tests.worlds import ONE, World

WORDS = ("validate", "--now", NOW, "--all")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the papers of all cases, each in its own folder."""
    folder = tmp_path_factory.mktemp("all")
    (folder / ".git").mkdir()
    papers = folder / "records" / "papers"
    shutil.copytree(CASES / GOOD, papers.parent, ignore=shutil.ignore_patterns("expected.txt"))
    for paper in sorted(CASES.glob("*/papers/*")):
        copy = shutil.copytree if paper.is_dir() else shutil.copy
        copy(paper, papers / f"{paper.parts[-3]}_{paper.name}")
    return folder


@pytest.fixture(scope="module")
def found(project: Path) -> tuple[Diagnostic, ...]:
    return validate(
        Project(project / "records"), datetime.fromisoformat(NOW), lambda *_: None
    ).diagnostics


@pytest.fixture
def in_form(project: Path, call: Call) -> Iterator[object]:
    def run(form: str) -> Done:
        return call(*WORDS, "--format", form, cwd=project)

    return run


def test_json_has_every_finding_where_it_is(in_form: Call, found: tuple[Diagnostic, ...]) -> None:
    done = in_form("json")
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert len(found) > 300
    said = [
        (each["file"], each["line"], each["column"], each["code"]) for each in document["findings"]
    ]
    assert said == [(*each.place, each.code) for each in found]
    assert sum(document["counts"].values()) == len(found)


def test_an_annotation_lands_on_the_line_of_its_finding(
    in_form: Call, found: tuple[Diagnostic, ...]
) -> None:
    *lines, last = in_form("github").stdout.splitlines()
    for line, diagnostic in zip(lines, found, strict=True):
        properties = understood(line).properties
        place = (properties["file"], int(properties["line"]), int(properties["col"]))
        assert place == tuple(diagnostic.place)
        assert properties["title"].startswith(f"{diagnostic.code} ")
    assert last.startswith("::notice title=sitegen::GitHub shows only 10 of ")


def test_sarif_of_all_bad_records_is_valid_and_points_at_their_lines(
    in_form: Call, found: tuple[Diagnostic, ...]
) -> None:
    log = json.loads(in_form("sarif").stdout)
    assert isinstance(JUDGE, Draft202012Validator)
    assert [error.message for error in JUDGE.iter_errors(log)] == []
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result, diagnostic in zip(run["results"], found, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == diagnostic.place.file
        assert place["region"]["startLine"] == diagnostic.place.line
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == diagnostic.code
    prints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize("form", ["json", "github", "sarif", "gitlab"])
def test_the_last_line_goes_where_it_is_in_nobodys_way(form: str, in_form: Call) -> None:
    done = in_form(form)
    assert " papers checked, " in done.stderr.splitlines()[-1]
    assert "papers checked" not in done.stdout
    assert " error: " not in done.stderr


@pytest.mark.parametrize("words", [["validate"], ["build", "--no-pdf"]], ids=["validate", "build"])
def test_a_clean_run_is_a_document_without_findings(
    words: list[str], tmp_path: Path, call: Call
) -> None:
    world = World(tmp_path)
    world.fill()
    done = call(*words, "--format", "json", cwd=world.folder)
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])


@pytest.mark.parametrize("words", [["validate"], ["validate", "--first-publication"], ["build"]])
def test_wrong_settings_come_in_the_form_that_was_asked_for(
    words: list[str], tmp_path: Path, call: Call
) -> None:
    world = World(tmp_path)
    world.fill()
    (world.records / "site.yaml").write_text("title: [Owls]\n")
    done = call(*words, "--format", "json", cwd=world.folder)
    assert done.returncode == 2
    assert json.loads(done.stdout)["findings"][0]["file"] == "records/site.yaml"


def test_a_list_of_changes_and_a_document_do_not_share_standard_output(
    tmp_path: Path, call: Call
) -> None:
    world = World(tmp_path)
    world.fill()
    (world.folder / "SHA256SUMS").write_text("")
    words = ("build", "--no-pdf", "--changes", "SHA256SUMS", "--format", "sarif")
    done = call(*words, cwd=world.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--changes and --format sarif both print to standard output" in done.stderr


def test_an_unknown_format_is_wrong_use(tmp_path: Path, call: Call) -> None:
    with chdir(tmp_path):
        done = call("validate", "--format", "xml", cwd=tmp_path)
    assert done.returncode == 2
    assert "'text', 'json', 'github', 'sarif', 'gitlab'" in done.stderr


def test_hostile_text_of_a_record_does_nothing_in_the_log_of_a_build(
    tmp_path: Path, call: Call
) -> None:
    world = World(tmp_path)
    world.fill()
    world.paper("one", ONE, title="x ##[add-mask]y", titel="::error::y ##vso[task.complete]")
    done = call("validate", cwd=world.folder)
    assert '"titel": "::error::y' in done.stderr
    assert r"#\x23vso[task.complete]" in done.stderr
    assert "##[" not in done.stdout + done.stderr
    assert "##vso[" not in done.stdout + done.stderr
