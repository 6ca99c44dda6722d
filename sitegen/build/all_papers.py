"""Makes every paper of a site that is not up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from sitegen.build.executors import Executor, Lost, lost_paper
from sitegen.build.inputs import Inputs
from sitegen.build.limits import check_memory_after_crash
from sitegen.build.paper_result import PaperResult
from sitegen.build.paper_worker import MakePaper, PaperTask, stage
from sitegen.build.reading import read_record
from sitegen.build.results import Progress
from sitegen.build.traces import source_trace
from sitegen.build.up_to_date import Memory
from sitegen.contracts.other_papers import OtherPapers
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.garbage import uncollected
from sitegen.reading.paper_source import PaperSource
from sitegen.render.finished import FinishedPaper

# Finished papers are cached in groups of this size, so that a killed build loses little work.
REMEMBERED_AT_ONCE = 500
NAMED_CHANGED = "a paper that it names changed"


@dataclass(frozen=True)
class MadePapers:
    """Every paper by its folder: made in this build, or up to date.

    `findings` are the findings of reading the folders; `keys` are the cache keys, empty without a
    cache. `sources` are the traces of their folders, empty where that proves nothing. The
    `untouched` papers are those of the `up_to_date` ones whose files were checked already.
    `reasons` says why each of the other papers was made.
    """

    results: Mapping[str, PaperResult] = field(default_factory=dict)
    findings: Mapping[str, Sequence[Diagnostic]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    up_to_date: Set[str] = frozenset()
    untouched: Set[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)


def make_papers(
    inputs: Inputs,
    work: MakePaper,
    memory: Memory,
    executor: Executor,
    progress: Progress,
) -> MadePapers:
    """Make every paper that is not up to date. Raises BadTemplateError.

    A new paper that names others waits for `make_again`, because their titles are not known yet. An
    up-to-date one may have others than those that it was made with.
    """
    records, total = inputs.project.records, len(inputs.folders)
    results: dict[str, PaperResult] = {}
    findings: dict[str, Sequence[Diagnostic]] = {}
    keys: dict[str, str] = {}
    sources: dict[str, str] = {}
    reasons: dict[str, str] = {}
    with uncollected():
        for folder, untouched in memory.untouched(inputs.site, records, inputs.folders, executor):
            results[folder], keys[folder] = untouched.paper, untouched.key
            findings[folder], sources[folder] = untouched.seen.findings, untouched.seen.source
            progress(len(results), total)
    seen = frozenset(results)

    def read(folder: str) -> PaperSource:
        trace = source_trace(records / folder)  # before it is read
        source, findings[folder] = read_record(records, folder, inputs.site, inputs.options.limits)
        sources[folder] = "" if findings[folder] else trace
        return source

    def to_make() -> Iterator[PaperTask]:
        for folder in inputs.folders:
            if folder in seen:
                continue
            source = read(folder)
            recalled = memory.recall(source, why=inputs.options.why)
            keys[folder] = recalled.key
            if recalled.paper is not None:
                results[folder] = recalled.paper
                continue
            if recalled.reason:
                reasons[folder] = recalled.reason
            yield PaperTask(source)

    made: set[str] = set()
    waiting = 0
    for paper in _make(to_make(), keys, work, memory, executor):
        results[paper.folder] = paper
        made.add(paper.folder)
        if paper.is_waiting:
            waiting += 1
        else:
            progress(len(results) - waiting, total)
    up_to_date = results.keys() - made
    return MadePapers(results, findings, keys, sources, up_to_date, seen, reasons)


def make_again(
    papers: MadePapers,
    others: Mapping[str, OtherPapers],
    inputs: Inputs,
    work: MakePaper,
    memory: Memory,
    executor: Executor,
    progress: Progress,
) -> MadePapers:
    """Make papers with what they show of `others`, by their folders. Raises BadTemplateError.

    Each is read again, because to keep all sources would take too much memory.
    """
    records, total = inputs.project.records, len(inputs.folders)
    results, findings, keys = {**papers.results}, {**papers.findings}, {**papers.keys}
    sources = {**papers.sources}

    def to_make() -> Iterator[PaperTask]:
        for folder, its_others in others.items():
            trace = source_trace(records / folder)  # before it is read
            source, findings[folder] = read_record(
                records, folder, inputs.site, inputs.options.limits
            )
            sources[folder] = "" if findings[folder] else trace
            keys[folder] = memory.key_of(source)
            yield PaperTask(source, its_others)

    first = total - len(others) + 1
    for done, paper in enumerate(_make(to_make(), keys, work, memory, executor), first):
        if paper.folder not in papers.up_to_date:
            _unstage(papers.results[paper.folder].files.keys() - paper.files.keys(), work)
        results[paper.folder] = paper
        progress(done, total)
    reasons = dict.fromkeys(papers.up_to_date & others.keys(), NAMED_CHANGED)
    return MadePapers(
        results,
        findings,
        keys,
        sources,
        papers.up_to_date - others.keys(),
        papers.untouched - others.keys(),
        {**papers.reasons, **(reasons if inputs.options.why else {})},
    )


def _make(
    tasks: Iterable[PaperTask],
    keys: Mapping[str, str],
    work: MakePaper,
    memory: Memory,
    executor: Executor,
) -> Iterator[PaperResult]:
    """Make papers, and cache those that are finished and have no errors."""
    fresh: dict[str, PaperResult] = {}
    its_work = work if executor.shares_disk else work.without_workspace()
    for task, result in executor.work_on(its_work, tasks):
        paper = _arrived(task, result, work)
        if not (paper.is_waiting or paper.has_errors):
            fresh[keys[paper.folder]] = paper
        if len(fresh) >= REMEMBERED_AT_ONCE:
            memory.remember(fresh)
            fresh.clear()
        yield paper
    memory.remember(fresh)


def _unstage(paths: Iterable[str], work: MakePaper) -> None:
    assert work.workspace is not None
    for path in paths:
        work.workspace.staging.drop(path)


def _arrived(
    task: PaperTask, result: PaperResult | FinishedPaper | Lost, work: MakePaper
) -> PaperResult:
    if isinstance(result, Lost):
        check_memory_after_crash()
        return PaperResult(task.source.folder, (lost_paper(task.source),))
    if isinstance(result, FinishedPaper):  # made on a machine that cannot write to this disk
        assert work.workspace is not None
        return stage(result, task, work.workspace)
    return result
