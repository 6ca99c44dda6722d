"""Lines for derived values, which follow from facts, settings and the version of sitegen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.fact_labels import label_of
from sitegen.contracts.panels import DerivedRow, FactRow
from sitegen.contracts.published_paper import ROWS
from sitegen.contracts.review_monitor import UNDECIDED
from sitegen.contracts.versions import EMBEDDED
from sitegen.diff.difference import WORDING, Kind, Line
from sitegen.diff.words import cut, list_extent

Manifest = Mapping[str, Any]
# What the page shows in the rows of a transcription that have no value.
UNSTATED = {
    "verification": NOT_STATED,
    "provenance.external_archival_record_state.label": NOT_STATED,
    "quality_assessment.review_monitor.monitor_state": UNDECIDED,
}
EVENTS, SUCCESSOR = "correction_events", "superseded_by"
CUT_TEXTS = "cut_texts"
# How many members of a manifest are named whose wording changed.
MOST_NAMED = 5


# Members of the manifest that have no row on the page, or a line of another kind there.
ELSEWHERE = (
    DerivedRow("Language", "work.language", ("work.language",), replaces=("work.language",)),
    DerivedRow("Limitations", "limitations", ("limitations",), replaces=("limitations",)),
    DerivedRow(
        "Marked as cut",
        CUT_TEXTS,
        ("cut", "work.title", "work.abstract", "gate_verdict.reason"),
        replaces=("cut",),
    ),
    DerivedRow("Address", "work.url"),
    DerivedRow("Transcribed from: address", "transcribed_from.url", ("completeness",)),
    DerivedRow("Transcribed from: seen on", "transcribed_from.seen", ("completeness",)),
)


def _first_of_each(rows: Iterable[DerivedRow]) -> tuple[DerivedRow, ...]:
    found: dict[str, DerivedRow] = {}
    for row in rows:
        found.setdefault(row.path, row)
    return tuple(found.values())


# The rows that a diff has a line for; of two rows with the same value, the first.
DERIVED = _first_of_each(
    [*(row for row in ROWS if isinstance(row, DerivedRow) and row.is_compared), *ELSEWHERE]
)
# The members that have their own line: those that rows show, and the label of each level.
SHOWN = {
    *(row.path for row in ROWS if isinstance(row, FactRow)),
    *(row.path for row in DERIVED if not row.level),
    *(f"{row.path}.{row.level}{end}" for row in DERIVED if row.level for end in ("", "_label")),
}
# The members that are compared elsewhere: facts and their copies, digests, corrections.
COMPARED = SHOWN | {
    *("facts", "facts_sha256", "report_sha256", "generated_from", "correction_record"),
    *("completeness", "transcribed_from", "quality_assessment.quality_tier.generated_from"),
    *("verification.generated_from", "quality_assessment.quality_dimensions.generated_from"),
    *("editorial_status", "work", "artifact_set", "verdict_evidence", "publisher"),
    "quality_assessment.quality_dimensions.dimensions",
    "quality_assessment.review_monitor.active_triggers",
    "quality_assessment.review_monitor.undecided_triggers",
    *(f"{record}.not_stated" for record in EMBEDDED["paper-manifest"]),
    *(f"{record}.schema" for record in EMBEDDED["paper-manifest"]),
    *("quality_assessment.quality_tier.tier", "quality_assessment.quality_tier.inputs"),
    *("verification.paper_level_key", "verification.claim_summary"),
    *("verification.unsupported_upper_levels", "verification.artifact_types"),
    *("gate_verdict.label", "provenance.provenance_level_key", "provenance.publisher"),
    *("provenance.artifact_inspectability", "provenance.external_archival_record_state"),
    *("provenance.aggregate_claim_lineage", "provenance.review_method"),
}
# Wording that changes because the value next to it changed.
GOES_WITH = {
    "gate_verdict.definition": "gate_verdict.status",
    "quality_assessment.quality_tier.basis": "quality_assessment.quality_tier.tier",
}


def at(value: object, path: str) -> object:
    """The value at a dotted path of JSON objects; None if there is none."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def derived_lines(
    before: Manifest, after: Manifest, corrected: Collection[str], milestones: Collection[str]
) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Yield each line, and the facts whose own lines it replaces.

    `corrected` and `milestones` are the paths of changed facts. A value that follows from none of
    them is a regeneration of the same facts.
    """
    for derived in DERIVED:
        was, now = (_value(derived, each) for each in (before, after))
        if was != now:
            yield _line(derived, was, now, _kind(derived, corrected, milestones)), derived.replaces


def _value(derived: DerivedRow, manifest: Manifest) -> Any:
    """The value of a row as a diff shows it; of a transcription, also that it is not stated."""
    value = at(manifest, derived.path)
    if derived.level:
        level, label = at(value, derived.level), at(value, f"{derived.level}_label")
        value = None if label is None else f"L{level}, {label}"
    if value is None:
        return _unstated(derived, manifest)
    if derived.path == CUT_TEXTS and isinstance(value, list):
        return [
            f"{label_of(each['path'])}{'' if each['certain'] else ' (possibly)'}" for each in value
        ]
    return value


def _unstated(derived: DerivedRow, manifest: Manifest) -> str | None:
    """What a page shows of a value that a transcription does not state; None without a row."""
    member = f"{derived.path}.{derived.level}" if derived.level else derived.path
    for record in EMBEDDED["paper-manifest"]:
        missing = at(manifest, f"{record}.not_stated")
        if isinstance(missing, list) and member in (f"{record}.{each}" for each in missing):
            return UNSTATED.get(derived.path)
    return None


def wording_line(before: Manifest, after: Manifest) -> Line | None:
    """The line for all other wording and definitions that changed; None if none did."""
    paths = [
        path
        for path in _differing("", before, after)
        if path not in GOES_WITH or at(before, GOES_WITH[path]) == at(after, GOES_WITH[path])
    ]
    if not paths:
        return None
    more = len(paths) - MOST_NAMED
    named = ", ".join(paths[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return Line("regeneration", WORDING, "", None, named, "changed")


def _differing(path: str, before: object, after: object) -> Iterator[str]:
    if path in COMPARED or before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            below = f"{path}.{key}" if path else key
            yield from _differing(below, before.get(key), after.get(key))
        return
    yield path


def _kind(derived: DerivedRow, corrected: Collection[str], milestones: Collection[str]) -> Kind:
    if _follows(derived, corrected):
        return "correction"
    return "milestone" if _follows(derived, milestones) else "regeneration"


def _follows(derived: DerivedRow, paths: Collection[str]) -> bool:
    """Whether a row follows from a changed fact, from a part of it, or from what contains it."""
    return any(
        path == cause or path.startswith((f"{cause}.", f"{cause}[")) or cause.startswith(f"{path}.")
        for path in paths
        for cause in derived.facts
    )


def _line(derived: DerivedRow, was: object, now: object, kind: Kind) -> Line:
    if isinstance(was, list) or isinstance(now, list):
        extent = list_extent(_texts(was), _texts(now))
        return Line(kind, derived.label, derived.path, extent.before, extent.after, extent.amount)
    texts = (None if each in (None, "") else str(each) for each in (was, now))
    return Line(kind, derived.label, derived.path, *cut(*texts))


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
