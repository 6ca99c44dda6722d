"""Orders new events after a merge: after the published ones, renumbered and chained again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sitegen.contracts.correction_events import (
    AuthoredEvent,
    AuthoredReplaces,
    event_sha256,
)
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.replaced_manifest import (
    ReplacedManifest,
    ReplacedManifestError,
    read_replaced_manifest,
)
from sitegen.contracts.timeline import event_number
from sitegen.editing.conflicts import with_both_sides
from sitegen.editing.plans import (
    ANOTHER_BASE,
    Correction,
    CorrectionError,
    editing,
    for_each,
    located_file,
)
from sitegen.editing.record_edits import add_key, remove_key, replace_values, rewrite_events
from sitegen.history.base import Base, BasePaper
from sitegen.reading.documents import KeyPath, read_yaml
from sitegen.reading.paper_source import CORRECTIONS
from sitegen.reading.records import SUPERSEDED, read_source
from sitegen.shapes.reader import read_shape

EVENTS, REPLACES, LINK = "correction_events", "replaces", "previous_event_sha256"


class _Event(NamedTuple):
    """An event in the file: its position, line, data and digest."""

    position: int
    line: int
    authored: AuthoredEvent
    sha256: str


class _Placed(NamedTuple):
    """An event in its new place: the old one, the new one, and the values that change."""

    found: _Event
    event: AuthoredEvent
    values: Mapping[str, str]
    is_new: bool


def rechained(records: Path, base: Base, folders: Iterable[str]) -> list[Correction]:
    """The files to write so that the new events of papers follow the published ones.

    Published events do not change, nor do records that are in order. In a merge conflict, the
    events of both sides are kept. Raises CorrectionError, BaseError, OSError.
    """
    there = [each for each in folders if (records / each / CORRECTIONS).is_file()]
    published, unknown = base.papers(()), dict(base.unknown())

    def of_paper(folder: str) -> Correction | None:
        if folder in unknown:
            message = f"{folder}: its record had an error in {base.name}: {unknown[folder]}"
            raise CorrectionError(message, ANOTHER_BASE)
        with editing(records):
            return _Paper(records, folder, base, published).correction()

    return [each for each in for_each(there, of_paper) if each is not None]


class _Paper:
    """Orders the new events of one paper."""

    def __init__(
        self, records: Path, folder: str, base: Base, published: Mapping[str, BasePaper]
    ) -> None:
        self._source, _ = read_source(records, folder)
        self._file = self._source.place(CORRECTIONS).file
        self._name = located_file(records, self._file)
        self._data = with_both_sides(self._source.files.get(CORRECTIONS, b""), self._name)
        record, self._events = self._read()
        self._id, self._base = record.work.id, base
        self._published = published.get(self._id)

    def correction(self) -> Correction | None:
        """The files to write; None if the paper is new or its events are in order."""
        has_conflict = self._data != self._source.files.get(CORRECTIONS)
        if self._published is None and has_conflict:
            message = (
                f"{self._name}: the file has a conflict, and {self._base.name} lacks the paper"
            )
            raise CorrectionError(message, ANOTHER_BASE)
        if self._published is None:
            return None
        placed = self._in_order(self._published)
        if self._is_in_order(placed) and not has_conflict:
            return None
        source, wanted = self._source, self._snapshots(placed, self._published)
        writes = {CORRECTIONS: self._text(placed).encode(), **wanted}
        writes = {name: data for name, data in writes.items() if source.files.get(name) != data}
        gone = [name for name in source.files if SUPERSEDED.match(name) and name not in wanted]
        return Correction(
            folder=source.folder,
            record_id=record_id(self._id),
            title="",
            writes={f"{source.folder}/{name}": data for name, data in writes.items()},
            removes=tuple(f"{source.folder}/{name}" for name in gone),
            why=_why(placed),
            found={f"{source.folder}/{name}": source.files.get(name) for name in writes},
        )

    def _read(self) -> tuple[AuthoredCorrectionRecord, list[_Event]]:
        document, found = read_yaml(self._data, self._file)
        record = None
        if document is not None:
            record, more = read_shape(AuthoredCorrectionRecord, document)
            found += more
        if record is None or document is None:
            hint = "resolve the merge conflict first: keep the events of both sides, as valid YAML"
            raise CorrectionError(f"{self._name}: the file cannot be read", hint, found)
        events = [
            _Event(position, document.value_place((EVENTS, position)).line, event, sha256)
            for position, event in enumerate(record.correction_events)
            for sha256 in [event_sha256(event)]
        ]
        self._check_each_once(events)
        return record, events

    def _check_each_once(self, events: Sequence[_Event]) -> None:
        first: dict[str, _Event] = {}
        for each in events:
            if each.sha256 in first:
                where = f"{self._name}:{each.line}"
                message = f"{where}: {each.authored.event_id} is the same event as in line "
                hint = "delete one of them; both branches have it"
                raise CorrectionError(f"{message}{first[each.sha256].line}", hint)
            first[each.sha256] = each

    # ------------------------------------------------------------------ the events

    def _in_order(self, published: BasePaper) -> list[_Placed]:
        """The published events in their order, then the new ones by time, renumbered and chained.

        Raises CorrectionError if a published event is missing.
        """
        by_digest = {each.sha256: each for each in self._events}
        placed: list[_Placed] = []
        for event in published.events:
            found = by_digest.pop(event.sha256, None)
            if found is None:
                message = f"{self._name}: {event.event_id} is missing, or not as it was published"
                raise CorrectionError(f"{message} in {self._base.name}", "restore it")
            placed.append(_Placed(found, found.authored, {}, is_new=False))
        new = sorted(by_digest.values(), key=lambda each: _time(each.authored))
        as_they_are = self._linked(placed, new, lambda event: event)
        if self._is_in_order(as_they_are):
            return as_they_are
        return self._linked(placed, new, lambda event: _replacing(event, published))

    def _is_in_order(self, placed: Sequence[_Placed]) -> bool:
        is_same = [each.found.position for each in placed] == list(range(len(self._events)))
        return is_same and not any(each.values for each in placed)

    def _linked(
        self,
        published: Sequence[_Placed],
        new: Sequence[_Event],
        replacing: Callable[[AuthoredEvent], AuthoredEvent],
    ) -> list[_Placed]:
        placed, ids = [*published], dict[str, str]()
        for found in new:
            last = placed[-1].event if placed else None
            number = event_number(found.authored.event_id)
            if last and number <= event_number(last.event_id):
                number = event_number(last.event_id) + 1
            ids[found.sha256] = f"{found.authored.event_id.rpartition('-')[0]}-C{number}"
            lifted = self._lifted(found)
            wanted = {
                "event_id": ids[found.sha256],
                "lifts": ids.get(lifted, found.authored.lifts or ""),
                LINK: event_sha256(last) if last else "",
            }
            if last and _time(last) > _time(found.authored):
                wanted["corrected_at"] = last.corrected_at
            placed.append(_placed(found, replacing(found.authored), wanted))
        return placed

    def _lifted(self, lifting: _Event) -> str:
        """The digest of the event whose notice another event ends.

        If two events have its id, it is the one of the same branch, found by the chain.
        """
        by_digest, lifted = {each.sha256: each for each in self._events}, lifting.authored.lifts
        each: _Event | None = lifting
        while lifted and each is not None:
            each = by_digest.get(each.authored.previous_event_sha256 or "")
            if each is not None and each.authored.event_id == lifted:
                return each.sha256
        meant = [each for each in self._events if each.authored.event_id == lifted]
        return next((each.sha256 for each in meant if each.authored.notice), "")

    # ------------------------------------------------------------------ files

    def _text(self, placed: Sequence[_Placed]) -> str:
        """The text of the file with its events in order and the new values."""
        text, file = self._data.decode(), self._file
        text = rewrite_events(text, file, [(each.found.position, each.values) for each in placed])
        for position, each in enumerate(placed):
            was = _digests(each.found.authored.replaces)
            now = _digests(each.event.replaces)
            path: KeyPath = (EVENTS, position, REPLACES)
            same: dict[KeyPath, str] = {(*path, key): now[key] for key in was.keys() & now.keys()}
            text = replace_values(text, file, same)
            for key in now.keys() - was.keys():
                text = add_key(text, file, path, key, now[key])
            for key in was.keys() - now.keys():
                text = remove_key(text, file, (*path, key))
        return text

    def _snapshots(self, placed: Sequence[_Placed], published: BasePaper) -> dict[str, bytes]:
        """The replaced manifests of all events, by file name."""
        wanted: dict[str, bytes] = {}
        for path, sha256 in published.kept.items():
            if path.startswith("manifests/"):
                name = f"superseded/{path.removeprefix('manifests/')}"
                present = self._source.files.get(name)
                if not (present and _original_sha256(name, present) == sha256):
                    present = self._base.kept(published.id, path) or present
                wanted |= {name: present} if present is not None else {}
        for each in placed:
            if each.is_new and each.event.replaces:
                name = f"superseded/{event_number(each.event.event_id)}.json"
                wanted[name] = self._manifest(_digests(each.event.replaces), name)
        return wanted

    def _manifest(self, digests: Mapping[str, str], name: str) -> bytes:
        """The published manifest; if it is kept already and redacted, its kept bytes."""
        found = [(each, data) for each, data in self._kept() if _digests_of(each) == digests]
        redacted = [data for each, data in found if each.is_redacted]
        data = next(iter(redacted), None) or self._base.manifest(self._id)
        data = data or next((data for _, data in found), None)
        if data is None:
            message = f"{self._name}: {self._base.name} does not contain the manifest for {name}"
            raise CorrectionError(message, ANOTHER_BASE)
        return data

    def _kept(self) -> list[tuple[ReplacedManifest, bytes]]:
        found = []
        for name, data in sorted(self._source.files.items()):
            if match := SUPERSEDED.match(name):
                try:
                    found.append((read_replaced_manifest(int(match[1]), data), data))
                except ReplacedManifestError:  # a conflict of the merge, most likely
                    continue
        return found


def _replacing(event: AuthoredEvent, published: BasePaper) -> AuthoredEvent:
    """A new event that replaces something, with the digests of what is published now."""
    if event.replaces is None:
        return event
    replaced = AuthoredReplaces(
        facts_sha256=published.facts_sha256, report_sha256=published.report_sha256 or None
    )
    return event.model_copy(update={REPLACES: replaced})


def _placed(found: _Event, event: AuthoredEvent, wanted: Mapping[str, str]) -> _Placed:
    values = {key: value for key, value in wanted.items() if (getattr(event, key) or "") != value}
    changed = event.model_copy(update={key: value or None for key, value in values.items()})
    return _Placed(found, changed, values, is_new=True)


def _original_sha256(name: str, data: bytes) -> str:
    """The digest that a kept manifest had when it was published."""
    try:
        return read_replaced_manifest(1, data).sha256
    except ReplacedManifestError:
        return hashlib.sha256(data).hexdigest()


def _digests(replaces: AuthoredReplaces | None) -> dict[str, str]:
    return replaces.model_dump(exclude_none=True) if replaces else {}


def _digests_of(snapshot: ReplacedManifest) -> dict[str, str]:
    report = {"report_sha256": snapshot.report_sha256} if snapshot.report_sha256 else {}
    return {"facts_sha256": snapshot.facts_sha256, **report}


def _time(event: AuthoredEvent) -> datetime:
    return datetime.fromisoformat(event.corrected_at)


def _why(placed: Sequence[_Placed]) -> str:
    """How the ids of the new events changed."""
    renamed = [
        f"{each.found.authored.event_id} is now {each.event.event_id}"
        for each in placed
        if "event_id" in each.values
    ]
    return ", ".join(["new events are in order", *renamed])
