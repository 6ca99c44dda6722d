"""Imported records are put in place all or none, and nothing is replaced."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.build.executors import THIS_PROCESS
from sitegen.importing.importer import import_site
from sitegen.importing.problem import ImportSiteError
from sitegen.importing.target import folders_for, put_in_place, refuse_to_overwrite, staged
from tests.importing.imports import facts, forged, imported, tree
from tests.importing.sites import REMOVED
from tests.worlds import OTHER, World

# ---------------------------------------------------------------- refused


def test_a_paper_that_is_there_is_never_replaced(corrected: World, tmp_path: Path) -> None:
    imported(corrected.output, tmp_path / "records")
    before = tree(tmp_path / "records")
    with pytest.raises(ImportSiteError, match=r"papers/5eed0001 exists already"):
        imported(corrected.output, tmp_path / "records")
    with pytest.raises(ImportSiteError, match=r"papers/(one|other|third).* is a record of "):
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


# ---------------------------------------------------------------- folders


@given(st.sets(st.uuids(), max_size=5), st.sets(st.integers(0, 9), max_size=3))
def test_every_paper_has_a_folder_of_its_own(ids: set[UUID], twins: set[int]) -> None:
    alike = {f"5eed0001-0000-4000-8000-{number:012}" for number in twins}
    folders = folders_for([*map(str, ids), *alike])
    assert folders.keys() == {*map(str, ids), *alike}
    assert len({*folders.values()}) == len(folders)
    for paper_id, folder in folders.items():
        assert folder in (f"papers/{paper_id}", f"papers/{paper_id[:8]}")
    if len(alike) > 1:
        assert {folders[each] for each in alike} == {f"papers/{each}" for each in alike}


def test_what_is_staged_joins_what_is_there_and_leaves_nothing_behind(tmp_path: Path) -> None:
    records = tmp_path / "records"
    for number in (1, 2):
        with staged(records) as staging:
            (staging / f"papers/{number}").mkdir(parents=True)
            (staging / f"papers/{number}/manifest.yaml").write_text("work:")
            (staging / "site.yaml").write_text(f"title: {number}")
            put_in_place(staging, records)
    assert tree(records).keys() == {
        *("papers/1/manifest.yaml", "papers/2/manifest.yaml", "site.yaml"),
    }


def test_a_file_in_place_of_the_papers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("mine")
    with pytest.raises(ImportSiteError, match="papers is not a folder; pass another folder"):
        refuse_to_overwrite(tmp_path, {})
