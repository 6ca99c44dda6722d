"""`sitegen import`, for a user who has lost the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.command_line import Call
from tests.importing.sites import corrected
from tests.worlds import OTHER, World

__all__ = ["corrected"]  # a fixture


def test_a_run_says_what_came_back_and_what_to_do_next(
    corrected: World, call: Call, tmp_path: Path
) -> None:
    done = call("import", corrected.output, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "3 of 3 records written to records (1 tombstone): all digests match the published ones",
        "written: records/site.yaml: add menus and silenced rules, which a site does not contain",
        "records/site.yaml: `published:` is missing, because a site does not contain it: "
        "set it to what records are compared with, such as git:origin/main",
        "a published site does not contain the Markdown of "
        "pages/about.md, pages/methodology.md, pages/quality-guide.md: "
        "write it before you build",
        f"Next: sitegen validate --records records --against {corrected.output}",
    ]


def test_what_is_not_as_it_was_is_named_and_ends_with_1(
    corrected: World, call: Call, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(corrected.output, tmp_path / "site"))
    (site / f"paper/{OTHER}/manifest.json").unlink()
    done = call("import", "site", "--jobs", "1", cwd=tmp_path)
    first, *_ = done.stdout.splitlines()
    assert done.returncode == 1
    assert (
        first == f"paper/{OTHER}/manifest.json: is missing; the paper was not imported: "
        "import from an undamaged copy of the site"
    )
    assert "2 of 3 records written to records (1 tombstone): 1 finding" in done.stdout


def test_what_cannot_begin_is_wrong_use(corrected: World, call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = call("import", "empty", cwd=tmp_path)
    assert done.returncode == 2
    assert "empty has no ledger.json; pass a folder that `sitegen build` wrote" in done.stderr
    done = call("import", corrected.output, "--records", corrected.records, cwd=tmp_path)
    assert done.returncode == 2
    assert "is a record of " in done.stderr


def test_settings_that_are_wrong_are_told_and_nothing_is_written(
    corrected: World, call: Call, tmp_path: Path
) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records/site.yaml").write_text("contract_version: x\n")
    done = call("import", corrected.output, cwd=tmp_path)
    assert done.returncode == 2
    assert "records/site.yaml:1:" in done.stderr
    assert [each.name for each in (tmp_path / "records").iterdir()] == ["site.yaml"]
