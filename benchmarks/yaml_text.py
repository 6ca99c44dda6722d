"""Plain data as YAML text in the style of our records: block style, long texts folded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 96
# What YAML reads as this text without quotes, whatever the reader makes of numbers and dates.
BARE = re.compile(r"[A-Za-z][A-Za-z0-9_ ./()+-]*[A-Za-z0-9_)]|[A-Z]")
NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class Plain(str):
    """A text that is written without quotes, such as a date."""

    __slots__ = ()


def yaml_text(data: Mapping[str, Any]) -> str:
    """The YAML of a mapping of texts, numbers, truth values, None, lists and mappings."""
    return "\n".join([*_mapping(data, ""), ""])


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{indent}{key}:", value, indent + "  ")


def _entry(start: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield start
        yield from _mapping(value, indent)
    elif isinstance(value, (list, tuple)) and value:
        yield start
        for item in value:
            yield from _item(item, indent)
    elif isinstance(value, str) and _folds(value):
        yield f"{start} >-"
        yield from _folded(value, indent)
    else:
        yield f"{start} {_scalar(value)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, Mapping):
        lines = _mapping(item, indent + "  ")
        yield f"{indent}- {next(lines).lstrip()}"
        yield from lines
    else:
        yield f"{indent}- {_scalar(item)}"


def _scalar(value: Any) -> str:
    if isinstance(value, Plain):
        return value
    if isinstance(value, str) and BARE.fullmatch(value) and value.lower() not in NOT_TEXT:
        return value
    return json.dumps(value, ensure_ascii=False)


def _folds(text: str) -> bool:
    """Whether folding keeps the text as it is."""
    return len(text) > 80 and " ".join(text.split()) == text


def _folded(text: str, indent: str) -> Iterator[str]:
    line = indent
    for word in text.split(" "):
        if len(line) + len(word) > WIDTH and line != indent:
            yield line
            line = indent
        line += word if line == indent else f" {word}"
    yield line
