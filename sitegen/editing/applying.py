"""Edits applied to the bytes of a file: nothing outside of them changes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from sitegen.findings.diagnostics import Edit
from sitegen.findings.errors import SitegenError

# As findings count lines: editors show a new line after a lone carriage return, too.
_LINE_END = re.compile(r"\r\n|\r|\n")
_Span = tuple[int, int, str]  # from an offset to another, and what is put there


class ApplyEditError(SitegenError):
    """The file does not hold what an edit is to replace, or two edits are about the same text."""


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits; all of them are about this file.

    A byte order mark, line ends and bytes that are not UTF-8 stay as they are. Raises
    ApplyEditError.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode("utf-8", "surrogateescape")
    lines = [0, *(found.end() for found in _LINE_END.finditer(text))]
    spans = sorted({_span(text, lines, edit) for edit in edits})
    parts, offset = [], 0
    for start, end, new in spans:
        if start < offset:
            raise ApplyEditError("two edits are about the same text")
        parts += [text[offset:start], new]
        offset = end
    return mark + "".join([*parts, text[offset:]]).encode("utf-8", "surrogateescape")


def _span(text: str, lines: list[int], edit: Edit) -> _Span:
    if edit.place.line > len(lines):
        raise ApplyEditError(f"the file has no line {edit.place.line}")
    start = lines[edit.place.line - 1] + edit.place.column - 1
    if not text.startswith(edit.old, start):
        raise ApplyEditError(f"line {edit.place.line} does not hold what is to be replaced")
    return start, start + len(edit.old), edit.new
