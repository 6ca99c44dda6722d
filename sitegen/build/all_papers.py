"""Makes every paper of a site that is not up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from sitegen.build.executors import Executor, Lost, lost_paper
from sitegen.build.inputs import Inputs
from sitegen.build.paper_result import PaperResult
from sitegen.build.paper_worker import MakePaper, stage
from sitegen.build.reading import read_record
from sitegen.build.results import Progress
from sitegen.build.up_to_date import Memory
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.reading.records import PaperSource
from sitegen.render.finished import FinishedPaper

# Finished papers are cached in groups of this size, so that a killed build loses little work.
REMEMBERED_AT_ONCE = 500


@dataclass(frozen=True)
class MadePapers:
    """Every paper by its folder: made in this build, or up to date.

    `findings` are the findings of reading the folders; `keys` are the cache keys, empty without a
    cache. The `untouched` papers are those of the `up_to_date` ones whose files were checked
    already. `reasons` says why each of the other papers was made.
    """

    results: Mapping[str, PaperResult] = field(default_factory=dict)
    findings: Mapping[str, Sequence[Diagnostic]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    up_to_date: Set[str] = frozenset()
    untouched: Set[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)


def make_papers(
    inputs: Inputs, work: MakePaper, memory: Memory, executor: Executor, progress: Progress
) -> MadePapers:
    """Make every paper that is not up to date. Raises BadTemplateError."""
    records, total = inputs.project.records, len(inputs.folders)
    results: dict[str, PaperResult] = {}
    findings: dict[str, Sequence[Diagnostic]] = {}
    keys: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for folder, untouched in memory.untouched(inputs.site, records, inputs.folders, executor):
        results[folder], keys[folder] = untouched.paper, untouched.key
        findings[folder] = untouched.findings
        progress(len(results), total)
    seen = frozenset(results)

    def to_make() -> Iterator[PaperSource]:
        for folder in inputs.folders:
            if folder in seen:
                continue
            source, findings[folder] = read_record(
                records, folder, inputs.site, inputs.options.limits
            )
            recalled = memory.recall(source, why=inputs.options.why)
            keys[folder] = recalled.key
            if recalled.paper is not None:
                results[folder] = recalled.paper
                continue
            if recalled.reason:
                reasons[folder] = recalled.reason
            yield source

    made: set[str] = set()
    fresh: dict[str, PaperResult] = {}
    its_work = work if executor.shares_disk else work.without_workspace()
    for source, result in executor.work_on(its_work, to_make()):
        paper = _arrived(source, result, work)
        results[source.folder] = paper
        made.add(source.folder)
        if not has_errors(paper.diagnostics):
            fresh[keys[source.folder]] = paper
        if len(fresh) >= REMEMBERED_AT_ONCE:
            memory.remember(fresh)
            fresh.clear()
        progress(len(results), total)
    memory.remember(fresh)
    return MadePapers(results, findings, keys, results.keys() - made, seen, reasons)


def _arrived(
    source: PaperSource, result: PaperResult | FinishedPaper | Lost, work: MakePaper
) -> PaperResult:
    if isinstance(result, Lost):
        return PaperResult(source.folder, (lost_paper(source),))
    if isinstance(result, FinishedPaper):  # made on a machine that cannot write to this disk
        assert work.workspace is not None
        return stage(result, source, work.workspace)
    return result
