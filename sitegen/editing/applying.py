"""Applies edits to the bytes of a file; nothing outside of them changes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from sitegen.findings.diagnostics import Edit
from sitegen.findings.errors import SitegenError

# Lines are counted as in findings: a lone carriage return ends a line in editors, too.
_LINE_END = re.compile(r"\r\n|\r|\n")
_Span = tuple[
    int, int, str
]  # start and end offset, and the text that replaces what is between them


class ApplyEditError(SitegenError):
    """The file does not contain what an edit replaces, or two edits overlap."""


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a file with edits, all of which are for this file.

    A byte order mark, line ends and bytes that are not UTF-8 stay as they are. Raises
    ApplyEditError if an edit does not fit the file.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode("utf-8", "surrogateescape")
    lines = [0, *(found.end() for found in _LINE_END.finditer(text))]
    spans = sorted({_span(text, lines, edit) for edit in edits})
    parts, offset = [], 0
    for start, end, new in spans:
        if start < offset:
            raise ApplyEditError("two edits overlap")
        parts += [text[offset:start], new]
        offset = end
    return mark + "".join([*parts, text[offset:]]).encode("utf-8", "surrogateescape")


def _span(text: str, lines: list[int], edit: Edit) -> _Span:
    if edit.place.line > len(lines):
        raise ApplyEditError(f"the file has no line {edit.place.line}")
    start = lines[edit.place.line - 1] + edit.place.column - 1
    if not text.startswith(edit.old, start):
        raise ApplyEditError(f"line {edit.place.line} does not contain the text to replace")
    return start, start + len(edit.old), edit.new
