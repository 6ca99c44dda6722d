"""`sitegen report`: the PDF of one paper, with the bytes of a build and without one."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from sitegen.build.cache import Cache
from sitegen.build.cache_file import NAME
from sitegen.render.pdf import PdfRenderer, PdfUnavailableError, renderer
from tests.cli.loading import loaded
from tests.command_line import PATIENCE, SCRIPT, Call, environment
from tests.reading_back import pdf_text
from tests.worlds import ONE, OTHER, World

DRAFT = "5eed0003-0000-4000-8000-00000000c0de"
BARE = "5eed0004-0000-4000-8000-00000000c0de"
GONE = "5eed0005-0000-4000-8000-00000000c0de"
BROKEN = "5eed0006-0000-4000-8000-00000000c0de"
TOMBSTONE = f"""\
id: {GONE}
title: The paper that is gone
reason: The authors asked for it.
removed_at: 2026-07-02T00:00:00+00:00
by: The institute
"""

pytestmark = pytest.mark.usefixtures("needs_pdf")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A built project: a paper that names another one, a draft, a tombstone; and its cache."""
    world = World(tmp_path_factory.mktemp("reports"))
    world.fill()
    world.paper("other", OTHER, supersedes=[ONE])
    world.superseded("one", ONE, OTHER)
    world.paper("draft", DRAFT, manifest={"draft": True})
    world.paper("bare", BARE, manifest={"report": "none"})
    world.write("papers/gone/tombstone.yaml", TOMBSTONE)
    outcome = world.build(formats=("pdf",), drafts=True, cache=world.folder / "cache")
    assert not outcome.is_stopped, outcome.diagnostics
    world.paper("broken", BROKEN, title="")
    (world.folder / "foreign").mkdir()
    with closing(sqlite3.connect(world.folder / "foreign" / NAME)) as database:
        database.execute("CREATE TABLE t (c)")
    return world


@pytest.mark.parametrize(
    ("paper", "paper_id", "said"),
    [
        ("one", ONE, "SRCH-5EED0001.pdf: the report of SRCH:5EED0001\n"),
        (OTHER, OTHER, "SRCH-5EED0002.pdf: the report of SRCH:5EED0002\n"),
        ("SRCH:5EED0003", DRAFT, "SRCH-5EED0003.pdf: the draft of the report of SRCH:5EED0003\n"),
        ("papers/gone", GONE, "SRCH-5EED0005.pdf: the report of SRCH:5EED0005\n"),
    ],
)
def test_the_pdf_has_the_bytes_that_a_build_writes(
    paper: str, paper_id: str, said: str, project: World, call: Call
) -> None:
    done = call("report", paper, cwd=project.folder)
    assert (done.returncode, done.stdout) == (0, said), done.stderr
    assert ("so a build leaves it out" in done.stderr) is (paper_id == DRAFT)
    made = project.folder / said.partition(":")[0]
    assert made.read_bytes() == project.files()[f"paper/{paper_id}/paper.pdf"]
    assert ("Draft of SRCH:5EED0003: this report" in pdf_text(made.read_bytes())) is (
        paper_id == DRAFT
    )
    made.unlink()
    assert not (project.folder / ".sitegen" / NAME).exists()


def test_a_pdf_in_the_cache_is_not_made_again(
    project: World, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(PdfRenderer, "render")
    words = ("report", "one", "--output", tmp_path / "a.pdf", "--cache")
    assert call(*words, "cache", cwd=project.folder).returncode == 0
    assert (tmp_path / "a.pdf").read_bytes() == project.files()[f"paper/{ONE}/paper.pdf"]
    with closing(Cache(tmp_path / "empty")):
        pass
    assert call(*words, tmp_path / "empty", "--force", cwd=project.folder).returncode == 3


def test_standard_output_holds_the_pdf_alone(project: World) -> None:
    done = subprocess.run(
        [SCRIPT, "report", "one", "-o", "-"],
        cwd=project.folder,
        env=environment(),
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout == project.files()[f"paper/{ONE}/paper.pdf"]


def test_only_what_a_pdf_needs_is_loaded(project: World, tmp_path: Path) -> None:
    packages = loaded("report", "other", "-o", str(tmp_path / "a.pdf"), cwd=project.folder)
    assert not {"pandas", "numpy", "dask", "rich", "watchfiles"} & packages
    assert "weasyprint" in packages


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], 'no paper has the id or folder "nobody"'),
        (["brokn"], 'no paper has the id or folder "brokn"; did you mean broken?'),
        (["bare"], "SRCH:5EED0004 has no PDF, because its manifest says `report: none`"),
        (["one", "-o", "kept.pdf"], "kept.pdf exists already; pass --force to replace it"),
        (["one", "-o", "no/a.pdf"], "the folder of no/a.pdf does not exist; create it"),
        (["one", "-o", "records"], "is a directory"),
        (["one", "-o", "-", "--format", "json"], "both print to standard output"),
        (["one", "--base-url", "x"], "--base-url 'x' is not a URL"),
        (["one", "--cache", "foreign"], "pass another --cache"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_exits_with_2_and_writes_nothing(
    words: list[str], said: str, project: World, call: Call
) -> None:
    kept = project.folder / "kept.pdf"
    kept.write_bytes(b"kept")
    done = call("report", *words, cwd=project.folder)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert (kept.read_bytes(), [*project.folder.glob("*.pdf")]) == (b"kept", [kept])


def test_force_replaces_the_file(project: World, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"old")
    done = call("report", "one", "-o", file, "--force", cwd=project.folder)
    assert (done.returncode, done.stdout) == (0, f"{file}: the report of SRCH:5EED0001\n")
    assert file.read_bytes().startswith(b"%PDF")


def test_errors_of_the_record_are_told_and_exit_with_1(
    project: World, call: Call, tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    done = call("report", "broken", "-o", file, cwd=project.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("records/papers/broken/manifest.yaml:5:")
    assert "error: " in done.stderr
    assert not file.exists()


def test_a_broken_template_is_told_with_its_place(
    project: World, call: Call, tmp_path: Path
) -> None:
    project.template("reports/paper.html", "{% if %}")
    done = call("report", "one", "-o", tmp_path / "a.pdf", cwd=project.folder)
    (project.templates / "reports" / "paper.html").unlink()
    assert done.returncode == 1
    assert done.stderr.startswith("templates/reports/paper.html:1:")


def test_without_pango_it_exits_with_4_and_says_what_to_install(
    project: World, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise PdfUnavailableError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(renderer, "load_weasyprint", missing)
    done = call("report", "one", "-o", tmp_path / "a.pdf", cwd=project.folder)
    assert (done.returncode, done.stderr) == (
        4,
        "cannot continue: there is no PDF: cannot load library 'libpango-1.0-0'; install Pango "
        "with `scripts/setup`\n",
    )
