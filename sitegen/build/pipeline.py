"""The whole build, top to bottom: read, make papers, judge them together, publish."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from sitegen.build.all_papers import MadePapers, make_again, make_papers
from sitegen.build.cache import Cache, close_in_this_process
from sitegen.build.executors import THIS_PROCESS, Executor, on_this_disk
from sitegen.build.folder_work import LastPaper
from sitegen.build.holding import HeldPaper, hold_back
from sitegen.build.inputs import (
    EVERYTHING,
    BuildOptions,
    Inputs,
    made_with,
    possible_work,
    read_inputs,
)
from sitegen.build.limits import check_memory
from sitegen.build.linking import Linking
from sitegen.build.named_papers import find_named
from sitegen.build.page_cache import MadePages
from sitegen.build.paper_result import PaperResult
from sitegen.build.paper_worker import MakePaper, Workspace
from sitegen.build.results import Outcome, PaperFindings, Progress, Results
from sitegen.build.search import WITHOUT_INDEX, index_papers, search_version
from sitegen.build.up_to_date import BuiltSite, Memory
from sitegen.contracts.other_papers import OtherPapers
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.findings.packed_findings import PackedFindings
from sitegen.history.base import Base
from sitegen.history.promises import dropped_addresses
from sitegen.publish.checksums import first_hidden
from sitegen.publish.publisher import (
    MARKER,
    check_output,
    publish,
    staging_beside,
)
from sitegen.publish.site_digests import SiteDigests
from sitegen.publish.staging import Staging
from sitegen.reading.kinds import noun_for
from sitegen.render.card_images import look
from sitegen.render.guides import dangling_links
from sitegen.render.project import Project, locate_in
from sitegen.render.site_map import COPIES
from sitegen.render.template_files import BadTemplateError


def build(
    project: Project,
    output: Path,
    options: BuildOptions = EVERYTHING,
    *,
    executor: Executor = THIS_PROCESS,
    cache: Path | None = None,
    base: Base | None = None,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Build the whole site and publish it, or report the errors and leave `output` unchanged.

    `cache` is the folder of the cache, `base` is what was published before: nothing of it may
    change silently. `progress` is called with the number of papers done and of all papers.

    Raises SettingsError, ForeignFolderError, ForeignCacheError,
    NothingPublishedError, BaseError, or OSError if the machine fails.
    """
    check_output(output, preview=options.is_preview)
    output = _real(output)  # staging goes next to the folder itself, not next to a link to it
    with staging_beside(output) as staging, _opened(cache) as store:
        inputs = read_inputs(project, output, options, base)
        skipped = ""
        try:
            work, skipped = possible_work(inputs, Workspace(project.records, staging), cache)
            outcome = _build_site(inputs, work, staging, store, executor, progress)
        except BadTemplateError as problem:  # without its templates no paper can be made
            site = JudgedSite(Results((*inputs.diagnostics, problem.diagnostic)))
            outcome = _outcome(inputs, MadePapers(), site)
        notes = (store.trouble,) if store is not None and store.trouble else ()
        return replace(outcome, skipped=skipped, notes=outcome.notes + notes)


def _hidden(inputs: Inputs, site: JudgedSite) -> list[str]:
    """What to say of published files that some hosts would not serve."""
    of_papers = [paper.files for paper in site.papers.values()]
    of_papers += [held.files for held in site.held]
    hidden = first_hidden(path for files in of_papers for path in files)
    if not hidden or (inputs.output / ".nojekyll").exists():
        return []
    return [
        f"{hidden} and other names that begin with _ or # or end with ~ are not served by GitHub "
        f"Pages from a branch: put an empty file .nojekyll into {inputs.output}, or rename them"
    ]


def _build_site(
    inputs: Inputs,
    work: MakePaper,
    staging: Staging,
    store: Cache | None,
    executor: Executor,
    progress: Progress,
) -> Outcome:
    """The stages of a build, one after the other. Raises BadTemplateError."""
    check_memory(with_pdfs="pdf" in work.formats)
    # A template that does not compile has to stop the build here, before hours of work.
    templates_sha256 = work.templates.sha256(work.templates.names())
    memory = Memory.of(store, inputs.output, made_with(inputs, work), inputs.site.retractions)
    papers = make_papers(inputs, work, memory, executor, progress)
    site = _judge_together(inputs, papers, memory)
    # What a paper shows of the papers that it names follows from the rows of what is published.
    while others := _shown_otherwise(site):
        papers = make_again(papers, others, inputs, work, memory, executor, progress)
        site = _judge_together(inputs, papers, memory)
    if site.is_stopped:
        return _outcome(inputs, papers, site)
    search, without_search = search_version(inputs.options)
    keys = {folder: key for folder, key in papers.keys.items() if key and folder in site.papers}
    key = canonical_sha256(
        {
            "inputs": memory.inputs,
            "retractions": inputs.site.retractions.sha256 if inputs.site.retractions else "",
            "papers": keys,
            "held": [held.folder for held in site.held],
            "guides": [asdict(guide) for guide in inputs.guides],
            "templates": templates_sha256,
            "copies": {
                each.path: hashlib.sha256(work.templates.read(each.copy_of)).hexdigest()
                for each in COPIES
            },
            "cards": look(work.templates).sha256,
            "search": search,
        }
    )
    is_marked = (inputs.output / MARKER).is_file()
    if inputs.options.only is None and is_marked and memory.is_up_to_date(key, papers.untouched):
        memory.remember_sources(papers.sources)
        return _outcome(inputs, papers, site, files=memory.last.files, notes=without_search)
    _unstage(site.held, papers, staging)
    files = _make_site_files(inputs, work, memory, site, staging, bool(search))
    site = site.with_findings(files.findings)
    if site.is_stopped:
        return _outcome(inputs, papers, site)
    here = on_this_disk(executor)
    made = {each.folder: (each.address, [*each.files]) for each in site.papers.values()}
    made |= {held.folder: (held.address, [*held.files]) for held in site.held}
    new = site.papers.keys() - papers.up_to_date
    linking = Linking(staging, inputs.output, papers.untouched)
    staging, settled = linking.link(made, new, files.kept, here)
    notes = [*without_search, *files.notes]
    # What is missing now is tried again by the next build.
    key = "" if files.notes else key
    is_preview = inputs.options.is_preview
    publish(staging, inputs.output, files.digests, preview=is_preview, log=notes.append)
    try:
        memory.remember_site(
            _built_site(key, papers, settled, memory.last.papers, site, files),
            here,
        )
    except (OSError, MemoryError) as error:  # the new site stands, and that counts
        notes.append(f"the site is published, but the next build makes everything again: {error}")
    return _outcome(inputs, papers, site, files=files.count, notes=notes)


# ---------------------------------------------------------------- all papers together


@dataclass(frozen=True)
class JudgedSite:
    """What is to be published, and all findings. `papers` are those that are not `held` back.

    `is_held` means that the rest can be published although some papers are held back.
    """

    results: Results
    papers: Mapping[str, PaperResult] = field(default_factory=dict)
    held: tuple[HeldPaper, ...] = ()
    is_held: bool = False

    @cached_property
    def is_stopped(self) -> bool:
        """Whether an error keeps this build from being published."""
        return has_errors(self.results.diagnostics) and not self.is_held

    def with_findings(self, found: Sequence[Diagnostic]) -> JudgedSite:
        """A copy with more findings, which holding papers back cannot avoid."""
        results = self.results.with_findings(found)
        return replace(self, results=results, is_held=self.is_held and not found)


def _judge_together(inputs: Inputs, papers: MadePapers, memory: Memory) -> JudgedSite:
    """Check all papers against each other, and hold back broken ones if asked to."""
    found = (
        _findings_of(papers.results[folder], papers.findings[folder]) for folder in inputs.folders
    )
    results = Results.of(found, inputs.diagnostics, inputs.history)
    if inputs.options.only is not None:
        records, drafts = inputs.project.records, inputs.options.drafts
        outside = find_named(records, inputs.site, results.named, drafts=drafts)
        return JudgedSite(replace(results, outside=tuple(outside)), papers.results)
    results = results.with_findings(results.between(inputs.project))
    if inputs.published is None or not has_errors(results.diagnostics):
        return JudgedSite(results, papers.results)
    holding = hold_back(inputs.project, papers.results, results, inputs.published, memory.last_id)
    held = {paper.folder for paper in holding.papers}
    rest = {folder: made for folder, made in papers.results.items() if folder not in held}
    return JudgedSite(holding.results, rest, holding.papers, holding.is_possible)


def _findings_of(made: PaperResult, found: Sequence[Diagnostic]) -> PaperFindings:
    """The findings of one paper, with those of its folder."""
    its = PaperFindings(made.folder, found, made.row, made.tombstone, made.entry)
    if isinstance(made.diagnostics, PackedFindings):
        return its._replace(packed=made.diagnostics)
    return its._replace(diagnostics=[*found, *made.diagnostics])


def _shown_otherwise(site: JudgedSite) -> dict[str, OtherPapers]:
    """The papers that have to show something else of those that they name, by folder."""
    return {
        folder: others
        for folder, others in site.results.others.items()
        if folder in site.papers and site.papers[folder].others != others
    }


def _unstage(held: Collection[HeldPaper], papers: MadePapers, staging: Staging) -> None:
    """Remove the new files of held papers from the staged site."""
    made = [papers.results[each.folder] for each in held if each.folder not in papers.up_to_date]
    for path in sorted({path for paper in made for path in paper.files}):
        staging.drop(path)


# ---------------------------------------------------------------- the site


@dataclass(frozen=True)
class SiteFiles:
    """The digests of all files of the new site, the findings of its site-wide files, and notes.

    Of these files, the published ones that are `kept` are not staged yet.
    """

    digests: Mapping[str, str]
    kept: Set[str] = frozenset()
    pages: MadePages = field(default_factory=MadePages)
    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of published files."""
        return len(self.digests) + 1  # SHA256SUMS


def _make_site_files(
    inputs: Inputs,
    work: MakePaper,
    memory: Memory,
    site: JudgedSite,
    staging: Staging,
    with_search: bool,
) -> SiteFiles:
    """Stage the site-wide files, and report dead links."""
    of_papers = [paper.files for paper in site.papers.values()]
    of_papers += [held.files for held in site.held]
    digests = SiteDigests.of(of_papers)
    if inputs.options.only is not None:
        for each in COPIES:
            digests.rest[each.file] = staging.write(each.file, work.templates.read(each.copy_of))
        return SiteFiles(digests)
    # They load pandas, which is slow and not needed if nothing changed.
    from sitegen.render.catalog import make_catalog
    from sitegen.render.pages.site_pages import site_files
    from sitegen.render.site_content import SiteContent

    results = site.results
    rows, tombstones = results.rows, [tombstone for _, tombstone in results.tombstones]
    pages = memory.pages(inputs.site, work.templates)
    for paper in site.papers.values():
        if paper.row is not None and paper.row_sha256:
            pages.add_digest(paper.row, paper.row_sha256)
    content = SiteContent(
        make_catalog(rows),
        tombstones,
        inputs.guides,
        digests.copy(),
        results.entries,
        staging.read if with_search else None,
    )
    try:
        digests.rest |= pages.stage(site_files(content, pages, WITHOUT_INDEX), staging)
    except BadTemplateError as problem:
        return SiteFiles(digests, findings=(problem.diagnostic,))
    locate = partial(locate_in(inputs.project.records), "", "site.yaml")
    found = [*dangling_links(inputs.guides, inputs.site, locate, digests)]
    if inputs.history is not None:
        removed = {tombstone.id for tombstone in tombstones}
        found += dropped_addresses(inputs.history.base, rows, removed, digests)
    notes = index_papers(content, pages, staging, digests.rest)
    return SiteFiles(digests, pages.kept.keys(), pages.made, tuple(found), notes)


def _built_site(
    key: str,
    made: MadePapers,
    settled: Set[str],
    last: Mapping[str, LastPaper],
    site: JudgedSite,
    files: SiteFiles,
) -> BuiltSite:
    """What the next build needs to know about this one."""
    papers = {
        folder: LastPaper(
            made.keys.get(folder, ""),
            paper.address,
            last[folder].trace if folder in settled else "",
            made.sources.get(folder, ""),
        )
        for folder, paper in site.papers.items()
    }
    papers |= {held.folder: LastPaper(address=held.address) for held in site.held}
    return BuiltSite(key, papers, files.pages, files.count)


def _outcome(
    inputs: Inputs,
    papers: MadePapers,
    site: JudgedSite,
    *,
    files: int = 0,
    notes: Sequence[str] = (),
) -> Outcome:
    """The outcome of this build."""
    drafts = {folder for folder, made in site.papers.items() if made.is_left_out}
    return Outcome(
        diagnostics=site.results.reported(inputs.site),
        papers=len(inputs.folders),
        drafts=len(drafts),
        files=files,
        made=len(site.papers.keys() - papers.up_to_date - drafts),
        held=tuple((held.folder, held.paper_id) for held in site.held if site.is_held),
        is_held=site.is_held,
        reasons=papers.reasons,
        notes=(*notes, *([] if site.is_stopped else _hidden(inputs, site))),
        noun=noun_for(inputs.folders),
        draft_folders=tuple(sorted(drafts)),
        removed=len(site.results.tombstones),
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
