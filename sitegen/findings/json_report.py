"""Findings as one JSON document, for programs. docs/how-to/reports.md describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.findings.report import Report
from sitegen.findings.source_lines import path_of

# Raised when a member is removed or changes its meaning, but not when one is added.
VERSION = 1
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def document(report: Report) -> Iterator[str]:
    """The document in pieces, one line for each finding, with all warnings and notices."""
    findings = [_finding(each, report) for each in report.diagnostics]
    yield f'{{"version": {VERSION},\n"findings": ['
    yield ",\n".join(["", *map(encoded, findings)])[1:]
    counts = {f"{severity}s": count for severity, count in report.counts().items()}
    yield f'\n],\n"counts": {encoded(counts)}}}\n'


def encoded(value: object) -> str:
    """The value as JSON that is safe to print: ASCII, on one line, without log commands."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return text.replace("##", r"#\u0023")


def clean(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which not every JSON parser accepts."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _finding(diagnostic: Diagnostic, report: Report) -> dict[str, object]:
    return {
        **_place(diagnostic.place, report),
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "name": report.name_of(diagnostic),
        "message": clean(diagnostic.message),
        "help": clean(diagnostic.hint),
        "related": [
            {**_place(place, report), "message": clean(text)} for place, text in diagnostic.related
        ],
        "fix": [
            {**_place(edit.place, report), "old": clean(edit.old), "new": clean(edit.new)}
            for edit in diagnostic.fix
        ],
    }


def _place(place: Place, report: Report) -> dict[str, object]:
    file = clean(path_of(place.file, report.roots))
    return {"file": file, "line": place.line, "column": place.column}
