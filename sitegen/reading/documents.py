"""Read YAML as data, with the line and column of every key and value."""

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

# The hint for a key without a value, from its path and the keys of its mapping.
Wanted = Callable[[KeyPath, Iterable[str | int]], str | None]
LARGEST_FILE = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One file as data, and the place of each of its parts.

    `data` consists of dict, list, str and Plain. A path consists of the keys and list positions
    that lead to a value; a path without a value has the place of the key of its nearest ancestor.
    `spots` has the offsets of all parts.
    """

    file: str
    text: str
    data: dict[str, Any]
    spots: Spot

    def has(self, path: KeyPath) -> bool:
        """Whether the file has a value at the path."""
        spot = self.spots
        for step in path:
            if not (spot[2] and step in spot[2]):
                return False
            spot = spot[2][step]
        return True

    def value_place(self, path: KeyPath) -> Place:
        """The place where the value at `path` begins: its first character, key or dash."""
        return place_at(self.file, self.text, locate(self.spots, path)[1])

    def text_place(self, path: KeyPath, text: str) -> Place:
        """The place of a text in the value at `path`; that of the value if an escape stands for it.

        After an escape, the same text in a later value may be taken for it.
        """
        start = locate(self.spots, path)[1]
        at = self.text.find(text, start)
        return place_at(self.file, self.text, start if at < 0 else at)

    def key_place(self, path: KeyPath) -> Place:
        """The place of the key of the value at `path`; for a list item, of the item."""
        return place_at(self.file, self.text, locate(self.spots, path)[0])

    def key_edit(self, path: KeyPath, key: str) -> tuple[Edit, ...]:
        """The edit that replaces the last key of a path by another.

        Empty if the key is written in a way that makes it unclear what to replace.
        """
        offset, _ = locate(self.spots, path)
        return self._edit(offset, str(path[-1]), key)

    def value_edit(self, path: KeyPath, found: str, value: str) -> tuple[Edit, ...]:
        """The edit that replaces the value `found` at a path by another, which keeps its quotes.

        A `Plain` value is written without quotes. Empty if it is unclear what to replace.
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
    """The document in `data`, None if it has errors, and all findings in order.

    `file` is the project path for places. `wanted` gives the hint for a required key without a
    value, None for a key that may be left out. Never raises, whatever the bytes. Reading stops at
    the first syntax error; of other errors all are reported.
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
    """Replace the hint to leave a key out where the key is required or its value is misplaced."""
    beside = spot[2] or {}
    for step, inner in beside.items():
        here, (key, value, parts) = (*path, step), inner
        # The first key of a mapping or list begins at the same offset as it does.
        for offset in (key, value) if parts is None else (key,):
            is_noted = isinstance(step, str) and findings.has(GIVEN_VALUES, offset)
            if is_noted and (what := wanted(here, beside)):
                findings.note_required(GIVEN_VALUES, offset, what)
        _note_required(findings, inner, here, wanted)


def read_text(data: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file that is not YAML, None if it has errors, and all findings.

    The rules for encoding, size and characters are those of YAML files.
    """
    text, findings = _decoded(data, file)
    if isinstance(findings, Diagnostic):
        return None, [findings]
    diagnostics = findings.in_order()
    return None if diagnostics else text, diagnostics


def _decoded(data: bytes, file: str) -> tuple[str, Findings | Diagnostic]:
    """The text with findings about its characters, or the reason why it cannot be read."""
    if unreadable := wrong_encoding(data):
        return "", UTF8_TEXT.at(Place(file), *unreadable)
    if len(data) > LARGEST_FILE:
        message = f"the file has more than {LARGEST_FILE:,} bytes"
        hint = "shorten its texts; put large data into an artifact"
        return "", WITHIN_LIMITS.at(Place(file), message, hint)
    text = data.decode("utf-8-sig", "surrogateescape")
    findings = Findings(file, masked(text))
    if findings.text is not text:
        note_characters(text, findings)
    return text, findings
