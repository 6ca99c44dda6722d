"""`--hold`: papers with errors keep their last published files, and the rest is published."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.build.paper_result import PaperResult, paper_id
from sitegen.build.results import PaperFindings, Results
from sitegen.checks.between_papers import UNIQUE_ID
from sitegen.checks.work_rules import HELD
from sitegen.contracts.catalog_row import CatalogRow, published_row
from sitegen.contracts.ledger import kept_paths
from sitegen.contracts.published_json import PublishedJsonError
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.served_files import CORRECTIONS_JSON, MANIFEST_JSON
from sitegen.findings.diagnostics import Diagnostic, Place, Severity, shown
from sitegen.findings.errors import SitegenError
from sitegen.findings.line_ends import SITE_REWRITTEN, other_line_ends_below
from sitegen.findings.regular_files import UNREADABLE, folder_below, read_below, start_below
from sitegen.history.against_base import History
from sitegen.publish.checksums import (
    SUMS,
    ChecksumsError,
    file_sha256,
    files_below,
    published_sums,
)
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import MANIFEST, RECORD_NAMES, ArtifactFile
from sitegen.reading.records import LARGEST_SNAPSHOT, LONGEST_RECORD, read_artifact
from sitegen.render.project import Project

# The id of a paper in a manifest or a tombstone, even if the rest of it is broken.
WRITTEN_ID = re.compile(
    rb"^\s*['\"]?id['\"]?\s*:\s*['\"]?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b", re.MULTILINE
)


class NothingPublishedError(SitegenError):
    """The output folder has no published site from which a held paper could keep its files."""


@dataclass(frozen=True)
class HeldPaper:
    """A paper that is held back. If it was never published, it has no id and no files."""

    folder: str
    paper_id: str = ""
    row: CatalogRow | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The folder of its files on the site; empty if it has none."""
        return paper_path(self.paper_id)[1:] if self.paper_id else ""


class Published:
    """The published files of each paper in an output folder.

    Raises NothingPublishedError if the folder has no published site.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        try:
            sums = published_sums(output)
        except ChecksumsError as problem:
            raise NothingPublishedError(str(problem)) from problem
        self._files: dict[str, dict[str, str]] = {}
        for path, sha256 in sums.items():
            if its_id := PAPER.published_id(path):
                self._files.setdefault(its_id, {})[path] = sha256
        self._check_list()

    def _check_list(self) -> None:
        """Raise NothingPublishedError where SHA256SUMS was cut off: papers would be left out."""
        try:
            there = sorted(os.listdir(self._output / PAPER.site_folder))
        except OSError:
            return
        for name in there:
            its_id = PAPER.published_id(f"{PAPER.site_folder}/{name}/{MANIFEST_JSON}")
            if its_id and its_id not in self._files:
                raise NothingPublishedError(
                    f"{self._output / SUMS}: it does not list the published paper {its_id}"
                )

    @property
    def ids(self) -> Collection[str]:
        """The ids of all papers that have published files."""
        return self._files.keys()

    def held(self, folder: str, paper_id: str) -> HeldPaper | Diagnostic:
        """The paper as it was published, or the finding why it cannot be kept."""
        place = Place(f"records/{folder}/{MANIFEST}")
        files = self._files[paper_id]
        address = paper_path(paper_id)[1:]
        for name, _ in files_below(self._output / address):
            if address + name not in files:
                message = f"the published file {shown(address + name)} is not in SHA256SUMS"
                return HELD.at(place, message, "restore the published site, or fix the record")
        for path, sha256 in files.items():
            if file_sha256(self._output / path) != sha256:
                message = f"the published file {shown(path)} does not match SHA256SUMS"
                hint = "restore the published site, or fix the record"
                if ends := other_line_ends_below(self._output, path, sha256):
                    message = f"the published file {shown(path)} has {ends.difference}"
                    hint = f"{hint}: {SITE_REWRITTEN}"
                return HELD.at(place, message, hint)
        try:
            manifest = read_below(self._output, address + MANIFEST_JSON, LARGEST_SNAPSHOT)
            corrections = read_below(self._output, address + CORRECTIONS_JSON, LARGEST_SNAPSHOT)
            row = published_row(folder, manifest, corrections, self._kept(address, files))
        except (*UNREADABLE, PublishedJsonError):
            message = f"the published paper {paper_id} has no readable manifest.json"
            return HELD.at(place, message, "fix the record, because this paper cannot be held back")
        return HeldPaper(folder, paper_id, row, files)

    def _kept(self, address: str, files: Iterable[str]) -> dict[str, ArtifactFile]:
        below = [path.removeprefix(address) for path in files]
        return {
            path: _published_file(self._output, f"{address}{path}") for path in kept_paths(below)
        }


def _published_file(output: Path, path: str) -> ArtifactFile:
    parts, _, name = path.rpartition("/")
    with folder_below(output, parts) as folder:
        return read_artifact(folder, name)


@dataclass(frozen=True)
class Holding:
    """The findings and rows of what can be published while some papers are held back."""

    is_possible: bool
    results: Results
    papers: tuple[HeldPaper, ...] = ()


def hold_back(
    project: Project,
    papers: Mapping[str, PaperResult],
    results: Results,
    published: Published,
    last_id: Callable[[str], str],
) -> Holding:
    """Hold back papers with errors until the rest has none.

    `last_id` returns the id that the paper in a folder had when it was last published. The build
    stops if an error belongs to no paper, or if it remains whatever is held back.
    """
    found = [*results.diagnostics]
    broken = folders_of(found)
    while "" not in broken:
        held, problems = _hold(sorted(broken), papers, published, project.records, last_id)
        if problems:
            return Holding(False, replace(results, diagnostics=(*found, *problems)))
        settled = replace(_settled(papers, held, results.history), packed=results.packed)
        between = settled.between(project)
        found += between
        more = folders_of(between)
        if not more:
            return Holding(True, settled.with_findings(found), tuple(held))
        if more <= broken:
            break
        broken |= more
    return Holding(False, replace(results, diagnostics=tuple(found)))


def folders_of(diagnostics: Iterable[Diagnostic]) -> set[str]:
    """The folders of the papers with errors; "" is for errors that belong to no paper."""
    errors = [each for each in diagnostics if each.severity is Severity.ERROR]
    places = [each.place for each in errors]
    # Nothing shows which of two papers with the same id is the right one.
    places += [place for each in errors if each.code == UNIQUE_ID.code for place, _ in each.related]
    return {_folder_of(place) for place in places}


def _folder_of(place: Place) -> str:
    return PAPER.folder_of(place.file.partition("/")[2])


def _hold(
    broken: list[str],
    papers: Mapping[str, PaperResult],
    published: Published,
    records: Path,
    last_id: Callable[[str], str],
) -> tuple[list[HeldPaper], list[Diagnostic]]:
    """Each broken paper as it was published, and the findings where that is impossible."""
    free = {*published.ids} - {
        paper_id(each) for each in papers.values() if each.folder not in broken
    }
    ids: dict[str, str] = {}
    for named in (lambda folder: [last_id(folder)], lambda folder: _written_ids(records, folder)):
        for folder in broken:
            its_id = next((each for each in named(folder) if each in free), None)
            if folder not in ids and its_id is not None:
                ids[folder] = its_id
                free.discard(its_id)
    found = [published.held(folder, its_id) for folder, its_id in ids.items()]
    held = [each for each in found if isinstance(each, HeldPaper)]
    problems = [each for each in found if isinstance(each, Diagnostic)]
    unknown = [folder for folder in broken if folder not in ids]
    if unknown and free:
        problems += [_uncertain(folder, min(free)) for folder in unknown]
    return held + [HeldPaper(folder) for folder in unknown], problems


def _settled(
    papers: Mapping[str, PaperResult], held: Iterable[HeldPaper], history: History | None
) -> Results:
    """The rows and tombstones that would be published."""
    back = {each.folder: each for each in held}
    settled = (
        PaperFindings(folder, (), back[folder].row)
        if folder in back
        else PaperFindings(folder, (), made.row, made.tombstone, made.entry)
        for folder, made in sorted(papers.items())
    )
    return Results.of(settled, history=history)


def _written_ids(records: Path, folder: str) -> Iterator[str]:
    """The ids in the files of a broken record, the one that is most likely its own first."""
    for name in RECORD_NAMES:
        try:
            data = start_below(records, f"{folder}/{name}", LONGEST_RECORD)
        except UNREADABLE:
            continue
        yield from (match[1].decode() for match in WRITTEN_ID.finditer(data))


def _uncertain(folder: str, candidate: str) -> Diagnostic:
    message = f"cannot tell whether this broken record belongs to the published paper {candidate}"
    hint = "write the id of the paper into the record, or fix its errors"
    return HELD.at(Place(f"records/{folder}/{MANIFEST}"), message, hint)
