"""Findings as SARIF 2.1.0, the format that code scanning takes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import quote

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity
from sitegen.findings.fingerprints import Fingerprints
from sitegen.findings.json_report import clean, encoded
from sitegen.findings.legible import legible
from sitegen.findings.report import Report
from sitegen.findings.repository import repository_roots
from sitegen.findings.source_lines import Sources, path_of

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# GitHub rejects a file with more.
MOST_RESULTS = 25_000
LONGEST_DESCRIPTION = 1_000  # GitHub cuts at 1,024
BASE = "%SRCROOT%"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}
_LINK = re.compile(r"\](?=\()")
_MARKS_IN_LINK = re.compile(r"[\[\]\\]")

Json = dict[str, object]


def document(report: Report) -> Iterator[str]:
    """The log file: one run with all rules and findings. If there are too many, errors are kept."""
    run = _Run(report)
    yield encoded({"version": "2.1.0", "$schema": SCHEMA, "runs": [run.as_json()]})
    yield "\n"


class _Run:
    """One run of sitegen; columns count UTF-16 code units, as viewers do."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._roots = repository_roots(report.roots)
        self._sources = Sources(report.roots)
        self._rules = sorted(report.rules.values(), key=lambda rule: rule.code)
        self._index = {rule.code: number for number, rule in enumerate(self._rules)}
        self._fingerprints = Fingerprints(self._sources)

    def as_json(self) -> Json:
        found = self._report.diagnostics
        kept = sorted(sorted(found, key=_rank)[:MOST_RESULTS]) if _too_many(found) else found
        return {
            "tool": {"driver": {**_tool(), "rules": [_rule(rule) for rule in self._rules]}},
            "invocations": [_invocation(len(found) - len(kept))],
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {BASE: {"description": {"text": "The root of the repository."}}},
            "results": [self._result(each) for each in kept],
        }

    def _result(self, found: Diagnostic) -> Json:
        result: Json = {"ruleId": found.code}
        if found.code in self._index:
            result["ruleIndex"] = self._index[found.code]
        result |= {
            "level": LEVELS[found.severity],
            "message": {"text": _message(found)},
            "locations": [{"physicalLocation": self._location(found.place)}],
            "partialFingerprints": {"primaryLocationLineHash": self._fingerprints.of(found)},
        }
        if found.related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": self._location(place),
                    "message": {"text": _plain(text)},
                }
                for number, (place, text) in enumerate(found.related, 1)
            ]
        if found.fix:
            result["fixes"] = [self._fix(found)]
        return result

    def _fix(self, found: Diagnostic) -> Json:
        files = dict.fromkeys(edit.place.file for edit in found.fix)
        return {
            "description": {"text": _plain(found.hint)},
            "artifactChanges": [
                {
                    "artifactLocation": self._artifact(file),
                    "replacements": [
                        self._replacement(edit) for edit in found.fix if edit.place.file == file
                    ],
                }
                for file in files
            ],
        }

    def _replacement(self, edit: Edit) -> Json:
        line = self._sources.line(edit.place) or ""
        start = _utf16(line[: edit.place.column - 1]) + 1
        return {
            "deletedRegion": {
                "startLine": edit.place.line,
                "startColumn": start,
                "endColumn": start + _utf16(edit.old),
            },
            "insertedContent": {"text": clean(edit.new)},
        }

    def _location(self, place: Place) -> Json:
        return {"artifactLocation": self._artifact(place.file), "region": self._region(place)}

    def _artifact(self, file: str) -> Json:
        path = path_of(file, self._roots)
        uri = quote(os.fsencode(path.encode("utf-8", "surrogateescape")), safe="/")
        return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": BASE}

    def _region(self, place: Place) -> Json:
        """From the place to the end of its line; the whole line if the file cannot be read."""
        line = self._sources.line(place)
        if line is None:
            return {"startLine": place.line}
        start = _utf16(line[: place.column - 1]) + 1
        end = max(_utf16(line.rstrip()), start) + 1
        return {"startLine": place.line, "startColumn": start, "endColumn": end}


def _too_many(found: Sequence[Diagnostic]) -> bool:
    return len(found) > MOST_RESULTS


def _rank(found: Diagnostic) -> int:
    return list(Severity).index(found.severity)


def _utf16(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


@cache
def _tool() -> Json:
    try:
        return {"name": "sitegen", "semanticVersion": version("assignee-sitegen")}
    except PackageNotFoundError:  # run from a folder that was never installed
        return {"name": "sitegen"}


def _rule(rule: Rule) -> Json:
    title = f"{rule.title}."
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": _description(rule, title)},
        "help": {"text": rule.explanation, "markdown": f"{title}\n\n{rule.explanation}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"precision": "very-high", "problem.severity": PROBLEMS[rule.severity]},
    }


def _description(rule: Rule, title: str) -> str:
    """The title and explanation of a rule, without its examples."""
    why = rule.explanation.partition("Wrong:\n")[0].strip()
    return f"{title} {' '.join(why.split())}".strip()[:LONGEST_DESCRIPTION]


def _invocation(left_out: int) -> Json:
    if not left_out:
        return {"executionSuccessful": True}
    text = f"{left_out:,} more findings are left out: code scanning accepts {MOST_RESULTS:,}."
    notification = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notification]}


def _message(found: Diagnostic) -> str:
    """The message, links to the related locations by their ids, and the hint."""
    links = [
        f"[{_MARKS_IN_LINK.sub(lambda mark: chr(92) + mark[0], _plain(text))}]({number})"
        for number, (_, text) in enumerate(found.related, 1)
    ]
    return "\n".join([_plain(found.message), *links, f"help: {_plain(found.hint)}"])


def _plain(text: str) -> str:
    """The text with links and placeholders escaped (SARIF 3.11.5 and 3.11.6)."""
    text = _LINK.sub("] ", legible(text))
    return text.replace("{", "{{").replace("}", "}}")
