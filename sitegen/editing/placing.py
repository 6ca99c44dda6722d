"""Writes planned corrections into the records folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sitegen.editing.plans import Correction, CorrectionError, located_file
from sitegen.editing.writing import write_files


def write(records: Path, corrections: Iterable[Correction]) -> None:
    """Write planned corrections into the records folder, each file in one step.

    All files are staged before the first is replaced. Raises CorrectionError, and writes nothing,
    if a file changed since it was read.
    """
    planned = list(corrections)
    for each in planned:
        for name, found in each.found.items():
            if _present(records / name) not in (found, each.writes.get(name)):
                message = f"{located_file(records, f'records/{name}')} changed during the run"
                raise CorrectionError(message, "nothing was written; run the command again")
    write_files(records, dict(_files(planned)))
    for name in (name for each in planned for name in each.removes):
        (records / name).unlink(missing_ok=True)


def _files(corrections: Iterable[Correction]) -> Iterator[tuple[str, bytes]]:
    """Yield the files, kept ones first: if the run crashes, no record refers to missing files."""
    found = {name: data for each in corrections for name, data in each.writes.items()}
    yield from sorted(found.items(), key=lambda each: ("/superseded/" not in each[0], each[0]))


def _present(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
