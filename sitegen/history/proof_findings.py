"""The findings of the ledger check, each as one line of text."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple, TypeVar

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.findings.diagnostics import shown
from sitegen.findings.legible import legible

# Long enough to show a whole digest.
LONGEST_VALUE = 100

Returned = TypeVar("Returned")


class Finding(NamedTuple):
    """One thing that is wrong. `at` is a JSON path or an event id, often both."""

    file: str
    at: str
    what: str

    def __str__(self) -> str:
        """One line that is safe on a terminal and in the log of a build service."""
        return ": ".join(legible(each) for each in self if each)


Findings = Iterator[Finding]
# A generator that yields findings and returns a value.
Looking = Generator[Finding, None, Returned]


def is_canonical(content: object, data: bytes) -> bool:
    """Whether bytes are the canonical JSON of their content, and a newline."""
    try:
        return canonical_json(content, is_finite=True) + b"\n" == data
    except (ValueError, RecursionError):
        return False


def digest_of(value: object) -> str | None:
    """The digest of a value that was read from JSON; None if it has no canonical form."""
    try:
        return canonical_sha256(value, is_finite=True)
    except (ValueError, RecursionError):
        return None


def misshapen(file: str, at: str, error: ValidationError) -> Findings:
    """A finding for each validation error."""
    for each in error.errors(include_url=False, include_context=False):
        seen = "" if each["type"] == "json_invalid" else f"is {value_of(each['input'])}, "
        yield Finding(file, f"{at}{_path(each)}", seen + _message(each))


def _path(error: ErrorDetails) -> str:
    steps = [each for each in error["loc"] if each != "[key]"]
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps)


def _message(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]}"


def differs(seen: object, expected: object) -> str:
    """A text that names the found value and the expected one."""
    return f"is {value_of(seen)}, expected {value_of(expected)}"


def value_of(value: object) -> str:
    """A value as JSON, on one line and cut; for a list or an object, its size."""
    if isinstance(value, str):
        return shown(value, LONGEST_VALUE)
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return orjson.dumps(value).decode()


def reason_of(error: BaseException) -> str:
    """Why something could not be read."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return (isinstance(error, OSError) and error.strerror) or str(error)
