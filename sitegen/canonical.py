"""The one byte form of published JSON: RFC 8785, and the digests taken over it."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of a value made of dict, list, str, int, float, bool and None."""
    return rfc8785.dumps(value)


def canonical_sha256(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
