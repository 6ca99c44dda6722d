"""The schemas that lie beside the records, so that an editor's software needs no network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.contracts.schemas import AUTHORED, authored_schema
from sitegen.pages.schemas import as_text
from sitegen.settings import Site

# Beside the records folder.
FOLDER = "schemas"


def schema_files(site: Site) -> dict[str, bytes]:
    """The schema of every authored file, by the name of its own: the ones that a site serves."""
    return {f"{name}.json": as_text(authored_schema(name, site)) for name in AUTHORED}


def schema_line(name: str, file: str) -> str:
    """The comment by which the YAML file at this path in a project names its schema."""
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOLDER}/{name}.json"


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write those files that a folder has not, or has with other bytes; returns their names."""
    written = [name for name, data in files.items() if _bytes(folder / name) != data]
    for name in written:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(files[name])
    return written


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
