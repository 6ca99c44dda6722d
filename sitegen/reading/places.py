"""Where each key and value of a text was written, found again from the text."""

from __future__ import annotations

import yaml

from sitegen.diagnostics import Place
from sitegen.reading.lines import line_number, line_start
from sitegen.reading.parser import outline, start_of

Path = tuple[str | int, ...]


def place_at(file: str, text: str, offset: int) -> Place:
    """The line and the column of an offset of the text."""
    column = offset - line_start(text, offset) + 1
    return Place(file, line_number(text, offset), column)


def locate(text: str, path: Path) -> tuple[int, int]:
    """Offsets of the key and of the value at `path`."""
    node = outline(text)
    key = value = start_of(node)
    for step in path:
        found = _child(node, step)
        if found is None:
            return key, key
        holder, node = found
        key, value = start_of(holder), start_of(node)
    return key, value


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return next(((item, item) for item in node.value[step : step + 1] if step >= 0), None)
    return None
