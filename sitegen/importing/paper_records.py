"""The files of one record, recovered from the published files of its paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sitegen.contracts.artifacts import served_path
from sitegen.contracts.catalog_row import KEPT_MANIFEST
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.published_json import PublishedJsonError, read_published
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.served_files import MANIFEST_JSON, REPORT_PDF
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.versions import is_newer
from sitegen.findings.canonical import canonical_sha256
from sitegen.history.base import BasePaper
from sitegen.importing.authored import (
    NotAuthoredError,
    artifact_paths,
    corrections_data,
    known_facts,
    manifest_data,
    needs_tier,
    tombstone_data,
)
from sitegen.importing.record_yaml import record_yaml
from sitegen.importing.report_back import ReportBack, report_back
from sitegen.importing.site_files import SiteFileError, SiteFiles
from sitegen.reading.paper_source import CORRECTIONS, MANIFEST, TOMBSTONE
from sitegen.shapes.identifiers import ARTIFACT_PATH, LONGEST_PATH

KEPT_ARTIFACT = re.compile(r"artifacts/[0-9a-f]{12}/.")
# Written into a record whose report is not on the site as data.
NO_REPORT = (
    "The report is missing: the published site has it only in paper.pdf. Restore `report:` from",
    "a backup, or announce with `sitegen correct` that the report changed.",
)


@dataclass(frozen=True)
class PublishedRecord:
    """The entry of a ledger for one paper or tombstone, and the folder for its record.

    `manifest_sha256` is None if the build wrote no manifests; `events` are those of a removed
    paper.
    """

    folder: str
    paper: BasePaper | None
    removal: LedgerRemoval | None = None
    manifest_sha256: str | None = None
    events: Sequence[CorrectionEvent] = ()

    @property
    def id(self) -> str:
        """Its UUID."""
        either = self.paper or self.removal
        return either.id if either else ""

    @property
    def address(self) -> str:
        """The path of its folder on the site, with a slash at the end."""
        return paper_path(self.id)[1:]


@dataclass
class RecordFiles:
    """The files of a record, by name: `made` as bytes, `copied` as path on the site and SHA-256.

    `no_report` says why a published report could not be recovered.
    """

    made: dict[str, bytes] = field(default_factory=dict)
    copied: dict[str, tuple[str, str]] = field(default_factory=dict)
    no_report: str = ""

    def write(self, folder: Path, files: SiteFiles) -> None:
        """Write the files into a new folder. Raises SiteFileError, OSError."""
        folder.mkdir(parents=True)
        for name, data in sorted(self.made.items()):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for name, (path, sha256) in sorted(self.copied.items()):
            try:
                files.copy(path, sha256, folder / name)
            except (FileExistsError, NotADirectoryError) as error:
                raise SiteFileError(
                    path, "has the same path in the record as another file"
                ) from error


def record_files(published: PublishedRecord, files: SiteFiles, policy: TierPolicy) -> RecordFiles:
    """The files of the record of a paper; `policy` are the thresholds of the site.

    Raises SiteFileError if a published file is damaged, and NotAuthoredError if no record can hold
    what was published.
    """
    record = RecordFiles()
    if published.removal is not None:
        record.made[TOMBSTONE] = record_yaml(tombstone_data(published.removal))
        newer = published.removal.superseded_by or ""
        if (left := corrections_data(published.id, published.events, newer)) is not None:
            record.made[CORRECTIONS] = record_yaml(left)
    elif published.paper is not None:
        manifest = _published_manifest(published, files)
        report = _report(published, files)
        record.made[MANIFEST] = _manifest_yaml(manifest, published.paper, report, policy)
        record.no_report = report.why
        paper = published.paper
        corrections = corrections_data(paper.id, paper.events, paper.superseded_by)
        if corrections is not None:
            record.made[CORRECTIONS] = record_yaml(corrections)
        _add_held(record, published, manifest["facts"], files)
    return record


def _published_manifest(published: PublishedRecord, files: SiteFiles) -> dict[str, Any]:
    path = f"{published.address}{MANIFEST_JSON}"
    if published.manifest_sha256 is None or published.paper is None:
        raise SiteFileError(path, "is not on this site, whose build left out the format json")
    try:
        data = files.read(path, published.manifest_sha256)
        manifest = read_published("paper-manifest", data)
        facts_sha256 = canonical_sha256(manifest["facts"])
        is_its_own = manifest["facts"]["work"]["id"] == published.paper.id
    except (PublishedJsonError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise SiteFileError(path, "is not a published manifest") from error
    if facts_sha256 != published.paper.facts_sha256:
        raise SiteFileError(path, "has facts that do not match their digest in the ledger")
    if not is_its_own:
        raise SiteFileError(path, "has the facts of another paper")
    return manifest


def _report(published: PublishedRecord, files: SiteFiles) -> ReportBack:
    paper = published.paper
    if paper is None or not (paper.has_report and paper.report_sha256):
        return ReportBack()
    return report_back(files, f"{published.address}{REPORT_PDF}", paper.report_sha256)


def _manifest_yaml(
    manifest: Mapping[str, Any], paper: BasePaper, report: ReportBack, policy: TierPolicy
) -> bytes:
    facts = known_facts(manifest)
    source = manifest.get("transcribed_from")
    try:
        data = manifest_data(facts, paper.has_report, report.data, source)
    except NotAuthoredError as error:
        error.is_newer = is_newer("paper-manifest", manifest)
        raise
    if needs_tier(facts, policy):
        data["quality_assessment"]["tier"] = _published_tier(manifest)
    return record_yaml(data, NO_REPORT if report.why else ())


def _published_tier(manifest: Mapping[str, Any]) -> str:
    try:
        return str(manifest["quality_assessment"]["quality_tier"]["tier"])
    except (LookupError, TypeError):
        return ""


def _add_held(
    record: RecordFiles, published: PublishedRecord, facts: Mapping[str, Any], files: SiteFiles
) -> None:
    """Add the artifacts and the replaced files: all that the ledger lists as kept."""
    paper, address = published.paper, published.address
    assert paper is not None
    current = {served_path(path, sha256): path for path, sha256 in artifact_paths(facts)}
    for path, sha256 in sorted(paper.kept.items()):
        where = f"{address}{path}"
        is_redacted = path in paper.redacted
        if is_redacted and KEPT_MANIFEST.match(path):
            record.made[_kept_name(where, path)] = files.redacted_manifest(where)
        elif is_redacted:
            record.made[_kept_name(where, path)] = files.redacted_line(where, sha256)
        else:
            name = current.get(path) or _kept_name(where, path)
            record.copied[name] = where, sha256
    for path in sorted(current.keys() - paper.kept.keys()):
        raise SiteFileError(f"{address}{path}", "is not listed in the ledger")


def _kept_name(where: str, path: str) -> str:
    """The path in the record for a replaced file."""
    if found := KEPT_MANIFEST.match(path):
        return f"superseded/{found[1]}.json"
    is_safe = KEPT_ARTIFACT.match(path) and ARTIFACT_PATH.match(path)
    if not is_safe or len(path) > LONGEST_PATH + len("0123456789ab/"):
        raise SiteFileError(where, "is not a valid address of an artifact")
    return f"superseded/{path}"
