"""Canonical JSON (RFC 8785), in which JSON is published, and its SHA-256 digests."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import orjson
import rfc8785

from sitegen.findings.errors import SitegenError

# Between these, both libraries write the same shortest form of a number that is not whole.
SMALLEST, LARGEST = 1e-5, 1e15
# How orjson writes a float that is whole; RFC 8785 writes no point and no zero.
WHOLE = re.compile(rb"\.0(?:[,\]}]|\Z)")
# What remains of a number with an exponent after its digits, signs and points are deleted and the
# marks around it are replaced by commas. orjson writes very small and very large floats like that.
EXPONENT, IN_NUMBERS, AROUND_NUMBERS = b",e,", b"0123456789+-.", bytes.maketrans(b":[]{}", b",,,,,")
# The first bytes of characters beyond U+FFFF, which UTF-16 sorts before those from U+E000 on.
BEYOND_U_FFFF = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")


class _UnusualValueError(SitegenError):
    """A value that orjson would not write as RFC 8785 asks."""


def canonical_json(value: Any, *, is_finite: bool = False, is_usual: bool = False) -> bytes:
    """RFC 8785 bytes of a value made of dict, list, tuple, str, int, float, bool and None.

    Pass `is_finite` only if all numbers are known to be finite: it skips the check of each number,
    and orjson writes null for NaN and infinity. Otherwise raises rfc8785.CanonicalizationError for
    what JSON cannot represent: NaN, infinity, integers beyond 2**53, lone surrogates.

    Pass `is_usual` only if it is known, too, that all keys are ASCII, and that no number is a whole
    float or `has_exponent`. Then no byte is looked at again, which takes longer than to write it.
    """
    if is_usual:
        return _orjson(value)
    # rfc8785 is the reference. orjson is fifty times as fast and differs only for rare numbers and
    # in the order of some keys outside ASCII.
    try:
        if is_finite and _is_usual(data := _orjson(value)):
            return data
        return _orjson(_usual(value))
    except (_UnusualValueError, orjson.JSONEncodeError):
        return rfc8785.dumps(value)


def canonical_sha256(value: object, *, is_finite: bool = False) -> str:
    """SHA-256 of the canonical JSON of a value, as 64 hexadecimal digits; raises as that does."""
    return hashlib.sha256(canonical_json(value, is_finite=is_finite)).hexdigest()


def shortest(number: float) -> float | int:
    """The number in the type that orjson writes canonically: an int if it is whole."""
    return int(number) if number.is_integer() and abs(number) < LARGEST else number


def has_exponent(number: float | None) -> bool:
    """Whether orjson writes a number with an exponent, and RFC 8785 another form of it."""
    return number is not None and number != 0 and not SMALLEST < abs(number) < LARGEST


def _orjson(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)


def _is_usual(data: bytes) -> bool:
    """Whether what orjson wrote is canonical; False as well if a text looks like a number."""
    return not (
        WHOLE.search(data)
        or EXPONENT in b",%b," % data.translate(AROUND_NUMBERS, IN_NUMBERS)
        or any(first in data for first in BEYOND_U_FFFF)
    )


def _usual(value: object) -> object:
    """The value with whole floats as integers, which is how RFC 8785 writes them."""
    if isinstance(value, dict):
        if not all(map(str.isascii, value)):
            raise _UnusualValueError
        return {key: _usual(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_usual(each) for each in value]
    if isinstance(value, float):
        if not value.is_integer() and SMALLEST < abs(value) < LARGEST:
            return value
        if not isinstance(number := shortest(value), int):
            raise _UnusualValueError
        return number
    return value
