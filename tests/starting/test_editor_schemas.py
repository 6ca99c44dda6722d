"""The schemas beside the records are those of the site, and are renewed where they differ."""

from __future__ import annotations

from pathlib import Path

from sitegen.contracts.schemas import AUTHORED
from sitegen.starting.editor_schemas import schema_files, schema_line, write_files
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


def test_they_are_the_files_that_the_site_serves(small_world: BuiltSite) -> None:
    files = schema_files(world.site())
    assert set(files) == {f"{name}.json" for name in AUTHORED}
    assert files == {name: small_world.files()[f"schemas/authored/{name}"] for name in files}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    files = {"a.json": b"1", "b.json": b"2"}
    assert write_files(tmp_path / "schemas", files) == ["a.json", "b.json"]
    assert write_files(tmp_path / "schemas", files) == []
    (tmp_path / "schemas/b.json").write_bytes(b"of another sitegen")
    assert write_files(tmp_path / "schemas", files) == ["b.json"]
    assert (tmp_path / "schemas/b.json").read_bytes() == b"2"


def test_the_first_line_leads_from_the_record_to_its_schema(tmp_path: Path) -> None:
    file = "records/papers/owls/manifest.yaml"
    line = schema_line("paper-manifest", file)
    path = tmp_path / Path(file).parent / line.partition("$schema=")[2]
    assert path.resolve() == (tmp_path / "schemas/paper-manifest.json").resolve()
