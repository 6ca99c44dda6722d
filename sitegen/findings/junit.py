"""Findings as a JUnit report, which most CI services show as the results of tests.

There is no standard. This is what the schema of Jenkins allows, and GitLab and others read. The
standard library writes it: junitparser, which CI users trust, only wraps the same elements, and
like the standard library it writes characters that XML cannot contain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sitegen.findings.diagnostics import Diagnostic, Severity
from sitegen.findings.legible import legible
from sitegen.findings.report import Report
from sitegen.findings.repository import repository_roots
from sitegen.findings.text_report import located


def document(report: Report) -> Iterator[str]:
    """The report in pieces: one suite with a test case for each rule, each on a line of its own.

    A rule fails if it found an error. Warnings and notices are the output of its test case. Rules
    that found nothing are listed, too, so that two runs can be compared.
    """
    found: dict[str, list[Diagnostic]] = {code: [] for code in report.rules}
    for diagnostic in report.diagnostics:
        found.setdefault(diagnostic.code, []).append(diagnostic)
    roots = repository_roots(report.roots)
    cases = [_case(code, found[code], report, roots) for code in sorted(found)]
    failures = sum(case.find("failure") is not None for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<testsuites>\n<testsuite name="sitegen" {counts}>'
    for case in cases:
        yield "\n" + ElementTree.tostring(case, encoding="us-ascii").decode("ascii")
    yield "\n</testsuite>\n</testsuites>\n"


def _case(code: str, found: Sequence[Diagnostic], report: Report, roots: dict[str, str]) -> Element:
    rule = report.rules.get(code)
    name = f"{code} {rule.name}" if rule else code
    case = Element("testcase", {"classname": f"sitegen.{code[:3]}", "name": name})
    errors = [_text(each, roots) for each in found if each.severity is Severity.ERROR]
    others = [_text(each, roots) for each in found if each.severity is not Severity.ERROR]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        first = errors[0].partition("\n")[0]
        failure = SubElement(case, "failure", {"type": code, "message": f"{first}{more}"})
        failure.text = "\n".join(errors)
    if others:
        SubElement(case, "system-out").text = "\n".join(others)
    return case


def _text(found: Diagnostic, roots: dict[str, str]) -> str:
    """A finding as text, with escapes for characters that XML cannot contain."""
    said = [f"{located(found.place, roots)}: {found.severity}: {legible(found.message)}"]
    said += [f"  {located(place, roots)}: {legible(text)}" for place, text in found.related]
    return "\n".join([*said, f"  help: {legible(found.hint)}"])
