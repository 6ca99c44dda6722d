"""The files of one record, read within the limits of a build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sitegen.build.limits import USUAL, Limits, TimeLimitError, within
from sitegen.checks.work_rules import WITHIN_LIMITS
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import read_source


def read_record(
    records: Path, folder: str, site: Site, limits: Limits = USUAL
) -> tuple[PaperSource, list[Diagnostic]]:
    """The files of a record, and the findings of its folder.

    Artifacts are hashed here, which takes about two seconds for each gigabyte. If reading takes
    longer than the limit, the record has no files and a finding.
    """
    try:
        with within(replace(limits, memory=None)):
            return read_source(records, folder, site.largest_artifact)
    except TimeLimitError:
        message = f"reading this record takes more than {limits.seconds:g} seconds"
        hint = "make its artifacts smaller, or allow more with --time-limit"
        found = WITHIN_LIMITS.at(Place(f"records/{folder}"), message, hint)
        return PaperSource(folder, {}, unread=("",)), [found]
