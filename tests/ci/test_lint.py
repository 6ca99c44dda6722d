"""The CI kit, judged by the tools that are made for it."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.running import ACTION, EXPRESSION, KIT, PIPELINE, ROOT, WORKFLOW, read, scripts_of
from tests.command_line import PATIENCE, environment

SCRIPTS = [
    *(ROOT / "scripts" / name for name in ("setup", "test", "ci/install")),
    ROOT / ".ci" / "run",
]
# pyproject.toml leaves these out where they have no wheel.
MISSING = {
    "hadolint": sys.platform == "win32",
    "shellcheck": sys.platform == "linux" and platform.machine() != "x86_64",
}
PIN = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
BASH = {
    **{f"action.yml, {name}": text for name, text in scripts_of(ACTION).items()},
    **{f"publish.yml, {name}": text for name, text in scripts_of(WORKFLOW).items()},
}
SH = {
    f".gitlab-ci.yml, {name} {part}": "\n".join(job[part])
    for name, job in read(PIPELINE).items()
    if isinstance(job, dict)
    for part in ("before_script", "script")
    if part in job
}


def judged(tool: str, *words: str | Path, given: str | None = None) -> None:
    """Runs a tool, which has to find nothing."""
    if MISSING.get(tool):
        pytest.skip(f"{tool} has no wheel for this system")
    done = subprocess.run(
        [Path(sys.executable).with_name(tool), *words],
        cwd=ROOT,
        env=environment(),
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "file"),
    [("github-actions", ACTION), ("github-workflows", WORKFLOW), ("gitlab-ci", PIPELINE)],
)
def test_what_services_read_is_valid_by_their_schemas(schema: str, file: Path) -> None:
    judged("check-jsonschema", "--builtin-schema", f"vendor.{schema}", file)


def test_zizmor_finds_no_hole_in_the_action_and_the_workflow() -> None:
    judged("zizmor", "--offline", "--persona=pedantic", "--no-progress", ACTION, WORKFLOW)


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    judged("hadolint", "Dockerfile")


def test_shellcheck_finds_nothing_in_our_scripts() -> None:
    judged("shellcheck", *SCRIPTS)


@pytest.mark.parametrize("name", BASH)
def test_shellcheck_finds_nothing_in_a_step(name: str) -> None:
    judged("shellcheck", "--shell=bash", "-", given=f"set -eo pipefail\n{BASH[name]}")


@pytest.mark.parametrize("name", SH)
def test_shellcheck_finds_nothing_in_a_job_of_the_pipeline(name: str) -> None:
    judged("shellcheck", "--shell=bash", "-", given=f"set -eo pipefail\n{SH[name]}")


@pytest.mark.parametrize("name", BASH)
def test_no_expression_stands_in_a_script(name: str) -> None:
    assert not EXPRESSION.search(BASH[name])


@pytest.mark.parametrize("file", [ACTION, WORKFLOW], ids=lambda file: file.name)
def test_whatever_is_not_ours_is_pinned_by_a_full_commit(file: Path) -> None:
    used = re.findall(r"uses: (\S+)", file.read_text("utf-8"))
    theirs = [each for each in used if not each.startswith("./")]
    assert theirs
    assert [each for each in theirs if not PIN.fullmatch(each)] == []


def test_every_file_of_the_kit_has_the_same_two_places_to_say_where_sitegen_is() -> None:
    files = [file for file in KIT.rglob("*") if file.is_file()]
    assert len(files) == 3
    for file in files:
        text = file.read_text("utf-8")
        assert text.count("https://sitegen-repository.invalid/") == 1, file
        assert text.count('"0000000000000000000000000000000000000000"') == 1, file
