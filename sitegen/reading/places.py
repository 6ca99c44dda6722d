"""Offsets of the keys and values of a document, and their lines and columns."""

from __future__ import annotations

from sitegen.findings.diagnostics import Place
from sitegen.reading.lines import line_number, line_start

KeyPath = tuple[str | int, ...]
# The offsets of a key and its value, and the spots inside the value if it is a mapping or a list. A
# list item is its own key. Offsets rather than lines, because counting lines takes longer than
# reading, and good records need none; plain tuples, because there is one for every value.
Spot = tuple[int, int, "Spots | None"]
Spots = dict[str | int, Spot]


def place_at(file: str, text: str, offset: int) -> Place:
    """The place of an offset of the text."""
    column = offset - line_start(text, offset) + 1
    return Place(file, line_number(text, offset), column)


def locate(root: Spot, path: KeyPath) -> tuple[int, int]:
    """The offsets of the key and the value at `path`; twice the key of the nearest ancestor if
    there is no value."""
    key, value, inner = root
    for step in path:
        spot = inner.get(step) if inner else None
        if spot is None:
            return key, key
        key, value, inner = spot
    return key, value
