"""The schemas that lie beside the records, so that an editor's software needs no network."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sitegen.contracts.schemas import AUTHORED, authored_schema
from sitegen.contracts.settings import Site
from sitegen.editing.writing import write_files
from sitegen.reading.kinds import RecordFile, RecordKind
from sitegen.render.pages.schema_pages import as_text
from sitegen.scaffold.refusals import ScaffoldError

# Beside the records folder.
FOLDER = "schemas"


def schema_files(site: Site) -> dict[str, bytes]:
    """The schema of every authored file, by the name of its own: the ones that a site serves."""
    return {f"{name}.json": as_text(authored_schema(name, site)) for name in AUTHORED}


def schema_line(name: str, file: str) -> str:
    """The comment by which the YAML file at this path in a project names its schema."""
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOLDER}/{name}.json"


def record_schema_line(kind: RecordKind, file: RecordFile) -> str:
    """That comment in a file of whichever record of a kind: all of them lie equally deep."""
    return schema_line(file.shape, f"{kind.project_path}/x/{file.name}")


def renew_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write those schemas that a folder has not, or has with other bytes; returns their names.

    Raises ScaffoldError for a folder that is a link, and for a file that is no schema of a sitegen.
    """
    if folder.is_symlink():
        raise ScaffoldError(f"{folder} is a symbolic link; put a folder in its place, for schemas")
    stale = {name: data for name, data in files.items() if _is_stale(folder / name, data)}
    write_files(folder, stale)
    return list(stale)


def _is_stale(path: Path, data: bytes) -> bool:
    """Whether a file is not there, or is a schema with other bytes. Raises ScaffoldError."""
    if not os.path.lexists(path):
        return True
    found = path.read_bytes() if path.is_file() else b""
    if found != data and not _is_schema(found, path.name):
        raise ScaffoldError(f"{path} is no schema that sitegen wrote; move it away, or remove it")
    return found != data or path.is_symlink()


def _is_schema(data: bytes, name: str) -> bool:
    """Whether it is the schema of this name, of whichever sitegen and site."""
    try:
        schema = json.loads(data)
    except ValueError:
        return False
    return isinstance(schema, dict) and str(schema.get("$id")).endswith(f"/authored/{name}")
