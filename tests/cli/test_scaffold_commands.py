"""`sitegen init` and `sitegen new`, at a terminal and without one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.terminals import at_a_terminal
from tests.command_line import Call
from tests.history.test_git import commit, git, nobodys_configuration

__all__ = ["nobodys_configuration"]  # a fixture
ID = "5eed0001-0000-4000-8000-00000000c0de"
WHOLE = ("--title", "How owls hear", "--question", "Do they?", "--abstract", "They do.")
NUMBERS = ("--score", "9.4", "--claims", "7")


def manifest(project: Path, name: str) -> Any:
    file = project / f"records/papers/{name}/manifest.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def work(project: Path, name: str) -> Any:
    return manifest(project, name)["work"]


def published(project: Path, call: Call) -> None:
    """A paper `owls` that is not a draft, in a commit, which counts as published."""
    assert call("new", "paper", ID, *WHOLE, *NUMBERS, cwd=project).returncode == 0
    file = project / "records/papers/how-owls-hear/manifest.yaml"
    file.write_text(file.read_text().replace("\ndraft: true\n", "\n"))
    git(project, "init", "--quiet")
    commit(project)
    file.write_text(file.read_text().replace("How owls hear", "How owls listen"))


# ---------------------------------------------------------------- init


def test_a_new_project_is_checked_and_built_without_a_word_of_complaint(
    project: Path, call: Call
) -> None:
    done = call("validate", "--strict", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert call("build", "--strict", cwd=project).returncode == 0
    assert (project / "site/index.html").is_file()
    words = ("--strict", "--draft", "--formats", "page", "--output", "preview")
    done = call("build", *words, cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    (page,) = (project / "preview/paper").glob("*/index.html")
    assert "Do Invented Owls Hear Better at Night?" in page.read_text(encoding="utf-8")


def test_the_help_names_what_is_asked_for(tmp_path: Path, call: Call) -> None:
    said = " ".join(call("init", "--help", cwd=tmp_path).stdout.split())
    assert "sitegen asks for the publisher and the two URLs that you do not pass" in said
    _, asked = at_a_terminal("init", "owls", answers="\n\n\n", cwd=tmp_path)
    assert asked.partition("A new project")[0].count("]: ") == 3


def test_what_to_do_next_is_said(tmp_path: Path, call: Call) -> None:
    done = call("init", "owls", cwd=tmp_path)
    assert re.search(r"Created a project of \d+ files in owls\n", done.stdout)
    assert "  cd owls\n  sitegen serve --open\n  sitegen new paper\n" in done.stdout


@pytest.mark.parametrize("option", ["--base-url", "--publisher-url"])
def test_of_the_two_addresses_one_is_enough(option: str, tmp_path: Path, call: Call) -> None:
    done = call("init", "owls", option, "https://owls.example", cwd=tmp_path)
    assert done.returncode == 0
    settings = yaml.safe_load((tmp_path / "owls/records/site.yaml").read_text(encoding="utf-8"))
    assert settings["publisher"]["url"] == settings["base_url"] == "https://owls.example"


def test_a_folder_with_files_is_refused_and_left_alone(project: Path, call: Call) -> None:
    shutil.rmtree(project / "records")
    before = sorted(project.rglob("*"))
    done = call("init", ".", cwd=project)
    assert done.returncode == 2
    assert ".vscode exists already; pass a new or an empty folder" in done.stderr
    assert sorted(project.rglob("*")) == before


def test_in_a_fresh_clone_its_own_files_stay_as_they_are(tmp_path: Path, call: Call) -> None:
    for name in ("README.md", "LICENSE", ".gitignore"):
        (tmp_path / name).write_text("mine\n")
    git(tmp_path, "init", "--quiet")
    done = call("init", ".", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "unchanged: .gitignore, LICENSE, README.md\n" in done.stdout
    assert (
        "Add the folders that sitegen writes to .gitignore: /site/ and /.sitegen/\n" in done.stdout
    )
    for name in ("README.md", "LICENSE", ".gitignore"):
        assert (tmp_path / name).read_text() == "mine\n"
    assert call("validate", "--strict", cwd=tmp_path).returncode == 0
    words = ("init", ".", "--ci", "none")
    assert call(*words, cwd=tmp_path).returncode == 2


# ---------------------------------------------------------------- new paper


def test_a_paper_of_which_all_is_said_is_a_draft_that_builds(project: Path, call: Call) -> None:
    done = call("new", "paper", *WHOLE, *NUMBERS, "--submitted", "2026-07-02", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "written: records/papers/how-owls-hear/manifest.yaml\nNext: sitegen serve --open\n"
    )
    assert call("validate", "--strict", cwd=project).returncode == 0


def test_where_nobody_can_be_asked_the_blanks_are_named_by_their_lines(
    project: Path, call: Call
) -> None:
    done = call("new", "paper", "owls", cwd=project)
    assert done.returncode == 0
    named = re.findall(r"still missing: (\S+:\d+): (.*)", done.stdout)
    checked = call("validate", cwd=project)
    assert checked.returncode == 1
    for place, message in named:
        assert re.search(f"^{re.escape(place)}:.*{re.escape(message)}$", checked.stderr, re.M)
    assert len(named) == 4


def test_at_a_terminal_the_facts_are_asked_for(project: Path) -> None:
    answers = "How owls hear: a # study\n\nThey do: #1.\n11\n9.4\nmany\n7\n\n"
    code, said = at_a_terminal("new", "paper", answers=answers, cwd=project)
    assert code == 0
    assert "is more than 10; write a number from 0 to 10" in said
    assert "'many' is not a valid integer" in said
    made = manifest(project, "how-owls-hear-a-study")
    assert made["work"]["title"] == "How owls hear: a # study"
    assert made["work"]["research_question"] is None
    assert made["work"]["abstract"] == "They do: #1."
    assert made["quality_assessment"] == {"review_score": 9.4}
    assert made["verification"] == {"source_grounded_claims": 7}


def test_what_is_left_out_at_a_terminal_stays_blank(project: Path) -> None:
    code, said = at_a_terminal("new", "paper", "owls", answers="\n\n\n\n\n\n", cwd=project)
    assert code == 0
    assert "Abstract, on one line (press Enter to leave it blank): " in said
    assert work(project, "owls")["abstract"] is None


def test_each_new_paper_has_an_id_of_its_own_or_the_one_that_is_told(
    project: Path, call: Call
) -> None:
    for name in ("a", "b"):
        call("new", "paper", name, cwd=project)
    assert work(project, "a")["id"] != work(project, "b")["id"]
    call("new", "paper", ID.upper(), *WHOLE, *NUMBERS, cwd=project)
    assert work(project, "how-owls-hear")["id"] == ID
    done = call("new", "paper", ID, cwd=project)
    assert done.returncode == 2
    assert f"papers/how-owls-hear has the id {ID} already" in done.stderr


def test_a_record_that_is_there_is_never_written_over(project: Path, call: Call) -> None:
    file = project / "records/papers/example/manifest.yaml"
    before = file.read_bytes()
    done = call("new", "paper", "example", *WHOLE, cwd=project)
    assert done.returncode == 2
    assert "records/papers/example exists already" in done.stderr
    assert file.read_bytes() == before


def test_the_schema_that_a_record_names_is_there_and_of_this_sitegen(
    project: Path, call: Call
) -> None:
    schema = project / "schemas/paper-manifest.json"
    made = schema.read_bytes()
    for old in (None, made.replace(b"The", b"An older")):
        schema.unlink() if old is None else schema.write_bytes(old)
        done = call("new", "paper", f"owls-{old is None}", cwd=project)
        assert "written: schemas/paper-manifest.json\n" in done.stdout
        assert schema.read_bytes() == made
    record = project / "records/papers/owls-True/manifest.yaml"
    first = record.read_text(encoding="utf-8").splitlines()[0]
    assert (record.parent / first.partition("$schema=")[2]).resolve() == schema


def test_records_that_are_the_working_directory_have_their_schemas_beside_them(
    project: Path, call: Call
) -> None:
    schema = project / "schemas/paper-manifest.json"
    schema.unlink()
    done = call("new", "paper", "owls", "--records", ".", cwd=project / "records")
    assert done.returncode == 0
    assert schema.is_file()
    assert not (project / "records/schemas").exists()


def test_where_a_schema_cannot_be_renewed_no_paper_is_begun(project: Path, call: Call) -> None:
    (project / "schemas/paper-manifest.json").write_text("mine")
    done = call("new", "paper", "owls", cwd=project)
    assert done.returncode == 2
    assert "paper-manifest.json is not a schema that sitegen wrote; move it" in done.stderr
    assert (project / "schemas/paper-manifest.json").read_text() == "mine"
    assert not (project / "records/papers/owls").exists()
    assert call("schema", "--all", "schemas", cwd=project).returncode == 2


def test_hostile_text_comes_out_as_text_or_not_at_all(project: Path, call: Call) -> None:
    done = call("new", "paper", "a", "--title", "\x1b]0;x\x07", cwd=project)
    assert done.returncode == 2
    assert "\x1b" not in done.stdout + done.stderr
    assert not (project / "records/papers/a").exists()
    title = "x'\"\\ #: {[&*!|>%@`"
    call("new", "paper", "b", "--title", title, cwd=project)
    assert work(project, "b")["title"] == title


# ---------------------------------------------------------------- new correction


def test_a_correction_is_asked_for_and_announced(project: Path, call: Call) -> None:
    published(project, call)
    answers = "CLAIM\nIt was wrong: #1\nerratum\nThe board\n"
    code, said = at_a_terminal("new", "correction", "how-owls-hear", answers=answers, cwd=project)
    assert code == 0, said
    assert "SRCH:5EED0001 (papers/how-owls-hear): 5EED0001-C1: erratum, work.title" in said
    text = (project / "records/papers/how-owls-hear/corrections.yaml").read_text(encoding="utf-8")
    (event,) = yaml.safe_load(text)["correction_events"]
    assert (event["correction_type"], event["public_note"]) == ("CLAIM", "It was wrong: #1")
    assert event["notice"] == {"kind": "erratum", "issued_by": "The board"}
    schema = "../../../schemas/correction-record.json"
    assert text.startswith(f"# yaml-language-server: $schema={schema}\n# The corrections")
    assert call("validate", "--against", "git:HEAD", "--strict", cwd=project).returncode == 0


def test_with_options_it_says_and_writes_what_correct_does(project: Path, call: Call) -> None:
    published(project, call)
    words = ("how-owls-hear", "--type", "METADATA", "--note", "It was wrong.")
    shown = call("new", "correction", *words, "--dry-run", cwd=project)
    assert "Nothing was written." in shown.stdout
    file = project / "records/papers/how-owls-hear/corrections.yaml"
    assert not file.exists()
    assert call("new", "correction", *words, cwd=project).returncode == 0
    before = file.read_text(encoding="utf-8")
    commit(project)
    record = file.with_name("manifest.yaml")
    record.write_text(record.read_text().replace("owls listen", "owls hark"))
    assert call("new", "correction", *words, cwd=project).returncode == 0
    assert file.read_text(encoding="utf-8").startswith(before)
    assert file.read_text(encoding="utf-8").count("yaml-language-server") == 1


def test_where_nobody_can_be_asked_the_missing_options_are_named(project: Path, call: Call) -> None:
    done = call("new", "correction", "example", cwd=project)
    assert done.returncode == 2
    assert "pass --type and --note" in done.stderr
    done = call("new", "correction", "nobody", "--type", "CLAIM", "--note", "x", cwd=project)
    assert done.returncode == 2
    assert 'no paper has the id or folder "nobody"' in done.stderr
