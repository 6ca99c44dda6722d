"""What is known of a project while editors work on it: settings, templates, guides, papers."""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic
from sitegen.preview.judging import JudgeFolder, KnownPaper
from sitegen.reading.records import MANIFEST, TOMBSTONE, find_papers
from sitegen.render.guides import Guide
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, SettingsError, dead_links, load_guides, load_site
from sitegen.render.templating import Templates, builtin_templates

PAPER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@dataclass(frozen=True)
class Making:
    """All that pages are made with. It is replaced as a whole, so no page mixes two states."""

    site: Site
    templates: Templates
    views: PaperViews
    guides: tuple[Guide, ...]
    dead_links: tuple[Diagnostic, ...]
    number: int


@dataclass(frozen=True)
class Together:
    """What is to be said of all papers together, once all were looked at.

    `news` are papers that differ from what was published: what happened to each, and its folder.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    news: tuple[tuple[str, str, str], ...] = ()
    base: str = ""


@dataclass(eq=False)
class Desk:
    """The state of one preview. Threads share it; every answer is a copy or never changes.

    Raises SettingsError where the settings are wrong from the start.
    """

    project: Project
    making: Making = field(init=False)
    settings: list[Diagnostic] = field(init=False)
    texts: list[Diagnostic] = field(init=False)
    together: Together = field(default=Together(), init=False)
    version: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        site, self.settings = load_site(self.project)
        self._lock = threading.RLock()
        self._papers: dict[str, KnownPaper] = {}
        self._ids: dict[str, str] = {}
        self._fresh: set[str] = set()
        self.folders = find_papers(self.project.records)
        guides, self.texts = load_guides(self.project)
        self.making = self._made_with(site, guides, 0)

    def _made_with(self, site: Site, guides: Iterable[Guide], number: int) -> Making:
        templates, texts = Templates(self.project.templates, marks_facts=True), tuple(guides)
        found = tuple(dead_links(self.project, site, texts, self.texts))
        return Making(site, templates, PaperViews(site, templates), texts, found, number)

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked for, in this order."""
        own = self.project.templates
        return (own, builtin_templates()) if own else (builtin_templates(),)

    # ------------------------------------------------------------------ what pages are made with

    def read_settings(self) -> bool:
        """Read the settings again; wrong ones are reported, and the last good ones stay."""
        try:
            site, found = load_site(self.project)
        except SettingsError as problem:
            with self._lock:
                self.settings, self.version = [*problem.diagnostics], self.version + 1
            return False
        with self._lock:
            self.settings = found
            is_new = site != self.making.site
        if is_new:
            self._make_with(site)
        return is_new

    def read_templates(self) -> None:
        """Read the templates again."""
        self._make_with(self.making.site)

    def read_guides(self) -> None:
        """Read the texts of the site again; of a wrong one, the last good state stays."""
        guides, self.texts = load_guides(self.project)
        named = {guide.file for guide in guides}
        wrong = {each.place.file for each in self.texts} - named
        kept = [guide for guide in self.making.guides if guide.file in wrong]
        self._make_with(self.making.site, sorted([*guides, *kept], key=lambda each: each.name))

    def _make_with(self, site: Site, guides: Iterable[Guide] | None = None) -> None:
        with self._lock:
            kept = self.making.guides if guides is None else guides
            self.making = self._made_with(site, kept, self.making.number + 1)
            self.version += 1

    # ------------------------------------------------------------------ papers

    @property
    def judge(self) -> JudgeFolder:
        """Judges papers by the settings and the date of now."""
        return JudgeFolder(self.project.records, self.making.site, datetime.now(UTC))

    def look_at(self, folder: str) -> KnownPaper:
        """Read and judge one paper now."""
        known = self.judge(folder)
        self.learn(folder, known)
        return known

    def learn(self, folder: str, known: KnownPaper) -> None:
        """Take in what was found by looking at a paper now."""
        with self._lock:
            self._fresh.add(folder)
            self._learn(folder, known)

    def learn_from_sweep(self, folder: str, known: KnownPaper) -> None:
        """Take in what a sweep found, unless the paper was looked at since the sweep began."""
        with self._lock:
            if folder not in self._fresh:
                self._learn(folder, known)

    def _learn(self, folder: str, known: KnownPaper) -> None:
        if self._papers.get(folder) != known:
            self.version += 1
        self._papers[folder] = known
        if known.id:
            self._ids[known.id] = folder

    def begin_sweep(self) -> list[str]:
        """The folders of all papers. What was known of papers that are gone is forgotten."""
        folders = find_papers(self.project.records)
        with self._lock:
            self._fresh.clear()
            self.folders = folders
            for gone in self._papers.keys() - set(folders):
                del self._papers[gone]
            self.version += 1
        return folders

    def notice_folders(self, folders: Iterable[str]) -> None:
        """Look whether these folders are still there, or are new."""
        there = {folder: (self.project.records / folder).exists() for folder in folders}
        with self._lock:
            for folder, exists in there.items():
                at = bisect_left(self.folders, folder)
                is_listed = self.folders[at : at + 1] == [folder]
                if exists and not is_listed:
                    self.folders.insert(at, folder)
                elif is_listed and not exists:
                    del self.folders[at]
                    self._papers.pop(folder, None)
                    self.version += 1

    def notice_change(self) -> None:
        """Something was saved: a page that was made before, and listens only later, is old.

        It need not show in what is known of a paper; a comment moves the lines of what follows.
        """
        with self._lock:
            self.version += 1

    def known(self) -> dict[str, KnownPaper]:
        """What is known of each paper so far."""
        with self._lock:
            return dict(self._papers)

    @property
    def found(self) -> int:
        """How many papers were looked at so far."""
        return len(self._papers)

    def rows(self) -> list[CatalogRow]:
        """The rows of the papers that a build would list, in the order of their folders."""
        known = sorted(self.known().items())
        return [each.row for _, each in known if each.row and not each.is_draft]

    def tombstones(self) -> list[tuple[str, Tombstone]]:
        """The tombstones by their folder."""
        return [
            (key, each.tombstone) for key, each in sorted(self.known().items()) if each.tombstone
        ]

    def folder_of(self, paper_id: str) -> str | None:
        """The folder of the paper with an id; searches the records for one that is not known."""
        with self._lock:
            folder = self._ids.get(paper_id)
        if folder and self._names(folder, paper_id):
            return folder
        if not PAPER_ID.match(paper_id):
            return None
        likely = [each for each in self.folders if paper_id[:8] in each]
        return next(
            (each for each in [*likely, *self.folders] if self._names(each, paper_id)), None
        )

    def _names(self, folder: str, paper_id: str) -> bool:
        """Whether a record of a folder names the id before anything else that looks like one."""
        for name in (MANIFEST, TOMBSTONE):
            try:
                head = (self.project.records / folder / name).read_bytes()[:4_000]
            except OSError:
                continue
            first = re.search(rb"\bid:[\s'\"]*([0-9a-f-]{36})|\"id\":\s*\"([0-9a-f-]{36})", head)
            return first is not None and paper_id.encode() in first.groups()
        return False

    # ------------------------------------------------------------------ what is wrong

    def reported(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Each finding once, in order, without those that the site switches off."""
        silenced = self.making.site.silenced
        return sorted({each for each in diagnostics if each.code not in silenced})

    @property
    def of_the_site(self) -> list[Diagnostic]:
        """What is wrong with what is no paper's own: settings, texts, links between them."""
        return [*self.settings, *self.texts, *self.making.dead_links]

    def all_diagnostics(self) -> list[Diagnostic]:
        """Everything that is known to be wrong."""
        papers = [found for each in self.known().values() for found in each.diagnostics]
        return self.reported([*self.of_the_site, *papers, *self.together.diagnostics])

    def between(self, folder: str) -> list[Diagnostic]:
        """What is wrong between a paper and others, or what was published of it."""
        start = f"records/{folder}/"
        return [each for each in self.together.diagnostics if each.place.file.startswith(start)]
