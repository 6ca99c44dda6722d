"""What readers see that is no fact of its own: it follows from facts, settings and sitegen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sitegen.contracts.quality_tiers import INPUT_FACTS
from sitegen.diff.difference import WORDING, Kind, Line
from sitegen.diff.labels import label_of
from sitegen.diff.words import cut, list_extent

Manifest = Mapping[str, Any]
EVENTS, SUCCESSOR = "correction_events", "superseded_by"
# So many members of a manifest are named of those whose wording changed.
MOST_NAMED = 5


class Derived(NamedTuple):
    """A value of the published manifest that a reader sees, and the facts that it follows from.

    A line for it stands in place of those for the facts that it `replaces`.
    """

    label: str
    path: str
    causes: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    read: Callable[[object], object] = lambda value: value


def _level(of: str) -> Callable[[object], str | None]:
    def read(group: object) -> str | None:
        level, label = at(group, of), at(group, f"{of}_label")
        return None if label is None else f"L{level}, {label}"

    return read


def _labels(paths: object) -> object:
    return [label_of(path) for path in paths] if isinstance(paths, list) else paths


DERIVED = (
    Derived("Status", "editorial_status.label", (EVENTS, SUCCESSOR, "gate_verdict.status")),
    Derived(
        "Verification",
        "verification",
        ("verification",),
        read=_level("paper_level"),
    ),
    Derived("Evidence", "verdict_evidence.statement", ("gate_verdict.status", "artifacts")),
    Derived(
        "Quality tier",
        "quality_assessment.quality_tier.label",
        ("quality_assessment.tier", *INPUT_FACTS),
        replaces=("quality_assessment.tier",),
    ),
    Derived(
        "Public provenance",
        "provenance",
        ("work.doi", "artifacts", "report", "verification"),
        read=_level("provenance_level"),
    ),
    Derived("Report artifact", "provenance.artifact_inspectability.label", ("report", "artifacts")),
    Derived(
        "External record",
        "provenance.external_archival_record_state.label",
        ("work.doi", "artifacts"),
    ),
    Derived("Language", "work.language", ("work.language",), replaces=("work.language",)),
    Derived(
        "Limitations",
        "limitations",
        ("limitations",),
        replaces=("limitations",),
    ),
    Derived(
        "Claim record source",
        "verification.claim_summary.claim_record_source",
        ("verification",),
        replaces=("verification.claim_record_source",),
    ),
    Derived(
        "Marked as cut",
        "cut_texts",
        ("work.title", "work.abstract", "gate_verdict.reason"),
        read=_labels,
    ),
    Derived(
        "Review monitor",
        "quality_assessment.review_monitor.monitor_state",
        (EVENTS, "gate_verdict.status", "work.doi", "verification", *INPUT_FACTS),
    ),
    Derived("Publisher", "publisher.name"),
    Derived("Address", "work.url"),
    Derived("Note", "provenance.note"),
)
# What of a manifest is said otherwise: facts and what mirrors them, digests, corrections.
SAID = (
    *("facts", "facts_sha256", "report_sha256", "generated_from", "correction_record"),
    *("editorial_status", "work", "artifact_set", "verdict_evidence", "cut_texts", "publisher"),
    *("quality_assessment.review_score", "quality_assessment.review_method", "limitations"),
    "quality_assessment.quality_dimensions.dimensions",
    *("quality_assessment.review_monitor.monitor_state",),
    *("quality_assessment.review_monitor.active_triggers",),
    *("quality_assessment.quality_tier.tier", "quality_assessment.quality_tier.label"),
    "quality_assessment.quality_tier.inputs",
    *("verification.paper_level", "verification.paper_level_key"),
    *("verification.paper_level_label", "verification.claim_summary"),
    *("verification.unsupported_upper_levels", "verification.artifact_types"),
    *("gate_verdict.status", "gate_verdict.label", "gate_verdict.reason", "gate_verdict.gate"),
    *("gate_verdict.evaluated_at", "provenance.provenance_level"),
    *("provenance.provenance_level_key", "provenance.provenance_level_label"),
    *("provenance.publisher", "provenance.artifact_inspectability", "provenance.note"),
    *("provenance.external_archival_record_state", "provenance.aggregate_claim_lineage"),
    "provenance.review_method",
)
# Wording that is another because the value beside it is another.
GOES_WITH = {
    "gate_verdict.definition": "gate_verdict.status",
    "quality_assessment.quality_tier.basis": "quality_assessment.quality_tier.tier",
}


def at(value: object, path: str) -> object:
    """The value at a path of JSON objects; None where there is none."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def derived_lines(
    before: Manifest, after: Manifest, corrected: Collection[str], milestones: Collection[str]
) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Each line, and the facts whose own lines it replaces.

    `corrected` and `milestones` are the paths of what changed otherwise; what follows from none of
    them was generated anew from the same facts.
    """
    for derived in DERIVED:
        was, now = (derived.read(at(each, derived.path)) for each in (before, after))
        if was != now:
            yield _line(derived, was, now, _kind(derived, corrected, milestones)), derived.replaces


def wording_line(before: Manifest, after: Manifest) -> Line | None:
    """What else of the manifest is worded or defined otherwise, if anything is."""
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
    if path in SAID or before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            below = f"{path}.{key}" if path else key
            yield from _differing(below, before.get(key), after.get(key))
        return
    yield path


def _kind(derived: Derived, corrected: Collection[str], milestones: Collection[str]) -> Kind:
    if _follows(derived, corrected):
        return "correction"
    return "milestone" if _follows(derived, milestones) else "regeneration"


def _follows(derived: Derived, paths: Collection[str]) -> bool:
    """Whether one of the causes is, or is in, or holds, what changed."""
    return any(
        path == cause or path.startswith((f"{cause}.", f"{cause}[")) or cause.startswith(f"{path}.")
        for path in paths
        for cause in derived.causes
    )


def _line(derived: Derived, was: object, now: object, kind: Kind) -> Line:
    if isinstance(was, list) or isinstance(now, list):
        extent = list_extent(_texts(was), _texts(now))
        return Line(kind, derived.label, derived.path, extent.before, extent.after, extent.amount)
    texts = (None if each in (None, "") else str(each) for each in (was, now))
    return Line(kind, derived.label, derived.path, *cut(*texts))


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
