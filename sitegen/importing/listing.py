"""Reads what a published site lists: its marker, its ledger and its SHA256SUMS."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from sitegen.contracts.ledger_form import LedgerForm
from sitegen.history.base import LEDGER, BaseError
from sitegen.history.ledgers import PublishedSite
from sitegen.history.proof_findings import Finding, value_of
from sitegen.history.site_folder import SiteFolder
from sitegen.importing.paper_records import PublishedRecord
from sitegen.importing.problem import ImportSiteError
from sitegen.importing.target import folders_for
from sitegen.publish.checksums import SUMS, ChecksumsError, read_sums
from sitegen.publish.publisher import MARKER, PREVIEW_TEXT

HINT = "pass a folder that `sitegen build` wrote"
AS_PUBLISHED = f"copy the {SUMS} that was published with the site here"


class PublishedLedger(PublishedSite):
    """The ledger of a published site.

    Raises ImportSiteError if the site has none, and BaseError if it is damaged.
    """

    def __init__(self, site: Path) -> None:
        self._lost: list[Finding] = []
        super().__init__(site)

    @property
    def lost(self) -> tuple[Finding, ...]:
        """Findings about entries of the ledger that no record can hold."""
        return tuple(self._lost)

    def records(self) -> list[PublishedRecord]:
        """The papers and tombstones to import, sorted by id."""
        papers, removed = self.papers(()), self.removed(())
        folders = folders_for([*papers, *removed])
        found = [
            PublishedRecord(folders[each], papers[each], None, self._listed[each].manifest_sha256)
            for each in papers
        ]
        found += [
            PublishedRecord(folders[each], None, removed[each], events=self.removed_events(each))
            for each in removed
        ]
        return sorted(found, key=lambda each: each.address)

    def _content(self) -> bytes:
        try:
            return super()._content()
        except FileNotFoundError as error:
            raise ImportSiteError(f"{self.name} has no {LEDGER}; {HINT}") from error

    def _read(self) -> LedgerForm:
        ledger = super()._read()
        self._lost += _stray_events(ledger)
        self._lost += _strange_successors(ledger)
        return ledger


def _stray_events(ledger: LedgerForm) -> Iterator[Finding]:
    papers = {each.id for each in ledger.papers}
    removed = {each.id for each in ledger.removed}
    for number, each in enumerate(ledger.events):
        if each.work in papers | removed:
            continue
        what = f"{value_of(each.event.get('event_id'))} is an event of {each.work}, "
        what += "which the ledger does not list"
        hint = "the event was not imported: import from a copy of the site that has its paper"
        yield Finding(LEDGER, f"/events/{number}", f"{what}; {hint}")


def _strange_successors(ledger: LedgerForm) -> Iterator[Finding]:
    known = {paper.id for paper in ledger.papers} | {removal.id for removal in ledger.removed}
    for number, each in enumerate(ledger.papers):
        if each.superseded_by and each.superseded_by not in known:
            what = f"is {each.superseded_by}, which the ledger does not list, so the record of "
            hint = f"{each.id} cannot be built: put that paper back, or remove its superseded_by"
            yield Finding(LEDGER, f"/papers/{number}/superseded_by", what + hint)


def refuse_preview(site: Path) -> None:
    """Raise ImportSiteError for a preview, where drafts look like published papers."""
    try:
        marker = SiteFolder(site).read(MARKER)
    except FileNotFoundError:
        return
    except OSError as error:
        what = f"{site / MARKER} cannot be read: {error.strerror}"
        raise ImportSiteError(
            f"{what}; without it, a preview looks like a published site: make it readable"
        ) from error
    if marker == PREVIEW_TEXT:
        message = f"{site} is a preview, where drafts look like published papers"
        raise ImportSiteError(f"{message}; pass the folder of a published site")


def published_ledger(site: Path) -> PublishedLedger:
    """Read the ledger of a site. Raises ImportSiteError if it cannot be read."""
    try:
        return PublishedLedger(site)
    except BaseError as error:
        raise ImportSiteError(str(error)) from error


class PublishedSums:
    """The SHA256SUMS of a site; `is_there` is false if it is missing or damaged."""

    def __init__(self, site: Path) -> None:
        self._folder = SiteFolder(site)
        self.listed: Mapping[str, str] = {}
        self.is_there = False
        self._problem: Finding | None = None
        try:
            with self._folder.open(SUMS) as file:
                self.listed = read_sums(file.read(), SUMS)
            self.is_there = True
        except FileNotFoundError:
            return
        except OSError as error:
            self._problem = Finding(SUMS, "", f"cannot be read: {error.strerror}; {AS_PUBLISHED}")
        except ChecksumsError as problem:
            self._problem = Finding(SUMS, f"line {problem.line}", f"{problem.what}; {AS_PUBLISHED}")

    def damaged(self, told: Collection[str]) -> Iterator[Finding]:
        """Yield a finding for each listed file that is damaged, except for the paths in `told`.

        Files that are not listed do no harm and are not read.
        """
        if self._problem:
            yield self._problem
        for path in sorted(self.listed.keys() - set(told)):
            try:
                with self._folder.open(path) as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except FileNotFoundError:
                yield Finding(
                    path, "", "is missing, but SHA256SUMS lists it; copy the site here again"
                )
            except OSError as error:
                what = f"cannot be read: {error.strerror}; copy the site here again"
                yield Finding(path, "", what)
            else:
                if digest != self.listed[path]:
                    yield Finding(path, "", "does not match SHA256SUMS; copy the site here again")
