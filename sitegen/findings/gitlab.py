"""Findings as a Code Quality report, which GitLab shows at the lines of a merge request."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.findings.diagnostics import Diagnostic, Severity
from sitegen.findings.fingerprints import Fingerprints
from sitegen.findings.json_report import clean, encoded
from sitegen.findings.legible import legible
from sitegen.findings.report import Report
from sitegen.findings.repository import repository_roots
from sitegen.findings.source_lines import Sources, path_of
from sitegen.findings.text_report import located

# The values of https://docs.gitlab.com/ci/testing/code_quality/.
SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def document(report: Report) -> Iterator[str]:
    """The report in pieces, one line for each finding, with all warnings and notices."""
    roots = repository_roots(report.roots)
    fingerprints = Fingerprints(Sources(report.roots))
    issues = [_issue(each, fingerprints.of(each), roots) for each in report.diagnostics]
    yield "["
    yield ",\n".join(["", *map(encoded, issues)])[1:]
    yield "\n]\n"


def _issue(found: Diagnostic, fingerprint: str, roots: dict[str, str]) -> dict[str, object]:
    said = [found.message, *(f"{located(place, roots)}: {text}" for place, text in found.related)]
    return {
        "description": " · ".join(map(legible, [*said, f"help: {found.hint}"])),
        "check_name": found.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[found.severity],
        "location": {
            "path": clean(path_of(found.place.file, roots)),
            "lines": {"begin": found.place.line},
        },
    }
