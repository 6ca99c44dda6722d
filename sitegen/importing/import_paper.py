"""Imports one paper: writes its record, and proves that it publishes the same."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic
from sitegen.history.base import LEDGER
from sitegen.history.proof_findings import Finding
from sitegen.importing.authored import NotAuthoredError
from sitegen.importing.paper_records import PublishedRecord, record_files
from sitegen.importing.proof import differences
from sitegen.importing.site_files import SiteFileError, SiteFiles

NOT_IMPORTED = "the paper was not imported: import from an undamaged copy of the site"
NEWER = "the paper was not imported: a later version of sitegen published it; import it with that"
BATCH = 32


@dataclass(frozen=True)
class ImportedPaper:
    """The result of one paper: whether its record was written, and how it differs from the site."""

    is_written: bool
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class ImportPaper:
    """Writes records of papers into `staging`, which is laid out like a records folder."""

    files: SiteFiles
    staging: Path
    site: Site
    batch: int = BATCH

    def prepare(self) -> None:
        """Do nothing: nothing has to be loaded."""

    def __call__(self, published: PublishedRecord) -> ImportedPaper:
        """Write one record, and compare what a build would publish of it with the site.

        Raises OSError if the record cannot be written.
        """
        try:
            record = record_files(published, self.files, self.site.tier_policy)
            record.write(self.staging / published.folder, self.files)
        except SiteFileError as problem:
            return self.lost(published, problem.path, "", str(problem))
        except NotAuthoredError as problem:
            file = problem.file if problem.file == LEDGER else published.address + problem.file
            end = NEWER if problem.is_newer else NOT_IMPORTED
            return self.lost(published, file, problem.pointer, str(problem), end)
        findings, errors = differences(published, self.staging, self.site, record.no_report)
        return ImportedPaper(True, tuple(findings), tuple(errors))

    def lost(
        self, published: PublishedRecord, file: str, at: str, why: str, end: str = NOT_IMPORTED
    ) -> ImportedPaper:
        """The result of a paper that cannot be imported; its unfinished record is deleted."""
        shutil.rmtree(self.staging / published.folder, ignore_errors=True)
        return ImportedPaper(False, (Finding(file, at, f"{why}; {end}"),))
