"""A second kind of record gets what papers get, from its rows in the tables alone."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forking import ForkingProgram, forking
from tests.preview.running import running
from tests.worlds import ANOTHER_KIND, OF_ANOTHER_KIND, PATHS, World

TAWNY = "0a11a001-0000-4000-8000-00000000c0de"
BARN = "0a11a002-0000-4000-8000-00000000c0de"


class Owls(World):
    """A project with a second kind of record, and the program that knows it."""

    program: ForkingProgram

    def sitegen(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.program.run(*words, cwd=self.folder)


def with_picture(world: World, path: str) -> str:
    """The tawny owl with an artifact at this path; returns where the file is on the site."""
    manifest = owl(world, "tawny", TAWNY)
    artifact = f"artifacts:\n- {{type: other, label: A picture, path: {path}}}\n"
    manifest.write_text(manifest.read_text() + artifact)
    data = world.write("owls/tawny/artifacts/owl.csv", "x,y\n").read_bytes()
    return f"owl/{TAWNY}/artifacts/{hashlib.sha256(data).hexdigest()[:12]}/owl.csv"


def owl(world: World, name: str, record_id: str, seen: object = 3) -> Path:
    text = f"id: {record_id}\ntitle: The {name} owl\nseen: {seen}\n"
    return world.write(f"owls/{name}/manifest.yaml", text)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkingProgram]:
    """sitegen with a second kind of record."""
    with forking(ANOTHER_KIND, tmp_path_factory.mktemp("said"), **PATHS) as started:
        yield started


@pytest.fixture
def owls(tmp_path: Path, program: ForkingProgram) -> Owls:
    """Two papers and two owls, whose pages have a template of the project."""
    world = Owls(tmp_path)
    world.program = program
    world.fill()
    owl(world, "tawny", TAWNY)
    owl(world, "barn", BARN, seen=5)
    page = world.templates / "pages/owl.html"
    page.parent.mkdir(parents=True)
    page.write_text(OF_ANOTHER_KIND)
    return world


def built(world: Owls, *options: str) -> subprocess.CompletedProcess[str]:
    return world.sitegen("build", "--no-pdf", "--jobs", "1", *options)


def test_each_has_its_files_and_all_have_a_list(owls: Owls) -> None:
    done = owls.sitegen("build", "--no-pdf")
    assert done.returncode == 0
    assert done.stdout.startswith("4 records built")
    assert "Seen 3 times." in (owls.output / f"owl/{TAWNY}/index.html").read_text()
    assert (owls.output / f"owl/{BARN}/owl.json").read_text().startswith("{")
    listed = (owls.output / "owls/index.html").read_text()
    assert listed.index("The barn owl") < listed.index("The tawny owl")
    assert "Seen: 5 times" in listed
    assert f'href="../owl/{TAWNY}/"' in listed
    assert owls.sitegen("verify", "site", "site").returncode == 0


def test_what_did_not_change_is_not_made_again(owls: Owls) -> None:
    built(owls)
    assert ", none of them rendered" in built(owls).stdout
    owl(owls, "barn", BARN, seen=6)
    again = built(owls, "--why")
    assert "owls/barn" in again.stderr
    assert "owls/tawny" not in again.stderr
    assert "Seen: 6 times" in (owls.output / "owls/index.html").read_text()
    clean = owls.folder / "clean"
    built(owls, "--output", str(clean))
    assert (clean / "SHA256SUMS").read_bytes() == (owls.output / "SHA256SUMS").read_bytes()


def test_a_mistake_stops_the_build_at_its_line(owls: Owls) -> None:
    built(owls)
    before = (owls.output / "SHA256SUMS").read_bytes()
    owl(owls, "barn", BARN, seen="often")
    for words in (("validate",), ("build", "--no-pdf")):
        done = owls.sitegen(*words)
        assert done.returncode == 1
        assert "records/owls/barn/manifest.yaml:3:7" in done.stderr + done.stdout
    assert (owls.output / "SHA256SUMS").read_bytes() == before


def test_its_artifacts_are_checked_and_served(owls: Owls) -> None:
    with_picture(owls, "artifacts/owls.csv")
    done = owls.sitegen("validate")
    assert "records/owls/tawny/manifest.yaml:5:" in done.stdout + done.stderr
    assert "SG403" in done.stdout + done.stderr
    served = with_picture(owls, "artifacts/owl.csv")
    assert built(owls).returncode == 0
    assert (owls.output / served).read_text() == "x,y\n"


def test_two_never_have_one_id(owls: Owls) -> None:
    owl(owls, "snowy", TAWNY)
    done = owls.sitegen("validate")
    assert done.returncode == 1
    assert "SG601" in done.stdout + done.stderr
    assert "records/owls/tawny/manifest.yaml:1:5" in done.stdout + done.stderr


def test_a_draft_is_left_out_and_a_file_that_nothing_uses_is_reported(owls: Owls) -> None:
    owls.write("owls/barn/manifest.yaml", f"id: {BARN}\ntitle: Barn\nseen: 1\ndraft: true\n")
    owls.write("owls/tawny/notes.txt", "a note")
    owls.write("owls/eagle/readme.txt", "no manifest")
    done = owls.sitegen("validate")
    assert "records/owls/tawny/notes.txt" in done.stdout + done.stderr
    assert "records/owls/eagle/manifest.yaml:1:1" in done.stdout + done.stderr
    (owls.records / "owls/eagle/readme.txt").unlink()
    (owls.records / "owls/eagle").rmdir()
    assert built(owls).returncode == 0
    assert not (owls.output / f"owl/{BARN}").exists()
    assert "Barn" not in (owls.output / "owls/index.html").read_text()


def test_the_difference_to_a_built_site_names_its_files(owls: Owls) -> None:
    built(owls)
    owl(owls, "barn", BARN, seen=6)
    done = owls.sitegen("diff", "site", "--pages", "--no-pdf")
    assert f"owl/{BARN}/index.html" in done.stdout
    assert f"owl/{TAWNY}" not in done.stdout


def test_the_preview_shows_it_and_what_is_wrong_with_it(owls: Owls) -> None:
    with running(owls, program=ANOTHER_KIND, **PATHS) as preview:
        stream = preview.settled()
        assert "Seen 3 times." in preview.get(f"/owl/{TAWNY}/").text
        assert "The barn owl" in preview.get("/owls/").text
        assert preview.get(f"/paper/{TAWNY}/").status == 404
        owl(owls, "tawny", TAWNY, seen="often")
        stream.next("change", folders=["owls/tawny"])
        page = preview.get(f"/owl/{TAWNY}/").text
        assert "Seen 3 times." in page  # the last good page stays below the error
        assert "records/owls/tawny/manifest.yaml" in page
        assert preview.get("/-/record/owls/barn").headers["location"] == f"/owl/{BARN}/"
