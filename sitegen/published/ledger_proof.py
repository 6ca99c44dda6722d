"""A published ledger checked the way an outsider would: against itself, and against its site."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sitegen.canonical import canonical_json, canonical_sha256
from sitegen.contracts.catalog_row import KEPT_MANIFEST
from sitegen.contracts.correction_record import EVENT_ID, CorrectionEvent
from sitegen.contracts.editorial_status import Status, editorial_status
from sitegen.contracts.gate_verdict import GateStatus
from sitegen.contracts.ledger_form import (
    LedgerLists,
    ListedEvent,
    ListedPaper,
    ListedRemoval,
    standing_sha256,
)
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.snapshot import NoManifest, Snapshot, read_snapshot
from sitegen.contracts.timeline import event_number
from sitegen.diagnostics import shown
from sitegen.published.base import LEDGER
from sitegen.records import LONGEST_REDACTED, REDACTED

PAPERS = "paper"
# A record of 1 MB gives a manifest of some MB; whatever is larger is none, and is not loaded.
LARGEST_JSON = 64_000_000
# A digest is shown whole, with some room.
LONGEST_VALUE = 100

Form = TypeVar("Form", bound=BaseModel)
Returned = TypeVar("Returned")


class NoLedger(Exception):
    """There is nothing that could be checked; the message says why."""


class Finding(NamedTuple):
    """One thing that is not as it has to be. `at` is a JSON path or an event id, often both."""

    file: str
    at: str
    what: str

    def __str__(self) -> str:
        """One line that can be printed on any terminal."""
        return ": ".join(_printable(each) for each in self if each)


Findings = Iterator[Finding]
# Gives findings on its way to a value.
Looking = Generator[Finding, None, Returned]


class _Paper(ListedPaper):
    """A paper with what follows from its events and its manifest."""

    record_id: str
    editorial_status: Status
    gate_status: GateStatus


class _Link(NamedTuple):
    """One event of a ledger. `standing` is the event as it stands there, `sha256` its digest."""

    at: str
    work: str
    event: CorrectionEvent
    standing: dict[str, Any]
    sha256: str
    moment: datetime


@dataclass
class Counts:
    """How much was looked at."""

    papers: int = 0
    removed: int = 0
    events: int = 0
    files: int = 0


@dataclass
class _Known:
    """What was met so far: ids of papers, events by their paper, and papers with ids of events."""

    published: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    chains: dict[str, list[_Link]] = field(default_factory=dict)
    events: set[tuple[str, str]] = field(default_factory=set)


class LedgerProof:
    """The check of one ledger, and of the site around it where a folder is named.

    Raises NoLedger where there is nothing to check, OSError where the machine fails.
    """

    def __init__(self, where: Path) -> None:
        self._site = _Site(where) if where.is_dir() else None
        self._name = LEDGER if self._site else where.name
        data = self._site.ledger() if self._site else _bytes(where)
        content = _parsed(data, str(where))
        self._is_canonical = _is_canonical(content, data)
        self._lists = _lists(content, str(where))
        self._known = _Known()
        self.counts = Counts(*map(len, (self._lists.papers, self._lists.removed)))
        self.counts.events = len(self._lists.events)

    def findings(self) -> Findings:
        """Everything that is not as it has to be, as it is found. Asked once."""
        if not self._is_canonical:
            what = "the file is not the canonical JSON that was published: take it as it is served"
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

    def _element(self, form: type[Form], at: str, element: Any) -> Looking[Form | None]:
        """An element of a list in its form; None, with every reason, where it has another."""
        try:
            return form.model_validate_json(orjson.dumps(element))
        except ValidationError as error:
            yield from _misshapen(self._name, at, error)
        except TypeError:  # what orjson says of text that nests deeper than it writes
            yield self._finding(at, "it nests too deep")
        return None

    # ------------------------------------------------------------------ events

    def _events(self) -> Findings:
        last: _Link | None = None
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

    def _link(self, at: str, listed: ListedEvent) -> Looking[_Link | None]:
        standing = listed.event
        at = f"{at} {standing.get('event_id', '')}".rstrip()
        try:
            sha256 = standing_sha256(standing)
        except ValidationError as error:
            yield from _misshapen(self._name, f"{at} event", error)
            return None
        except (ValueError, RecursionError) as error:
            yield self._finding(at, f"it is no correction event: {_reason(error)}")
            return None
        if sha256 != listed.event_sha256:
            yield self._finding(f"{at} event_sha256", _differs(listed.event_sha256, sha256))
        event = CorrectionEvent.model_validate(standing)
        moment = datetime.fromisoformat(event.corrected_at)
        return _Link(at, listed.work, event, standing, sha256, moment)

    def _order(self, link: _Link, last: _Link | None, before: _Link | None) -> Findings:
        """Not before the event above it in the list, nor before the one before it in its paper."""
        for other in {each.at: each for each in (last, before) if each}.values():
            if link.moment < other.moment:
                expected = f"nothing before the {shown(other.event.corrected_at)} of {other.at}"
                yield self._other(link, "corrected_at", link.event.corrected_at, expected)

    def _chained(self, link: _Link, chain: Sequence[_Link]) -> Findings:
        event, met = link.event, self._known.events
        expected = chain[-1].sha256 if chain else None
        if event.previous_event_sha256 != expected:
            what = _differs(event.previous_event_sha256, expected)
            yield self._finding(f"{link.at} previous_event_sha256", what)
        start = f"{link.work[:8].upper()}-C"
        if not (EVENT_ID.match(event.event_id) and event.event_id.startswith(start)):
            yield self._other(link, "event_id", event.event_id, f"{shown(start)} and a number")
        if (link.work, event.event_id) in met:
            yield self._other(link, "event_id", event.event_id, "an id of its own")
        if event.lifts is not None and (link.work, event.lifts) not in met:
            yield self._other(link, "lifts", event.lifts, "an earlier event of the paper")
        met.add((link.work, event.event_id))

    def _other(self, link: _Link, key: str, seen: str, expected: str) -> Finding:
        return self._finding(f"{link.at} {key}", f"is {_value(seen)}, expected {expected}")

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
            paper = yield from self._element(_Paper, at, element)
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
                what = f"is {_value(removal.id)}, expected none of the published papers"
                yield self._finding(f"{at} id", what)
            if self._site:
                yield from self._site.tombstone(removal.id)

    def _sorted(self, at: str, paper_id: str, before: str) -> Findings:
        if paper_id <= before:
            what = "each id once" if paper_id == before else f"an id after {_value(before)}"
            yield self._finding(at, f"is {_value(paper_id)}, expected {what}")

    def _paper(self, at: str, paper: _Paper, chain: Sequence[_Link]) -> Findings:
        events = [link.event for link in chain]
        status = editorial_status(events, paper.superseded_by, paper.gate_status).status
        expected = {
            "record_id": record_id(paper.id),
            "editorial_status": status,
            "correction_count": len(chain),
            "last_event_sha256": chain[-1].sha256 if chain else None,
        }
        at = f"{at} {paper.id}"
        for key, value in expected.items():
            if getattr(paper, key) != value:
                yield self._finding(f"{at} {key}", _differs(getattr(paper, key), value))
        for path in paper.redacted:
            if path not in paper.kept:
                yield self._finding(f"{at} redacted", f"has {_value(path)}, which kept has not")
        for event in events:
            path = f"manifests/{event.event_id.rpartition('-C')[2]}.json"
            if event.replaces and path not in paper.kept:
                what = f"has not {_value(path)}, which {event.event_id} replaced"
                yield self._finding(f"{at} kept", what)


# ---------------------------------------------------------------- the site around it


class _Site:
    """A folder with a published site. No link is followed, and nothing else is opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.path.realpath(folder)
        self._papers = set(self._folders())
        self.files = 0

    def ledger(self) -> bytes:
        """The bytes of the ledger. Raises NoLedger."""
        try:
            with self._open(LEDGER) as file:
                return file.read()
        except OSError as error:
            where = os.path.join(self._folder, LEDGER)
            raise NoLedger(f"{_printable(where)}: {_reason(error)}") from error

    def paper(self, paper: _Paper, chain: Sequence[_Link]) -> Findings:
        """What the files of a paper do not hold as the ledger says."""
        if paper.id not in self._papers:
            yield Finding(f"{PAPERS}/{paper.id}", "", "is missing, expected the folder of a paper")
            return
        folder = paper_path(paper.id)[1:]
        yield from self._manifest(f"{folder}manifest.json", paper)
        yield from self._corrections(f"{folder}corrections.json", paper, chain)
        for path, sha256 in paper.kept.items():
            if path.startswith("manifests/"):
                yield from self._kept_manifest(folder, path, paper, chain)
            else:
                is_redacted = path in paper.redacted
                yield from self._kept_file(f"{folder}{path}", sha256, is_redacted=is_redacted)

    def tombstone(self, paper_id: str) -> Findings:
        """A removed paper has its page."""
        if paper_id not in self._papers:
            yield Finding(f"{PAPERS}/{paper_id}", "", "is missing, expected a tombstone")

    def strange_folders(self, known: Iterable[str]) -> Findings:
        """Folders of papers that the ledger does not list."""
        for name in sorted(self._papers.difference(known)):
            yield Finding(f"{PAPERS}/{name}", "", "is there, expected what the ledger lists")

    def _manifest(self, path: str, paper: _Paper) -> Findings:
        content, digest = yield from self._json(path, is_there=paper.manifest_sha256 is not None)
        if digest != paper.manifest_sha256 and digest is not None:
            yield Finding(path, "", f"SHA-256 {_differs(digest, paper.manifest_sha256)}")
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
        if (digest := _digest_of(content.get("facts"))) != paper.facts_sha256:
            what = f"the digest of what stands there {_differs(digest, paper.facts_sha256)}"
            yield Finding(path, "facts", what)

    def _corrections(self, path: str, paper: _Paper, chain: Sequence[_Link]) -> Findings:
        content, _ = yield from self._json(path)
        if content is None:
            return
        expected = {
            "work.id": paper.id,
            "superseded_by": paper.superseded_by,
            "correction_count": len(chain),
        }
        yield from _equal(path, content, expected)
        events = content.get("correction_events")
        if not isinstance(events, list):
            yield Finding(path, "correction_events", f"is {_value(events)}, expected a list")
            return
        if len(events) != len(chain):
            what = f"are {len(events)}, expected the {len(chain)} of the ledger"
            yield Finding(path, "correction_events", what)
        for position, (event, link) in enumerate(zip(events, chain, strict=False)):
            if event != link.standing:
                yield from _other_event(path, f"correction_events[{position}]", event, link)

    def _kept_file(self, path: str, sha256: str, *, is_redacted: bool) -> Findings:
        try:
            with self._open(path) as file:
                start = file.read(LONGEST_REDACTED)
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield Finding(path, "", _reason(error))
            return
        if is_redacted:
            line = REDACTED.match(start)
            named = line[1].decode() if line else None
            if named != sha256:
                what = f"the digest that its redaction names {_differs(named, sha256)}"
                yield Finding(path, "", what)
        elif digest != sha256:
            yield Finding(path, "", f"SHA-256 {_differs(digest, sha256)}")

    def _kept_manifest(
        self, folder: str, path: str, paper: _Paper, chain: Sequence[_Link]
    ) -> Findings:
        number, file = KEPT_MANIFEST.match(path), f"{folder}{path}"
        if number is None:
            yield Finding(file, "", "a replaced manifest is called by the number of its event")
            return
        try:
            snapshot = read_snapshot(int(number[1]), self._read(file))
        except (OSError, NoManifest) as error:
            yield Finding(file, "", _reason(error))
            return
        if snapshot.is_redacted != (path in paper.redacted):
            is_so, ought = snapshot.is_redacted, path in paper.redacted
            yield Finding(file, "redacted", _differs(is_so, ought))
        at = "redacted.manifest_sha256" if snapshot.is_redacted else "SHA-256"
        if snapshot.sha256 != paper.kept[path]:
            yield Finding(file, at, _differs(snapshot.sha256, paper.kept[path]))
        yield from _replaced(file, snapshot, paper.id, chain)

    # ------------------------------------------------------------------ files

    def _json(
        self, path: str, *, is_there: bool = True
    ) -> Looking[tuple[dict[str, Any] | None, str | None]]:
        """The object in a file, and the digest of the file; None for what is not there."""
        try:
            data = self._read(path)
            content = orjson.loads(data)
        except FileNotFoundError as error:
            if is_there:
                yield Finding(path, "", _reason(error))
            return None, None
        except (OSError, ValueError) as error:
            yield Finding(path, "", _reason(error))
            return None, None
        digest = hashlib.sha256(data).hexdigest()
        if not isinstance(content, dict):
            yield Finding(path, "", f"is {_value(content)}, expected an object")
            return None, digest
        if not _is_canonical(content, data):
            yield Finding(path, "", "the file is not the canonical JSON that sitegen writes")
        return content, digest

    def _read(self, path: str) -> bytes:
        with self._open(path) as file:
            data = file.read(LARGEST_JSON + 1)
        if len(data) > LARGEST_JSON:
            raise OSError(None, f"it is larger than {LARGEST_JSON:,} bytes")
        return data

    def _open(self, path: str) -> BufferedReader:
        file = os.path.join(self._folder, *path.split("/"))
        if os.path.realpath(file) != file:
            raise OSError(None, "it is a symbolic link, or behind one")
        # A pipe in the place of a file would wait for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        number = os.open(file, flags | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise OSError(None, "it is no file")
        self.files += 1
        return os.fdopen(number, "rb")

    def _folders(self) -> Iterator[str]:
        papers = os.path.join(self._folder, PAPERS)
        if os.path.islink(papers) or not os.path.isdir(papers):
            return
        with os.scandir(papers) as entries:
            for entry in entries:
                if entry.is_dir() or entry.is_symlink():
                    yield entry.name


def _equal(path: str, content: Mapping[str, Any], expected: Mapping[str, object]) -> Findings:
    for at, value in expected.items():
        seen: Any = content
        for key in at.split("."):
            seen = seen.get(key) if isinstance(seen, dict) else None
        if seen != value:
            yield Finding(path, at, _differs(seen, value))


def _other_event(path: str, at: str, event: Any, link: _Link) -> Findings:
    """The members of an event that are not as the ledger has them."""
    if not isinstance(event, dict):
        yield Finding(path, at, f"is {_value(event)}, expected {link.event.event_id}")
        return
    for key in sorted(event.keys() | link.standing.keys()):
        if (seen := event.get(key)) != (expected := link.standing.get(key)):
            yield Finding(path, f"{at}.{key}", _differs(seen, expected))


def _replaced(file: str, snapshot: Snapshot, paper_id: str, chain: Sequence[_Link]) -> Findings:
    """A replaced manifest is of its paper, sound, and what its event says that it replaced."""
    if snapshot.work_id != paper_id:
        yield Finding(file, "work.id", _differs(snapshot.work_id, paper_id))
    if not snapshot.is_sound:
        digest = _digest_of(snapshot.facts)
        yield Finding(file, "facts_sha256", _differs(snapshot.facts_sha256, digest))
    for link in chain:
        replaces = link.event.replaces
        if replaces is None or not EVENT_ID.match(link.event.event_id):
            continue
        if event_number(link.event.event_id) == snapshot.number:
            for key in ("facts_sha256", "report_sha256"):
                seen, expected = getattr(snapshot, key), getattr(replaces, key)
                if seen != expected:
                    what = f"{_differs(seen, expected)} as {link.event.event_id} says"
                    yield Finding(file, key, what)


# ---------------------------------------------------------------- reading and wording


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise NoLedger(f"{_printable(str(file))}: {_reason(error)}") from error


def _parsed(data: bytes, name: str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NoLedger(f"{_printable(name)}: it is no JSON: {_reason(error)}") from error


def _lists(content: Any, name: str) -> LedgerLists:
    try:
        return LedgerLists.model_validate(content)
    except ValidationError as error:
        first = next(_misshapen(name, "", error))
        raise NoLedger(f"{first}; name a {LEDGER}, or the folder of a published site") from error


def _is_canonical(content: Any, data: bytes) -> bool:
    """Whether bytes say what they say in the one way that has no member twice."""
    try:
        return canonical_json(content, is_finite=True) + b"\n" == data
    except (ValueError, RecursionError):
        return False


def _digest_of(value: Any) -> str | None:
    try:
        return canonical_sha256(value, is_finite=True)
    except (ValueError, RecursionError):
        return None


def _id_of(element: Any) -> set[str]:
    """The id of what has another mistake, so that not all that names it is one more."""
    paper_id = element.get("id") if isinstance(element, dict) else None
    return {paper_id} if isinstance(paper_id, str) else set()


def _misshapen(file: str, at: str, error: ValidationError) -> Findings:
    for each in error.errors(include_url=False, include_context=False):
        seen = "" if each["type"] == "json_invalid" else f"is {_value(each['input'])}, "
        yield Finding(file, f"{at}{_path(each)}", seen + _message(each))


def _path(error: ErrorDetails) -> str:
    steps = [each for each in error["loc"] if each != "[key]"]
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps)


def _message(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]}"


def _differs(seen: object, expected: object) -> str:
    return f"is {_value(seen)}, expected {_value(expected)}"


def _value(value: object) -> str:
    """A value as JSON has it, on one line and cut; of what holds others, their number."""
    if isinstance(value, str):
        return shown(value, LONGEST_VALUE)
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return orjson.dumps(value).decode()


def _reason(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, RecursionError):
        return "it nests too deep"
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _printable(text: str) -> str:
    """A text of others on one line of a terminal."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "backslashreplace").decode()
        for each in text
    )
