"""The state of a preview: settings, templates, guides and papers, as they are known by now."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic
from sitegen.preview.judging import JudgeFolder, KnownPaper
from sitegen.preview.snapshot import Comparison, PageInputs, Snapshot
from sitegen.reading.records import (
    MANIFEST,
    TOMBSTONE,
    PaperSource,
    find_papers,
    holds_paper,
    read_source,
)
from sitegen.render.guides import Guide
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, SettingsError, dead_links, load_guides, load_site
from sitegen.render.templating import Templates, builtin_templates

PAPER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@dataclass(frozen=True)
class Reading:
    """The begin of reading papers. Of two readings, the one with the higher `number` began later.

    `judge` judges papers by the settings and the date of that moment.
    """

    number: int
    inputs: PageInputs
    judge: JudgeFolder


@dataclass(frozen=True)
class Look:
    """One paper as it was read and judged just now, and the state that this is a part of."""

    source: PaperSource
    paper: KnownPaper
    number: int
    snapshot: Snapshot


class PreviewState:
    """The only owner of what a preview knows. Any thread may call any method.

    One lock guards it all. What leaves it are snapshots, which never change. Files are read outside
    the lock, because a slow disk must not stop pages; only the line of a dead link is not. So a
    reading draws a number when it begins, and when it ends it counts only if nothing was read
    meanwhile by one that began later.

    Raises SettingsError where the settings are wrong from the start.
    """

    def __init__(self, project: Project) -> None:
        site, settings = load_site(project)
        guides, texts = load_guides(project)
        self._project = project
        self._lock = threading.Lock()
        self._version = 0
        self._readings = 0
        # The last reading of each part of the project, and of each paper. The keys of
        # `_paper_readings` are the folders of all papers: what is no key is no paper.
        self._settings_reading, self._guides_reading, self._listing = 0, 0, 0
        self._folders = tuple(find_papers(project.records))
        self._paper_readings = dict.fromkeys(self._folders, 0)
        self._settings, self._texts = tuple(settings), tuple(texts)
        self._papers: dict[str, KnownPaper] = {}
        self._folder_by_id: dict[str, str] = {}
        self._comparison, self._is_compared = Comparison(), False
        self._inputs = _page_inputs(project, site, guides, 0)
        self._dead_links = self._find_dead_links()
        # Made when they are asked for, and kept until something changes.
        self._shared_papers: Mapping[str, KnownPaper] | None = None
        self._snapshot: Snapshot | None = None

    @property
    def project(self) -> Project:
        """The project that is previewed."""
        return self._project

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked for, in this order."""
        own = self._project.templates
        return (own, builtin_templates()) if own else (builtin_templates(),)

    def snapshot(self) -> Snapshot:
        """What is known now; the same object until something changes."""
        with self._lock:
            return self._current_snapshot()

    # ------------------------------------------------------------------ what pages are made with

    def read_settings(self) -> bool:
        """Read the settings again, and say whether there are new ones.

        Wrong ones are reported, and the last good ones stay.
        """
        number = self._begin()
        site: Site | None = None
        try:
            site, found = load_site(self._project)
        except SettingsError as problem:
            found = [*problem.diagnostics]
        with self._lock:
            if number < self._settings_reading:
                return False
            self._settings_reading = number
            self._settings = tuple(found)
            is_new = site is not None and site != self._inputs.site
            if site is not None and is_new:
                self._replace_inputs(site, self._inputs.guides)
                self._dead_links = self._find_dead_links()
            self._note_change()
            return is_new

    def read_templates(self) -> None:
        """Read the templates again."""
        with self._lock:
            self._replace_inputs(self._inputs.site, self._inputs.guides)
            self._note_change()

    def read_guides(self) -> None:
        """Read the texts of the site again; of a wrong one, the last good state stays."""
        number = self._begin()
        guides, found = load_guides(self._project)
        named = {guide.file for guide in guides}
        wrong = {each.place.file for each in found} - named
        with self._lock:
            if number < self._guides_reading:
                return
            self._guides_reading = number
            self._texts = tuple(found)
            kept = [guide for guide in self._inputs.guides if guide.file in wrong]
            ordered = sorted([*guides, *kept], key=lambda each: each.name)
            self._replace_inputs(self._inputs.site, ordered)
            self._dead_links = self._find_dead_links()
            self._note_change()

    # ------------------------------------------------------------------ papers

    def begin_reading(self) -> Reading:
        """Begin to read papers; what is found is taken in by `learn`."""
        with self._lock:
            return self._reading()

    def learn(self, reading: Reading, folder: str, known: KnownPaper) -> None:
        """Take in what a reading found in a folder.

        It is dropped where the folder is gone by now, or was read since by a later reading.
        """
        with self._lock:
            self._learn(reading, folder, known)

    def look_at(self, folder: str) -> Look:
        """Read and judge one paper now."""
        while True:
            reading = self.begin_reading()
            source, found = read_source(self._project.records, folder)
            known = reading.judge.judged(source, found)
            with self._lock:
                # A page of an older reading must not carry the version of a newer state: nobody
                # would tell it that it is out of date.
                if self._inputs is reading.inputs and not self._is_superseded(reading, folder):
                    self._learn(reading, folder, known)
                    return Look(source, known, reading.number, self._current_snapshot())

    def begin_scan(self) -> tuple[Reading, tuple[str, ...]]:
        """Begin to read all papers, which lie in these folders; those that are gone are forgotten.

        Raises OSError where the folders cannot be listed.
        """
        while True:
            listing = self._current_listing()
            found = set(find_papers(self._project.records))
            with self._lock:
                if listing != self._listing:
                    continue  # What was listed may be older than what was noticed since.
                listed = self._paper_readings.keys()
                self._change_folders(new=found - listed, gone=listed - found)
                self._is_compared = False
                self._note_change()
                return self._reading(), self._folders

    def notice_folders(self, folders: Iterable[str]) -> None:
        """Look whether papers lie in these folders, still or by now."""
        asked = frozenset(folders)
        while True:
            listing = self._current_listing()
            there = {folder for folder in asked if holds_paper(self._project.records, folder)}
            with self._lock:
                if listing != self._listing:
                    continue
                listed = self._paper_readings.keys()
                self._change_folders(new=there - listed, gone=(asked - there) & listed)
                return

    def notice_save(self) -> None:
        """Note that something was saved, so that a page that was made before is out of date.

        It need not show in what is known of a paper: a comment moves the lines below it.
        """
        with self._lock:
            self._note_change()

    def finish_comparison(self, comparison: Comparison) -> None:
        """Take in what was found by comparing all papers."""
        with self._lock:
            self._comparison, self._is_compared = comparison, True
            self._note_change()

    # ------------------------------------------------------------------ which paper has an id

    def folder_of(self, paper_id: str) -> str | None:
        """The folder of the paper with an id; searches the records for one that is not known."""
        with self._lock:
            folder, folders = self._folder_by_id.get(paper_id), self._folders
        if folder and self._names(folder, paper_id):
            return folder
        if not PAPER_ID.match(paper_id):
            return None
        likely = [each for each in folders if paper_id[:8] in each]
        return next((each for each in [*likely, *folders] if self._names(each, paper_id)), None)

    def _names(self, folder: str, paper_id: str) -> bool:
        """Whether a record of a folder names the id before anything else that looks like one."""
        for name in (MANIFEST, TOMBSTONE):
            try:
                head = (self._project.records / folder / name).read_bytes()[:4_000]
            except OSError:
                continue
            first = re.search(rb"\bid:[\s'\"]*([0-9a-f-]{36})|\"id\":\s*\"([0-9a-f-]{36})", head)
            return first is not None and paper_id.encode() in first.groups()
        return False

    # ------------------------------------------------------------------ numbers

    def _begin(self) -> int:
        """The number of a reading that begins now."""
        with self._lock:
            return self._next_number()

    def _current_listing(self) -> int:
        with self._lock:
            return self._listing

    # ------------------------------------------------------------------ what needs the lock

    def _next_number(self) -> int:
        self._readings += 1
        return self._readings

    def _reading(self) -> Reading:
        judge = JudgeFolder(self._project.records, self._inputs.site, datetime.now(UTC))
        return Reading(self._next_number(), self._inputs, judge)

    def _replace_inputs(self, site: Site, guides: Iterable[Guide]) -> None:
        self._inputs = _page_inputs(self._project, site, guides, self._inputs.number + 1)

    def _find_dead_links(self) -> tuple[Diagnostic, ...]:
        site, guides = self._inputs.site, self._inputs.guides
        return tuple(dead_links(self._project, site, guides, self._texts))

    def _is_superseded(self, reading: Reading, folder: str) -> bool:
        return reading.number < self._paper_readings.get(folder, 0)

    def _learn(self, reading: Reading, folder: str, known: KnownPaper) -> None:
        if folder not in self._paper_readings or self._is_superseded(reading, folder):
            return
        self._paper_readings[folder] = reading.number
        if self._papers.get(folder) != known:
            self._forget(folder)
            self._papers[folder] = known
            if known.id:
                self._folder_by_id[known.id] = folder
            self._note_change()

    def _change_folders(self, *, new: Collection[str], gone: Collection[str]) -> None:
        self._listing += 1
        if not (new or gone):
            return
        for folder in gone:
            del self._paper_readings[folder]
            self._forget(folder)
        # A reading that began before a folder came read another one of this name, or nothing.
        self._paper_readings.update(dict.fromkeys(new, self._next_number()))
        self._folders = tuple(sorted(self._paper_readings))
        self._note_change()

    def _forget(self, folder: str) -> None:
        known = self._papers.pop(folder, None)
        if known is not None and self._folder_by_id.get(known.id) == folder:
            del self._folder_by_id[known.id]
        self._shared_papers = None

    def _current_snapshot(self) -> Snapshot:
        if self._snapshot is None:
            if self._shared_papers is None:
                self._shared_papers = MappingProxyType(dict(self._papers))
            self._snapshot = Snapshot(
                version=self._version,
                inputs=self._inputs,
                settings=self._settings,
                texts=self._texts,
                dead_links=self._dead_links,
                folders=self._folders,
                papers=self._shared_papers,
                comparison=self._comparison,
                is_compared=self._is_compared,
            )
        return self._snapshot

    def _note_change(self) -> None:
        self._version += 1
        self._snapshot = None


def _page_inputs(project: Project, site: Site, guides: Iterable[Guide], number: int) -> PageInputs:
    templates = Templates(project.templates)
    return PageInputs(site, templates, PaperViews(site, templates), tuple(guides), number)
