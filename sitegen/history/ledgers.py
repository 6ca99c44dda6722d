"""Bases made from a ledger: a saved one, or that of a published site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent, read_event
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.ledger_form import LedgerForm, ListedEvent, ListedPaper, link_sha256
from sitegen.contracts.published_json import PublishedJsonError, read_as, read_published
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import shown
from sitegen.findings.legible import legible
from sitegen.history.base import LEDGER, BaseError, BasePaper, EarlierRecords
from sitegen.history.site_folder import SiteFolder


class SavedLedger:
    """A saved `ledger.json`: digests and events, but no files.

    Raises BaseError if it is not a valid ledger.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        ledger = self._read()
        self._listed = {each.id: each for each in ledger.papers}
        self._removed = {each.id: each for each in ledger.removed}
        events = self._events(ledger)
        self._events_of_removed = {each.id: events.get(each.id, ()) for each in ledger.removed}
        self._papers = {each.id: self._paper(each, events[each.id]) for each in ledger.papers}
        listed = len(ledger.papers) + len(ledger.removed)
        if len(self._papers.keys() | self._removed.keys()) < listed:
            raise self._damaged("a paper is listed twice")

    @property
    def name(self) -> str:
        """The path of the file, as it was passed."""
        return str(self._file)

    @property
    def site(self) -> Path | None:
        """None: a ledger is one file of a site."""
        return None

    @property
    def authored(self) -> EarlierRecords | None:
        """None: a ledger does not contain the authored records."""
        return None

    def papers(self, rows: Sequence[CatalogRow]) -> Mapping[str, BasePaper]:
        """Every paper that the ledger lists."""
        return self._papers

    def removed(self, tombstones: Iterable[tuple[str, Tombstone]]) -> Mapping[str, LedgerRemoval]:
        """Every removed paper that the ledger lists."""
        return self._removed

    def removed_events(self, paper_id: str) -> Sequence[CorrectionEvent]:
        """The events of a removed paper."""
        return [read_event(each.event) for each in self._events_of_removed.get(paper_id, ())]

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """None: a ledger has only their digest."""
        return None

    def manifest(self, paper_id: str) -> bytes | None:
        """None: a ledger has only its digest."""
        return None

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """None: a ledger has only its digest."""
        return None

    def folder(self, paper_id: str) -> str:
        """Empty: a ledger does not name folders."""
        return ""

    def serves(self, path: str) -> bool:
        """True: a ledger does not say which formats were made."""
        return True

    def unknown(self) -> Sequence[tuple[str, str]]:
        """Empty: what was published had no errors."""
        return ()

    def manifest_sha256(self, paper_id: str) -> str:
        """The SHA-256 of `manifest.json`; empty if the build made none."""
        listed = self._listed.get(paper_id)
        return (listed and listed.manifest_sha256) or ""

    def status(self, paper_id: str) -> str:
        """The editorial status in the ledger; empty if the paper is not listed."""
        listed = self._listed.get(paper_id)
        return listed.editorial_status if listed else ""

    def _read(self) -> LedgerForm:
        try:
            return read_as(LedgerForm, read_published("ledger", self._content()))
        except FileNotFoundError as error:
            message = f"{self.name}: it has no {LEDGER}; pass a folder that `sitegen build` wrote"
            raise BaseError(f"{message}, a saved {LEDGER} or a git revision") from error
        except OSError as error:
            raise BaseError(f"{self.name}: {LEDGER} cannot be read: {error.strerror}") from error
        except PublishedJsonError as error:
            raise self._damaged(legible(str(error))) from error

    def _content(self) -> bytes:
        return self._file.read_bytes()

    def _events(self, ledger: LedgerForm) -> dict[str, list[ListedEvent]]:
        events: dict[str, list[ListedEvent]] = {each.id: [] for each in ledger.papers}
        for number, each in enumerate(ledger.events):
            try:
                is_sound = link_sha256(each.event) == each.event_sha256
            except (ValueError, RecursionError) as error:
                raise self._damaged(f"events.{number} is not a correction event") from error
            if not is_sound:
                raise self._damaged(
                    f"the event_sha256 of events.{number} is not the digest of its event"
                )
            events.setdefault(each.work, []).append(each)
        return events

    def _paper(self, listed: ListedPaper, events: list[ListedEvent]) -> BasePaper:
        last = events[-1].event_sha256 if events else None
        if (len(events), last) != (listed.correction_count, listed.last_event_sha256):
            raise self._damaged(f"events of {listed.id} are missing")
        if not set(listed.redacted) <= listed.kept.keys():
            raise self._damaged(f"`redacted` of {listed.id} has paths that `kept` does not have")
        return BasePaper(
            id=listed.id,
            facts_sha256=listed.facts_sha256,
            report_sha256=listed.report_sha256 or "",
            events=tuple(read_event(each.event) for each in events),
            kept=listed.kept,
            redacted=frozenset(listed.redacted),
            has_report=listed.has_report,
            superseded_by=listed.superseded_by or "",
        )

    def _damaged(self, what: str) -> BaseError:
        hint = f"download the {LEDGER} of the published site again"
        return BaseError(f"{self.name}: {LEDGER} is damaged: {what}; {hint}")


class PublishedSite(SavedLedger):
    """A folder that a build wrote. Every file is checked against the ledger when it is read.

    All methods raise BaseError for a file that is missing or has changed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, SiteFolder(folder)
        super().__init__(folder / LEDGER)

    @property
    def name(self) -> str:
        """The path of the folder, as it was passed."""
        return str(self._folder)

    @property
    def site(self) -> Path:
        """The folder."""
        return self._folder

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """The facts of the published manifest; None if the build made none."""
        data = self.manifest(paper_id)
        if data is None:
            return None
        try:
            facts: dict[str, object] = read_published("paper-manifest", data)["facts"]
            is_sound = canonical_sha256(facts) == self._listed[paper_id].facts_sha256
        except (PublishedJsonError, ValueError, LookupError, TypeError, RecursionError):
            is_sound = False
        if not is_sound:
            raise self._broken(paper_id, "manifest.json")
        return facts

    def manifest(self, paper_id: str) -> bytes | None:
        """The bytes of `manifest.json`; None if the build made none."""
        listed = self._listed.get(paper_id)
        if listed is None or listed.manifest_sha256 is None:
            return None
        return self._bytes(paper_id, "manifest.json", listed.manifest_sha256)

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """The bytes at a path that the ledger lists; None if they were redacted."""
        paper = self._papers.get(paper_id)
        if paper is None or path not in paper.kept or path in paper.redacted:
            return None
        return self._bytes(paper_id, path, paper.kept[path])

    def serves(self, path: str) -> bool:
        """Whether the file exists."""
        return (self._folder / path).is_file()

    def _content(self) -> bytes:
        with self._files.open(LEDGER) as file:
            return file.read()

    def _bytes(self, paper_id: str, path: str, sha256: str) -> bytes:
        try:
            with self._files.open(f"{paper_path(paper_id)[1:]}{path}") as file:
                data = file.read()
        except OSError as error:
            raise self._broken(paper_id, path) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise self._broken(paper_id, path)
        return data

    def _broken(self, paper_id: str, path: str) -> BaseError:
        file = shown(f"{paper_path(paper_id)[1:]}{path}", 200)
        return BaseError(
            f"{self.name}: the published file {file} is missing or differs from {LEDGER}; "
            "restore the published site as it was"
        )
