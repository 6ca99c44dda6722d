"""`sitegen rules`, `explain` and `schema`: what they print."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path

import pytest

import sitegen
from sitegen.checks.rules import RULES
from sitegen.contracts.settings import default_site
from sitegen.scaffold.editor_schemas import schema_files
from tests.command_line import Call
from tests.reading_back import BuiltSite


def test_every_rule_is_listed_once_and_in_order(tmp_path: Path, call: Call) -> None:
    for module in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        importlib.import_module(module.name)
    done = call("rules", cwd=tmp_path)
    listed = [line.split()[:3] for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert listed == [
        [code, str(rule.severity), f"{rule.name}:"] for code, rule in sorted(RULES.items())
    ]


@pytest.mark.parametrize("code", ["SG401", "sg401"])
def test_a_rule_is_explained_with_a_wrong_and_a_right_example(
    code: str, tmp_path: Path, call: Call
) -> None:
    done = call("explain", code, cwd=tmp_path)
    assert done.returncode == 0
    heading, blank, title, *_ = done.stdout.splitlines()
    assert (heading, blank) == ("SG401 error: verified_has_its_artifacts", "")
    assert title == "A VERIFIED record has a `lean4_proof`, or both `repro_script` and " + (
        "`repro_results`."
    )
    assert done.stdout.index("\nWrong:\n") < done.stdout.index("\nRight:\n")


def test_every_rule_has_a_page_with_both_examples() -> None:
    for module in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        importlib.import_module(module.name)
    for rule in RULES.values():
        wrong, right = (rule.explanation.find(f"{word}:\n") for word in ("Wrong", "Right"))
        assert 0 <= wrong < right, rule.code


def test_the_names_of_all_schemas_are_listed(tmp_path: Path, call: Call) -> None:
    assert call("schema", cwd=tmp_path).stdout.splitlines() == [
        *("paper-manifest-v1", "correction-record-v1", "gate-verdict-v1", "verification-levels-v1"),
        *("quality-tiers-v1", "quality-dimensions-v1", "source-provenance-v1"),
        *("review-monitor-v1", "ledger-v1", "flagged-papers-v1"),
        *("authored/paper-manifest", "authored/correction-record"),
        *("authored/site-settings", "authored/tombstone"),
    ]


def test_a_schema_is_printed_as_it_is_served(real_site: BuiltSite, call: Call) -> None:
    root = Path(__file__).parents[2]
    for name in ("paper-manifest-v1", "authored/site-settings"):
        served = (real_site.folder / "schemas" / f"{name}.json").read_text(encoding="utf-8")
        assert call("schema", name, cwd=root).stdout == served


def test_a_schema_outside_of_a_project_has_an_id_of_nobody(tmp_path: Path, call: Call) -> None:
    schema = json.loads(call("schema", "gate-verdict-v1", cwd=tmp_path).stdout)
    assert schema["$id"] == "https://example.org/schemas/gate-verdict-v1"


def test_schemas_are_renewed_after_sitegen_was_upgraded(project: Path, call: Call) -> None:
    done = call("schema", "--all", "schemas", cwd=project)
    assert done.stdout == "schemas is up to date\n"
    schema = project / "schemas/tombstone.json"
    schema.write_bytes(schema.read_bytes().replace(b"The", b"An older"))
    done = call("schema", "--all", "schemas", cwd=project)
    assert done.stdout == "written: schemas/tombstone.json\n"
    assert call("schema", "tombstone", "--all", "schemas", cwd=project).returncode == 2


def test_schemas_are_written_where_there_is_no_project(tmp_path: Path, call: Call) -> None:
    assert call("schema", "--all", "new", cwd=tmp_path).returncode == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert made == schema_files(default_site())
