"""A record with a comment above each key, which explains it in the words of its schema.

Optional keys are commented out by a `#` without a space, so that they differ from explanations:
to use such a key, an editor removes its `#`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from sitegen.editing.event_yaml import WIDEST_LINE, as_data, entry_lines
from sitegen.shapes.outline import Node

# The value of a key that the editor has to fill in; a check reports its line until then.
BLANK = None


def commented(schema: Node, data: Mapping[str, object]) -> str:
    """The YAML of `data`, a mapping that `schema` describes, with every other key of the schema.

    The keys of `data` come first, in their order. A value may be BLANK; required keys that `data`
    does not have are BLANK, and optional ones are commented out.
    """
    blocks = ["\n".join(block) for block in _Commented(schema).members(schema, data, 0)]
    return "\n\n".join(blocks) + "\n"


class _Commented:
    """Writes the lines of mappings that one schema describes."""

    def __init__(self, schema: Node) -> None:
        self._definitions = schema.get("$defs", {})

    def members(
        self, node: Node, data: Mapping[str, object], column: int, *, is_off: bool = False
    ) -> Iterator[list[str]]:
        """The lines of each key of a mapping, indented by `column` spaces."""
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
        """A part of the schema with its `$ref` resolved; of `anyOf`, the first alternative."""
        while "$ref" in node or "anyOf" in node:
            inner = node["anyOf"][0] if "anyOf" in node else self._referred(node["$ref"])
            rest = {key: value for key, value in node.items() if key not in {"$ref", "anyOf"}}
            node = {**inner, **rest}
        return node

    def _referred(self, reference: str) -> Node:
        definition: Node = self._definitions[reference.rpartition("/")[2]]
        return definition


def _as_item(lines: list[str], dash: int) -> list[str]:
    """The lines of a list item, with its dash before the first key and below the comments."""
    first = next(at for at, line in enumerate(lines) if not line.lstrip().startswith("# "))
    key = lines[first].lstrip()
    off = "#" if key.startswith("#") else ""
    explained = [line[2:] for line in lines[:first]]
    return [*explained, " " * dash + f"{off}- {key.removeprefix('#')}", *lines[first + 1 :]]


def _comment(node: Node, column: int, *, has_value: bool) -> list[str]:
    """The description of a value in its schema, as comment lines."""
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
