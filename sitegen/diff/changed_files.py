"""Finds which files of the site change: as far as records show, or exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sitegen.build.executors import Executor, Lost
from sitegen.build.holding import HeldPaper, NothingPublishedError, Published
from sitegen.build.paper_worker import PaperTask
from sitegen.build.results import Results
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.tombstone import Tombstone, published_tombstone
from sitegen.diff.comparison import States
from sitegen.diff.difference import Pages
from sitegen.diff.file_proofs import ProvePaper
from sitegen.diff.site_digests import LISTINGS, Side, digests_of
from sitegen.history.base import EarlierRecords
from sitegen.publish.checksums import ChecksumsError, changes, published_sums
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import read_source
from sitegen.render.catalog import make_catalog
from sitegen.render.exports import PAPER_FILES, REPORT
from sitegen.render.guides import Guide
from sitegen.render.paper import FORMATS
from sitegen.render.project import load_guides
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import FOLDERS, INDEX, SEARCH_INDEX
from sitegen.render.templating import Templates

Digests = dict[str, str]
PDF, MANIFEST = REPORT.file, MANIFEST_JSON
FILES = {"page": "index.html", **{name: each.file for name, each in PAPER_FILES.items()}}
BROKEN = "Fix the errors in the records to see which files of the site change."
DIGESTS_ALONE = (
    "A ledger does not show which files of the site change: compare with a site or a git revision."
)
WITHOUT_SUMS = (
    "The published site has no readable SHA256SUMS to show which files change: restore it."
)
SETTINGS = "site.yaml changed, so any page may differ: pass --pages to see which do."

OTHER_TEMPLATES = (
    "Templates of the project changed since {}, but both sides are rendered with the templates of "
    "now: compare with a published site to see which pages that changes."
)


@dataclass(frozen=True)
class FileOptions:
    """How to find the files that change.

    With `is_exact`, all files that can differ are built, PDFs only with `pdfs`. `cache` is the
    folder with cached PDFs.
    """

    is_exact: bool = False
    pdfs: bool = True
    cache: Path | None = None


def changed_files(states: States, wish: FileOptions, executor: Executor) -> Pages:
    """The files of the site that change.

    Raises BadTemplateError, PdfUnavailableError if PDFs have to be rendered, BaseError, OSError.
    """
    if states.is_broken:
        return Pages(note=BROKEN)
    try:
        if (records := states.base.authored) is not None:
            return _SinceRevision(states, records, wish, executor).pages()
        if (folder := states.base.site) is not None:
            return _SinceSite(states, folder, wish, executor).pages()
    except (ChecksumsError, NothingPublishedError):
        return Pages(note=WITHOUT_SUMS)
    return Pages(note=DIGESTS_ALONE)


class _Since:
    """Shared by both kinds of base: the present state."""

    def __init__(self, states: States, wish: FileOptions, executor: Executor) -> None:
        self.states, self.wish, self.executor = states, wish, executor
        self.project, self.site = states.project, states.site
        self.templates = Templates(self.project.templates)

    @cached_property
    def guides(self) -> list[Guide]:
        """The present guides."""
        return load_guides(self.project)[0]

    def today(self, manifests: Digests) -> Side:
        """The inputs of all pages that belong to no paper, in the present state."""
        results = self.states.results
        tombstones = [each for _, each in results.tombstones]
        content = SiteContent(
            make_catalog(results.rows), tombstones, self.guides, manifests, results.entries
        )
        return Side(self.site, content)

    def past_tombstones(self) -> list[Tombstone]:
        """The published tombstones, which were checked when they were published."""
        removed = sorted(self.states.removed.values(), key=lambda each: each.id)
        return [published_tombstone(each, self.states.events_of(each.id)) for each in removed]

    def made(self, work: ProvePaper, sources: Iterable[PaperSource], results: Results) -> Digests:
        """The SHA-256 of each file of some papers, by path. Raises OSError if a worker crashes.

        `results` has the papers that they name.
        """
        found: Digests = {}
        tasks = (PaperTask(each, results.others.get(each.folder, {})) for each in sources)
        for task, made in self.executor.work_on(work, tasks):
            if isinstance(made, Lost):
                raise OSError(f"building a file crashed its process twice: {task.source.folder}")
            found |= made
        return found

    def sources(self, folders: Iterable[str]) -> Iterator[PaperSource]:
        """The present papers in these folders."""
        return (read_source(self.project.records, folder)[0] for folder in folders)

    @property
    def other_folders(self) -> list[str]:
        """The folders of all records of today that are not papers."""
        return [entry.folder for entry in self.states.results.entries]

    @property
    def folders(self) -> dict[str, str]:
        """The folders of all present papers, removed ones included, by id."""
        results = self.states.results
        return {row.id: row.folder for row in results.rows} | {
            tombstone.id: folder for folder, tombstone in results.tombstones
        }


class _SinceRevision(_Since):
    """Compares with a git revision: both states are built where files or settings differ."""

    def __init__(
        self, states: States, records: EarlierRecords, wish: FileOptions, executor: Executor
    ) -> None:
        super().__init__(states, wish, executor)
        self.records = records
        self.formats = tuple(each for each in FORMATS if wish.pdfs or each != "pdf")
        self.is_resettled = records.settings.settings_sha256 != self.site.settings_sha256

    def pages(self) -> Pages:
        """The files that differ."""
        is_exact = self.wish.is_exact
        before, now = self._papers()
        before |= digests_of(self._past(before), self.templates)
        now |= digests_of(self.today(now), self.templates)
        note = SETTINGS if self.is_resettled and not is_exact else ""
        if self.has_other_templates:
            note = f"{note} {OTHER_TEMPLATES.format(self.states.base.name)}".lstrip()
            return Pages(changes(before, now), note=note, can_be_exact=False)
        return Pages(changes(before, now), is_exact, note)

    @property
    def has_other_templates(self) -> bool:
        """Whether the project's templates changed since the revision."""
        own = self.project.templates
        return own is not None and not self.records.held_as_now(own)

    def _papers(self) -> tuple[Digests, Digests]:
        now = ProvePaper(self.site, self.project.templates, self.formats)
        then = ProvePaper(self.records.settings, self.project.templates, self.formats)
        differing, folders = {*self.records.differing}, [*self.folders.values()]
        changed = [folder for folder in folders if folder in differing]
        same = [folder for folder in folders if folder not in differing and self._counts(folder)]
        results, past = self.states.results, self._past_results
        before = self._other_manifests(then=True)
        before |= self.made(then, self.records.sources(), past)
        before |= self.made(then, self.sources(same), past)
        made = self.made(now, self.sources([*changed, *same]), results)
        return before, self._other_manifests() | made

    def _counts(self, folder: str) -> bool:
        """Whether an unchanged paper is built on both sides.

        It is if a paper that it names changed, or if settings changed. To build all papers twice
        takes long, so without `is_exact` only those are whose row in the lists differs.
        """
        others, past = self.states.results.others, self._past_results.others
        if others.get(folder) != past.get(folder):
            return True
        row = self.states.row_in(folder)
        then = self.states.then(row) if row and self.is_resettled else None
        return (self.is_resettled and self.wish.is_exact) or (then is not None and then.row != row)

    def _other_manifests(self, *, then: bool = False) -> Digests:
        """The digests of the manifests that differ because settings changed."""
        found: Digests = {}
        for paper_id, row in self.states.now.items():
            if before := self.states.then(row):
                data = hashlib.sha256(before.manifest).hexdigest() if then else ""
                path = f"{paper_path(paper_id)[1:]}{MANIFEST}"
                found[path] = data or self.states.manifest_sha256(row)
        return found

    @cached_property
    def _past_results(self) -> Results:
        """The rows and tombstones of the revision."""
        states, rows = self.states, list[CatalogRow]()
        for paper_id in states.published:
            row = self.records.row(paper_id)
            if row is None and (today := states.now.get(paper_id)):
                then = states.then(today)
                row = then.row if then else today
            if row is not None:
                rows.append(row)
        folders = self.folders
        tombstones = ((folders.get(each.id, ""), each) for each in self.past_tombstones())
        return Results(rows=tuple(rows), tombstones=tuple(tombstones))

    def _past(self, manifests: Digests) -> Side:
        catalog, guides = make_catalog(self._past_results.rows), self.records.guides()
        # A revision gives back papers alone: other records count as they are today.
        entries = self.states.results.entries
        content = SiteContent(catalog, self.past_tombstones(), guides, manifests, entries)
        return Side(self.records.settings, content)


class _SinceSite(_Since):
    """Compares with a published site: the present state is built and compared with its files."""

    def __init__(self, states: States, folder: Path, wish: FileOptions, executor: Executor) -> None:
        super().__init__(states, wish, executor)
        self.published = Published(folder)
        # The search index is not built for a comparison: it changes with what it lists.
        sums = published_sums(folder)
        self.sums = {path: each for path, each in sums.items() if not SEARCH_INDEX.holds(path)}
        names = {path.rpartition("/")[2] for path in self.sums if PAPER.published_id(path)}
        self.formats = tuple(each for each in FORMATS if FILES[each] in names or not names)

    def pages(self) -> Pages:
        """The files that differ."""
        if self.wish.is_exact:
            return self._exactly()
        before, now = self._papers()
        past = digests_of(self._past(before), self.templates, LISTINGS)
        # Listings are rendered for both sides, but count only where the site has them.
        others = [path for path in self.sums if not PAPER.published_id(path)]
        before = before | {path: past.get(path, self.sums[path]) for path in others}
        return Pages(changes(before, now | digests_of(self.today(now), self.templates)))

    def _exactly(self) -> Pages:
        formats = tuple(each for each in self.formats if each != "pdf" or self.wish.pdfs)
        work = ProvePaper(
            self.site, self.project.templates, formats, is_set=True, cache=self.wish.cache
        )
        sources = self.sources([*self.folders.values(), *self.other_folders])
        now = self.made(work, sources, self.states.results)
        now |= digests_of(self.today(now), self.templates)
        before = self.sums
        if not self.wish.pdfs:
            before = {path: digest for path, digest in before.items() if not _is_pdf(path)}
        return Pages(changes(before, now), is_exact=True)

    def _papers(self) -> tuple[Digests, Digests]:
        states, folders = self.states, self.folders
        ids = {*states.differing, *(states.published.keys() ^ states.now.keys()), *states.moved}
        # A page shows the titles of the papers that it names.
        naming = {row.id for row in states.now.values() if not ids.isdisjoint(row.names)}
        naming |= {each.id for each in states.buried.values() if not ids.isdisjoint(each.names)}
        ids |= naming
        formats = tuple(each for each in self.formats if each != "pdf")
        work = ProvePaper(self.site, self.project.templates, formats)
        changed = [folders[each] for each in sorted(ids & folders.keys())]
        now = self.made(work, self.sources([*changed, *self.other_folders]), states.results)
        before = {
            path: digest for path, digest in self.sums.items() if PAPER.published_id(path) in ids
        }
        return before, now | self._reports(ids, naming, before, now)

    def _reports(
        self, ids: Iterable[str], naming: Collection[str], before: Digests, now: Digests
    ) -> Digests:
        """Digests that stand for PDFs, without rendering them: a PDF changes with its manifest.

        That of a paper in `naming`, which names a paper that changed, also changes with its page.
        """
        reports: Digests = {}
        for paper_id in ids:
            folder = paper_path(paper_id)[1:]
            row, names = self.states.now.get(paper_id), [MANIFEST]
            if paper_id in naming:
                names.append(FILES["page"])
            has_one = row.has_report if row else paper_id in self.states.buried
            if "pdf" in self.formats and has_one:
                is_same = all(before.get(folder + each) == now.get(folder + each) for each in names)
                reports[folder + PDF] = before.get(folder + PDF, "") if is_same else "changed"
        return reports

    def _past(self, manifests: Digests) -> Side:
        states = self.states
        same = states.published.keys() & states.now.keys() - {*states.differing}
        rows = [states.now[each] for each in sorted(same)]
        for paper_id in sorted(states.published.keys() - same):
            held = self.published.held("", paper_id)
            if isinstance(held, HeldPaper) and held.row:
                rows.append(held.row)
        catalog, tombstones = make_catalog(rows), self.past_tombstones()
        entries = states.results.entries
        return Side(self.site, SiteContent(catalog, tombstones, self._guides(), manifests, entries))

    def _guides(self) -> list[Guide]:
        """The guides that the site has, as they are today; of others, only the name is known."""
        now = {guide.name: guide for guide in self.guides}
        names = [path.removesuffix(f"/{INDEX.file}") for path in self.sums]
        return [
            now.get(name) or Guide(name, "", "", "", "", first_line=1)
            for name in sorted({*names} - FOLDERS)
            if f"{name}/{INDEX.file}" in self.sums and "/" not in name
        ]


def _is_pdf(path: str) -> bool:
    return path == f"{paper_path(PAPER.published_id(path))[1:]}{PDF}"
