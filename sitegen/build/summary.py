"""The summary of a build in a report: what was not built, and because of which findings."""

from __future__ import annotations

from sitegen.build.holding import folders_of
from sitegen.build.results import Outcome
from sitegen.findings.diagnostics import Diagnostic, Severity
from sitegen.findings.packed_findings import unpacked
from sitegen.findings.report import BuildSummary, NotBuilt


def summary_of(outcome: Outcome) -> BuildSummary:
    """The summary of a build."""
    errors: dict[str, list[Diagnostic]] = {}
    for diagnostic in unpacked(outcome.diagnostics):
        if diagnostic.severity is Severity.ERROR:
            for folder in folders_of([diagnostic]):
                errors.setdefault(folder, []).append(diagnostic)
    not_built = {folder: NotBuilt(f"records/{folder}") for folder in outcome.draft_folders}
    not_built |= {
        folder: NotBuilt(f"records/{folder}", tuple(errors[folder]), kept_id)
        for folder, kept_id in outcome.held
    }
    papers = tuple(not_built[folder] for folder in sorted(not_built))
    if outcome.is_stopped:
        return BuildSummary(False, outcome.papers, not_built=papers)
    return BuildSummary(
        is_published=True,
        papers=outcome.papers,
        built=outcome.built,
        rendered=outcome.made,
        removed=outcome.removed,
        files=outcome.files,
        not_built=papers,
    )
