"""Lines for changed facts, and for the report of a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sitegen.contracts.fact_changes import (
    COMPLETENESS,
    REPORT,
    FactChange,
    fact_changes,
    value_at,
)
from sitegen.contracts.fact_labels import OTHER, label_of
from sitegen.diff.difference import Kind, Line
from sitegen.diff.labels import is_text, text_in, value_text
from sitegen.diff.words import cut, list_extent, text_extent

Facts = Mapping[str, object]
# The part of a path that leads into an artifact, which its label identifies.
ARTIFACTS = "artifacts"


def fact_lines(changes: Iterable[FactChange], before: Facts, after: Facts) -> Iterator[Line]:
    """Yield at least one line for each change of a fact."""
    for change in changes:
        kind: Kind = "milestone" if change.is_milestone else "correction"
        # The change leaves out the verdict before the first one, so it is taken from the facts.
        if change.path == "gate_verdict":
            change = change._replace(before=before.get("gate_verdict"))
        for path, was, now in _leaves(change.path, change.before, change.after):
            item = _item(path, before, after)
            yield line_of(kind, path, was, now, item, facts=(before, after))
        if change.path == COMPLETENESS:
            yield from _shown_otherwise(before, after)


def _shown_otherwise(before: Facts, after: Facts) -> Iterator[Line]:
    """Yield a line for each fact that stays, but is shown otherwise of a transcription."""
    artifacts: Any = after.get(ARTIFACTS, ())
    listed = (f"{ARTIFACTS}[{position}]" for position in range(len(artifacts)))
    for path in ("gate_verdict.status", "quality_assessment.dimensions", *listed):
        was, now = value_at(before, path), value_at(after, path)
        if was == now and text_in(before, path, was) != text_in(after, path, now):
            yield line_of("correction", path, was, now, facts=(before, after))


def report_lines(before: Facts | None, after: Facts | None) -> Iterator[Line]:
    """Yield the lines for changes of the authored report; None is a paper without a PDF."""
    if before is None or after is None:
        was, now = (None if each is None else "there" for each in (before, after))
        yield Line("correction", "PDF", REPORT, was or "none", now or "none")
        return
    found = fact_changes({REPORT: before}, {REPORT: after})
    yield from fact_lines(found, {REPORT: before}, {REPORT: after})


def line_of(
    kind: Kind,
    path: str,
    before: object,
    after: object,
    item: str = "",
    facts: tuple[Facts, Facts] = ({}, {}),
) -> Line:
    """The line for a changed value of the `facts`: short ones as a whole, others as excerpts."""
    label = label_of(path)
    item = path if label == OTHER else item
    if _is_list(before) or _is_list(after):
        extent = list_extent(_items(path, before), _items(path, after))
        return Line(kind, label, path, extent.before, extent.after, extent.amount, item)
    was, now = text_in(facts[0], path, before), text_in(facts[1], path, after)
    if is_text(path) and was and now:
        extent = text_extent(was, now)
        return Line(kind, label, path, extent.before, extent.after, extent.amount, item)
    return Line(kind, label, path, *cut(was, now), item=item)


def _leaves(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield path, old and new value of each scalar in a group; an artifact is one value."""
    is_group = isinstance(before, Mapping) or isinstance(after, Mapping)
    if not is_group or path.startswith(ARTIFACTS):
        yield path, before, after
        return
    was, now = before or {}, after or {}
    for key in [*now, *(key for key in was if key not in now)]:
        if was.get(key) != now.get(key):
            yield from _leaves(f"{path}.{key}", was.get(key), now.get(key))


def _item(path: str, before: Facts, after: Facts) -> str:
    """The label of the artifact that a path leads into; empty for other paths."""
    start, dot, _ = path.partition("].")
    if not (path.startswith(ARTIFACTS) and dot):
        return ""
    label = value_at(after, f"{start}].label") or value_at(before, f"{start}].label")
    return label if isinstance(label, str) else ""


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _items(path: str, value: Any) -> list[str]:
    return [value_text(path, each) or "" for each in value] if _is_list(value) else []
