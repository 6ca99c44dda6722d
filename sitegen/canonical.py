"""The one byte form of published JSON: RFC 8785, and the digests taken over it."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import rfc8785

# Between these, a number that is not whole has one shortest form, and both libraries write it.
SMALLEST, LARGEST = 1e-5, 1e15


class _Unusual(Exception):
    """A value that orjson would not write as RFC 8785 asks."""


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of a value made of dict, list, tuple, str, int, float, bool and None.

    Raises rfc8785.CanonicalizationError for what JSON cannot hold: NaN, infinity, integers beyond
    2**53, halves of characters.
    """
    # rfc8785 is the reference; orjson is fifty times as fast and agrees on all but rare numbers
    # and on keys outside ASCII, whose order differs.
    try:
        return orjson.dumps(_usual(value), option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    except (_Unusual, orjson.JSONEncodeError):
        return rfc8785.dumps(value)


def canonical_sha256(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _usual(value: Any) -> Any:
    """The value with whole floats as integers, which is how RFC 8785 writes them."""
    if isinstance(value, dict):
        if not all(map(str.isascii, value)):
            raise _Unusual
        return {key: _usual(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_usual(each) for each in value]
    if isinstance(value, float):
        if value.is_integer() and abs(value) < LARGEST:
            return int(value)
        if not SMALLEST < abs(value) < LARGEST:
            raise _Unusual
    return value
