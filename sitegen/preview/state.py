"""The state of a preview: settings, templates, guides and papers, as last read."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from sitegen.contracts.other_papers import OtherPapers
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.regular_files import UNREADABLE, start_below
from sitegen.preview.judging import JudgeFolder, KnownPaper
from sitegen.preview.snapshot import Comparison, PageInputs, Snapshot
from sitegen.reading.paper_source import MANIFEST, TOMBSTONE, PaperSource
from sitegen.reading.records import find_records, holds_record, read_source
from sitegen.render.guides import Guide
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, SettingsError, dead_links, load_guides, load_site
from sitegen.render.template_files import builtin_templates
from sitegen.render.templating import Templates

LONGEST_HEAD = 4_000  # bytes of a record in which its id is looked for
PAPER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@dataclass(frozen=True)
class ReadTicket:
    """Taken before papers are read. A higher `number` means that reading started later.

    `judge` judges papers by the settings and the date of the moment when the ticket was taken.
    """

    number: int
    inputs: PageInputs
    judge: JudgeFolder


@dataclass(frozen=True)
class FreshPaper:
    """One paper that was just read and judged, and the state of the preview that includes it."""

    source: PaperSource
    paper: KnownPaper
    number: int
    snapshot: Snapshot

    @property
    def others(self) -> OtherPapers:
        """The papers that it names, as far as they are known, by id."""
        return self.snapshot.others(self.paper.names)


class PreviewState:
    """The only owner of what a preview knows. Every method is safe to call from any thread.

    One lock guards everything; callers get snapshots, which never change. Files are read outside
    the lock, because a slow disk must not block pages (the exception is the line of a dead link).
    Therefore each reader takes a numbered ticket before it reads, and its result is dropped if a
    reader with a later ticket has stored one by then.

    Raises SettingsError if the settings have errors at the start.
    """

    def __init__(self, project: Project) -> None:
        site, settings = load_site(project)
        guides, texts = load_guides(project)
        self._project = project
        self._lock = threading.Lock()
        self._version = 0
        self._last_ticket = 0
        # The ticket numbers of what is stored now. The keys of `_paper_tickets` are the folders of
        # all papers. `_listing` counts how often these folders were compared with the disk.
        self._settings_ticket, self._guides_ticket, self._listing = 0, 0, 0
        self._folders = tuple(find_records(project.records))
        self._paper_tickets = dict.fromkeys(self._folders, 0)
        self._settings, self._texts = tuple(settings), tuple(texts)
        self._papers: dict[str, KnownPaper] = {}
        self._folder_by_id: dict[str, str] = {}
        self._comparison, self._is_compared = Comparison(), False
        self._inputs = _page_inputs(project, site, guides, 0)
        self._dead_links = self._find_dead_links()
        # Created on request and kept until something changes.
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
        """The current state; the same object until something changes."""
        with self._lock:
            return self._current_snapshot()

    # ------------------------------------------------------------------ what pages are made with

    def read_settings(self) -> bool:
        """Read the settings again; returns whether they changed.

        If they have errors, the errors are reported and the last good settings stay.
        """
        number = self._take_number()
        site: Site | None = None
        try:
            site, found = load_site(self._project)
        except SettingsError as problem:
            found = [*problem.diagnostics]
        with self._lock:
            if number < self._settings_ticket:
                return False
            self._settings_ticket = number
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
        """Read the guides again; one with errors stays as it last was without."""
        number = self._take_number()
        guides, found = load_guides(self._project)
        named = {guide.file for guide in guides}
        wrong = {each.place.file for each in found} - named
        with self._lock:
            if number < self._guides_ticket:
                return
            self._guides_ticket = number
            self._texts = tuple(found)
            kept = [guide for guide in self._inputs.guides if guide.file in wrong]
            ordered = sorted([*guides, *kept], key=lambda each: each.name)
            self._replace_inputs(self._inputs.site, ordered)
            self._dead_links = self._find_dead_links()
            self._note_change()

    # ------------------------------------------------------------------ papers

    def start_reading(self) -> ReadTicket:
        """Take a ticket for reading papers. Pass it to `store_paper` with each result."""
        with self._lock:
            return self._new_ticket()

    def store_paper(self, ticket: ReadTicket, folder: str, known: KnownPaper) -> None:
        """Store the paper in a folder as it was read with a ticket.

        It is dropped if the folder was deleted meanwhile, or if a later ticket has stored a paper.
        """
        with self._lock:
            self._store_paper(ticket, folder, known)

    def read_paper(self, folder: str) -> FreshPaper:
        """Read and judge one paper now."""
        while True:
            ticket = self.start_reading()
            largest = ticket.inputs.site.largest_artifact
            source, found = read_source(self._project.records, folder, largest)
            known = ticket.judge.judged(source, found)
            with self._lock:
                # Otherwise read again: a page with old content and the version of a newer state
                # would never learn that it is out of date.
                if self._inputs is ticket.inputs and not self._is_superseded(ticket, folder):
                    self._store_paper(ticket, folder, known)
                    return FreshPaper(source, known, ticket.number, self._current_snapshot())

    def read_with_named(self, folder: str) -> FreshPaper:
        """Read one paper now, and before it the papers that it names, if no scan checked them."""
        fresh = self.read_paper(folder)
        others = fresh.others
        named = [self.folder_of(each) for each in fresh.paper.names if each not in others]
        unread = {each for each in named if each and each not in fresh.snapshot.papers}
        for each in unread:
            self.read_paper(each)
        return self.read_paper(folder) if unread else fresh

    def start_scan(self) -> tuple[ReadTicket, tuple[str, ...]]:
        """List the folders of all papers again, and take a ticket for reading them.

        Papers whose folders are gone are forgotten. Raises OSError if the folders cannot be listed.
        """
        while True:
            listing = self._current_listing()
            found = set(find_records(self._project.records))
            with self._lock:
                if listing != self._listing:
                    continue  # Another thread updated the folders; our list may be older.
                listed = self._paper_tickets.keys()
                self._change_folders(new=found - listed, gone=listed - found)
                self._is_compared = False
                self._note_change()
                return self._new_ticket(), self._folders

    def refresh_folders(self, folders: Iterable[str]) -> None:
        """Check whether these folders still exist, or are new."""
        asked = frozenset(folders)
        while True:
            listing = self._current_listing()
            there = {folder for folder in asked if holds_record(self._project.records, folder)}
            with self._lock:
                if listing != self._listing:
                    continue
                listed = self._paper_tickets.keys()
                self._change_folders(new=there - listed, gone=(asked - there) & listed)
                return

    def mark_saved(self) -> None:
        """Mark all pages that were made before as out of date, because a file was saved.

        A save need not change a paper: a new comment only moves the lines below it.
        """
        with self._lock:
            self._note_change()

    def store_comparison(self, comparison: Comparison) -> None:
        """Store the result of comparing all papers."""
        with self._lock:
            self._comparison, self._is_compared = comparison, True
            self._note_change()

    # ------------------------------------------------------------------ which paper has an id

    def folder_of(self, paper_id: str) -> str | None:
        """The folder of the record with an id; searches the files if the id is not known yet.

        While no file names the id, it is the folder that had it: a program may have emptied the
        file that it is about to write.
        """
        with self._lock:
            folder, folders = self._folder_by_id.get(paper_id), self._folders
        written = self._written_id(folder) if folder else None
        if folder and written == paper_id:
            return folder
        if not PAPER_ID.match(paper_id):
            return None
        likely = [each for each in folders if paper_id[:8] in each]
        found = (each for each in [*likely, *folders] if self._written_id(each) == paper_id)
        return next(found, folder if written == "" else None)

    def _written_id(self, folder: str) -> str | None:
        """The first id in the manifest or tombstone of a folder; None if neither can be read."""
        for name in (MANIFEST, TOMBSTONE):
            try:
                head = start_below(self._project.records, f"{folder}/{name}", LONGEST_HEAD)
            except UNREADABLE:
                continue
            first = re.search(rb"\bid:[\s'\"]*([0-9a-f-]{36})|\"id\":\s*\"([0-9a-f-]{36})", head)
            return (first[1] or first[2]).decode() if first else ""
        return None

    # ------------------------------------------------------------------ tickets

    def _take_number(self) -> int:
        """A ticket number for reading settings or guides."""
        with self._lock:
            return self._next_ticket_number()

    def _current_listing(self) -> int:
        with self._lock:
            return self._listing

    # ------------------------------------------------------------------ callers hold the lock

    def _next_ticket_number(self) -> int:
        self._last_ticket += 1
        return self._last_ticket

    def _new_ticket(self) -> ReadTicket:
        judge = JudgeFolder(self._project.records, self._inputs.site, datetime.now(UTC))
        return ReadTicket(self._next_ticket_number(), self._inputs, judge)

    def _replace_inputs(self, site: Site, guides: Iterable[Guide]) -> None:
        self._inputs = _page_inputs(self._project, site, guides, self._inputs.number + 1)

    def _find_dead_links(self) -> tuple[Diagnostic, ...]:
        site, guides = self._inputs.site, self._inputs.guides
        return tuple(dead_links(self._project, site, guides, self._texts))

    def _is_superseded(self, ticket: ReadTicket, folder: str) -> bool:
        return ticket.number < self._paper_tickets.get(folder, 0)

    def _store_paper(self, ticket: ReadTicket, folder: str, known: KnownPaper) -> None:
        if folder not in self._paper_tickets or self._is_superseded(ticket, folder):
            return
        self._paper_tickets[folder] = ticket.number
        if self._papers.get(folder) != known:
            if known.id:
                self._forget(folder)
                self._folder_by_id[known.id] = folder
            # With errors its id is not known, and the address of its page stays.
            self._papers[folder] = known
            self._shared_papers = None
            self._note_change()

    def _change_folders(self, *, new: Collection[str], gone: Collection[str]) -> None:
        self._listing += 1
        if not (new or gone):
            return
        for folder in gone:
            del self._paper_tickets[folder]
            self._forget(folder)
        # A read that began before now saw an older folder of the same name, or none.
        self._paper_tickets.update(dict.fromkeys(new, self._next_ticket_number()))
        self._folders = tuple(sorted(self._paper_tickets))
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
    templates = Templates(project.templates, marks_facts=True)
    return PageInputs(site, templates, PaperViews(site, templates), tuple(guides), number)
