"""`sitegen validate --fix`, as an editor runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.checks.papers import MANIFEST
from tests.command_line import Call
from tests.test_bad_records import NOW, lay_out

WORDS = ("validate", "--now", NOW)
PATH = "records/papers/owls/manifest.yaml"
DIFF = f"""--- {PATH}
+++ {PATH}
@@ -1,7 +1,7 @@
 contract_version: paper-manifest-v1.1
 work:
   id: 5eed0001-0000-4000-8000-000000000001
-  titel: How owls hear
+  title: How owls hear
   abstract: Owls hear well.
   research_question: How well do owls hear?
 quality_assessment:
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out("a_key_is_misspelt", tmp_path)
    return tmp_path


def test_a_misspelt_key_is_mended_and_the_change_is_shown(project: Path, call: Call) -> None:
    done = call(*WORDS, "--fix", cwd=project)
    assert done.stdout.startswith(f"{DIFF}1 finding in 1 file fixed\n1 paper checked, ")
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / PATH).read_text() == MANIFEST
    again = call(*WORDS, "--fix", cwd=project)
    assert again.stdout.startswith("no finding can be fixed automatically\n1 paper checked, ")


def test_the_example_of_the_manual_is_what_is_printed() -> None:
    manual = (Path(__file__).parents[2] / "docs/how-to/reports.md").read_text(encoding="utf-8")
    assert f"```\n$ sitegen validate --fix\n{DIFF}1 finding in 1 file fixed\n" in manual


def test_a_dry_run_shows_the_change_and_judges_what_is_there(project: Path, call: Call) -> None:
    before = (project / PATH).read_bytes()
    done = call(*WORDS, "--fix", "--dry-run", cwd=project)
    assert done.stdout.startswith(f"{DIFF}1 finding in 1 file would be fixed\n")
    assert "SG202 error" in done.stderr
    assert done.returncode == 1
    assert (project / PATH).read_bytes() == before


def test_what_is_left_decides_how_the_run_ends(project: Path, call: Call) -> None:
    text = (project / PATH).read_text().replace("7.9", "seven")
    (project / PATH).write_text(text)
    done = call(*WORDS, "--fix", cwd=project)
    assert done.returncode == 1
    assert "SG203 error" in done.stderr
    assert "SG202" not in done.stderr
    assert (project / PATH).read_text() == text.replace("titel", "title")


def test_a_run_says_how_much_of_what_it_found_can_be_mended(project: Path, call: Call) -> None:
    done = call(*WORDS, cwd=project)
    assert done.stderr.endswith("`sitegen validate --fix` fixes at least 1 of these\n")
    document = json.loads(call(*WORDS, "--format", "json", cwd=project).stdout)
    [finding] = document["findings"]
    place = {"file": PATH, "line": 4, "column": 3}
    assert finding["fix"] == [{**place, "old": "titel", "new": "title"}]


def test_an_edit_that_would_be_refused_is_listed_nowhere(project: Path, call: Call) -> None:
    text = (project / PATH).read_text()
    (project / PATH).write_text(f"{text}veriffication: none\nlimitatons: none\nlimitatins: none\n")
    document = json.loads(call(*WORDS, "--format", "json", cwd=project).stdout)
    listed = [each["new"] for finding in document["findings"] for each in finding["fix"]]
    assert (len(document["findings"]), listed) == (4, ["title"])
    assert "fixes at least 1 of these\n" in call(*WORDS, cwd=project).stderr
    assert "1 finding in 1 file fixed\n" in call(*WORDS, "--fix", cwd=project).stdout


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_a_document_has_no_place_for_a_diff(form: str, project: Path, call: Call) -> None:
    done = call(*WORDS, "--fix", "--format", form, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"--format {form} cannot contain" in done.stderr
    assert "titel" in (project / PATH).read_text()


def test_a_dry_run_of_nothing_is_refused(project: Path, call: Call) -> None:
    done = call(*WORDS, "--dry-run", cwd=project)
    assert done.returncode == 2
    assert "pass both" in done.stderr


def test_a_diff_of_hostile_text_commands_nothing(project: Path, call: Call) -> None:
    text = (project / PATH).read_text()
    (project / PATH).write_text(text.replace("hear well.", "hear ##[set-env]well."))
    done = call(*WORDS, "--fix", cwd=project)
    assert "##[" not in done.stdout
    assert r"#\x23[set-env]well." in done.stdout
    assert done.returncode == 0


def test_settings_are_mended_before_they_are_needed(project: Path, call: Call) -> None:
    settings = project / "records/site.yaml"
    whole = settings.read_text()
    settings.write_text(whole.replace("publisher:", "pubisher:"))
    done = call(*WORDS, "--fix", cwd=project)
    assert done.returncode == 0
    assert "2 findings in 2 files fixed" in done.stdout
    assert settings.read_text() == whole


def test_a_line_of_a_diff_is_no_command_to_a_runner(project: Path, call: Call) -> None:
    text = (project / PATH).read_text()
    said = text.replace("Owls hear well.", "|\n    ::stop-commands::owl\n    a::b")
    (project / PATH).write_text(said)
    done = call(*WORDS, "--fix", cwd=project)
    assert "     \\x3a:stop-commands::owl\n     a::b\n" in done.stdout
