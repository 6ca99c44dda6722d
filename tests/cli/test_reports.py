"""`--report`, and what `build --format json` says of the site, as a workflow reads it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.command_line import Call, Done
from tests.worlds import ONE, World

THIRD = "5eed0003-0000-4000-8000-00000000c0de"
FOURTH = "5eed0004-0000-4000-8000-00000000c0de"
Run = Callable[..., Done]


@pytest.fixture
def run(world: World, call: Call) -> Run:
    """Builds the published project again."""
    assert not world.build(cache=world.folder / ".sitegen").is_stopped

    def build(*words: str, code: int = 0) -> Done:
        done = call("build", "--no-pdf", "--jobs", "1", *words, cwd=world.folder)
        assert done.returncode == code, done.stderr
        return done

    return build


# ---------------------------------------------------------------- what was not built


def test_a_held_build_reports_by_paper_and_reason_what_is_not_built(world: World, run: Run) -> None:
    world.paper("one", ONE, titel="A slip")
    world.paper("third", THIRD, titel="A slip")
    world.paper("draft", FOURTH, manifest={"draft": True})
    done = run("--hold", "--format", "json", code=5)
    document = json.loads(done.stdout)
    build_of = document["build"]
    assert {name: build_of[name] for name in ("published", "papers", "built", "rendered")} == {
        "published": True,
        "papers": 4,
        "built": 1,
        "rendered": 0,
    }
    assert (build_of["kept"], build_of["left_out"], build_of["drafts"]) == (1, 1, 1)
    told = [
        (each["record"], each["id"], each["reason"], each["outcome"])
        for each in build_of["not_built"]
    ]
    assert told == [
        ("records/papers/draft", None, "draft", "left out"),
        ("records/papers/one", ONE, "errors", "kept"),
        ("records/papers/third", None, "errors", "left out"),
    ]
    for paper in build_of["not_built"][1:]:
        [finding] = [document["findings"][index] for index in paper["findings"]]
        assert (finding["code"], finding["file"]) == ("SG202", f"{paper['record']}/manifest.yaml")


def test_a_build_that_is_stopped_says_that_nothing_is_published(world: World, run: Run) -> None:
    world.paper("one", ONE, titel="A slip")
    done = run("--format", "json", code=1)
    assert json.loads(done.stdout)["build"]["published"] is False


# ---------------------------------------------------------------- reports in files


def test_further_reports_go_to_files_and_the_text_to_the_terminal(world: World, run: Run) -> None:
    world.paper("one", ONE, titel="A slip")
    done = run("--report", "json=f.json", "--report", "junit=f.xml", code=1)
    assert "SG202 error: " in done.stderr
    [found] = json.loads((world.folder / "f.json").read_text())["findings"]
    assert found["code"] == "SG202"
    assert "SG202" in (world.folder / "f.xml").read_text()


def test_wrong_settings_are_reported_to_files_too(world: World, run: Run) -> None:
    world.write("site.yaml", "publisher: 7\n")
    run("--report", "json=f.json", code=2)
    document = json.loads((world.folder / "f.json").read_text())
    assert document["counts"]["errors"]
    assert "build" not in document


@pytest.mark.parametrize("word", ["json", "json=", "=f.json", "text=f.txt", "xml=f.xml", ""])
def test_a_report_without_a_format_or_a_file_is_refused(word: str, world: World, run: Run) -> None:
    done = run("--report", word, code=2)
    assert "write one such as json=findings.json, with one of the formats json, " in done.stderr


def test_a_report_in_a_folder_that_is_not_there_is_refused_before_the_build(
    world: World, run: Run
) -> None:
    before = world.files()
    world.paper("one", ONE, title="Another title")
    done = run("--report", "json=nowhere/f.json", code=2)
    assert "the folder of nowhere/f.json does not exist; create it" in done.stderr
    assert world.files() == before
