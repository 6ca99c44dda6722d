"""Look up the parts of a shape in its JSON Schema, by the paths of a document."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from sitegen.reading.documents import KeyPath

Node = dict[str, Any]  # a part of a JSON Schema
# Changing one letter of a shorter word, or two of one that is not long, can give another word.
SHORTEST_WORD, LONG_WORD = 3, 10


def closest(value: str, choices: Iterable[str]) -> str | None:
    """The choice that is most similar to `value`; None if none is similar."""
    by_form = {_form(choice): choice for choice in choices}
    near = get_close_matches(_form(value), by_form, n=1, cutoff=0.6)
    return by_form[near[0]] if near else None


def misspelt(value: str, choices: Iterable[str], *, guessed: bool = True) -> str | None:
    """The only choice that `value` can be a misspelling of; None if that is not certain.

    It may differ in letter case and hyphens and, with `guessed`, in one letter, or two of a long
    word, if no other choice is as near.
    """
    form = _form(value)
    most = (1 if len(form) < LONG_WORD else 2) if guessed and len(form) >= SHORTEST_WORD else 0
    near = [choice for choice in choices if _is_within(form, _form(choice), most)]
    return near[0] if len(near) == 1 else None


def _form(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _is_within(one: str, other: str, most: int) -> bool:
    """Whether at most `most` letters are added, missing, different or swapped."""
    if abs(len(one) - len(other)) > most:  # first, because a key may be as long as a text
        return False
    while one[:1] == other[:1] and one:
        one, other = one[1:], other[1:]
    if not one or not other or not most:
        return len(one) + len(other) <= most
    is_swapped = one[:2] == other[1::-1] and len(one) > 1
    return (
        _is_within(one[1:], other[1:], most - 1)
        or _is_within(one[1:], other, most - 1)
        or _is_within(one, other[1:], most - 1)
        or (is_swapped and _is_within(one[2:], other[2:], most - 1))
    )


def dotted(path: KeyPath) -> str:
    """A path as people write it: `report.claims[3].text`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def has_path(shape: type[BaseModel], path: KeyPath) -> bool:
    """Whether a shape has a value at a path such as `("report", "claims", 3, "text")`."""
    return bool(path) and bool(node_at(shape, path))


def key_paths(shape: type[BaseModel]) -> list[str]:
    """The dotted paths of all keys; entries of a list are represented by `[0]`."""
    return [
        f"{path}.{key}".removeprefix(".")
        for path, node in mappings(shape)
        for key in node["properties"]
    ]


@lru_cache
def _schema(shape: type[BaseModel]) -> Node:
    return shape.model_json_schema()


def node_at(shape: type[BaseModel], path: KeyPath) -> Node:
    """The JSON Schema of the value at a path; empty if the shape has no value there."""
    schema = _schema(shape)
    node = schema
    for step in path:
        inner = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        if inner is None:
            return {}
        node = _resolved(inner, schema)
    return node


def _resolved(node: Node, schema: Node) -> Node:
    """A part of a schema with references resolved and null left out.

    Of a choice between a mapping and words, the mapping is kept, with the words as `words`.
    """
    while True:
        if "$ref" in node:
            node = {**schema["$defs"][node["$ref"].rpartition("/")[2]], **_without(node, "$ref")}
        elif "anyOf" in node:
            options = [each for each in node["anyOf"] if each.get("type") != "null"]
            words = [each["const"] for each in options if "const" in each]
            option = next((each for each in options if "$ref" in each), options[0])
            node = {**option, **_without(node, "anyOf"), "words": words}
        elif "items" in node and "$ref" in node["items"]:
            node = {**node, "items": _resolved(node["items"], schema)}
        else:
            return node


def _without(node: Node, key: str) -> Node:
    return {name: value for name, value in node.items() if name != key}


@lru_cache
def mappings(shape: type[BaseModel]) -> tuple[tuple[str, Node], ...]:
    """All mappings of a shape, each as its dotted path and its JSON Schema."""
    found: list[tuple[str, Node]] = [("", node_at(shape, ()))]
    for path, node in found:
        for key, inner in node["properties"].items():
            value = _resolved(inner, _schema(shape))
            below = f"{path}.{key}".removeprefix(".")
            if value.get("type") == "array":
                value, below = _resolved(value["items"], _schema(shape)), f"{below}[0]"
            if "properties" in value:
                found.append((below, value))
    return tuple(found)
