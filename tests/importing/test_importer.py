"""The law of an import: build, import, build again, and the site is the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitegen.build.executors import Processes
from sitegen.importing.problem import ImportSiteError
from sitegen.publish.publisher import MARKER, PREVIEW_TEXT
from tests.command_line import Call
from tests.conftest import SMALL_WORLD, built
from tests.importing.imports import imported, tree
from tests.importing.sites import without_sources
from tests.reading_back import BuiltSite
from tests.worlds import OTHER, ROOT, WITHOUT_PDF, World


def rebuilt(imported_records: Path, given: Path, output: Path) -> Path:
    """The site of imported records, with the settings and guides that no site contains."""
    shutil.copy(given / "site.yaml", imported_records)
    shutil.copytree(given / "pages", imported_records / "pages", dirs_exist_ok=True)
    return built(imported_records, output, formats=WITHOUT_PDF)[0].folder


# ---------------------------------------------------------------- the law


def test_a_corrected_site_comes_back_the_same(corrected: World, tmp_path: Path) -> None:
    done = imported(corrected.output, tmp_path / "records")
    assert done.is_exact, (done.findings, done.diagnostics)
    assert (done.papers, done.removed, done.written) == (2, 1, 3)
    again = rebuilt(tmp_path / "records", corrected.records, tmp_path / "site")
    assert without_sources(again) == without_sources(corrected.output)


def test_a_second_import_gives_the_same_records_and_the_same_bytes(
    corrected: World, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    imported(corrected.output, first)
    site = rebuilt(first, corrected.records, tmp_path / "site")
    imported(site, second)
    assert tree(second / "papers") == tree(first / "papers")
    assert tree(rebuilt(second, corrected.records, tmp_path / "again")) == tree(site)


@pytest.mark.usefixtures("needs_pdf")
def test_the_real_records_and_the_small_world_come_back_the_same(
    any_site: tuple[BuiltSite, str], tmp_path: Path
) -> None:
    site, address = any_site
    done = imported(site.folder, tmp_path / "records", executor=Processes(2))
    assert done.is_exact, (done.findings, done.diagnostics)
    given = SMALL_WORLD / "records" if "small" in address else ROOT / "records"
    again = rebuilt(tmp_path / "records", given, tmp_path / "site")
    assert without_sources(again) == without_sources(site.folder)


def test_imported_records_change_nothing_that_was_published(
    corrected: World, tmp_path: Path, call: Call
) -> None:
    imported(corrected.output, tmp_path / "records")
    done = call("validate", "--against", corrected.output, cwd=tmp_path)
    assert (done.returncode, ": 0 errors" in done.stdout) == (0, True), done.stderr


def test_settings_that_papers_tell_are_written(corrected: World, tmp_path: Path) -> None:
    done = imported(corrected.output, tmp_path / "records")
    shutil.copytree(corrected.records / "pages", tmp_path / "records/pages")
    assert done.new_settings
    site, outcome = built(tmp_path / "records", tmp_path / "site", formats=WITHOUT_PDF)
    manifest = f"paper/{OTHER}/manifest.json"
    theirs = without_sources(corrected.output)
    assert without_sources(site.folder)[manifest] == theirs[manifest]
    assert outcome.papers == 3


def test_what_is_there_stays(corrected: World, tmp_path: Path) -> None:
    records = Path(shutil.copytree(corrected.records, tmp_path / "records"))
    shutil.rmtree(records / "papers")
    before = tree(records)
    done = imported(corrected.output, records)
    assert not done.new_settings
    assert done.guides == ()
    assert before.items() <= tree(records).items()
    assert not [each for each in records.iterdir() if each.name.startswith(".")]


# ---------------------------------------------------------------- refused


def test_a_preview_is_refused(site: Path, tmp_path: Path) -> None:
    (site / MARKER).write_bytes(PREVIEW_TEXT)
    with pytest.raises(ImportSiteError, match="published is a preview"):
        imported(site, tmp_path / "records")


@pytest.mark.parametrize("ledger", [None, b"", b"[]", b"[" * 100_000, b'{"papers": 1}'])
def test_what_is_no_site_is_refused(ledger: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    if ledger is not None:
        (tmp_path / "folder/ledger.json").write_bytes(ledger)
    with pytest.raises(ImportSiteError, match=r"ledger\.json"):
        imported(tmp_path / "folder", tmp_path / "records")
    assert not (tmp_path / "records").exists()
