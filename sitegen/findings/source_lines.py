"""Read the lines that findings are about, when a report is made."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from functools import lru_cache

from sitegen.findings.diagnostics import Place

# No file whose lines are shown is larger.
LARGEST_SOURCE = 1_000_000  # bytes
# Findings are sorted by file, so a small cache is enough to read each file once.
FILES_KEPT = 64


def path_of(file: str, roots: Mapping[str, str]) -> str:
    """The path of a project file; `roots` maps its first part to a folder."""
    root, slash, rest = file.partition("/")
    folder = roots.get(root, root)
    return rest if folder in ("", ".") else f"{folder.rstrip('/')}{slash}{rest}"


class Sources:
    """The lines of project files as they are on disk; each file is read once."""

    def __init__(self, roots: Mapping[str, str]) -> None:
        self._roots = roots
        self._lines = lru_cache(FILES_KEPT)(self._read)

    def line(self, place: Place) -> str | None:
        """The line of a place without its line ending, or None if there is no line to show.

        Also None at 1:1, the place of findings about a whole file. Bytes that are not UTF-8 become
        surrogates. Lines are counted as YAML counts them.
        """
        if (place.line, place.column) == (1, 1):
            return None
        lines = self._lines(place.file)
        line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        return line if line.strip() else None

    def around(self, place: Place, before: int, after: int) -> list[tuple[int, str]]:
        """Number and text of the lines around a place; empty if it has no line to show."""
        if self.line(place) is None:
            return []
        lines = self._lines(place.file)
        last = len(lines) - (not lines[-1])  # nothing follows the last line end
        numbers = range(max(place.line - before, 1), min(place.line + after, last) + 1)
        return [(number, lines[number - 1]) for number in numbers]

    def _read(self, file: str) -> list[str]:
        text = _text(path_of(file, self._roots), self._folder(file))
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def _folder(self, file: str) -> str:
        return self._roots.get(file.partition("/")[0], "") or "."


def is_own_file(path: str, folder: str) -> bool:
    """Whether a path is a regular file in a folder of the project, reached without symbolic links.

    Raises OSError if the file does not exist, ValueError if the path is invalid.
    """
    real = os.path.join(os.path.realpath(folder), os.path.relpath(path, folder))
    is_direct = os.path.realpath(path) == os.path.normpath(real)
    return is_direct and stat.S_ISREG(os.lstat(path).st_mode)


def _text(path: str, folder: str) -> str:
    """The text of a file in a folder; empty if it is not a file of the project.

    Reports may be public, so they show no other file of the machine.
    """
    try:
        if not is_own_file(path, folder) or os.stat(path).st_size > LARGEST_SOURCE:
            return ""
        with open(path, "rb") as source:
            data = source.read(LARGEST_SOURCE)
    except (OSError, ValueError):
        return ""
    return "" if b"\0" in data else data.decode("utf-8-sig", "surrogateescape")
