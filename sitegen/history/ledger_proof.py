"""Check a published ledger as an outsider would: in itself, and against its site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from sitegen.contracts.correction_events import EVENT_ID, CorrectionEvent, read_event
from sitegen.contracts.editorial_status import published_statuses
from sitegen.contracts.envelope import READ_BACK
from sitegen.contracts.ledger_form import LedgerLists, ListedEvent, ListedRemoval, link_sha256
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.versions import is_newer, upgraded
from sitegen.findings.diagnostics import shown
from sitegen.findings.legible import legible
from sitegen.history.base import LEDGER
from sitegen.history.proof_findings import (
    Finding,
    Findings,
    Looking,
    differs,
    is_canonical,
    misshapen,
    reason_of,
    value_of,
)
from sitegen.history.site_proof import LedgerError, Link, ProvenPaper, SiteProof

Form = TypeVar("Form", bound=BaseModel)


@dataclass
class Counts:
    """How much was checked."""

    papers: int = 0
    removed: int = 0
    events: int = 0
    files: int = 0


@dataclass
class _Known:
    """What was read so far: ids of papers, events by paper, and pairs of paper and event id."""

    published: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    chains: dict[str, list[Link]] = field(default_factory=dict)
    events: set[tuple[str, str]] = field(default_factory=set)


class LedgerProof:
    """The check of one ledger, and of its site if `where` is a folder.

    Raises LedgerError if there is no ledger, OSError if a file cannot be read.
    """

    def __init__(self, where: Path) -> None:
        self._site = SiteProof(where) if where.is_dir() else None
        self._name = LEDGER if self._site else where.name
        data = self._site.ledger() if self._site else _bytes(where)
        content = _parsed(data, str(where))
        self._is_canonical = is_canonical(content, data)
        # Words and statuses of a later version of sitegen are not checked.
        self._is_newer = isinstance(content, dict) and is_newer("ledger", content)
        self._lists = _lists(content, str(where))
        self._known = _Known()
        self.counts = Counts(*map(len, (self._lists.papers, self._lists.removed)))
        self.counts.events = len(self._lists.events)

    def findings(self) -> Findings:
        """Everything that is wrong, as it is found. Call it only once."""
        if not self._is_canonical:
            what = "the file is not the canonical JSON that was published; download it again"
            yield Finding(self._name, "", what)
        yield from self._events()
        yield from self._papers()
        yield from self._removed()
        yield from self._strays()
        if self._site:
            yield from self._site.strange_folders(self._known.published | self._known.removed)
            self.counts.files = self._site.files

    def _finding(self, at: str, what: str) -> Finding:
        return Finding(self._name, at, what)

    def _element(self, form: type[Form], at: str, element: object) -> Looking[Form | None]:
        """An element of a list as `form`; None, with findings, if it is not one."""
        try:
            context = READ_BACK if self._is_newer else None
            return form.model_validate_json(orjson.dumps(element), context=context)
        except ValidationError as error:
            yield from misshapen(self._name, at, error)
        except TypeError:  # raised by orjson for text that is nested too deeply
            yield self._finding(at, "it is nested too deeply")
        return None

    # ------------------------------------------------------------------ events

    def _events(self) -> Findings:
        last: Link | None = None
        for position, element in enumerate(self._lists.events):
            at = f"events[{position}]"
            listed = yield from self._element(ListedEvent, at, element)
            link = (yield from self._link(at, listed)) if listed else None
            if link is None:
                continue
            chain = self._known.chains.setdefault(link.work, [])
            yield from self._order(link, last, chain[-1] if chain else None)
            yield from self._chained(link, chain)
            chain.append(link)
            last = link

    def _link(self, at: str, listed: ListedEvent) -> Looking[Link | None]:
        published = listed.event
        at = f"{at} {published.get('event_id', '')}".rstrip()
        try:
            sha256 = link_sha256(published)
        except ValidationError as error:
            yield from misshapen(self._name, f"{at} event", error)
            return None
        except (ValueError, RecursionError) as error:
            yield self._finding(at, f"it is not a correction event: {reason_of(error)}")
            return None
        if sha256 != listed.event_sha256:
            yield self._finding(f"{at} event_sha256", differs(listed.event_sha256, sha256))
        event = read_event(published)
        moment = datetime.fromisoformat(event.corrected_at)
        return Link(at, listed.work, event, published, sha256, moment)

    def _order(self, link: Link, last: Link | None, before: Link | None) -> Findings:
        """An event is not older than the previous one in the list, nor than that of its paper."""
        for other in {each.at: each for each in (last, before) if each}.values():
            if link.moment < other.moment:
                expected = f"{shown(other.event.corrected_at)}, the time of {other.at}, or later"
                yield self._other(link, "corrected_at", link.event.corrected_at, expected)

    def _chained(self, link: Link, chain: Sequence[Link]) -> Findings:
        event, met = link.event, self._known.events
        expected = chain[-1].sha256 if chain else None
        if event.previous_event_sha256 != expected:
            what = differs(event.previous_event_sha256, expected)
            yield self._finding(f"{link.at} previous_event_sha256", what)
        start = f"{link.work[:8].upper()}-C"
        if not (EVENT_ID.match(event.event_id) and event.event_id.startswith(start)):
            yield self._other(link, "event_id", event.event_id, f"{shown(start)} and a number")
        if (link.work, event.event_id) in met:
            yield self._other(link, "event_id", event.event_id, "an id that no other event has")
        if event.lifts is not None and (link.work, event.lifts) not in met:
            yield self._other(link, "lifts", event.lifts, "an earlier event of the paper")
        met.add((link.work, event.event_id))

    def _other(self, link: Link, key: str, seen: str, expected: str) -> Finding:
        return self._finding(f"{link.at} {key}", f"is {value_of(seen)}, expected {expected}")

    def _strays(self) -> Findings:
        """Events of papers that the ledger does not list."""
        listed = self._known.published | self._known.removed
        for work, chain in self._known.chains.items():
            if work not in listed:
                yield self._other(chain[0], "work", work, "a paper that the ledger lists")

    # ------------------------------------------------------------------ papers

    def _papers(self) -> Findings:
        before = ""
        for position, element in enumerate(self._lists.papers):
            at = f"papers[{position}]"
            paper = yield from self._element(ProvenPaper, at, element)
            if paper is None:
                self._known.published |= _id_of(element)
                continue
            yield from self._sorted(f"{at} id", paper.id, before)
            before = paper.id
            self._known.published.add(paper.id)
            chain = self._known.chains.get(paper.id, [])
            yield from self._paper(at, paper, chain)
            if self._site:
                yield from self._site.paper(paper, chain)

    def _removed(self) -> Findings:
        before = ""
        for position, element in enumerate(self._lists.removed):
            at = f"removed[{position}]"
            removal = yield from self._element(ListedRemoval, at, element)
            if removal is None:
                self._known.removed |= _id_of(element)
                continue
            yield from self._sorted(f"{at} id", removal.id, before)
            before = removal.id
            self._known.removed.add(removal.id)
            if removal.id in self._known.published:
                what = f"is {value_of(removal.id)}, expected none of the published papers"
                yield self._finding(f"{at} id", what)
            if self._site:
                chain = self._known.chains.get(removal.id, [])
                yield from self._site.tombstone(removal, chain)

    def _sorted(self, at: str, paper_id: str, before: str) -> Findings:
        if paper_id <= before:
            what = "each id once" if paper_id == before else f"an id after {value_of(before)}"
            yield self._finding(at, f"is {value_of(paper_id)}, expected {what}")

    def _paper(self, at: str, paper: ProvenPaper, chain: Sequence[Link]) -> Findings:
        events = [link.event for link in chain]
        expected = {
            "record_id": record_id(paper.id),
            "editorial_status": self._status(paper, events),
            "correction_count": len(chain),
            "last_event_sha256": chain[-1].sha256 if chain else None,
        }
        at = f"{at} {paper.id}"
        for key, value in expected.items():
            if getattr(paper, key) != value:
                yield self._finding(f"{at} {key}", differs(getattr(paper, key), value))
        for path in paper.redacted:
            if path not in paper.kept:
                yield self._finding(
                    f"{at} redacted", f"has {value_of(path)}, which `kept` does not have"
                )
        for event in events:
            path = f"manifests/{event.event_id.rpartition('-C')[2]}.json"
            if event.replaces and path not in paper.kept:
                what = f"does not have {value_of(path)}, which {event.event_id} replaced"
                yield self._finding(f"{at} kept", what)

    def _status(self, paper: ProvenPaper, events: Sequence[CorrectionEvent]) -> str:
        """The status that follows from the events; the listed one if another version made it.

        That is a later version, or an earlier one: papers that are held back keep their files.
        """
        if self._is_newer:
            return paper.editorial_status
        follows = published_statuses(events, paper.superseded_by, paper.gate_status)
        return paper.editorial_status if paper.editorial_status in follows else follows[0]


# ---------------------------------------------------------------- reading


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        message = f"there is no {legible(str(file))}; pass the folder of a published site"
        raise LedgerError(f"{message}, or its {LEDGER}") from error
    except (OSError, ValueError) as error:
        raise LedgerError(f"{legible(str(file))}: {reason_of(error)}") from error


def _parsed(data: bytes, name: str) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise LedgerError(f"{legible(name)}: it is not JSON: {reason_of(error)}") from error


def _lists(content: object, name: str) -> LedgerLists:
    try:
        listed = upgraded("ledger", content) if isinstance(content, dict) else content
        return LedgerLists.model_validate(listed)
    except ValidationError as error:
        first = next(misshapen(name, "", error))
        raise LedgerError(f"{first}; pass a {LEDGER}, or the folder of a published site") from error


def _id_of(element: object) -> set[str]:
    """The id of a broken element, so that references to it are not reported as well."""
    paper_id = element.get("id") if isinstance(element, dict) else None
    return {paper_id} if isinstance(paper_id, str) else set()
