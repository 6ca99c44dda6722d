"""Editors know records: they complete and explain keys, and underline what `validate` reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.reading.paper_source import RECORD_NAMES
from sitegen.render.template_files import builtin_templates
from sitegen.scaffold.new_paper import NewPaper
from sitegen.scaffold.new_project import Answers, project_files, write_new
from tests.command_line import Call
from tests.editors.language_server import LanguageServer, serving
from tests.test_bad_records import CASES, expected

# Missing keys, unknown keys, values of another kind, values that no enumeration has.
SAME_LINES = ("SG201", "SG202", "SG203", "SG204")
FINDING = re.compile(r"records/(\S+?\.yaml):(\d+):\d+: (SG\d+) error: ")
# What no JSON Schema of ours can say.
OURS_ALONE = {
    ("a_count_has_decimals", 10): "11.0 is a whole number to JSON Schema",
    ("a_score_is_not_a_number", 8): ".nan is a number to YAML, and has no bounds",
    ("a_menu_leads_nowhere", 6): "either of two keys has to be there",
}
ID = "5eed0001-0000-4000-8000-00000000c0de"


pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project as `sitegen init` makes it."""
    folder = tmp_path_factory.mktemp("editors") / "project"
    write_new(folder, project_files(Answers(), "none", builtin_templates() / "project"))
    return folder


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[LanguageServer]:
    """A server that knows the project by the first lines of its files alone."""
    with serving(project) as server:
        yield server


def opened(server: LanguageServer, project: Path, name: str, text: str) -> str:
    return server.open(project / f"records/papers/{name}/manifest.yaml", text)


def example(project: Path) -> str:
    return (project / "records/papers/example/manifest.yaml").read_text(encoding="utf-8")


def place(text: str, words: str) -> tuple[int, int]:
    """Line and column behind these words."""
    before = text[: text.index(words) + len(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_new_project_has_nothing_underlined(server: LanguageServer, project: Path) -> None:
    for name in ("records/site.yaml", "records/papers/example/manifest.yaml"):
        assert server.findings(server.open(project / name)) == {}


def test_a_new_paper_has_its_blanks_underlined_where_validate_reports_them(
    server: LanguageServer, project: Path, call: Call
) -> None:
    text = NewPaper(ID).text().decode()
    found = server.findings(opened(server, project, "blank", text))
    write_new(project / "records/papers/blank", {"manifest.yaml": text.encode()})
    said = call("validate", "--format", "json", cwd=project).stdout
    ours = [each["line"] for each in json.loads(said)["findings"]]
    assert len(ours) == 4
    assert sorted(found) == ours


def test_keys_are_completed_with_what_they_are_for(server: LanguageServer, project: Path) -> None:
    text = example(project).replace("  topics:", "  \n  topics:")
    uri = opened(server, project, "keys", text)
    line, _ = place(text, "  \n")
    offered = {each["label"]: each for each in server.at("completion", uri, line - 1, 3)["items"]}
    assert {"doi", "license", "creators", "lead_source", "supersedes"} <= set(offered)
    assert not {"title", "id", "review_score"} & set(offered)
    assert offered["doi"]["documentation"] == "The DOI, bare."


def test_values_of_an_enumeration_are_completed(server: LanguageServer, project: Path) -> None:
    text = example(project).replace("\n  status: VERIFIED", "\n  status: ")
    uri = opened(server, project, "values", text)
    offered = server.at("completion", uri, *place(text, "\n  status: "))["items"]
    assert {each["label"] for each in offered} == {"UNVERIFIED", "VERIFIED", "FALSIFIED"}


def test_a_key_is_explained_in_the_words_of_its_contract(
    server: LanguageServer, project: Path
) -> None:
    text = example(project)
    uri = opened(server, project, "hover", text)
    said = server.at("hover", uri, *place(text, "  stat"))["contents"]["value"]
    assert "The verdict. VERIFIED needs its artifacts, FALSIFIED its evidence." in said
    assert "`FALSIFIED`" in said
    said = server.at("hover", uri, *place(text, "\nwor"))["contents"]["value"]
    assert "The paper itself." in said
    assert "Authored" not in said


def test_the_settings_of_vscode_map_records_that_name_no_schema(project: Path) -> None:
    settings = json.loads((project / ".vscode/settings.json").read_text(encoding="utf-8"))
    with serving(project, schemas=settings["yaml.schemas"]) as server:
        for file in ("site.yaml", *(f"papers/x/{name}" for name in RECORD_NAMES)):
            uri = server.open(project / "records" / file, "no_such_key: 1\n")
            found = server.findings(uri)[1]
            assert "Property no_such_key is not allowed." in found, file


def test_every_bad_record_is_underlined_on_the_lines_that_validate_reports(project: Path) -> None:
    """Each case is a project of its own, so one mapping is for the records of all of them."""
    settings = json.loads((project / ".vscode/settings.json").read_text(encoding="utf-8"))
    schemas = {name: f"/*{files}" for name, files in settings["yaml.schemas"].items()}
    with serving(project, schemas=schemas) as server:
        uris = dict(open_bad_records(server, project))
        missed = {
            (case, line)
            for (case, line, file) in reported()
            if line not in server.findings(uris[case, file])
        }
    assert missed == set(OURS_ALONE)


def reported() -> Iterator[tuple[str, int, str]]:
    """Each finding about a shape that `validate` prints of a bad record: case, line, file."""
    for case in sorted(path.name for path in CASES.iterdir()):
        for file, line, code in FINDING.findall(expected(case)):
            if code in SAME_LINES:
                yield case, int(line), file


def open_bad_records(
    server: LanguageServer, project: Path
) -> Iterator[tuple[tuple[str, str], str]]:
    """Open them all at once: the server waits a while before it looks at one."""
    for case, file in sorted({(case, file) for case, _, file in reported()}):
        text = (CASES / case / file).read_text(encoding="utf-8")
        yield (case, file), server.open(project / case / "records" / file, text)
