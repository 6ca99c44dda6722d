"""Canonical JSON: one byte form for one value, as RFC 8785 words it."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.findings.canonical import canonical_json, canonical_sha256

# Keys sort by UTF-16 code units: the emoji (U+1F600, a surrogate pair) before U+FB33.
SORTED = '{"\\r":1,"1":2,"\u0080":3,"\u00f6":4,"\u20ac":5,"\U0001f600":6,"\ufb33":7}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ([], "[]"),
        (None, "null"),
        ({"b": 1, "a": [True, False, None]}, '{"a":[true,false,null],"b":1}'),
        (9.0, "9"),
        (-0.0, "0"),
        (7.9, "7.9"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e21, "1e+21"),
        (1e-7, "1e-7"),
        (333333333.33333329, "333333333.3333333"),
        (2**53 - 1, "9007199254740991"),
        ('€$\x0f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ("\u2028<é>", '"\u2028<é>"'),
        ({'"': 9.0}, '{"\\"":9}'),
        ({"\\": 9.0}, '{"\\\\":9}'),
        ({"2.0,1e5,": 1e-6}, '{"2.0,1e5,":0.000001}'),
    ],
)
def test_a_value_has_the_bytes_of_rfc_8785(value: Any, text: str) -> None:
    assert canonical_json(value) == text.encode()
    assert canonical_json(value, is_finite=True) == text.encode()


def test_keys_sort_by_utf_16_code_units() -> None:
    keys = ["\ufb33", "\U0001f600", "\u20ac", "\u00f6", "\u0080", "1", "\r"]
    value = dict(zip(keys, range(7, 0, -1), strict=True))
    assert canonical_json(value) == SORTED.encode()
    assert canonical_json(value, is_finite=True) == SORTED.encode()


def test_a_digest_is_taken_over_those_bytes() -> None:
    assert (
        canonical_sha256({"b": 1.0, "a": "ö"})
        == hashlib.sha256('{"a":"ö","b":1}'.encode()).hexdigest()
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, 2**53, "\ud800", {1: "key"}])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
LISTS = st.lists(SCALARS, max_size=4)
MAPPINGS = st.dictionaries(st.text(max_size=4), SCALARS | LISTS, max_size=4)


@settings(deadline=None, derandomize=True)
@given(SCALARS | st.lists(MAPPINGS | LISTS, max_size=3))
def test_the_bytes_are_those_of_the_reference(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)
    assert canonical_json(value, is_finite=True) == rfc8785.dumps(value)


# What orjson would write in another way, in every place where a number can stand.
RARE = st.sampled_from([9.0, -0.0, 1e15, 1e16, 1e21, 1e300, 1e-5, 9e-6, 1e-6, 1e-7, 5e-324])
NUMBERS = RARE | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 0)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(
    st.recursive(
        NUMBERS | st.sampled_from(["", ",e,", '1.0,"', "\\", None, True]),
        lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=2), some),
        max_leaves=8,
    )
)
def test_rare_numbers_are_those_of_the_reference_wherever_they_stand(value: Any) -> None:
    assert canonical_json(value, is_finite=True) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "text", ["a 1.0,b", "1e-7", ":1e-7,", ",e,", "9.0}", '"9.0,"', "\U0001f600"]
)
def test_texts_that_look_like_numbers_stay_as_they_are(text: str) -> None:
    for value in (text, {text: text}, [text, 1, text]):
        assert canonical_json(value, is_finite=True) == rfc8785.dumps(value)


@settings(deadline=None, derandomize=True)
@given(SCALARS | st.lists(MAPPINGS | LISTS, max_size=3))
def test_reading_the_bytes_back_and_writing_them_again_changes_nothing(value: Any) -> None:
    data = canonical_json(value)
    assert canonical_json(json.loads(data, parse_int=float)) == data
