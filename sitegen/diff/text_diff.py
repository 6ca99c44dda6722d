"""A difference as text for a terminal or a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sitegen.diff.difference import CHANGE_KINDS, Difference, Kind, Line, NamedPaper, alike
from sitegen.diff.phrases import MOST_NAMED, heading, line_text, one_sided, pages_heading, summary
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.legible import legible
from sitegen.findings.text_report import located

Styled = tuple[str, str]
STYLES: Mapping[Kind, str] = {"correction": "red", "milestone": "green", "regeneration": "cyan"}
MARKS = {"added": "+", "changed": "~", "removed": "-"}


def lines(difference: Difference, roots: Mapping[str, str]) -> Iterator[Styled]:
    """Yield style and text of each line.

    `roots` maps project paths to folders as the user typed them.
    """
    yield "bold", f"Against {legible(difference.base)}: {summary(difference)}"
    for kind in CHANGE_KINDS:
        yield from _kind(kind, difference, roots)
    for over, papers in one_sided(difference):
        yield from _section(over, papers, _paper)
    yield from _section("Not compared", difference.unknown, _unknown)
    yield from _section("Refused", difference.findings, lambda each: finding(each, roots))
    yield from _pages(difference)
    for note in difference.notes:
        yield "", ""
        yield "", note


def printed(line: Line) -> str:
    """One line: the label, and the old and new value."""
    return line_text(line, str, legible, lambda text: f"“{legible(text)}”")


def finding(each: Diagnostic, roots: Mapping[str, str]) -> str:
    """A finding of `validate --against` with its hint, on two lines."""
    said = f"{located(each.place, roots)}: {each.code}: {legible(each.message)}"
    return f"{said}\n      help: {legible(each.hint)}"


def _kind(kind: Kind, difference: Difference, roots: Mapping[str, str]) -> Iterator[Styled]:
    papers = difference.of(kind)
    if not papers:
        return
    yield "", ""
    yield f"bold {STYLES[kind]}", heading(kind)
    for said, same in alike(papers, kind):
        for paper in same[:MOST_NAMED]:
            yield "bold", f"  {paper.short_id}  {legible(paper.title)}"
        if len(same) > MOST_NAMED:
            yield "", f"  and {len(same) - MOST_NAMED} more papers"
        for line in said:
            yield "", f"    {printed(line)}"
        for paper in same:
            yield from (("yellow", f"    {finding(each, roots)}") for each in paper.refused(kind))


def _paper(paper: NamedPaper) -> str:
    note = f": {legible(paper.note)}" if paper.note else ""
    return f"{paper.short_id}  {legible(paper.title)}{note}"


def _unknown(each: tuple[str, str]) -> str:
    folder, why = each
    return f"{legible(folder)}: {legible(why)}"


def _section(over: str, items: Iterable[object], say: Callable[..., str]) -> Iterator[Styled]:
    said = [say(each) for each in items]
    if said:
        yield "", ""
        yield "bold", over
        yield from (("", f"  {each}") for each in said)


def _pages(difference: Difference) -> Iterator[Styled]:
    pages = difference.pages
    if pages.changes:
        yield "", ""
        yield "bold", pages_heading(difference)
        yield from (("", f"  {MARKS[what]} {legible(path)}") for what, path in pages.changes)
    if pages.note:
        yield "", pages.note
