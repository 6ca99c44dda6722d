"""The wheel holds everything that a build needs, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sitegen.render.paper import FORMATS
from tests.worlds import World

ROOT = Path(__file__).parents[1]
PATIENCE = 120  # seconds until a test gives up on a process that hangs


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked as pip unpacks it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def run(code: str, installed: Path, cwd: Path) -> str:
    """What Python prints, with the installed package before this checkout."""
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=env | {"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    ).stdout


def test_a_site_is_built_from_the_wheel_alone_with_the_same_bytes(
    installed: Path, tmp_path: Path
) -> None:
    world = World(tmp_path)
    world.fill()
    world.build(FORMATS)
    ours = world.files()
    code = "import sys; from sitegen.cli import main; sys.argv[1:] = ['build']; main()"
    assert "2 papers built" in run(code, installed, tmp_path)
    assert world.files() == ours


def test_a_new_project_comes_from_the_wheel_alone_and_builds(
    installed: Path, tmp_path: Path
) -> None:
    for words in (
        ["init", "owls", "--ci", "none"],
        ["build", "--strict", "--records", "owls/records"],
    ):
        code = f"import sys; from sitegen.cli import main; sys.argv[1:] = {words}; main()"
        run(code, installed, tmp_path)
    assert (tmp_path / "site/index.html").is_file()
    assert (tmp_path / "owls/.gitignore").is_file()
    assert (tmp_path / "owls/.gitattributes").is_file()
    assert (tmp_path / "owls/.vscode/settings.json").is_file()


def test_templates_come_from_inside_the_package(installed: Path, tmp_path: Path) -> None:
    code = "from sitegen.render.templating import builtin_templates as found; print(found())"
    assert run(code, installed, tmp_path).strip() == str(installed / "sitegen" / "templates")


def test_the_package_is_typed_licensed_and_knows_its_version(installed: Path) -> None:
    assert (installed / "sitegen" / "py.typed").is_file()
    (info,) = installed.glob("assignee_sitegen-*.dist-info")
    assert (info / "licenses" / "LICENSE").read_text().startswith("MIT License")
    assert "sitegen = sitegen.cli:main" in (info / "entry_points.txt").read_text()
    metadata = (info / "METADATA").read_text(encoding="utf-8")
    assert "\nName: assignee-sitegen\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata


PACKAGED = frozenset(
    {
        ".py",
        ".typed",
        ".js",
        ".jinja",
        ".html",
        ".css",
        ".ttf",
        ".txt",
        ".json",
        ".svg",
        ".ico",
        ".woff2",
    }
)


def test_nothing_of_the_checkout_but_package_and_templates_is_in_it(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    assert {name.partition("/")[0] for name in names} == {"sitegen"}
    suffixes = {Path(name).suffix for name in names if "/templates/project/" not in name}
    assert suffixes <= PACKAGED
