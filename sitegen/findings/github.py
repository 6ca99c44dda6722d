"""Findings as workflow commands, which GitHub Actions shows as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.findings.diagnostics import Diagnostic, Severity
from sitegen.findings.legible import legible
from sitegen.findings.report import Report
from sitegen.findings.repository import repository_roots
from sitegen.findings.source_lines import path_of
from sitegen.findings.text_report import located, printable

# The limit for each severity in a step: https://docs.github.com/actions/reference/limits
MOST_ANNOTATIONS = 10
# The escapes of @actions/core; the percent sign comes first.
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def document(report: Report) -> Iterator[str]:
    """One command per line for each finding, and a last one if GitHub will not show all of them.

    All errors are included, and as many other findings as a report for people lists.
    """
    roots = repository_roots(report.roots)
    listed, left_out = report.listed()
    for diagnostic in listed:
        yield annotation(diagnostic, report.name_of(diagnostic), roots)
    if unseen := _unseen(listed, left_out.total()):
        yield f"::notice title=sitegen::{_escaped(unseen, _DATA)}\n"


def annotation(diagnostic: Diagnostic, name: str, roots: dict[str, str]) -> str:
    """The workflow command for one finding, with its line ending."""
    place, code, severity, message, hint, related, _ = diagnostic
    properties = {
        "file": printable(path_of(place.file, roots)),
        "line": str(place.line),
        "col": str(place.column),
        "title": f"{code} {name}",
    }
    said = [message, *(f"{located(other, roots)}: {text}" for other, text in related)]
    data = "\n".join(map(legible, [*said, f"help: {hint}"]))
    pairs = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{severity} {pairs}::{_escaped(data, _DATA)}\n"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    for char, escape in escapes.items():
        text = text.replace(char, escape)
    return text


def _unseen(listed: list[Diagnostic], left_out: int) -> str:
    """A note on the findings that have no annotation; empty if all have one."""
    counts = {severity: sum(each.severity is severity for each in listed) for severity in Severity}
    hidden = [
        f"{MOST_ANNOTATIONS} of {count} {severity}s"
        for severity, count in counts.items()
        if count > MOST_ANNOTATIONS
    ]
    said = []
    if hidden:
        said.append(
            f"GitHub shows only {' and '.join(hidden)} of a step; see its log for all of them"
        )
    if left_out:
        said.append(f"{left_out} more warnings and notices are not listed; pass --all to list them")
    return "; ".join(said)
