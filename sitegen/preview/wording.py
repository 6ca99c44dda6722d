"""The texts of the preview about findings and progress, for its templates."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from sitegen.contracts.wording import counted
from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.findings.excerpts import marked
from sitegen.findings.source_lines import Sources
from sitegen.findings.text_report import located
from sitegen.preview.editors import Editor
from sitegen.preview.snapshot import Snapshot
from sitegen.preview.sources import AuthoredValue
from sitegen.reading.kinds import noun_for

# The most findings that are listed; errors come first.
MOST_LISTED = 100
LINES_BEFORE, LINES_AFTER = 2, 1
# Longer lines are cut around the place.
WIDEST = 160  # characters
ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def findings(
    diagnostics: Sequence[Diagnostic], editor: Editor, folders: Sequence[str] = ()
) -> dict[str, object]:
    """Template values of findings with links and excerpts, up to a limit, and how many are left.

    Findings in one of the sorted `folders` of papers link to the page of the paper.
    """
    ordered = sorted(diagnostics, key=lambda each: (ORDER[each.severity], each.sort_key))
    listed = [
        {**_finding(each, editor), "page": _page(each, folders)} for each in ordered[:MOST_LISTED]
    ]
    return {"problems": listed, "left_out": max(len(ordered) - MOST_LISTED, 0)}


def _page(found: Diagnostic, folders: Sequence[str]) -> str:
    _, *below = found.place.file.split("/")[:3]
    folder = "/".join(below)
    at = bisect_left(folders, folder)
    return folder_address(folder) if at < len(folders) and folders[at] == folder else ""


def _finding(found: Diagnostic, editor: Editor) -> dict[str, object]:
    place = found.place
    return {
        **_place(place, editor),
        "code": found.code,
        "severity": str(found.severity),
        "message": found.message,
        "hint": found.hint,
        "excerpt": _excerpt(place, Sources(editor.roots(place))),
        "related": [{**_place(other, editor), "message": text} for other, text in found.related],
    }


def _excerpt(place: Place, sources: Sources) -> list[dict[str, object]]:
    """The line of a place with a marked character, and the lines before and after it."""
    lines = []
    for number, text in sources.around(place, LINES_BEFORE, LINES_AFTER):
        line = {"number": number, "before": marked(text, 1, WIDEST).text, "mark": "", "after": ""}
        if number == place.line:
            shown = marked(text, place.column, WIDEST)
            line |= {"before": shown.before, "mark": shown.mark or " ", "after": shown.after}
        lines.append(line)
    return lines


def _place(place: Place, editor: Editor) -> dict[str, str]:
    return {"where": located(place, {}), "link": editor.link(place)}


def listed_values(values: Iterable[AuthoredValue], editor: Editor) -> list[dict[str, object]]:
    """Template values for all values of a record: key, place and link."""
    return [
        {
            "key": each.key,
            "text": each.text if len(each.text) <= 200 else each.text[:199] + "…",
            "line": each.place.line,
            "column": each.place.column,
            "link": editor.link(each.place),
        }
        for each in values
    ]


def counts(diagnostics: Iterable[Diagnostic]) -> str:
    """The number of findings by severity, as text."""
    found = Counter(str(each.severity) for each in diagnostics)
    return ", ".join(counted(found[each], each) for each in ("error", "warning", "notice"))


def progress(snapshot: Snapshot) -> str:
    """How many papers were checked so far, as text."""
    all_records = counted(len(snapshot.folders), noun_for(snapshot.folders))
    return f"{len(snapshot.papers)} of {all_records} checked"


def folder_address(folder: str) -> str:
    """The address where the preview shows the paper in a folder."""
    return f"/-/record/{quote(folder)}"
