"""A difference as one JSON document for programs; docs/how-to/diff.md describes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sitegen.diff.difference import Difference, Line, NamedPaper, PaperDifference
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.json_report import clean, encoded
from sitegen.findings.source_lines import path_of

# Increase it when a member of the document is removed or changes its meaning, not for new members.
VERSION = 1


def document(difference: Difference, roots: Mapping[str, str]) -> Iterator[str]:
    """Yield the document in pieces, one line for each paper, finding or file.

    `roots` maps project paths to folders as the user typed them.
    """
    yield f'{{"version": {VERSION},\n"base": {encoded(clean(difference.base))},\n'
    yield f'"counts": {encoded(difference.counts())},\n'
    yield f'"notes": {encoded([*map(clean, difference.notes)])},\n'
    yield from _list("papers", [_paper(each, roots) for each in difference.papers])
    for name in ("added", "removed", "gone"):
        yield from _list(name, [_named(each) for each in getattr(difference, name)])
    unknown = [{"folder": clean(at), "why": clean(why)} for at, why in difference.unknown]
    yield from _list("not_compared", unknown)
    yield from _list("refused", [_finding(each, roots) for each in difference.findings])
    pages = difference.pages
    exact = {"exact": pages.is_exact, "note": pages.note}
    yield f'"pages": {encoded(exact)},\n'
    yield from _list(
        "files", [{"what": what, "path": clean(path)} for what, path in pages.changes], end="}\n"
    )


def _list(name: str, items: list[dict[str, Any]], end: str = ",\n") -> Iterator[str]:
    yield f"{encoded(name)}: ["
    yield ",\n".join(["", *map(encoded, items)])[1:]
    yield f"\n]{end}"


def _paper(paper: PaperDifference, roots: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": paper.id,
        "record_id": paper.record_id,
        "title": clean(paper.title),
        "folder": clean(paper.folder),
        "changes": [_line(each) for each in paper.lines],
        "refused": [_finding(each, roots) for each in paper.findings],
    }


def _line(line: Line) -> dict[str, object]:
    return {key: value if value is None else clean(value) for key, value in line._asdict().items()}


def _named(paper: NamedPaper) -> dict[str, object]:
    return {key: clean(value) for key, value in paper._asdict().items()}


def _finding(found: Diagnostic, roots: Mapping[str, str]) -> dict[str, object]:
    return {
        "file": clean(path_of(found.place.file, roots)),
        "line": found.place.line,
        "column": found.place.column,
        "code": found.code,
        "message": clean(found.message),
        "help": clean(found.hint),
    }
