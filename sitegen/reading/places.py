"""Where each key and value of a document was written."""

from __future__ import annotations

from sitegen.findings.diagnostics import Place
from sitegen.reading.lines import line_number, line_start

KeyPath = tuple[str | int, ...]
# The offsets of a key and of its value, and the spots of what the value holds, if that is a mapping
# or a list. An item of a list is its own key. Offsets, because to count lines costs more than all
# the rest, and good records need no line; plain tuples, because there is one for every value.
Spot = tuple[int, int, "Spots | None"]
Spots = dict[str | int, Spot]


def place_at(file: str, text: str, offset: int) -> Place:
    """The line and the column of an offset of the text."""
    column = offset - line_start(text, offset) + 1
    return Place(file, line_number(text, offset), column)


def locate(root: Spot, path: KeyPath) -> tuple[int, int]:
    """Offsets of the key and of the value at `path`; for a path that ends early, twice the key."""
    key, value, inner = root
    for step in path:
        spot = inner.get(step) if inner else None
        if spot is None:
            return key, key
        key, value, inner = spot
    return key, value
