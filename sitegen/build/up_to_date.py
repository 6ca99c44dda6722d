"""What was made before and still stands: paper by paper, or the whole site."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from sitegen.build.cache import Cache
from sitegen.build.executors import Crew, Lost, on_this_disk
from sitegen.build.page_cache import MadePages, StandingPages
from sitegen.build.paper_result import MadePaper, as_json, from_json, input_digests
from sitegen.contracts.settings import Site
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.publish.checksums import file_sha256, trace
from sitegen.publish.staging import Staging
from sitegen.reading.kinds import PAPER
from sitegen.reading.records import PaperSource, read_source, source_sha256
from sitegen.render.templating import Templates

# What is known of the work, the address and the files of a paper that was not published.
NOTHING = ("", "", "")


@dataclass(frozen=True)
class LastBuild:
    """What the last build of an output published, and how it then lay on the disk.

    `inputs` names what every paper was made with; `site` is a digest of all that went into the
    whole. `papers` has for each folder the key of the work, the paper's address and the trace of
    what was published there. `pages` has of each page over all papers what it was made from, and
    its SHA-256.
    """

    inputs: Mapping[str, str] = field(default_factory=dict)
    site: str = ""
    papers: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    pages: MadePages = field(default_factory=dict)
    rest: str = ""
    files: int = 0


@dataclass(frozen=True)
class Look:
    """Looks at papers of the last build: which are as they were then, sources and files alike."""

    records: Path
    output: Path
    base: str
    papers: Mapping[str, tuple[str, str, str]]
    batch: int = 200

    def prepare(self) -> None:
        """Nothing has to be loaded for it."""

    def __call__(self, folder: str) -> list[Diagnostic] | None:
        """What is to be said of the folder; None if anything is new, or cannot be read."""
        key, address, seen = self.papers.get(folder, NOTHING)
        if not key or _trace(self.output, address) != seen:
            return None
        source, found = read_source(self.records, folder)
        return found if key_of(self.base, source) == key and not has_errors(found) else None


@dataclass(frozen=True)
class Keep:
    """Takes the published files of papers over into the next site, as they are."""

    staging: Staging
    batch: int = 200

    def prepare(self) -> None:
        """Nothing has to be loaded for it."""

    def __call__(self, paths: Sequence[str]) -> None:
        """Keep the files of one paper."""
        for path in paths:
            self.staging.keep(path)


@dataclass(frozen=True)
class Trace:
    """Finds out how the files of papers lie on the disk."""

    output: Path
    batch: int = 200

    def prepare(self) -> None:
        """Nothing has to be loaded for it."""

    def __call__(self, address: str) -> str:
        """The trace of one paper; empty where it has no files."""
        return _trace(self.output, address)


class Memory:
    """Decides for each paper whether its files stand as they are, and says why not.

    `inputs` is what decides the bytes of every paper beside its own source, by name. Without a
    cache nothing stands. `why` notes the reasons.
    """

    def __init__(
        self, cache: Cache | None, output: Path, inputs: Mapping[str, str], *, why: bool = False
    ) -> None:
        self._cache = cache
        self._output = output
        self._wants_reasons = why
        self.inputs = dict(inputs)
        self._base = canonical_sha256(self.inputs)
        self._last = _last_build(cache, output)
        self._is_first = cache is None or cache.is_empty("paper")
        self.keys: dict[str, str] = {}
        self.untouched: set[str] = set()
        self.reasons: dict[str, str] = {}

    def look(
        self, records: Path, folders: Iterable[str], crew: Crew
    ) -> Iterator[tuple[str, list[Diagnostic], MadePaper]]:
        """The papers that are in every way what they were, with what is wrong with their folders.

        Works in all processes, because it is all that most builds do.
        """
        if self._cache is None or self._last.inputs != self.inputs:
            return
        last = self._last.papers
        for folder, found in on_this_disk(crew).work_on(
            Look(records, self._output, self._base, last), folders
        ):
            if found is None or isinstance(found, Lost):
                continue
            key = self.keys[folder] = last[folder][0]
            if entry := self._cache.get("paper", key):
                made = from_json(entry)
                self.untouched.add(folder)
                self._touch(made)
                yield folder, found, made

    def recall(self, source: PaperSource) -> MadePaper | None:
        """The paper as it was made before, if all its files are published as they were made."""
        if self._cache is None:
            return None
        key = self.keys[source.folder] = key_of(self._base, source)
        entry = None if self._is_first else self._cache.get("paper", key)
        if entry is None:
            self._note(source, self._why)
            return None
        made = from_json(entry)
        if changed := self._not_as_made(made):
            self._note(source, lambda _: f"{changed} is not published as it was made")
            return None
        self._touch(made)
        return made

    def _not_as_made(self, made: MadePaper) -> str:
        """The first file that is not published with its own bytes, if any."""
        return next(
            (
                path
                for path, sha256 in made.files.items()
                if file_sha256(self._output / path) != sha256
            ),
            "",
        )

    def _touch(self, made: MadePaper) -> None:
        if self._cache is not None:
            self._cache.touch("paper", self.keys[made.folder])
            if made.pdf_key:
                self._cache.touch("pdf", made.pdf_key)

    def _note(self, source: PaperSource, why: Callable[[PaperSource], str]) -> None:
        if self._wants_reasons:
            self.reasons[source.folder] = why(source)

    def _why(self, source: PaperSource) -> str:
        """Why there is no finished work for this paper: what is new since the last build."""
        if not self._last.papers:
            return "nothing was built here before"
        if source.folder not in self._last.papers:
            return "the paper is new"
        if not self._last.papers[source.folder][0]:
            return "the paper was held back in the last build"
        changed = _changed(self._last.inputs, self.inputs)
        entry = self._cache and self._cache.get("paper", self._last.papers[source.folder][0])
        if entry:
            before = {f"its {name}": each for name, each in from_json(entry).inputs.items()}
            now = {f"its {name}": each for name, each in input_digests(source).items()}
            changed += _changed(before, now)
        return ", ".join(changed) or "what is remembered of it is missing or damaged"

    def remember(self, papers: Sequence[MadePaper]) -> None:
        """Keep the work on papers that were just made."""
        if self._cache is not None:
            self._cache.put_all(
                ("paper", self.keys[made.folder], as_json(made))
                for made in papers
                if made.folder in self.keys
            )
            for made in papers:
                if made.pdf_key:
                    self._cache.touch("pdf", made.pdf_key)

    # ------------------------------------------------------------------ the whole site

    def stands(self, site: str) -> bool:
        """Whether the site is what would be made of all this again, untouched since."""
        return (
            self._last.site == site
            and self._last.rest == _rest(self._output)
            and all(
                folder in self.untouched or _trace(self._output, address) == seen
                for folder, (_, address, seen) in self._last.papers.items()
            )
        )

    @property
    def files(self) -> int:
        """How many files the last build published."""
        return self._last.files

    def pages(self, site: Site, templates: Templates) -> StandingPages:
        """What renders the pages over all papers, but for those that stand as they are."""
        base = canonical_sha256([self.inputs, templates.sha256(templates.names())])
        return StandingPages(site, templates, base, self._output, self._last.pages)

    def published(
        self, site: str, addresses: Mapping[str, str], pages: MadePages, files: int, crew: Crew
    ) -> None:
        """Keep how what was just published lies on the disk; the oldest work is forgotten.

        `addresses` has for each folder the paper's address; an empty one where it has no files.
        """
        if self._cache is None:
            return
        traces = dict(crew.work_on(Trace(self._output), set(addresses.values())))
        papers = {
            folder: (self.keys.get(folder, ""), address, seen)
            for folder, address in addresses.items()
            if isinstance(seen := traces[address], str)
        }
        last = LastBuild(self.inputs, site, papers, pages, _rest(self._output), files)
        self._cache.put("site", self._output.name, orjson.dumps(vars(last)))
        self._cache.prune()

    def last_id(self, folder: str) -> str:
        """The id that the paper in a folder had in the last build; empty where nobody knows."""
        return self._last.papers.get(folder, NOTHING)[1].rstrip("/").rpartition("/")[2]

    def forget(self, folder: str) -> None:
        """Leave the source of a paper out of what the site is made from: it is held back."""
        self.keys.pop(folder, None)


def key_of(base: str, source: PaperSource) -> str:
    """The key of the work on a paper: a digest of all that goes into it."""
    return hashlib.sha256(f"{base} {source_sha256(source)}".encode()).hexdigest()


def _trace(output: Path, address: str) -> str:
    """The trace of a paper's files; empty where it has none."""
    try:
        return trace(output / address) if address else ""
    except OSError:
        return ""


def _last_build(cache: Cache | None, output: Path) -> LastBuild:
    entry = cache and cache.get("site", output.name)
    if not entry:
        return LastBuild()
    found = orjson.loads(entry)
    papers = {folder: tuple(known) for folder, known in found["papers"].items()}
    pages = {file: tuple(known) for file, known in found.get("pages", {}).items()}
    return LastBuild(**found | {"papers": papers, "pages": pages})


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
    """The trace of all that is no paper's, and the names of all papers' folders."""
    seen = []
    try:
        with os.scandir(output) as entries:
            for entry in entries:
                if entry.name == PAPER.site_folder:
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
