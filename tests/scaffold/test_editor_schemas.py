"""The schemas next to the records are those of the site, and are updated if they differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.contracts.schemas import AUTHORED
from sitegen.scaffold.editor_schemas import renew_files, schema_files, schema_line
from sitegen.scaffold.refusals import ScaffoldError
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


def test_they_are_the_files_that_the_site_serves(small_world: BuiltSite) -> None:
    files = schema_files(world.site())
    assert set(files) == {f"{name}.json" for name in AUTHORED}
    assert files == {name: small_world.files()[f"schemas/authored/{name}"] for name in files}


def schema(name: str, says: str = "") -> bytes:
    return json.dumps(
        {"$id": f"https://owls.example/schemas/authored/{name}", "title": says}
    ).encode()


FILES = {name: schema(name) for name in ("a.json", "b.json")}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    assert renew_files(tmp_path / "schemas", FILES) == ["a.json", "b.json"]
    assert renew_files(tmp_path / "schemas", FILES) == []
    (tmp_path / "schemas/b.json").write_bytes(schema("b.json", "of another sitegen"))
    assert renew_files(tmp_path / "schemas", FILES) == ["b.json"]
    assert (tmp_path / "schemas/b.json").read_bytes() == FILES["b.json"]


@pytest.mark.parametrize("theirs", [b"theirs", b"[]", b"{}", b"\xff", schema("other.json")])
@pytest.mark.parametrize("linked", [False, True])
def test_a_file_of_somebody_else_is_not_written_over(
    theirs: bytes, linked: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "schemas"
    folder.mkdir()
    victim = tmp_path / "victim" if linked else folder / "b.json"
    victim.write_bytes(theirs)
    if linked:
        (folder / "b.json").symlink_to(victim)
    with pytest.raises(ScaffoldError, match=r"b\.json is not a schema that sitegen wrote"):
        renew_files(folder, FILES)
    assert victim.read_bytes() == theirs
    assert [path.name for path in folder.iterdir()] == ["b.json"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    folder, victim = tmp_path / "schemas", tmp_path / "victim"
    folder.mkdir()
    victim.write_bytes(schema("b.json", "of another sitegen"))
    (folder / "b.json").symlink_to(victim)
    assert renew_files(folder, FILES) == ["a.json", "b.json"]
    assert victim.read_bytes() == schema("b.json", "of another sitegen")
    assert not (folder / "b.json").is_symlink()
    (tmp_path / "linked").symlink_to(folder)
    with pytest.raises(ScaffoldError, match="linked is a symbolic link"):
        renew_files(tmp_path / "linked", FILES)


def test_the_first_line_leads_from_the_record_to_its_schema(tmp_path: Path) -> None:
    file = "records/papers/owls/manifest.yaml"
    line = schema_line("paper-manifest", file)
    path = tmp_path / Path(file).parent / line.partition("$schema=")[2]
    assert path.resolve() == (tmp_path / "schemas/paper-manifest.json").resolve()
