"""Where imported records are put: nothing that is there is replaced, all of them or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.importing.importer import import_site
from sitegen.importing.problem import ImportSiteError
from tests.importing.imports import facts, forged, imported, tree
from tests.importing.sites import REMOVED
from tests.worlds import OTHER, World

# ---------------------------------------------------------------- refused


def test_a_paper_that_is_there_is_never_replaced(corrected: World, tmp_path: Path) -> None:
    imported(corrected.output, tmp_path / "records")
    before = tree(tmp_path / "records")
    with pytest.raises(ImportSiteError, match=r"papers/5eed0001 is there already"):
        imported(corrected.output, tmp_path / "records")
    with pytest.raises(ImportSiteError, match=r"papers/(one|other|third).* is the record of "):
        imported(corrected.output, corrected.records)
    assert tree(tmp_path / "records") == before


def test_a_link_in_place_of_the_papers_is_not_followed(corrected: World, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "records").mkdir()
    (tmp_path / "records/papers").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ImportSiteError, match="papers is a symbolic link"):
        imported(corrected.output, tmp_path / "records")
    assert not tree(tmp_path / "elsewhere")


def test_an_import_that_is_interrupted_leaves_nothing(corrected: World, tmp_path: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_site(corrected.output, tmp_path / "records", THIS_PROCESS, interrupted)
    assert not tree(tmp_path / "records")


# ---------------------------------------------------------------- damaged and hostile sites


def test_nothing_is_written_beside_the_records(site: Path, tmp_path: Path) -> None:
    forged(site, OTHER, facts(site), kept={"artifacts/0123456789ab/x": "0" * 64})
    target = tmp_path / "target"
    target.mkdir()
    imported(site, target / "records")
    assert {each.name for each in target.iterdir()} == {"records"}
    assert {each.name for each in (target / "records").iterdir()} == {"papers", "site.yaml"}
    assert not (target / "records/papers" / OTHER[:8]).exists()
    assert (target / "records/papers" / REMOVED[:8] / "tombstone.yaml").is_file()
