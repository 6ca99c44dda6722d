"""Check the files of a published site against its ledger."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import orjson

from sitegen.contracts.catalog_row import KEPT_MANIFEST
from sitegen.contracts.correction_events import EVENT_ID, CorrectionEvent
from sitegen.contracts.editorial_status import Status
from sitegen.contracts.envelope import OPEN
from sitegen.contracts.gate_verdict import GateStatus
from sitegen.contracts.ledger_form import ListedPaper, ListedRemoval
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.replaced_manifest import (
    ReplacedManifest,
    ReplacedManifestError,
    read_replaced_manifest,
)
from sitegen.contracts.timeline import event_number
from sitegen.contracts.versions import upgraded
from sitegen.findings.errors import SitegenError
from sitegen.findings.legible import legible
from sitegen.findings.line_ends import SITE_REWRITTEN, other_line_ends_below
from sitegen.history.base import LEDGER
from sitegen.history.proof_findings import (
    Finding,
    Findings,
    Looking,
    differs,
    digest_of,
    is_canonical,
    reason_of,
    value_of,
)
from sitegen.history.site_folder import SiteFolder
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import REDACTED
from sitegen.reading.records import LONGEST_REDACTED

PAPERS = PAPER.site_folder


class LedgerError(SitegenError):
    """There is no ledger to check; the message says why."""


class ProvenPaper(ListedPaper):
    """A paper of the ledger, with the members that follow from its events and manifest."""

    record_id: str
    editorial_status: Annotated[Status, OPEN]
    gate_status: Annotated[GateStatus | None, OPEN]


class Link(NamedTuple):
    """One event of a ledger. `published` is its JSON as listed, `sha256` the digest of that."""

    at: str
    work: str
    event: CorrectionEvent
    published: dict[str, object]
    sha256: str
    moment: datetime


class SiteProof:
    """A folder with a published site. Links are not followed, and no other files are opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = SiteFolder(folder)
        self._papers = set(self._folders())

    @property
    def files(self) -> int:
        """The number of files that were opened."""
        return self._folder.opened

    def ledger(self) -> bytes:
        """The bytes of the ledger. Raises LedgerError if it cannot be read."""
        try:
            with self._folder.open(LEDGER) as file:
                return file.read()
        except FileNotFoundError as error:
            message = (
                f"{legible(self._folder.path)} has no {LEDGER}; pass the folder of a built site"
            )
            raise LedgerError(message) from error
        except OSError as error:
            where = os.path.join(self._folder.path, LEDGER)
            raise LedgerError(f"{legible(where)}: {reason_of(error)}") from error

    def paper(self, paper: ProvenPaper, chain: Sequence[Link]) -> Findings:
        """Findings for files of a paper that do not agree with the ledger."""
        if paper.id not in self._papers:
            yield Finding(f"{PAPERS}/{paper.id}", "", "is missing, expected the folder of a paper")
            return
        folder = paper_path(paper.id)[1:]
        yield from self._manifest(f"{folder}manifest.json", paper)
        yield from self._corrections(paper.id, paper.superseded_by, chain)
        for path, sha256 in paper.kept.items():
            if path.startswith("manifests/"):
                yield from self._kept_manifest(folder, path, paper, chain)
            else:
                is_redacted = path in paper.redacted
                yield from self._kept_file(f"{folder}{path}", sha256, is_redacted=is_redacted)

    def tombstone(self, removal: ListedRemoval, chain: Sequence[Link]) -> Findings:
        """Findings if a removed paper has no folder, or not its events."""
        if removal.id not in self._papers:
            yield Finding(f"{PAPERS}/{removal.id}", "", "is missing, expected a tombstone")
        elif chain:
            yield from self._corrections(removal.id, removal.superseded_by, chain)

    def strange_folders(self, known: Iterable[str]) -> Findings:
        """Findings for folders of papers that the ledger does not list."""
        for name in sorted(self._papers.difference(known)):
            yield Finding(f"{PAPERS}/{name}", "", "is not a paper that the ledger lists")

    def _manifest(self, path: str, paper: ProvenPaper) -> Findings:
        is_there = paper.manifest_sha256 is not None
        content, digest = yield from self._json("paper-manifest", path, is_there=is_there)
        if digest != paper.manifest_sha256 and digest is not None:
            yield self._other_bytes(path, digest, paper.manifest_sha256)
        if content is None:
            return
        yield from _equal(
            path,
            content,
            {
                "work.id": paper.id,
                "facts_sha256": paper.facts_sha256,
                "report_sha256": paper.report_sha256,
                "editorial_status.status": paper.editorial_status,
                "gate_verdict.status": paper.gate_status,
                "correction_record.correction_count": paper.correction_count,
            },
        )
        if (digest := digest_of(content.get("facts"))) != paper.facts_sha256:
            what = f"their digest {differs(digest, paper.facts_sha256)}"
            yield Finding(path, "facts", what)

    def _corrections(
        self, paper_id: str, superseded_by: str | None, chain: Sequence[Link]
    ) -> Findings:
        path = f"{paper_path(paper_id)[1:]}corrections.json"
        content, _ = yield from self._json("correction-record", path)
        if content is None:
            return
        expected = {
            "work.id": paper_id,
            "superseded_by": superseded_by,
            "correction_count": len(chain),
        }
        yield from _equal(path, content, expected)
        events = content.get("correction_events")
        if not isinstance(events, list):
            yield Finding(path, "correction_events", f"is {value_of(events)}, expected a list")
            return
        if len(events) != len(chain):
            what = f"the number of events is {len(events)}, expected {len(chain)} as in the ledger"
            yield Finding(path, "correction_events", what)
        for position, (event, link) in enumerate(zip(events, chain, strict=False)):
            if event != link.published:
                yield from _other_event(path, f"correction_events[{position}]", event, link)

    def _kept_file(self, path: str, sha256: str, *, is_redacted: bool) -> Findings:
        try:
            with self._folder.open(path) as file:
                start = file.read(LONGEST_REDACTED)
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield Finding(path, "", reason_of(error))
            return
        if is_redacted:
            line = REDACTED.match(start)
            named = line[1].decode() if line else None
            if named != sha256:
                what = f"the digest in its redaction {differs(named, sha256)}"
                yield Finding(path, "", what)
        elif digest != sha256:
            yield self._other_bytes(path, digest, sha256)

    def _kept_manifest(
        self, folder: str, path: str, paper: ProvenPaper, chain: Sequence[Link]
    ) -> Findings:
        number, file = KEPT_MANIFEST.match(path), f"{folder}{path}"
        if number is None:
            yield Finding(file, "", "is not named N.json for the number N of its event")
            return
        try:
            snapshot = read_replaced_manifest(int(number[1]), self._folder.read(file))
        except (OSError, ReplacedManifestError) as error:
            yield Finding(file, "", reason_of(error))
            return
        if snapshot.is_redacted != (path in paper.redacted):
            is_so, ought = snapshot.is_redacted, path in paper.redacted
            yield Finding(file, "redacted", differs(is_so, ought))
        if snapshot.sha256 != paper.kept[path] and snapshot.is_redacted:
            what = differs(snapshot.sha256, paper.kept[path])
            yield Finding(file, "redacted.manifest_sha256", what)
        elif snapshot.sha256 != paper.kept[path]:
            yield self._other_bytes(file, snapshot.sha256, paper.kept[path], "SHA-256")
        yield from _replaced(file, snapshot, paper.id, chain)

    # ------------------------------------------------------------------ files

    def _other_bytes(self, path: str, digest: str, expected: str | None, at: str = "") -> Finding:
        """The finding for a file that does not have its digest."""
        ends = other_line_ends_below(self._folder.path, path, expected or "")
        if ends:
            return Finding(path, at, f"has {ends.difference}: {SITE_REWRITTEN}")
        what = differs(digest, expected)
        return Finding(path, at, what if at else f"SHA-256 {what}")

    def _json(
        self, contract: str, path: str, *, is_there: bool = True
    ) -> Looking[tuple[dict[str, object] | None, str | None]]:
        """The record in a file in its newest form, and the SHA-256 of the file.

        Either is None if it cannot be read.
        """
        try:
            data = self._folder.read(path)
            content = orjson.loads(data)
        except FileNotFoundError as error:
            if is_there:
                yield Finding(path, "", reason_of(error))
            return None, None
        except (OSError, ValueError) as error:
            yield Finding(path, "", reason_of(error))
            return None, None
        digest = hashlib.sha256(data).hexdigest()
        if not isinstance(content, dict):
            yield Finding(path, "", f"is {value_of(content)}, expected an object")
            return None, digest
        if not is_canonical(content, data):
            yield Finding(path, "", "the file is not the canonical JSON that sitegen writes")
        return upgraded(contract, content), digest

    def _folders(self) -> Iterator[str]:
        papers = os.path.join(self._folder.path, PAPERS)
        if os.path.islink(papers) or not os.path.isdir(papers):
            return
        with os.scandir(papers) as entries:
            for entry in entries:
                if entry.is_dir() or entry.is_symlink():
                    yield entry.name


def _equal(path: str, content: Mapping[str, object], expected: Mapping[str, object]) -> Findings:
    for at, value in expected.items():
        seen: object = content
        for key in at.split("."):
            seen = seen.get(key) if isinstance(seen, dict) else None
        if seen != value:
            yield Finding(path, at, differs(seen, value))


def _other_event(path: str, at: str, event: object, link: Link) -> Findings:
    """Findings for members of an event that differ from the ledger."""
    if not isinstance(event, dict):
        yield Finding(path, at, f"is {value_of(event)}, expected {link.event.event_id}")
        return
    for key in sorted(event.keys() | link.published.keys()):
        if (seen := event.get(key)) != (expected := link.published.get(key)):
            yield Finding(path, f"{at}.{key}", differs(seen, expected))


def _replaced(
    file: str, snapshot: ReplacedManifest, paper_id: str, chain: Sequence[Link]
) -> Findings:
    """Findings for a replaced manifest that does not match its paper, digest or event."""
    if snapshot.work_id != paper_id:
        yield Finding(file, "work.id", differs(snapshot.work_id, paper_id))
    if not snapshot.is_sound:
        digest = digest_of(snapshot.facts)
        yield Finding(file, "facts_sha256", differs(snapshot.facts_sha256, digest))
    for link in chain:
        replaces = link.event.replaces
        if replaces is None or not EVENT_ID.match(link.event.event_id):
            continue
        if event_number(link.event.event_id) == snapshot.number:
            for key in ("facts_sha256", "report_sha256"):
                seen, expected = getattr(snapshot, key), getattr(replaces, key)
                if seen != expected:
                    what = f"{differs(seen, expected)} as {link.event.event_id} says"
                    yield Finding(file, key, what)
