"""What a JSON Schema accepts, as Hypothesis strategies; only keywords that the publisher uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(-1e6, 1e6), st.text(max_size=5)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
TIMES = st.datetimes().map(lambda each: f"{each.isoformat()}+00:00")
FORMATS = {"uri": st.just("https://example.org/a"), "date-time": TIMES}


def instances(schema: Schema, tempting: Iterable[str]) -> st.SearchStrategy[Any]:
    """Values that a schema accepts; objects that it leaves open may have the `tempting` keys."""
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema.get("type", TYPES)
    each = [types] if isinstance(types, str) else types
    return st.one_of([_of_type(name, schema, [*tempting]) for name in each])


def _of_type(name: str, schema: Schema, tempting: list[str]) -> st.SearchStrategy[Any]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if name == "null":
        return st.none()
    if name == "boolean":
        return st.booleans()
    if name == "integer":
        return st.integers(low, high)
    if name == "number":
        return st.floats(low, high, allow_nan=False, allow_infinity=False)
    if name == "string":
        return FORMATS.get(schema.get("format", ""), st.text(max_size=10))
    if name == "array":
        return st.lists(instances(schema.get("items", {"type": [*TYPES]}), tempting), max_size=3)
    if "properties" not in schema:
        return st.dictionaries(
            st.sampled_from(tempting) | st.text(max_size=5), ANYTHING, max_size=4
        )
    members = {key: instances(each, tempting) for key, each in schema["properties"].items()}
    required = {key: members.pop(key, ANYTHING) for key in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional=members)
