"""Read the lines that findings are about, when a report is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from sitegen.findings.diagnostics import Place
from sitegen.findings.regular_files import UNREADABLE, read_below

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


def _text(path: str, folder: str) -> str:
    """The text of a file below a folder; empty if it is not the project's own.

    A report may be public, so no link is followed.
    """
    try:
        inside = os.path.relpath(path, folder).replace(os.sep, "/")
        data = read_below(folder, inside, LARGEST_SOURCE)
    except (*UNREADABLE, ValueError):  # ValueError: not a path, or one on another drive
        return ""
    return "" if b"\0" in data else data.decode("utf-8-sig", "surrogateescape")
