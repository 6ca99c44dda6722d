"""A base made from a git revision: what a build of its records would publish today."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import orjson

from sitegen.checks.rules import RULES
from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.settings import Site, read_site
from sitegen.contracts.tombstone import Tombstone, removal_of
from sitegen.findings.diagnostics import Diagnostic, Severity, shown
from sitegen.history.base import LEDGER, BaseError, BasePaper, NeverPublishedError
from sitegen.history.git import EmptyRepositoryError, Entry, GitError, ReadBlob, Repository
from sitegen.history.revision_files import (
    UnreadableRevisionError,
    artifact_file,
    bytes_here,
    in_folder,
    record_bytes,
    sources_of,
)
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import RECORD_NAMES, ArtifactFile, PaperSource
from sitegen.reading.records import KEPT, SUPERSEDED, read_source
from sitegen.render.exports import manifest_json as manifest_json
from sitegen.render.finished import Understanding
from sitegen.render.guides import Guide, read_guides
from sitegen.render.paper import understand
from sitegen.render.project import Project, load_site

PAPERS, PAGES, SETTINGS = PAPER.folder, "pages", "site.yaml"
GIT = "git:"
# Windows takes no command of more than 32,767 characters.
LONGEST_COMMAND = 16_000


@dataclass
class _Read:
    """What was read from a commit, of the folders that are not the same now."""

    papers: dict[str, BasePaper] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)  # compressed
    reports: dict[str, bytes] = field(default_factory=dict)  # compressed
    rows: dict[str, CatalogRow] = field(default_factory=dict)
    removed: dict[str, LedgerRemoval] = field(default_factory=dict)
    removed_events: dict[str, Sequence[CorrectionEvent]] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def _reaching(name: str) -> Iterator[None]:
    try:
        yield
    except EmptyRepositoryError as problem:
        raise NeverPublishedError(f"{name}: {problem}") from problem
    except GitError as problem:
        raise BaseError(f"{name}: {problem}") from problem


class GitRevision:
    """What a build of the records at a commit would publish, by today's rules and wording.

    Only papers whose files are not the same now are read from git; the others are as in today's
    rows. Raises BaseError if the commit cannot be read or has no records in this folder.
    """

    def __init__(self, revision: str, project: Project) -> None:
        self._revision = revision
        self._project = project
        self._repository = Repository(project.records)
        self._unchanged: dict[str, BasePaper] = {}
        self._unchanged_removed: dict[str, Sequence[CorrectionEvent]] = {}
        self._folders: dict[str, str] = {}
        with _reaching(self.name):
            self._commit = self._repository.commit(revision)
            self._top = self._repository.entries(self._commit, (SETTINGS, PAPERS))
        self._look_for_records()

    def held_as_now(self, folder: Path) -> bool:
        """Whether a folder had the same files at the commit; False if git cannot tell."""
        try:
            return not Repository(folder).differing(self._commit, ".")
        except GitError:
            return False

    @property
    def name(self) -> str:
        """`git:` and the revision, as it was passed."""
        return GIT + self._revision

    @property
    def site(self) -> Path | None:
        """None: a commit has no published files, only the records."""
        return None

    @property
    def authored(self) -> GitRevision:
        """The records at the commit."""
        return self

    def papers(self, rows: Sequence[CatalogRow]) -> Mapping[str, BasePaper]:
        """The papers that were published then; of the unchanged ones, those that have a row."""
        changed, read = self._differing, self._read
        for row in rows:
            if row.folder not in changed:
                self._unchanged[row.id] = _as_today(row)
                self._folders[row.id] = row.folder
        return {**read.papers, **self._unchanged}

    def removed(self, tombstones: Iterable[tuple[str, Tombstone]]) -> Mapping[str, LedgerRemoval]:
        """The papers that had a tombstone then."""
        changed, read = self._differing, self._read
        unchanged = [each for folder, each in tombstones if folder not in changed]
        self._unchanged_removed = {each.id: each.events for each in unchanged}
        return {**read.removed, **{each.id: removal_of(each) for each in unchanged}}

    def removed_events(self, paper_id: str) -> Sequence[CorrectionEvent]:
        """The events that a removed paper had then."""
        return {**self._read.removed_events, **self._unchanged_removed}.get(paper_id, ())

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """The facts of a paper that `papers` returned."""
        data = self.manifest(paper_id)
        return orjson.loads(data)["facts"] if data else None

    def manifest(self, paper_id: str) -> bytes | None:
        """The manifest as today's sitegen writes it, with the settings of the commit."""
        if data := self._read.manifests.get(paper_id):
            return zlib.decompress(data)
        folder = self._folders.get(paper_id)
        if folder is None:
            return None
        with _reaching(self.name), self._repository.reader() as read:
            paper = self._understood(folder, self._held([folder])[folder], read).paper
            return manifest_json.export(paper, self.settings) if paper else None

    def manifest_sha256(self, paper_id: str) -> str:
        """Empty: a commit has no published files."""
        return ""

    def status(self, paper_id: str) -> str:
        """Empty: a commit does not name statuses."""
        return ""

    def report(self, paper_id: str) -> dict[str, object] | None:
        """The authored report of a paper whose files are not the same now; None without a PDF."""
        data = self._read.reports.get(paper_id)
        return orjson.loads(zlib.decompress(data)) if data else None

    def row(self, paper_id: str) -> CatalogRow | None:
        """The row of a paper whose files are not the same now; None for other papers."""
        return self._read.rows.get(paper_id)

    @property
    def differing(self) -> Collection[str]:
        """The folders of papers whose files are not the same now."""
        return self._differing.keys()

    def sources(self) -> Iterator[PaperSource]:
        """The files of those folders at the commit, without those that cannot be read."""
        with _reaching(self.name), self._repository.reader() as read:
            for folder, entries in self._held(self._differing).items():
                with suppress(UnreadableRevisionError):
                    yield self._source(folder, entries, read)

    def guides(self) -> list[Guide]:
        """The guides of the site at the commit, without those that had errors."""
        with _reaching(self.name):
            differing = {*self._repository.differing(self._commit, PAGES)}
            entries = dict(self._repository.files(self._commit, [PAGES]))
            files = {
                path.removeprefix(f"{PAGES}/"): self._repository.content(entry.id)
                if path in differing
                else bytes_here(self._project.records, path)
                for path, entry in entries.items()
                if path.count("/") == 1 and path.endswith(".md")
            }
        return read_guides(files)[0]

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """The bytes in git, or in today's folder if git only has a pointer to them."""
        paper = self._read.papers.get(paper_id) or self._unchanged.get(paper_id)
        if paper is None or path not in paper.kept or path in paper.redacted:
            return None
        folder = self.folder(paper_id)
        with _reaching(self.name):
            held = self._held([folder]).get(folder, {})
            names = [name for name in sources_of(path) if name in held]
            found = [self._repository.content(held[name].id) for name in names]
        found += [bytes_here(self._project.records, f"{folder}/{name}") for name in names]
        sha256 = paper.kept[path]
        return next((each for each in found if hashlib.sha256(each).hexdigest() == sha256), None)

    def folder(self, paper_id: str) -> str:
        """The folder of the paper then."""
        return self._folders.get(paper_id) or self._read.folders.get(paper_id, "")

    def serves(self, path: str) -> bool:
        """True: a commit does not say which formats were made."""
        return True

    def unknown(self) -> Sequence[tuple[str, str]]:
        """Folders that had errors then and are not the same now, and why."""
        return self._read.unknown

    def _look_for_records(self) -> None:
        where = shown(self._project.records, 200)
        if not self._top:
            message = f"{self.name}: this commit has no records at {where}"
            raise BaseError(
                f"{message}; pass a commit with records, a published site or a {LEDGER}"
            )
        kind = self._top[PAPERS].kind if PAPERS in self._top else "folder"
        if kind != "folder":
            message = (
                f"{self.name}: {PAPERS} in {where} is not a folder in this commit, but a {kind}"
            )
            raise BaseError(f"{message}; pass a published site or a saved {LEDGER}")

    @cached_property
    def _differing(self) -> Mapping[str, Collection[str]]:
        """The folders that are not the same now, and the names in them that differ."""
        with _reaching(self.name):
            paths = self._repository.differing(self._commit, PAPERS)
        differing: dict[str, set[str]] = {}
        for path in paths:
            folder, name = in_folder(path)
            if folder:
                differing.setdefault(folder, set()).add(name)
        return differing

    @cached_property
    def _read(self) -> _Read:
        found = _Read()
        with _reaching(self.name), self._repository.reader() as read:
            for folder, entries in self._held(self._differing).items():
                try:
                    understood = self._understood(folder, entries, read)
                except UnreadableRevisionError as problem:
                    found.unknown.append((folder, str(problem)))
                else:
                    self._take_in(found, folder, understood)
        return found

    def _held(self, folders: Collection[str]) -> dict[str, dict[str, Entry]]:
        """The entries of the commit in these folders, without hidden files."""
        held: dict[str, dict[str, Entry]] = {}
        if folders:
            is_short = sum(map(len, folders)) < LONGEST_COMMAND
            below = sorted(folders) if is_short else [PAPERS]
            for path, entry in self._repository.files(self._commit, below):
                folder, name = in_folder(path)
                if folder in folders and (name or entry.kind != "file"):
                    held.setdefault(folder, {})[name] = entry
        return held

    def _understood(
        self, folder: str, entries: Mapping[str, Entry], read: ReadBlob
    ) -> Understanding:
        for name, entry in entries.items():
            is_record = name in RECORD_NAMES or name.startswith("superseded/")
            if entry.kind == "submodule":
                what = "a submodule, whose files are in another repository"
                raise UnreadableRevisionError(f"{shown(name or folder)} is {what}")
            if entry.kind == "link" and (is_record or not name):
                raise UnreadableRevisionError(f"{shown(name or folder)} is a symbolic link")
        return understand(self._source(folder, entries, read), self.settings)

    def _source(self, folder: str, entries: Mapping[str, Entry], read: ReadBlob) -> PaperSource:
        """The files at the commit; those that are the same now are read from the disk.

        Git may have them in another form: with other line endings, or as pointers of Git LFS.
        """
        here = self._same_now(folder, entries)
        files: dict[str, bytes] = {}
        artifacts: dict[str, ArtifactFile] = {}
        kept: dict[str, ArtifactFile] = {}
        links: dict[str, str] = {}
        for name, entry in entries.items():
            if entry.kind == "link":
                links[name] = os.fsdecode(read(entry.id).start)
            elif name in RECORD_NAMES or SUPERSEDED.match(name):
                files[name] = here.files.get(name) or record_bytes(name, read(entry.id))
            elif name.startswith("artifacts/"):
                artifacts[name] = here.artifacts.get(name) or artifact_file(name, read(entry.id))
            elif KEPT.match(name):
                kept[name] = here.kept.get(name) or artifact_file(name, read(entry.id))
        return PaperSource(folder, files, artifacts, links, kept=kept)

    def _same_now(self, folder: str, entries: Mapping[str, Entry]) -> PaperSource:
        same = entries.keys() - set(self._differing.get(folder, ()))
        if not same:
            return PaperSource(folder, {})
        source, _ = read_source(self._project.records, folder)
        return PaperSource(
            folder,
            {name: data for name, data in source.files.items() if name in same},
            {name: file for name, file in source.artifacts.items() if name in same},
            kept={name: file for name, file in source.kept.items() if name in same},
        )

    def _take_in(self, found: _Read, folder: str, understood: Understanding) -> None:
        if understood.tombstone:
            tombstone = understood.tombstone
            found.removed[tombstone.id] = removal_of(tombstone)
            found.removed_events[tombstone.id] = tombstone.events
        elif understood.paper is None:
            found.unknown.append((folder, _why(understood.diagnostics)))
        elif not understood.is_draft:
            row = catalog_row(folder, understood.paper)
            if other := found.folders.get(row.id):
                found.unknown.append((folder, f"its id {row.id} was also the id of {other}"))
                return
            found.papers[row.id] = _as_today(row)
            found.folders[row.id] = folder
            exported = manifest_json.export(understood.paper, self.settings)
            found.manifests[row.id] = zlib.compress(exported, 1)
            found.rows[row.id] = row
            if understood.paper.authored_report is not None:
                report = understood.paper.authored_report.model_dump(exclude_defaults=True)
                found.reports[row.id] = zlib.compress(orjson.dumps(report), 1)

    @cached_property
    def settings(self) -> Site:
        """The settings at the commit; today's if they had errors then."""
        entry = self._top.get(SETTINGS)
        if entry and entry.kind == "file":
            data = self._repository.content(entry.id)
            site, diagnostics = read_site(data, f"records/{SETTINGS}", RULES)
            if site and not _errors(diagnostics):
                return site
        site, _ = load_site(replace(self._project, base_url=None))
        return site


def _as_today(row: CatalogRow) -> BasePaper:
    ledger = row.ledger
    return BasePaper(
        id=row.id,
        facts_sha256=ledger.facts_sha256,
        report_sha256=ledger.report_sha256,
        events=ledger.events,
        kept=ledger.kept,
        redacted=frozenset(ledger.redacted),
        has_report=row.has_report,
        superseded_by=row.superseded_by,
    )


def _errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted(each for each in diagnostics if each.severity is Severity.ERROR)


def _why(diagnostics: Iterable[Diagnostic]) -> str:
    """The first error; if there is none, the manifest was missing."""
    for each in _errors(diagnostics):
        return f"{each.place.file}:{each.place.line}: {each.message} ({each.code})"
    return "it had no manifest.yaml"
