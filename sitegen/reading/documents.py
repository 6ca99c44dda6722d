"""YAML text to data, with the line and column of every key and value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, has_errors
from sitegen.reading.builder import Builder, Plain
from sitegen.reading.characters import masked, note_characters, wrong_encoding
from sitegen.reading.places import KeyPath, Spot, locate, place_at
from sitegen.reading.spelling import respelled
from sitegen.reading.yaml_findings import Findings
from sitegen.reading.yaml_rules import GIVEN_VALUES, UTF8_TEXT, WITHIN_LIMITS

__all__ = ["Document", "KeyPath", "Plain", "read_text", "read_yaml"]

# What belongs to a key, by its path and the keys that stand beside it.
Wanted = Callable[[KeyPath, Iterable[str | int]], str | None]
LARGEST_FILE = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One file as data, and where each part of it was written.

    `data` holds dict, list, str and Plain only. A path is the keys and the list positions that
    lead to a value. A path that leads nowhere has the place of the key of its nearest ancestor.
    `spots` are those of the whole.
    """

    file: str
    text: str
    data: dict[str, Any]
    spots: Spot

    def has(self, path: KeyPath) -> bool:
        """Whether a value is written at the path."""
        spot = self.spots
        for step in path:
            if not (spot[2] and step in spot[2]):
                return False
            spot = spot[2][step]
        return True

    def value_place(self, path: KeyPath) -> Place:
        """Where the value at `path` begins: its first character, first key or first dash."""
        return place_at(self.file, self.text, locate(self.spots, path)[1])

    def key_place(self, path: KeyPath) -> Place:
        """Where the key begins that holds the value at `path`; for a list item, the item."""
        return place_at(self.file, self.text, locate(self.spots, path)[0])

    def key_edit(self, path: KeyPath, key: str) -> tuple[Edit, ...]:
        """What writes another key in the place of the last one of a path.

        Nothing where it is written in a way that leaves doubt about what to replace.
        """
        offset, _ = locate(self.spots, path)
        return self._edit(offset, str(path[-1]), key)

    def value_edit(self, path: KeyPath, found: str, value: str) -> tuple[Edit, ...]:
        """What writes another value in the place of `found`, in its quotes if it has some.

        A `Plain` one stands without quotes. Nothing where there is doubt, as for a key.
        """
        _, offset = locate(self.spots, path)
        return self._edit(offset, found, value)

    def _edit(self, offset: int, found: str, wanted: str) -> tuple[Edit, ...]:
        may_be_quoted = not isinstance(wanted, Plain)
        spelled = respelled(self.text, offset, found, wanted, in_quotes=may_be_quoted)
        return (Edit(place_at(self.file, self.text, offset), *spelled),) if spelled else ()


def read_yaml(
    data: bytes, file: str, wanted: Wanted | None = None
) -> tuple[Document | None, list[Diagnostic]]:
    """The document in `data`, if it has no error, and all that is wrong with it, in order.

    `file` is the project path that places name; `wanted` says what to do about a key without a
    value, and nothing where it may be left out. Never raises, whatever the bytes. After a syntax
    error nothing more can be read, so that one is the last; of all else every case is reported.
    """
    text, findings = _decoded(data, file)
    if isinstance(findings, Diagnostic):
        return None, [findings]
    built = Builder(findings).build()
    if built and wanted and findings.errors:
        _note_required(findings, built[1], (), wanted)
    diagnostics = findings.in_order()
    if built is None or has_errors(diagnostics):
        return None, diagnostics
    return Document(file, text, *built), diagnostics


def _note_required(findings: Findings, spot: Spot, path: KeyPath, wanted: Wanted) -> None:
    """Keys without a value that have to be there, or have one beside them, are to stay."""
    beside = spot[2] or {}
    for step, inner in beside.items():
        here, (key, value, parts) = (*path, step), inner
        # Where a mapping or a list begins, its first key may begin.
        for offset in (key, value) if parts is None else (key,):
            is_noted = isinstance(step, str) and findings.has(GIVEN_VALUES, offset)
            if is_noted and (what := wanted(here, beside)):
                findings.note_required(GIVEN_VALUES, offset, what)
        _note_required(findings, inner, here, wanted)


def read_text(data: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file that is not YAML, under the same rules for encoding and characters."""
    text, findings = _decoded(data, file)
    if isinstance(findings, Diagnostic):
        return None, [findings]
    diagnostics = findings.in_order()
    return None if diagnostics else text, diagnostics


def _decoded(data: bytes, file: str) -> tuple[str, Findings | Diagnostic]:
    """The text and what is wrong with its characters, or why nothing of it can be read."""
    if unreadable := wrong_encoding(data):
        return "", UTF8_TEXT.at(Place(file), *unreadable)
    if len(data) > LARGEST_FILE:
        message = f"the file has more than {LARGEST_FILE:,} bytes"
        hint = "shorten its texts; what is large belongs in an artifact"
        return "", WITHIN_LIMITS.at(Place(file), message, hint)
    text = data.decode("utf-8-sig", "surrogateescape")
    findings = Findings(file, masked(text))
    if findings.text is not text:
        note_characters(text, findings)
    return text, findings
