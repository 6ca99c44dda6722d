"""The same records make the same bytes: on any machine, in any place, at any time."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.pdf_parts import unpacked
from tests.reading_back import BuiltSite

ROOT = Path(__file__).parents[1]
SCRIPT = Path(sys.executable).with_name("sitegen")
REAL = ROOT / "records"
SMALL_WORLD = ROOT / "tests" / "small_world" / "records"
PATIENCE = 300  # seconds until a test gives up on a process that hangs
# So distinctive that none of them is in a site by chance.
NAMES = {
    "HOME": "zaphods-home",
    "USER": "zaphod-beeblebrox",
    "LOGNAME": "zaphod-beeblebrox",
    "HOSTNAME": "heart-of-gold",
    "TMPDIR": "zaphods-scratch",
}


@dataclass
class Machine:
    """A machine that is unlike this one: where the project lies, and what the environment says."""

    folder: Path
    records: Path
    environment: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    below: str = "."
    output: str = "site"
    options: tuple[str, ...] = ()

    def start(self) -> subprocess.Popen[str]:
        """Copy the records there and start a build."""
        copy_backwards(self.records, self.folder / "records")
        for name in ("HOME", "TMPDIR"):
            (self.folder / NAMES[name]).mkdir()
        place = self.folder / self.below
        place.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [
                *(SCRIPT, "build", "--records", os.path.relpath(self.folder / "records", place)),
                *("--output", os.path.relpath(self.folder / self.output, place)),
                *self.options,
            ],
            cwd=place,
            env=self._environment(),
            umask=self.umask,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def _environment(self) -> dict[str, str]:
        folders = {name: str(self.folder / NAMES[name]) for name in ("HOME", "TMPDIR")}
        return NAMES | folders | {"PATH": os.environ["PATH"]} | self.environment

    @property
    def site(self) -> BuiltSite:
        return BuiltSite(self.folder / self.output)


def copy_backwards(source: Path, target: Path) -> None:
    """A copy whose files have other times, and lie in another order on the disk."""
    for path in sorted(source.rglob("*"), reverse=True):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Machine]:
    """The same records built on several machines at once."""
    elsewhere = tmp_path_factory.mktemp("a place that is elsewhere, and has é in its name")
    strange = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "SOURCE_DATE_EPOCH": "86400",
    }
    made = {
        "hash seed": Machine(
            tmp_path_factory.mktemp("seed"), REAL, {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"}
        ),
        "time, zone, locale and umask": Machine(
            tmp_path_factory.mktemp("strange"), REAL, strange, umask=0o077
        ),
        "place and working directory": Machine(
            *(elsewhere, REAL, {"LC_ALL": "C.UTF-8"}),
            below="here/and/there",
            output="public/papers",
        ),
        "small world": Machine(
            tmp_path_factory.mktemp("invented-records"),
            SMALL_WORLD,
            strange | {"PYTHONHASHSEED": "4242"},
            umask=0o027,
            output="out",
            # The real records have their PDFs compared, and these would take a minute.
            options=("--no-pdf",),
        ),
    }
    running = {name: machine.start() for name, machine in made.items()}
    for name, process in running.items():
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, f"{name}: {said}"
    return made


def differences(one: BuiltSite, other: BuiltSite) -> list[str]:
    """The files that differ, or that only one of the sites has."""
    ours, theirs = one.files(), other.files()
    return sorted(
        name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)
    )


@pytest.mark.parametrize(
    "what", ["hash seed", "time, zone, locale and umask", "place and working directory"]
)
def test_the_real_site_has_the_same_bytes_whatever_the(
    what: str, machines: dict[str, Machine], real_site: BuiltSite
) -> None:
    assert len(real_site.files()) > 50
    assert differences(real_site, machines[what].site) == []


def test_the_small_world_has_the_same_bytes_though_everything_is_different(
    machines: dict[str, Machine], small_world: BuiltSite
) -> None:
    found = differences(small_world, machines["small world"].site)
    assert [name for name in found if not name.endswith(("/paper.pdf", "SHA256SUMS"))] == []
    assert len(machines["small world"].site.files()) > 150


@pytest.mark.usefixtures("needs_pdf")
def test_pdfs_are_among_what_was_compared(
    machines: dict[str, Machine], real_site: BuiltSite
) -> None:
    for site in (
        real_site,
        machines["hash seed"].site,
        machines["place and working directory"].site,
    ):
        assert sum(name.endswith("/paper.pdf") for name in site.files()) == 5


def traces(machine: Machine) -> dict[str, str]:
    """What would tell on which machine a site was built, and where."""
    names = NAMES | {
        "place of the project": machine.folder.name,
        "place of the tests": machine.folder.parent.name,
        "place of sitegen": str(ROOT),
        "python": sys.prefix,
        "staging": ".sitegen/",
    }
    host = socket.gethostname()
    # A host may be called by a word that papers use.
    return names | ({"host": host} if len(host) > 8 and not host.isalpha() else {})


def test_no_file_tells_where_when_or_by_whom_it_was_built(machines: dict[str, Machine]) -> None:
    for machine in machines.values():
        told = traces(machine)
        for path, data in machine.site.files().items():
            content = unpacked(data) if path.endswith(".pdf") else data
            for what, text in told.items():
                for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
                    assert text.encode(encoding) not in content, f"{path} tells the {what}"
