"""The proof that a recovered record publishes the same: its digests are the published ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.served_files import CORRECTIONS_JSON, MANIFEST_JSON
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, Severity
from sitegen.history.base import LEDGER, BasePaper
from sitegen.history.proof_findings import Finding
from sitegen.importing.paper_records import PublishedRecord
from sitegen.reading.records import read_source
from sitegen.render.paper import understand


def differences(
    published: PublishedRecord, records: Path, site: Site, no_report: str
) -> tuple[list[Finding], list[Diagnostic]]:
    """How a build of a written record would differ from the site, and the errors of the record.

    `no_report` says why the report is missing from the record; empty if it is not.
    """
    source, found = read_source(records, published.folder)
    understood = understand(source, site)
    errors = [each for each in (*found, *understood.diagnostics) if each.severity is Severity.ERROR]
    findings: list[Finding] = []
    if published.paper is not None and understood.paper is not None:
        row = catalog_row(published.folder, understood.paper)
        findings = list(_of_paper(published.paper, row, published.address, no_report))
    elif published.removal is not None and understood.tombstone is not None:
        findings = list(_of_tombstone(published, understood.tombstone))
    return findings, errors


def _of_paper(paper: BasePaper, row: CatalogRow, address: str, no_report: str) -> Iterator[Finding]:
    manifest, entry = f"{address}{MANIFEST_JSON}", row.ledger
    if entry.facts_sha256 != paper.facts_sha256:
        yield _other(manifest, "/facts_sha256", entry.facts_sha256, paper.facts_sha256)
    if no_report:
        yield Finding(manifest, "/report_sha256", no_report)
    elif entry.report_sha256 != paper.report_sha256:
        yield _other(manifest, "/report_sha256", entry.report_sha256, paper.report_sha256)
    yield from _of_corrections(paper, row, f"{address}{CORRECTIONS_JSON}")
    if {**entry.kept} != {**paper.kept} or {*entry.redacted} != paper.redacted:
        differing = {*entry.kept.items()} ^ {*paper.kept.items()}
        paths = {path for path, _ in differing} | ({*entry.redacted} ^ paper.redacted)
        what = "a build of the record would not serve these bytes at this address"
        yield Finding(f"{address}{min(paths)}", "", what)


def _of_corrections(paper: BasePaper, row: CatalogRow, file: str) -> Iterator[Finding]:
    if row.superseded_by != paper.superseded_by:
        yield _other(file, "/superseded_by", row.superseded_by, paper.superseded_by)
    yield from _of_events(row.ledger.events, paper.events, file)


def _of_events(
    ours: Sequence[CorrectionEvent], theirs: Sequence[CorrectionEvent], file: str
) -> Iterator[Finding]:
    if len(ours) != len(theirs):
        what = f"a build of the record would publish {len(ours)} events, but the"
        yield Finding(file, "/correction_events", f"{what} site has {len(theirs)}")
    for number, (our, their) in enumerate(zip(ours, theirs, strict=False)):
        if our != their:
            what = "a build of the record would publish another event, because another"
            yield Finding(
                file, f"/correction_events/{number}", f"{what} version of sitegen wrote it"
            )


def _of_tombstone(published: PublishedRecord, tombstone: Tombstone) -> Iterator[Finding]:
    removal = published.removal
    for name, value in tombstone.model_dump().items():
        if getattr(removal, name) != value:
            yield _other(LEDGER, f"/removed/{name}", value, getattr(removal, name))
    yield from _of_events(
        tombstone.events, published.events, f"{published.address}{CORRECTIONS_JSON}"
    )


def _other(file: str, pointer: str, found: str, expected: str) -> Finding:
    what = f'would be "{found}" in a build of the record; published is "{expected}"'
    return Finding(file, pointer, what)
