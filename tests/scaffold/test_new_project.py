"""The files of a new project, and what happens if they cannot be written."""

from __future__ import annotations

import json
import py_compile
import shutil
from pathlib import Path

import pytest

from sitegen.build import BuildOptions, build
from sitegen.checks.rules import RULES
from sitegen.contracts.settings import read_site
from sitegen.render.project import Project
from sitegen.render.template_files import builtin_templates
from sitegen.scaffold.editor_schemas import FOLDER
from sitegen.scaffold.new_project import (
    CI,
    SETTINGS,
    Answers,
    kept_files,
    project_files,
    settings_text,
    write_new,
    wrong_answer,
)
from sitegen.scaffold.refusals import ScaffoldError

TEMPLATES = builtin_templates() / "project"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """The templates of a project, with CI files of the test."""
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder, ignore=shutil.ignore_patterns("ci"))
    for name in ("ci/github/publish.yml", "ci/gitlab/.gitlab-ci.yml", "ci/pre-commit-config.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {name}\n")
    return folder


def kept(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("drafts", [False, True])
def test_a_new_project_builds_without_a_finding(drafts: bool, tmp_path: Path) -> None:
    write_new(tmp_path, project_files(Answers(), "none", TEMPLATES))
    outcome = build(
        Project(tmp_path / "records"), tmp_path / "site", BuildOptions(["page"], drafts=drafts)
    )
    assert outcome.diagnostics == ()
    made = len(list((tmp_path / "site/paper").glob("*"))) if drafts else 0
    assert made == (1 if drafts else 0)


@pytest.mark.parametrize(
    ("ci", "wanted"),
    [
        ("github", {".github/workflows/publish.yml", ".pre-commit-config.yaml"}),
        ("gitlab", {".gitlab-ci.yml", ".pre-commit-config.yaml"}),
        ("none", set()),
    ],
)
def test_the_files_of_one_ci_are_copied_as_they_are(
    ci: str, wanted: set[str], templates: Path
) -> None:
    files = project_files(Answers(), ci, templates)
    always = set(project_files(Answers(), "none", templates))
    assert set(files) - always == wanted
    for name in wanted:
        assert files[name].startswith(b"# ci/")
    assert set(CI) == {"github", "gitlab", "none"}


def test_what_an_installer_compiles_is_not_copied(templates: Path) -> None:
    before = project_files(Answers(), "none", templates)
    script = templates / "example/artifacts/listen.py"
    py_compile.compile(str(script))
    py_compile.compile(str(script), cfile=str(script.with_suffix(".pyc")))
    assert len(list(templates.rglob("*.pyc"))) == 2
    assert project_files(Answers(), "none", templates) == before


def test_the_editor_maps_every_kind_of_record_to_a_schema_that_is_there() -> None:
    files = project_files(Answers(), "none", TEMPLATES)
    settings = json.loads(files[".vscode/settings.json"])["yaml.schemas"]
    schemas = {name for name in files if name.startswith(f"{FOLDER}/")}
    assert {name.removeprefix("./") for name in settings} == schemas
    assert json.loads(files[".vscode/extensions.json"]) == {
        "recommendations": ["redhat.vscode-yaml"]
    }


@pytest.mark.parametrize(
    "name", ['Owls: "we" & others', "# hash", "no", "a\\n'b'", "{x}", "日本語 ü", "1_000"]
)
def test_any_name_of_a_publisher_comes_back_from_the_settings(name: str) -> None:
    site, found = read_site(settings_text(Answers(publisher=name)), SETTINGS, RULES)
    assert site
    assert (site.publisher.name, found) == (name, [])


def test_an_answer_that_settings_cannot_hold_is_told_as_the_settings_would() -> None:
    assert wrong_answer("publisher", "Owl Press") is None
    for key, value, said in (
        ("base_url", "https://owls.example/", "ends in a slash"),
        ("publisher_url", "owls", "is not a web address"),
        ("publisher", "two\nlines", "has more than one line"),
        ("publisher", "\x1b[31m", "U+001B"),
        ("language", "english", "english"),
    ):
        found = wrong_answer(key, value)
        assert found, key
        assert said in found.message


def test_a_folder_that_is_not_empty_is_refused_by_the_name_of_what_is_there(tmp_path: Path) -> None:
    assert kept_files(tmp_path / "new") == kept_files(tmp_path) == []
    (tmp_path / ".git").mkdir()
    assert kept_files(tmp_path) == []
    (tmp_path / "LICENSE").write_text("mine")
    (tmp_path / "README.md").write_text("mine")
    assert kept_files(tmp_path) == ["LICENSE", "README.md"]
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ScaffoldError, match=r"thesis\.tex exists already"):
        kept_files(tmp_path)
    with pytest.raises(ScaffoldError, match=r"thesis\.tex is a file"):
        kept_files(tmp_path / "thesis.tex")
    (tmp_path / "other/README.md").mkdir(parents=True)
    with pytest.raises(ScaffoldError, match=r"README\.md exists already"):
        kept_files(tmp_path / "other")


def test_nothing_stays_where_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/z").write_text("ours")
    before = kept(tmp_path)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "ours", {"a/b/c": b"1", "d": b"2", "z": b"3"})
    assert kept(tmp_path) == before
    assert (tmp_path / "ours/z").read_text() == "ours"
    with pytest.raises(NotADirectoryError):
        write_new(tmp_path / "new/project", {"a": b"1", "a/b": b"2"})
    assert kept(tmp_path) == before
