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
    """Severity and text of each listed finding, then a line for each rule with findings left out.

    Excerpts fit into `width` columns of a terminal.
    """
    excerpts = Excerpts(Sources(report.roots), width, encoding)
    listed, left_out = report.listed()
    for diagnostic in listed:
        yield diagnostic.severity, finding(diagnostic, report.roots, excerpts)
    for (code, severity), count in sorted(left_out.items()):
        yield None, f"{count} more {code} {severity}{'' if count == 1 else 's'} (--all lists them)"
    if excerpts.are_left_out:
        yield (
            None,
            f"lines are shown for the first {MOST_EXCERPTS} findings only; fix those to see more",
        )


def finding(diagnostic: Diagnostic, roots: Mapping[str, str], excerpts: Excerpts) -> str:
    """A finding on one line, followed by its excerpt, its related places and its hint."""
    place, code, severity, message, hint, related, _ = diagnostic
    first = f"{located(place, roots)}: {code} {severity}: {legible(message)}"
    said = [first, *excerpts.next(place)]
    for other, text in related:
        said += [f"  {located(other, roots)}: {legible(text)}", *excerpts.at(other)]
    return "\n".join([*said, f"  help: {legible(hint)}"])


def located(place: Place, roots: Mapping[str, str]) -> str:
    """`path:line:column`, with the path as the user named it."""
    return f"{printable(path_of(place.file, roots))}:{place.line}:{place.column}"


def printable(path: str) -> str:
    """The path on one line, with U+FFFD for each character that is not printable."""
    if not path.isprintable():
        path = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in path)
    return legible(path)
