"""Writes files of records, each in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, by their paths in it, in the order of the mapping.

    All are staged next to their place before the first is replaced. Raises OSError.
    """
    with ExitStack() as beside:
        staged = [(_staged(folder / name, data, beside), name) for name, data in files.items()]
        for file, name in staged:
            os.replace(file, folder / name)


def _staged(path: Path, data: bytes, beside: ExitStack) -> Path:
    """Write the bytes to a hidden file next to `path`, with the mode of the file at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(f".{path.name}.{os.getpid()}")
    beside.callback(file.unlink, missing_ok=True)
    file.write_bytes(data)
    if path.exists():
        shutil.copymode(path, file)
    return file
