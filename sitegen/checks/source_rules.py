"""SG3: what a list of retractions says of the sources of a record."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.retractions import RETRACTION, ListedNotice
from sitegen.contracts.source_ids import source_id
from sitegen.contracts.sources import NOT_SOURCES
from sitegen.contracts.wording import day_month_year
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath


@check("SG317", Severity.WARNING)
def sources_are_not_retracted(subject: Subject) -> Iterator[Finding]:
    """No source of a record is retracted or under an expression of concern.

    The list that `retractions` in site.yaml names is in the format of Retraction Watch. It says
    nothing of works that are not on it.

    Wrong:

        report: {references: [https://doi.org/10.5555/retracted]}

    Right:

        report: {references: [https://doi.org/10.5555/sound]}
    """
    retractions = subject.site.retractions
    if retractions is None:
        return
    for path, text in _named(subject.paper.manifest):
        named = source_id(text)
        for notice in retractions.of(str(named))[:1] if named else ():
            yield Finding(
                path,
                f"the source {shown(named.label if named else text)} {_said(notice)}, says "
                f"{retractions.file}",
                "check whether the paper still holds without it; if it does not, correct or "
                "retract the paper with `sitegen correct`",
            )


def _said(notice: ListedNotice) -> str:
    is_retracted = notice.nature == RETRACTION
    said = "is retracted" if is_retracted else "is under an expression of concern"
    return f"{said} since {day_month_year(notice.day)}" if notice.day else said


def _named(manifest: AuthoredManifest) -> Iterator[tuple[KeyPath, str]]:
    """Each place where a record names a source, and the text there."""
    work, report = manifest.work, manifest.report
    if work.lead_source is not None and work.lead_source.url is not None:
        yield ("work", "lead_source", "url"), work.lead_source.url
    for index, related in enumerate(work.related):
        if related.relation not in NOT_SOURCES:
            yield ("work", "related", index, "identifier"), related.identifier
    if isinstance(report, str):
        return
    for index, url in enumerate(report.references):
        yield ("report", "references", index), url
    for index, claim in enumerate(report.claims):
        if claim.source is not None:
            yield ("report", "claims", index, "source"), claim.source
