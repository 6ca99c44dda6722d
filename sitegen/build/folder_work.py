"""The work on folders that runs in all processes: look whether they changed, link, take traces."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sitegen.build.reading import read_record
from sitegen.build.traces import site_trace, source_trace
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.publish.forwarding import Forwarding
from sitegen.publish.staging import Staging
from sitegen.reading.paper_source import PaperSource, source_sha256


class LastPaper(NamedTuple):
    """A paper in the last build: its cache key, its folder on the site, the trace of its files.

    A held paper has no key; one without files has neither address nor trace. `source` is the trace
    of its folder in the records, empty if that proves nothing.
    """

    key: str = ""
    address: str = ""
    trace: str = ""
    source: str = ""


NOT_BUILT = LastPaper()


class Untouched(NamedTuple):
    """The findings of an unchanged folder, and its trace, empty if that proves nothing."""

    findings: list[Diagnostic]
    source: str


@dataclass(frozen=True)
class Look:
    """Finds the papers whose sources and published files are unchanged since the last build."""

    site: Site
    records: Path
    output: Path
    base: str
    papers: Mapping[str, LastPaper]
    batch: int = 200

    def prepare(self) -> None:
        """There is nothing to load."""

    def __call__(self, folder: str) -> Untouched | None:
        """What was found without building; None if anything changed or cannot be read."""
        last = self.papers.get(folder, NOT_BUILT)
        if not last.key or site_trace(self.output, last.address) != last.trace:
            return None
        now = source_trace(f"{self.records}/{folder}")
        if now and now == last.source:
            return Untouched([], now)
        source, found = read_record(self.records, folder, self.site)
        is_same = key_of(self.base, source) == last.key
        # Findings of the folder are not stored, so such a folder is read every time.
        if not is_same or has_errors(found):
            return None
        return Untouched(found, "" if found else now)


@dataclass(frozen=True)
class IsSettled:
    """Finds the folders of papers that the site before the last one has with the same files."""

    forwarding: Forwarding
    batch: int = 400

    def prepare(self) -> None:
        """There is nothing to load."""

    def __call__(self, address: str) -> bool:
        """Whether the folder of one paper has the same files."""
        return self.forwarding.is_settled(address)


@dataclass(frozen=True)
class Keep:
    """Links the published files of papers into the new site, where they are not there already."""

    staging: Staging
    forwarding: Forwarding | None = None
    batch: int = 200

    def prepare(self) -> None:
        """There is nothing to load."""

    def __call__(self, files: tuple[str, Sequence[str]]) -> None:
        """Link the files of one paper: its folder on the site, and their paths."""
        address, paths = files
        if self.forwarding is not None:
            self.forwarding.settle(paths, address)
            return
        for path in paths:
            self.staging.keep(path)


@dataclass(frozen=True)
class Trace:
    """Takes the traces of the files of papers."""

    output: Path
    batch: int = 200

    def prepare(self) -> None:
        """There is nothing to load."""

    def __call__(self, address: str) -> str:
        """The trace of one paper; empty if it has no files."""
        return site_trace(self.output, address)


def key_of(base: str, source: PaperSource) -> str:
    """The cache key of a paper: a digest of all inputs of its files."""
    return hashlib.sha256(f"{base} {source_sha256(source)}".encode()).hexdigest()
