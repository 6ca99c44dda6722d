"""What the project rests on: locked packages, and documents that agree with the program."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Below these, each has a known vulnerability.
FLOORS = {"weasyprint": "69.0", "jinja2": "3.1.6", "markdown-it-py": "4.1.0", "pillow": "12.3.0"}


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> dict[str, str]:
    """The locked packages and their versions."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock(name), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_every_package_is_locked_to_a_version_with_hashes_and_no_index_is_named(name: str) -> None:
    lines = [line for line in lock(name).splitlines() if not line.lstrip().startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+( ; [^-]+)?( +--hash=sha256:[0-9a-f]{64})+$", entry), (
            entry
        )
    assert "://" not in "\n".join(lines)


def test_every_dependency_is_locked_at_a_version_that_the_project_allows() -> None:
    packages = locked("runtime")
    for line in PROJECT["project"]["dependencies"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(packages[canonicalize_name(wanted.name)]), line


def test_tests_run_on_the_packages_that_sites_are_built_with() -> None:
    runtime, test = locked("runtime"), locked("test")
    assert runtime.items() <= test.items()


def test_no_locked_package_is_older_than_its_last_known_vulnerability() -> None:
    packages = locked("test")
    for name, floor in FLOORS.items():
        assert Version(packages[name]) >= Version(floor), name


def test_the_name_on_the_index_is_not_that_of_somebody_elses_package() -> None:
    assert PROJECT["project"]["name"] == "assignee-sitegen"
    assert PROJECT["project"]["scripts"] == {"sitegen": "sitegen.cli:main"}
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    assert len(documents) >= 4
    for document in documents:
        assert "pip install sitegen" not in document.read_text(encoding="utf-8"), document


def test_a_built_site_is_never_committed_but_its_folder_is() -> None:
    rules = (ROOT / "site" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [rule for rule in rules if not rule.startswith("#")] == ["*", "!.gitignore"]
