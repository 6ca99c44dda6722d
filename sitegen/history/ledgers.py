"""What a published site says of itself: its ledger, alone or with the files beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import read_event
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.ledger_form import LedgerForm, ListedEvent, ListedPaper, standing_sha256
from sitegen.contracts.published_json import PublishedJsonError, read_as, read_published
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import shown
from sitegen.findings.legible import legible
from sitegen.history.base import LEDGER, BaseError, BasePaper, EarlierRecords
from sitegen.history.site_folder import SiteFolder


class SavedLedger:
    """A saved `ledger.json`: digests and events, but no bytes.

    Raises BaseError where it is none.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        ledger = self._read()
        self._listed = {each.id: each for each in ledger.papers}
        self._removed = {each.id: each for each in ledger.removed}
        events = self._events(ledger)
        self._papers = {each.id: self._paper(each, events[each.id]) for each in ledger.papers}
        listed = len(ledger.papers) + len(ledger.removed)
        if len(self._papers.keys() | self._removed.keys()) < listed:
            raise self._damaged("a paper is listed twice")

    @property
    def name(self) -> str:
        """The file, as it was named."""
        return str(self._file)

    @property
    def site(self) -> Path | None:
        """A ledger is one file of a site."""
        return None

    @property
    def authored(self) -> EarlierRecords | None:
        """A ledger does not hold what was authored."""
        return None

    def papers(self, rows: Sequence[CatalogRow]) -> Mapping[str, BasePaper]:
        """Every paper that the ledger lists."""
        return self._papers

    def removed(self, tombstones: Iterable[tuple[str, Tombstone]]) -> Mapping[str, LedgerRemoval]:
        """Every removed paper that the ledger lists."""
        return self._removed

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """A ledger has their digest alone."""
        return None

    def manifest(self, paper_id: str) -> bytes | None:
        """A ledger has its digest alone."""
        return None

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """A ledger has its digest alone."""
        return None

    def folder(self, paper_id: str) -> str:
        """A ledger knows no folders."""
        return ""

    def serves(self, path: str) -> bool:
        """A ledger does not say which formats were made."""
        return True

    def unknown(self) -> Sequence[tuple[str, str]]:
        """What is published has no errors."""
        return ()

    def manifest_sha256(self, paper_id: str) -> str:
        """The digest of `manifest.json`; empty where the build made none."""
        listed = self._listed.get(paper_id)
        return (listed and listed.manifest_sha256) or ""

    def status(self, paper_id: str) -> str:
        """The editorial status, as the ledger names it; empty where it does not."""
        listed = self._listed.get(paper_id)
        return listed.editorial_status if listed else ""

    def _read(self) -> LedgerForm:
        try:
            return read_as(LedgerForm, read_published("ledger", self._content()))
        except FileNotFoundError as error:
            message = f"{self.name}: it holds no {LEDGER}; name a folder that `sitegen build` wrote"
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
                is_sound = standing_sha256(each.event) == each.event_sha256
            except (ValueError, RecursionError) as error:
                raise self._damaged(f"events.{number} is no correction event") from error
            if not is_sound:
                raise self._damaged(f"the digest of events.{number} is not that of the event")
            events.setdefault(each.work, []).append(each)
        return events

    def _paper(self, listed: ListedPaper, events: list[ListedEvent]) -> BasePaper:
        last = events[-1].event_sha256 if events else None
        if (len(events), last) != (listed.correction_count, listed.last_event_sha256):
            raise self._damaged(f"the events of {listed.id} are not all there")
        if not set(listed.redacted) <= listed.kept.keys():
            raise self._damaged(f"what is redacted of {listed.id} is not all among what is kept")
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
        hint = f"take the {LEDGER} of the published site, as sitegen wrote it"
        return BaseError(f"{self.name}: {LEDGER} is damaged: {what}; {hint}")


class PublishedSite(SavedLedger):
    """A folder that a build wrote. Whatever is read of it is what its ledger says, or BaseError."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, SiteFolder(folder)
        super().__init__(folder / LEDGER)

    @property
    def name(self) -> str:
        """The folder, as it was named."""
        return str(self._folder)

    @property
    def site(self) -> Path:
        """The folder."""
        return self._folder

    def facts(self, paper_id: str) -> dict[str, object] | None:
        """The facts of the published manifest; None where the build made none."""
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
        """The bytes of `manifest.json`; None where the build made none."""
        listed = self._listed.get(paper_id)
        if listed is None or listed.manifest_sha256 is None:
            return None
        return self._bytes(paper_id, "manifest.json", listed.manifest_sha256)

    def kept(self, paper_id: str, path: str) -> bytes | None:
        """The bytes at a path that the ledger lists; None where they were redacted."""
        paper = self._papers.get(paper_id)
        if paper is None or path not in paper.kept or path in paper.redacted:
            return None
        return self._bytes(paper_id, path, paper.kept[path])

    def serves(self, path: str) -> bool:
        """Whether the file is there."""
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
            f"{self.name}: the published {file} is missing or not what {LEDGER} says; "
            "put the published site back as it was"
        )
