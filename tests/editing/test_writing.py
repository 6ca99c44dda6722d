"""Files of the records, written each in one step."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sitegen.editing.writing import write_files
from tests.editing.committed import committed, told, world, written
from tests.history.test_git import nobodys_configuration
from tests.reading_back import BuiltSite
from tests.worlds import World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_a_file_keeps_its_mode(world: World) -> None:
    written(world, told(notice={"kind": "erratum"}))
    path = world.records / "papers/one/corrections.yaml"
    path.chmod(0o640)
    written(world, told(notice={"kind": "retraction"}))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text().count("event_id") == 2


FILES = {f"papers/{name}": name.encode() for name in ("b", "a", "folder/c")}


def test_files_are_put_in_their_place_in_the_order_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[str] = []
    real = os.replace

    def replace(old: Path, new: Path) -> None:
        assert all(
            list(tmp_path.rglob(f".{Path(name).name}.*")) for name in [*FILES][len(placed) :]
        )
        placed.append(new.relative_to(tmp_path).as_posix())
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    write_files(tmp_path, FILES)
    assert placed == [*FILES]
    assert BuiltSite(tmp_path).files() == FILES


@pytest.mark.parametrize("failing", range(len(FILES)))
def test_where_one_cannot_be_written_none_is_and_nothing_is_left_beside_them(
    failing: int, tmp_path: Path
) -> None:
    write_files(tmp_path, dict.fromkeys(FILES, b"old"))
    name = [*FILES][failing]
    (tmp_path / f"{name}.d").write_bytes(b"a file where a folder should be")
    new = {**FILES, f"{name}.d/x": b""}
    before = BuiltSite(tmp_path).files()
    with pytest.raises(OSError, match=r"\.d'"):
        write_files(tmp_path, new)
    assert BuiltSite(tmp_path).files() == before


def test_another_name_of_a_file_keeps_what_it_had(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "other")
    write_files(tmp_path, {"a": b"new"})
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "other").read_bytes()) == (b"new", b"old")
