"""Diagnostics as lines of text, the way compilers print them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.findings.excerpts import MOST_EXCERPTS, Excerpts
from sitegen.findings.legible import legible
from sitegen.findings.report import Report
from sitegen.findings.source_lines import Sources, path_of


def lines(
    report: Report, width: int | None = None, encoding: str = "utf-8"
) -> Iterator[tuple[Severity | None, str]]:
    """Severity and text of each finding; errors in full, the others up to a bound, then counted.

    An excerpt is as wide as a terminal of `width` columns has room for.
    """
    excerpts = Excerpts(Sources(report.roots), width, encoding)
    told, left_out = report.listed()
    for diagnostic in told:
        yield diagnostic.severity, finding(diagnostic, report.roots, excerpts)
    for (code, severity), count in sorted(left_out.items()):
        yield None, f"{count} more {code} {severity}{'' if count == 1 else 's'} (--all shows them)"
    if excerpts.are_left_out:
        yield None, f"only the first {MOST_EXCERPTS} lines are shown; fix those, and more follow"


def finding(diagnostic: Diagnostic, roots: Mapping[str, str], excerpts: Excerpts) -> str:
    """A finding on its line; below it the excerpt, related places with theirs, and help."""
    place, code, severity, message, hint, related, _ = diagnostic
    first = f"{located(place, roots)}: {code} {severity}: {legible(message)}"
    said = [first, *excerpts.next(place)]
    for other, text in related:
        said += [f"  {located(other, roots)}: {legible(text)}", *excerpts.at(other)]
    return "\n".join([*said, f"  help: {legible(hint)}"])


def located(place: Place, roots: Mapping[str, str]) -> str:
    """`path:line:column`, with the path as the user knows it."""
    return f"{printable(path_of(place.file, roots))}:{place.line}:{place.column}"


def printable(path: str) -> str:
    """A path on one line, with a replacement for each character that cannot be printed."""
    if not path.isprintable():
        path = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in path)
    return legible(path)
