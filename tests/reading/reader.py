"""What the tests of reading share: files that are read, and what is said about them."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import settings

from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.reading.documents import Document, read_yaml

CASES = Path(__file__).parent / "cases"
FILE = "records/papers/x/manifest.yaml"
quickly = settings(max_examples=150, derandomize=True, deadline=None)
# The contract's own words.
MANIFEST = (CASES / "good/manifest.yaml").read_bytes()


def report(path: Path) -> str:
    """What a user is told about a file, in the form of the .txt files beside the cases."""
    _, diagnostics = read_yaml(path.read_bytes(), path.name)
    lines = []
    for found in diagnostics:
        place = ":".join(map(str, found.place))
        lines += [
            f"{place}: {found.code} {found.severity}: {found.message}",
            f"  help: {found.hint}",
        ]
        lines += [f"  {':'.join(map(str, where))}: {note}" for where, note in found.related]
    return "".join(f"{line}\n" for line in lines)


def good(source: str | bytes) -> Document:
    document, diagnostics = read_yaml(source.encode() if isinstance(source, str) else source, FILE)
    assert diagnostics == []
    assert document is not None
    return document


def bad(source: str | bytes) -> list[Diagnostic]:
    document, diagnostics = read_yaml(source.encode() if isinstance(source, str) else source, FILE)
    assert document is None
    assert has_errors(diagnostics)
    return diagnostics


def codes(source: str | bytes) -> list[str]:
    return [found.code for found in bad(source)]


def spots(source: str | bytes) -> list[tuple[int, int, str]]:
    return [(found.place.line, found.place.column, found.code) for found in bad(source)]


def assert_places_are_inside(data: bytes, diagnostics: list[Diagnostic]) -> None:
    lines = re.split(r"\r\n|\r|\n", data.decode("utf-8-sig", "surrogateescape"))
    for found in diagnostics:
        assert 1 <= found.place.line <= len(lines)
        assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1
        assert found.message
        assert found.hint


UNSAFE = (
    "\0\x01\x08\x0b\x0c\x1b\x7f\x80\x85\x9f\u2028\u2029\u202a\u202e\u2066\u2069"
    "\ufeff\ufdd0\ufffe\U0010ffff"
)
