"""The whole pipeline, read top to bottom: read, understand, judge, make, connect, publish."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from sitegen.build.cache import Cache, close_in_this_process
from sitegen.build.executors import THIS_PROCESS, Crew, Lost, lost_paper, on_this_disk
from sitegen.build.holding import HeldPaper, Published, hold_back
from sitegen.build.limits import USUAL, Limits
from sitegen.build.page_cache import MadePages
from sitegen.build.paper_result import MadePaper
from sitegen.build.paper_worker import Bench, MakePaper, stage
from sitegen.build.results import Outcome, Progress, Tally
from sitegen.build.up_to_date import Keep, Memory
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.history.against_base import History
from sitegen.history.base import Base
from sitegen.history.promises import dropped_addresses
from sitegen.publish.publisher import check_output, publish, staging_beside
from sitegen.publish.staging import Staging
from sitegen.reading.records import PaperSource, find_papers, read_source
from sitegen.render.engine import engine
from sitegen.render.guides import dangling_links
from sitegen.render.paper import FORMATS, FinishedPaper
from sitegen.render.pdf import PdfUnavailableError
from sitegen.render.project import Project, load_guides, load_site, locate_in
from sitegen.render.site_map import STYLE_SHEET
from sitegen.render.templating import BadTemplateError

# So many finished papers are remembered at a time: what a killed build made is not lost.
REMEMBERED_AT_ONCE = 500


@dataclass(frozen=True)
class Order:
    """What is to be built.

    `only` is the folder of a single paper, whose files are then all that is made. `hold` lets a
    paper with an error keep what was last published of it, instead of stopping the build; `why`
    asks for the reasons that papers are made again for.
    """

    formats: Collection[str] = FORMATS
    drafts: bool = False
    only: str | None = None
    hold: bool = False
    why: bool = False
    limits: Limits = USUAL

    @property
    def is_preview(self) -> bool:
        """Whether what is built is not the site."""
        return self.drafts or self.only is not None


EVERYTHING = Order()


def build(
    project: Project,
    output: Path,
    order: Order = EVERYTHING,
    *,
    crew: Crew = THIS_PROCESS,
    cache: Path | None = None,
    base: Base | None = None,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Make the whole site and publish it, or report what is wrong and leave `output` as it was.

    `cache` is the folder where finished work is remembered, `base` what was published before, which
    nothing may change without a word. Raises SettingsError, ForeignFolderError, ForeignCacheError,
    NothingPublishedError, BaseError, or OSError where the machine fails.
    """
    check_output(output, preview=order.is_preview)
    output = _real(output)  # staging lies beside the folder itself, not beside a link to it
    with staging_beside(output) as staging, _opened(cache) as store:
        site = _Build(project, output, order, staging, store, base)
        try:
            site.make_papers(crew, progress)
            site.connect()
            if not (site.is_stopped or site.stands):
                site.make_pages()
            if not (site.is_stopped or site.stands):
                site.publish(crew)
        except BadTemplateError as problem:
            site.tally.diagnostics.append(problem.diagnostic)
        return site.outcome()


class _Build:
    """One build on its way: what it was given, and what it has so far."""

    def __init__(
        self,
        project: Project,
        output: Path,
        order: Order,
        staging: Staging,
        store: Cache | None,
        base: Base | None,
    ) -> None:
        self._project, self._output, self._order = project, output, order
        self._staging, self._store, self._base = staging, store, base
        self._site, diagnostics = load_site(project)
        self._guides, found = load_guides(project)
        self._folders = [order.only] if order.only else find_papers(project.records)
        self._published = Published(output) if order.hold else None
        self._work, self._skipped = self._possible_work()
        self._memory = Memory(None, output, {})
        self._findings: dict[str, list[Diagnostic]] = {}
        self._papers: dict[str, MadePaper] = {}
        self._kept: set[str] = set()
        self._held: tuple[HeldPaper, ...] = ()
        self._digests: dict[str, str] = {}
        self._pages: MadePages = {}
        self._notes: list[str] = []
        self._is_held = False
        history = History(base, project, self._site) if base else None
        self.tally = Tally(diagnostics + found, history=history)

    def _possible_work(self) -> tuple[MakePaper, str]:
        """What this machine can make of each paper, and why it cannot make the rest."""
        order, project = self._order, self._project
        cache = self._store.folder if self._store is not None else None
        bench = Bench(project.records, self._staging, cache)
        formats = tuple(order.formats)
        work = MakePaper(self._site, project.templates, formats, order.drafts, order.limits, bench)
        try:
            work.prepare_pdf()
        except PdfUnavailableError as error:
            fewer = tuple(each for each in formats if each != "pdf")
            return replace(work, formats=fewer), str(error)
        return work, ""

    def _inputs(self) -> dict[str, str]:
        """All that decides the bytes of every paper beside its source, by the name it has."""
        order, site, work = self._order, self._site, self._work
        return (
            engine()
            | work.made_with
            | {
                "the settings": site.settings_sha256,
                "the base URL": site.base_url,
                "the drafts": str(order.drafts),
                "the formats": ",".join(sorted(work.formats)),
            }
        )

    # ------------------------------------------------------------------ papers

    def make_papers(self, crew: Crew, progress: Progress) -> None:
        """Make every paper that does not stand as it was made before."""
        why = self._order.why
        self._memory = Memory(self._store, self._output, self._inputs(), why=why)
        for folder, found, made in self._memory.look(self._project.records, self._folders, crew):
            self._papers[folder], self._findings[folder] = made, found
            self._kept.add(folder)
            progress(len(self._papers), len(self._folders))
        fresh: list[MadePaper] = []
        work = self._work if crew.shares_disk else self._work.without_bench()
        for source, result in crew.work_on(work, self._sources_to_make()):
            made = self._arrived(source, result)
            self._papers[source.folder] = made
            if not has_errors(made.diagnostics):
                fresh.append(made)
            if len(fresh) >= REMEMBERED_AT_ONCE:
                self._memory.remember(fresh)
                fresh.clear()
            progress(len(self._papers), len(self._folders))
        self._memory.remember(fresh)
        for folder in self._folders:
            made = self._papers[folder]
            found = [*self._findings[folder], *made.diagnostics]
            self.tally.add(folder, found, made.row, made.tombstone)

    def _sources_to_make(self) -> Iterator[PaperSource]:
        for folder in self._folders:
            if folder in self._kept:
                continue
            source, self._findings[folder] = read_source(self._project.records, folder)
            made = self._memory.recall(source)
            if made is None:
                yield source
            else:
                self._papers[folder] = made
                self._kept.add(folder)

    def _arrived(self, source: PaperSource, result: MadePaper | FinishedPaper | Lost) -> MadePaper:
        if isinstance(result, Lost):
            return MadePaper(source.folder, (lost_paper(source),))
        if isinstance(result, FinishedPaper):  # from a machine that has no part in this disk
            assert self._work.bench is not None
            return stage(result, source, self._work.bench)
        return result

    # ------------------------------------------------------------------ what they say together

    def connect(self) -> None:
        """Judge what papers say of one another, and hold back what is broken, where asked to."""
        if self._order.only:
            return
        self.tally.check_between(self._project)
        if self._published is not None and has_errors(self.tally.diagnostics):
            self._hold_back(self._published)

    def _hold_back(self, published: Published) -> None:
        holding = hold_back(
            self._project, self._papers, self.tally, published, self._memory.last_id
        )
        self.tally = holding.tally
        self._is_held, self._held = holding.is_possible, holding.papers
        back = [self._papers.pop(held.folder) for held in self._held]
        for held in self._held:
            self._memory.forget(held.folder)
        staged = {path for made in back if made.folder not in self._kept for path in made.files}
        for path in sorted(staged):
            self._staging.drop(path)

    @property
    def is_stopped(self) -> bool:
        """Whether something is wrong that keeps this build from being published."""
        return has_errors(self.tally.diagnostics) and not self._is_held

    # ------------------------------------------------------------------ the site

    @cached_property
    def stands(self) -> bool:
        """Whether the published site is already what this build would make."""
        is_whole = self._order.only is None
        return is_whole and self._memory.stands(self._site_sha256)

    @cached_property
    def _site_sha256(self) -> str:
        """A digest of all that the whole site is made from."""
        templates = self._work.templates
        return canonical_sha256(
            {
                "inputs": self._memory.inputs,
                "papers": self._memory.keys,
                "held": [held.folder for held in self._held],
                "guides": [list(astuple(guide)) for guide in self._guides],
                "templates": templates.sha256(templates.names()),
                "style sheet": templates.read("styles/site.css").hex(),
            }
        )

    def make_pages(self) -> None:
        """Stage what is no paper's own; say which links of it lead nowhere."""
        self._digests = self._paper_digests()
        if self._order.only:
            style_sheet = self._work.templates.read("styles/site.css")
            self._digests[STYLE_SHEET.file] = self._staging.write(STYLE_SHEET.file, style_sheet)
            return
        # Loads pandas, which a build without news can do without.
        from sitegen.render.catalog import make_catalog
        from sitegen.render.pages.site_content import SiteContent
        from sitegen.render.pages.site_pages import site_files

        catalog = make_catalog(self.tally.rows)
        tombstones = [tombstone for _, tombstone in self.tally.tombstones]
        pages = self._memory.pages(self._site, self._work.templates)
        content = SiteContent(catalog, tombstones, self._guides, dict(self._digests))
        for path, data in site_files(content, pages):
            self._digests[path] = self._staging.write(path, data)
        self._pages = pages.made
        locate = partial(locate_in(self._project.records), "", "site.yaml")
        found = [*dangling_links(self._guides, self._site, locate, self._digests)]
        if self._base is not None:
            removed = {tombstone.id for tombstone in tombstones}
            found += dropped_addresses(self._base, self.tally.rows, removed, self._digests)
        if found:
            self._is_held = False
            self.tally.diagnostics += found

    def _paper_digests(self) -> dict[str, str]:
        papers = [paper.files for paper in self._papers.values()]
        held = [paper.files for paper in self._held]
        return {path: digest for files in papers + held for path, digest in files.items()}

    def publish(self, crew: Crew) -> None:
        """Let the staged site take the place of the published one."""
        # Links change what is known of published files by their trace, so they come last.
        kept = [self._papers[folder].files for folder in sorted(self._kept & self._papers.keys())]
        kept += [held.files for held in self._held]
        here = on_this_disk(crew)
        for _, done in here.work_on(Keep(self._staging), map(list, kept)):
            if isinstance(done, Lost):
                raise OSError("a process that linked published files was killed")
        is_preview = self._order.is_preview
        publish(
            self._staging, self._output, self._digests, preview=is_preview, log=self._notes.append
        )
        standing = {made.folder: made.address for made in self._papers.values()}
        standing |= {held.folder: held.address for held in self._held}
        self._memory.published(self._site_sha256, standing, self._pages, self._files, here)

    @property
    def _files(self) -> int:
        return len(self._digests) + 1 if self._digests else self._memory.files  # SHA256SUMS

    def outcome(self) -> Outcome:
        """What this build found and made."""
        if self._store is not None and self._store.trouble:
            self._notes.append(self._store.trouble)
        drafts = {folder for folder, made in self._papers.items() if made.is_left_out}
        return Outcome(
            diagnostics=self.tally.reported(self._site),
            papers=len(self._folders),
            drafts=len(drafts),
            files=self._files,
            skipped=self._skipped,
            made=len(self._papers.keys() - self._kept - drafts),
            held=tuple((held.folder, held.paper_id) for held in self._held if self._is_held),
            is_held=self._is_held,
            reasons=self._memory.reasons,
            notes=tuple(self._notes),
        )


def _real(folder: Path) -> Path:
    real = Path(os.path.realpath(folder))
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(real))
    return real


@contextmanager
def _opened(folder: Path | None) -> Iterator[Cache | None]:
    if folder is None:
        yield None
        return
    with closing(Cache(folder)) as cache:
        try:
            yield cache
        finally:
            close_in_this_process(folder)
