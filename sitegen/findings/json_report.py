"""Findings as one JSON document, for programs. docs/how-to/reports.md says what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.findings.report import Report
from sitegen.findings.source_lines import path_of

# Raised when something that is in the document goes or changes its meaning; what is new raises
# nothing.
VERSION = 1
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def document(report: Report) -> Iterator[str]:
    """The document in pieces, one line for each finding. No warning or notice is left out."""
    findings = [_finding(each, report) for each in report.diagnostics]
    yield f'{{"version": {VERSION},\n"findings": ['
    yield ",\n".join(["", *map(encoded, findings)])[1:]
    counts = {f"{severity}s": count for severity, count in report.counts().items()}
    yield f'\n],\n"counts": {encoded(counts)}}}\n'


def encoded(value: object) -> str:
    """JSON that is safe on a terminal and in the log of a build: ASCII, one line, no command."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return text.replace("##", r"#\u0023")


def clean(text: str) -> str:
    """A text that every reader of JSON takes: a lone surrogate is no character."""
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
