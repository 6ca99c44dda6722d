"""Decides what is up to date: each paper, and the site as a whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import orjson

from sitegen.build.cache import Cache
from sitegen.build.executors import Executor, Lost, on_this_disk
from sitegen.build.folder_work import (
    NOT_BUILT,
    LastPaper,
    Look,
    Trace,
    Untouched,
    key_of,
)
from sitegen.build.page_cache import CachedPages, MadeGroup, MadePage, MadePages
from sitegen.build.paper_result import PaperResult, as_json, from_json, input_digests
from sitegen.build.traces import site_trace
from sitegen.contracts.retractions import RetractionList
from sitegen.contracts.settings import Site
from sitegen.findings.canonical import canonical_sha256
from sitegen.publish.checksums import file_sha256, file_trace, trace
from sitegen.reading.kinds import KINDS
from sitegen.reading.paper_source import PaperSource
from sitegen.render.templating import Templates


@dataclass(frozen=True)
class LastBuild:
    """What the last build published in an output folder, and the traces of the files there.

    `inputs` are the digests of what papers were made with, by name; `site` is a digest of all
    inputs of the site. `papers` are the papers by their folders, `pages` the pages over all papers.
    `rest` is the trace of all other files, `files` the number of all files.
    """

    inputs: Mapping[str, str] = field(default_factory=dict)
    site: str = ""
    papers: Mapping[str, LastPaper] = field(default_factory=dict)
    pages: MadePages = field(default_factory=MadePages)
    rest: str = ""
    files: int = 0


@dataclass(frozen=True)
class BuiltSite:
    """What was just published. `key` is a digest of all inputs of the site.

    The papers, by their folders, have no trace yet unless their files were left as they are.
    """

    key: str
    papers: Mapping[str, LastPaper]
    pages: MadePages
    files: int


@dataclass(frozen=True)
class UntouchedPaper:
    """A paper whose sources and files are unchanged, and what was seen of its folders."""

    key: str
    paper: PaperResult
    seen: Untouched


@dataclass(frozen=True)
class RecalledPaper:
    """The cached result of a paper; None if it has to be made, and then the reason.

    `key` is its cache key; empty without a cache.
    """

    key: str
    paper: PaperResult | None = None
    reason: str = ""


@dataclass(frozen=True)
class Memory:
    """Decides for each paper whether it is up to date, or says why not.

    `inputs` are the digests of what decides the bytes of all papers apart from their sources, by
    name. Without a cache, nothing is up to date.
    """

    cache: Cache | None
    output: Path
    inputs: Mapping[str, str]
    last: LastBuild
    is_empty: bool
    retractions: RetractionList | None = None

    @classmethod
    def of(
        cls,
        cache: Cache | None,
        output: Path,
        inputs: Mapping[str, str],
        retractions: RetractionList | None = None,
    ) -> Memory:
        """What a cache knows about an output folder, before this build stores anything."""
        is_empty = cache is None or cache.is_empty("paper")
        return cls(cache, output, inputs, _last_build(cache, output), is_empty, retractions)

    @cached_property
    def _base(self) -> str:
        return canonical_sha256(self.inputs)

    def untouched(
        self,
        site: Site,
        records: Path,
        folders: Iterable[str],
        executor: Executor,
    ) -> Iterator[tuple[str, UntouchedPaper]]:
        """The papers whose sources and files are unchanged, by folder.

        This runs in all processes, because it is all that most builds do.
        """
        if self.cache is None or self.last.inputs != self.inputs:
            return
        last = self.last.papers
        look = Look(site, records, self.output, self._base, last)
        for folder, found in on_this_disk(executor).work_on(look, folders):
            if found is None or isinstance(found, Lost):
                continue
            key = last[folder].key
            if (paper := self._remembered(key)) is not None:
                self._touch(key, paper)
                yield folder, UntouchedPaper(key, paper, found)

    def key_of(self, source: PaperSource) -> str:
        """The cache key of a paper; empty without a cache."""
        return "" if self.cache is None else key_of(self._base, source)

    def recall(self, source: PaperSource, *, why: bool) -> RecalledPaper:
        """The cached result of a paper, if its published files still have the same bytes.

        With `why`, the result has the reason why the paper has to be made.
        """
        if self.cache is None:
            return RecalledPaper("")
        key = self.key_of(source)
        paper = None if self.is_empty else self._remembered(key)
        if paper is None:
            return RecalledPaper(key, reason=self._why(source) if why else "")
        if changed := self._not_as_made(paper):
            return RecalledPaper(key, reason=f"{changed} differs from what was built")
        self._touch(key, paper)
        return RecalledPaper(key, paper)

    def _remembered(self, key: str) -> PaperResult | None:
        """A cached result; None if there is none, or if the list of retractions says otherwise."""
        paper = self._cached(key)
        is_same = paper is not None and paper.notices_sha256 == self._notices_sha256(paper)
        return paper if is_same else None

    def _cached(self, key: str, *, with_inputs: bool = False) -> PaperResult | None:
        entry = self.cache and self.cache.get("paper", key)
        return from_json(entry, with_inputs=with_inputs) if entry else None

    def _notices_sha256(self, paper: PaperResult) -> str:
        """The digest of what the list of retractions says of the sources of a paper now."""
        return self.retractions.sha256_of(paper.sources) if self.retractions else ""

    def _not_as_made(self, paper: PaperResult) -> str:
        """The first published file with other bytes than the cached digest; empty if none."""
        return next(
            (
                path
                for path, sha256 in paper.files.items()
                if file_sha256(self.output / path) != sha256
            ),
            "",
        )

    def _touch(self, key: str, paper: PaperResult) -> None:
        if self.cache is not None:
            self.cache.touch("paper", key)
            if paper.pdf_key:
                self.cache.touch("pdf", paper.pdf_key)

    def _why(self, source: PaperSource) -> str:
        """Why this paper has to be made: what changed since the last build."""
        if not self.last.papers:
            return "nothing was built here before"
        last = self.last.papers.get(source.folder)
        if last is None:
            return "the paper is new"
        if not last.key:
            return "the paper was held back in the last build"
        changed = _changed(self.last.inputs, self.inputs)
        if (paper := self._cached(last.key, with_inputs=True)) is not None:
            before = {f"its {name}": each for name, each in paper.inputs.items()}
            now = {f"its {name}": each for name, each in input_digests(source).items()}
            changed += _changed(before, now)
            if paper.notices_sha256 != self._notices_sha256(paper):
                changed.append("what the list of retractions says of its sources changed")
        return ", ".join(changed) or "its cache entry is missing or damaged"

    def remember(self, papers: Mapping[str, PaperResult]) -> None:
        """Cache the results of papers that were just made, by their keys."""
        if self.cache is not None:
            self.cache.put_all(("paper", key, as_json(paper)) for key, paper in papers.items())
            for paper in papers.values():
                if paper.pdf_key:
                    self.cache.touch("pdf", paper.pdf_key)

    # ------------------------------------------------------------------ the whole site

    def is_up_to_date(self, site: str, untouched: Collection[str]) -> bool:
        """Whether the published site has these inputs, and nothing was changed in it since.

        `site` is a digest of all inputs of the site. The papers in `untouched` were checked.
        """
        return (
            self.last.site == site
            and self.last.rest == _rest(self.output)
            and all(
                folder in untouched or site_trace(self.output, last.address) == last.trace
                for folder, last in self.last.papers.items()
            )
        )

    def remember_sources(self, sources: Mapping[str, str]) -> None:
        """Store new traces of sources, such as those of a copy of all records."""
        papers = {**self.last.papers}
        for folder, source in sources.items():
            if source and folder in papers and source != papers[folder].source:
                papers[folder] = papers[folder]._replace(source=source)
        if self.cache is not None and papers != self.last.papers:
            last = replace(self.last, papers=papers)
            self.cache.put("site", self.output.name, _as_json(last))

    def pages(self, site: Site, templates: Templates) -> CachedPages:
        """The renderer of pages over all papers, which skips those that are up to date."""
        base = canonical_sha256([self.inputs, templates.sha256(templates.names())])
        return CachedPages(site, templates, base, self.output, self.last.pages)

    def remember_site(self, built: BuiltSite, executor: Executor) -> None:
        """Store the traces of what was just published, and delete the oldest cache entries."""
        if self.cache is None:
            return
        addresses = [each.address for each in built.papers.values() if not each.trace]
        traces = dict(executor.work_on(Trace(self.output), addresses))
        papers = {
            folder: paper if paper.trace else paper._replace(trace=seen)
            for folder, paper in built.papers.items()
            if isinstance(seen := traces.get(paper.address, ""), str)
        }
        pages = {
            file: page._replace(trace=file_trace(f"{self.output}/{file}"))
            for file, page in built.pages.pages.items()
        }
        rest = _rest(self.output)
        made = replace(built.pages, pages=pages)
        last = LastBuild(self.inputs, built.key, papers, made, rest, built.files)
        self.cache.put("site", self.output.name, _as_json(last))
        self.cache.prune()

    def last_id(self, folder: str) -> str:
        """The id that the paper in a folder had in the last build; empty if unknown."""
        return self.last.papers.get(folder, NOT_BUILT).address.rstrip("/").rpartition("/")[2]


def _last_build(cache: Cache | None, output: Path) -> LastBuild:
    """The last build; an empty one if another version stored it in another form."""
    entry = cache and cache.get("site", output.name)
    if not entry:
        return LastBuild()
    try:
        found = orjson.loads(entry)
        papers = {folder: LastPaper(**last) for folder, last in found["papers"].items()}
        made = found["pages"]
        pages = MadePages(
            {file: MadePage(**page) for file, page in made["pages"].items()},
            {path: MadeGroup(**group) for path, group in made["groups"].items()},
        )
        return LastBuild(**found | {"papers": papers, "pages": pages})
    except (AttributeError, LookupError, TypeError, ValueError):
        return LastBuild()


def _as_json(last: LastBuild) -> bytes:
    papers = {folder: paper._asdict() for folder, paper in last.papers.items()}
    pages = {
        "pages": {file: page._asdict() for file, page in last.pages.pages.items()},
        "groups": {path: group._asdict() for path, group in last.pages.groups.items()},
    }
    return orjson.dumps(vars(last) | {"papers": papers, "pages": pages})


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    found = []
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            found.append(f"{name} is new")
        elif name not in now:
            found.append(f"{name} is gone")
        elif before[name] != now[name]:
            found.append(f"{name} changed")
    return found


def _rest(output: Path) -> str:
    """The trace of all files outside the folders of records, and the names of these folders."""
    seen, of_records = [], {kind.site_folder for kind in KINDS}
    try:
        with os.scandir(output) as entries:
            for entry in entries:
                if entry.name in of_records:
                    seen += [f"{entry.name}/{name}" for name in os.listdir(entry.path)]
                elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    seen.append(f"{entry.name}/ {trace(Path(entry.path))}")
                elif not entry.name.startswith("."):
                    at = entry.stat(follow_symlinks=False)
                    times = f"{at.st_mtime_ns} {at.st_ctime_ns}"
                    seen.append(f"{entry.name} {at.st_ino} {at.st_size} {times}")
    except OSError:
        return ""
    return hashlib.sha256("\0".join(sorted(seen)).encode("utf-8", "surrogateescape")).hexdigest()
