"""Diagnostics as lines of text, the way compilers print them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sitegen.diagnostics import Diagnostic, Place, Severity

MOST_WARNINGS = 50


def report(
    diagnostics: Iterable[Diagnostic], roots: Mapping[str, str], *, everything: bool = False
) -> Iterator[tuple[Severity | None, str]]:
    """Severity and text of each finding; errors in full, the others up to a bound, then counted.

    `roots` maps the first part of a project path to the folder as the user knows it.
    """
    shown, left_out = 0, Counter[tuple[str, Severity]]()
    for diagnostic in diagnostics:
        if diagnostic.severity is not Severity.ERROR:
            shown += 1
            if shown > MOST_WARNINGS and not everything:
                left_out[diagnostic.code, diagnostic.severity] += 1
                continue
        yield diagnostic.severity, finding(diagnostic, roots)
    for (code, severity), count in sorted(left_out.items()):
        yield None, f"{count} more {code} {severity}{'' if count == 1 else 's'} (--all shows them)"


def finding(diagnostic: Diagnostic, roots: Mapping[str, str]) -> str:
    """A finding on its line, related places and help below it."""
    place = located(diagnostic.place, roots)
    lines = [f"{place}: {diagnostic.code} {diagnostic.severity}: {diagnostic.message}"]
    lines += [f"  {located(other, roots)}: {text}" for other, text in diagnostic.related]
    return "\n".join([*lines, f"  help: {diagnostic.hint}"])


def located(place: Place, roots: Mapping[str, str]) -> str:
    """`path:line:column`, with the path as the user knows it."""
    root, slash, rest = place.file.partition("/")
    folder = roots.get(root, root)
    file = f"{folder.rstrip('/')}{slash}{rest}" if folder not in ("", ".") else rest
    printable = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in file
    )
    return f"{printable}:{place.line}:{place.column}"
