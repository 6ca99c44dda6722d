"""What a published site says of itself: its marker, its ledger and its SHA256SUMS."""

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

HINT = "name a folder that `sitegen build` wrote"
AS_PUBLISHED = f"take the {SUMS} that was published with the site"


class PublishedLedger(PublishedSite):
    """The ledger of a site, with every paper that it lists.

    Raises ImportSiteError where there is none, BaseError where it is damaged.
    """

    def __init__(self, site: Path) -> None:
        self._lost: list[Finding] = []
        super().__init__(site)

    @property
    def lost(self) -> tuple[Finding, ...]:
        """What it lists that no record can hold."""
        return tuple(self._lost)

    def records(self) -> list[PublishedRecord]:
        """What is to be imported, in the order of ids."""
        papers, removed = self.papers(()), self.removed(())
        folders = folders_for([*papers, *removed])
        found = [
            PublishedRecord(folders[each], papers[each], None, self._listed[each].manifest_sha256)
            for each in papers
        ]
        found += [PublishedRecord(folders[each], None, removed[each]) for each in removed]
        return sorted(found, key=lambda each: each.address)

    def _content(self) -> bytes:
        try:
            return super()._content()
        except FileNotFoundError as error:
            raise ImportSiteError(f"{self.name} holds no {LEDGER}; {HINT}") from error

    def _read(self) -> LedgerForm:
        ledger = super()._read()
        self._lost += _stray_events(ledger)
        self._lost += _strange_successors(ledger)
        return ledger


def _stray_events(ledger: LedgerForm) -> Iterator[Finding]:
    papers = {each.id for each in ledger.papers}
    removed = {each.id for each in ledger.removed}
    for number, each in enumerate(ledger.events):
        if each.work in papers:
            continue
        what = f"{value_of(each.event.get('event_id'))} is an event of {each.work}, "
        if each.work in removed:
            what += "a removed paper, whose tombstone holds no events"
        else:
            what += "which is neither among the papers nor among those removed"
        hint = "the event was not imported: find out which copy of the site still has its paper"
        yield Finding(LEDGER, f"/events/{number}", f"{what}; {hint}")


def _strange_successors(ledger: LedgerForm) -> Iterator[Finding]:
    known = {paper.id for paper in ledger.papers} | {removal.id for removal in ledger.removed}
    for number, each in enumerate(ledger.papers):
        if each.superseded_by and each.superseded_by not in known:
            what = f"is {each.superseded_by}, which the ledger does not list, so the record of "
            hint = f"{each.id} cannot be built: put that paper back, or remove its superseded_by"
            yield Finding(LEDGER, f"/papers/{number}/superseded_by", what + hint)


def refuse_preview(site: Path) -> None:
    """Raises ImportSiteError for a preview, whose drafts nobody could tell from papers."""
    try:
        marker = SiteFolder(site).read(MARKER)
    except FileNotFoundError:
        return
    except OSError as error:
        what = f"{site / MARKER} cannot be read: {error.strerror}"
        raise ImportSiteError(f"{what}; only it says whether this is a preview: {HINT}") from error
    if marker == PREVIEW_TEXT:
        message = f"{site} is a preview, in which drafts look as if they were published"
        raise ImportSiteError(f"{message}; name a published site")


def published_ledger(site: Path) -> PublishedLedger:
    """The ledger. Raises ImportSiteError where it is none."""
    try:
        return PublishedLedger(site)
    except BaseError as error:
        raise ImportSiteError(str(error)) from error


class PublishedSums:
    """What the SHA256SUMS of a site lists. `is_there` says whether there is one to be used."""

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
        """Files that are not what was published, but for those told.

        What is not listed does no harm and is not looked at, however much there is of it.
        """
        if self._problem:
            yield self._problem
        for path in sorted(self.listed.keys() - set(told)):
            try:
                with self._folder.open(path) as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except FileNotFoundError:
                yield Finding(path, "", "is missing, a file that SHA256SUMS lists")
            except OSError as error:
                what = "cannot be read, a file that SHA256SUMS lists"
                yield Finding(path, "", f"{what}: {error.strerror}")
            else:
                if digest != self.listed[path]:
                    yield Finding(path, "", "is not the file that SHA256SUMS lists")
