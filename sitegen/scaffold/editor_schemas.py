"""The JSON Schemas next to the records, with which editors complete and check without a network."""

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

# Next to the records folder.
FOLDER = "schemas"


def schema_files(site: Site) -> dict[str, bytes]:
    """The schema of every authored file by its file name, with the bytes that a site serves."""
    return {f"{name}.json": as_text(authored_schema(name, site)) for name in AUTHORED}


def schema_line(name: str, file: str) -> str:
    """The first line of a YAML file, which names its schema for yaml-language-server.

    `name` is that of the schema, `file` the path of the YAML file in its project.
    """
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOLDER}/{name}.json"


def record_schema_line(kind: RecordKind, file: RecordFile) -> str:
    """The schema line for a file of any record of a kind; all records are at the same depth."""
    return schema_line(file.shape, f"{kind.project_path}/x/{file.name}")


def renew_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write the schemas that are missing or outdated in a folder, and return their names.

    Raises ScaffoldError if the folder is a symbolic link, or a file is not a schema of sitegen.
    """
    if folder.is_symlink():
        raise ScaffoldError(
            f"{folder} is a symbolic link; replace it by a folder, where sitegen writes schemas"
        )
    stale = {name: data for name, data in files.items() if _is_stale(folder / name, data)}
    write_files(folder, stale)
    return list(stale)


def _is_stale(path: Path, data: bytes) -> bool:
    """Whether a schema is missing or has other bytes. Raises ScaffoldError for any other file."""
    if not os.path.lexists(path):
        return True
    found = path.read_bytes() if path.is_file() else b""
    if found != data and not _is_schema(found, path.name):
        raise ScaffoldError(f"{path} is not a schema that sitegen wrote; move it or delete it")
    return found != data or path.is_symlink()


def _is_schema(data: bytes, name: str) -> bool:
    """Whether bytes are the schema of this name, from any version of sitegen and any site."""
    try:
        schema = json.loads(data)
    except ValueError:
        return False
    return isinstance(schema, dict) and str(schema.get("$id")).endswith(f"/authored/{name}")
