"""The papers that rest on given sources, from the records alone: `sitegen affected`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sitegen.build.executors import THIS_PROCESS, Executor, Lost
from sitegen.build.reading import read_record
from sitegen.checks.check import MANIFEST
from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.published_paper import authored_sources
from sitegen.contracts.settings import Site
from sitegen.contracts.source_ids import mentioned_ids, read_source_id
from sitegen.contracts.sources import PublishedSource
from sitegen.findings.regular_files import UNREADABLE, read_below
from sitegen.reading.documents import read_yaml
from sitegen.reading.paper_source import TOMBSTONE
from sitegen.reading.records import LONGEST_RECORD, find_papers
from sitegen.render.record_makers import understand
from sitegen.shapes.reader import read_shape, value_wanted

# Ids that a misspelt one is compared with.
MOST_COMPARED = 2000


@dataclass(frozen=True)
class AffectedPaper:
    """A paper that rests on sources, with these. Its status is empty if its record has errors."""

    folder: str
    id: str
    record_id: str
    title: str
    status: str
    status_label: str
    is_draft: bool
    sources: tuple[PublishedSource, ...]


@dataclass(frozen=True)
class Affected:
    """The papers that rest on sources, by their folders. `unread` are folders without a paper.

    `papers` are all that were looked at.
    """

    found: tuple[AffectedPaper, ...]
    papers: int
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindAffected:
    """Finds out whether papers rest on one of the sources with these ids."""

    site: Site
    records: Path
    ids: Set[str]
    batch: int = 100

    def prepare(self) -> None:
        """There is nothing to load."""

    def __call__(self, folder: str) -> AffectedPaper | bool:
        """The paper if it does; otherwise whether its record could be read."""
        try:
            data = read_below(self.records, f"{folder}/{MANIFEST}", LONGEST_RECORD)
        except UNREADABLE:
            return (self.records / folder / TOMBSTONE).is_file()
        mentioned = mentioned_ids(data)
        if mentioned is not None and mentioned.isdisjoint(self.ids):
            return True
        manifest = _authored(data, f"records/{folder}/{MANIFEST}")
        if manifest is None:
            return False
        named = tuple(each for each in authored_sources(manifest) if each.id in self.ids)
        return self._affected(folder, manifest, named) if named else True

    def _affected(
        self, folder: str, manifest: AuthoredManifest, named: tuple[PublishedSource, ...]
    ) -> AffectedPaper:
        paper = understand(read_record(self.records, folder, self.site)[0], self.site).paper
        status = paper.manifest.editorial_status if paper else None
        return AffectedPaper(
            folder=folder,
            id=manifest.work.id,
            record_id=record_id(manifest.work.id),
            title=manifest.work.title,
            status=status.status if status else "",
            status_label=status.label if status else "",
            is_draft=manifest.draft,
            sources=named,
        )


def affected(
    site: Site, records: Path, ids: Set[str], executor: Executor = THIS_PROCESS
) -> Affected:
    """The papers that rest on one of the sources with these ids; drafts are among them."""
    folders = find_papers(records)
    found: list[AffectedPaper] = []
    unread: list[str] = []
    for folder, result in executor.work_on(FindAffected(site, records, ids), folders):
        if isinstance(result, AffectedPaper):
            found.append(result)
        elif isinstance(result, Lost) or not result:
            unread.append(folder)
    found.sort(key=lambda each: each.folder)
    return Affected(tuple(found), len(folders), tuple(sorted(unread)))


def _authored(data: bytes, file: str) -> AuthoredManifest | None:
    document, _ = read_yaml(data, file, partial(value_wanted, AuthoredManifest))
    return read_shape(AuthoredManifest, document)[0] if document else None


def similar_source(records: Path, wanted: str) -> str:
    """The id of the source that records name and that is most similar; empty if none is."""
    compared = sorted(
        {each for each in _all_ids(records) if each != wanted and _is_near(each, wanted)},
        key=lambda each: (abs(len(each) - len(wanted)), each),
    )
    return next(iter(difflib.get_close_matches(wanted, compared[:MOST_COMPARED], 1, 0.8)), "")


def _all_ids(records: Path) -> Iterator[str]:
    for folder in find_papers(records):
        try:
            data = read_below(records, f"{folder}/{MANIFEST}", LONGEST_RECORD)
        except UNREADABLE:
            continue
        yield from mentioned_ids(data) or ()


def _is_near(one: str, other: str) -> bool:
    """Whether two ids are of one kind and share their first or their last half."""
    first, second = read_source_id(one), read_source_id(other)
    half = max(len(second.value) // 2, 1)
    return first.kind == second.kind and (
        first.value[:half] == second.value[:half] or first.value[-half:] == second.value[-half:]
    )
