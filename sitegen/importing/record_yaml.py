"""Recovered records as YAML, laid out as an editor would write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sitegen.editing.event_yaml import Folded, as_data, mapping_lines
from sitegen.reading.documents import Plain


def record_yaml(data: Mapping[str, Any], comments: Sequence[str] = ()) -> bytes:
    """The bytes of a record file below its `comments`, with long texts folded into lines."""
    lines = [*(f"# {each}" for each in comments), *mapping_lines(_folded(as_data(data)), 0)]
    return "".join(f"{line}\n" for line in lines).encode()


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _folded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_folded(each) for each in value]
    return value if isinstance(value, Plain) else Folded(value)
