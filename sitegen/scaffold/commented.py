"""A record with a comment over each key that says what it is for, made from the key's schema.

Keys that may be left out are there as well, each behind a `#` without a space, which explanations
have: whoever wants such a key takes its `#` away.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from sitegen.editing.event_yaml import WIDEST_LINE, as_data, entry_lines
from sitegen.shapes.outline import Node

# A key whose value its editor still has to write; a check reports it at its line.
BLANK = None


def commented(schema: Node, data: Mapping[str, object]) -> str:
    """The YAML of `data`, a mapping that `schema` describes, with all that it could hold besides.

    The keys of `data` come first, in its own order. A value may be BLANK; a key that is required
    and not there is.
    """
    blocks = ["\n".join(block) for block in _Commented(schema).members(schema, data, 0)]
    return "\n\n".join(blocks) + "\n"


class _Commented:
    """The lines of the mappings of one schema."""

    def __init__(self, schema: Node) -> None:
        self._definitions = schema.get("$defs", {})

    def members(
        self, node: Node, data: Mapping[str, object], column: int, *, is_off: bool = False
    ) -> Iterator[list[str]]:
        """The lines of each key of a mapping, in a column that is counted from 0."""
        properties, required = node["properties"], node.get("required", ())
        for key in [*data, *(key for key in properties if key not in data)]:
            part, without = self._resolved(properties[key]), BLANK
            off = is_off or not (key in data or key in required)
            if off and key not in required:
                without = part.get("default", BLANK)
            yield self._entry(key, part, data.get(key, without), column, is_off=off)

    def _entry(self, key: str, node: Node, value: Any, column: int, *, is_off: bool) -> list[str]:
        lead, inside = f"{key}:", column + 2
        below: list[str] = []
        items = self._resolved(node.get("items", {}))
        if "properties" in node:
            below = self._below(node, value or {}, inside, is_off=is_off)
        elif value is not BLANK:
            lead, *below = entry_lines(" " * column + lead, as_data(value), inside)
        elif "properties" in items:
            below = _as_item(self._below(items, {}, inside + 2, is_off=is_off), inside)
        first = " " * column + ("#" if is_off else "") + lead.lstrip()
        return [*_comment(node, column, has_value=value is not BLANK), first, *below]

    def _below(
        self, node: Node, data: Mapping[str, Any], column: int, *, is_off: bool
    ) -> list[str]:
        return [line for each in self.members(node, data, column, is_off=is_off) for line in each]

    def _resolved(self, node: Node) -> Node:
        """A part of the schema, with what it refers to in its place; of alternatives, the first."""
        while "$ref" in node or "anyOf" in node:
            inner = node["anyOf"][0] if "anyOf" in node else self._referred(node["$ref"])
            rest = {key: value for key, value in node.items() if key not in {"$ref", "anyOf"}}
            node = {**inner, **rest}
        return node

    def _referred(self, reference: str) -> Node:
        definition: Node = self._definitions[reference.rpartition("/")[2]]
        return definition


def _as_item(lines: list[str], dash: int) -> list[str]:
    """The lines of a list item: its dash stands before the first key, below what explains it."""
    first = next(at for at, line in enumerate(lines) if not line.lstrip().startswith("# "))
    key = lines[first].lstrip()
    off = "#" if key.startswith("#") else ""
    explained = [line[2:] for line in lines[:first]]
    return [*explained, " " * dash + f"{off}- {key.removeprefix('#')}", *lines[first + 1 :]]


def _comment(node: Node, column: int, *, has_value: bool) -> list[str]:
    """What the schema says of a value, as lines of comment."""
    said = [" ".join(node.get("description", "").split())]
    examples = node.get("examples", ())
    if "enum" in node:
        said.append(f"One of {', '.join(node['enum'])}.")
    elif node.get("type") == "array":
        said.append("A list.")
    elif examples and not has_value:
        said.append(f"Such as {examples[0]}")
    lead = " " * column + "# "
    return textwrap.wrap(
        " ".join(said),
        WIDEST_LINE,
        initial_indent=lead,
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )
