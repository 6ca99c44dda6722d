"""Corrections written for an editor: what changed is found, kept and announced by an event."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sitegen.checks.facts import earliest_moment
from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.earlier_facts import earlier_facts
from sitegen.contracts.fact_changes import REPORT, FactChange, is_covered
from sitegen.contracts.ledger import event_sha256
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.snapshot import Snapshot
from sitegen.contracts.timeline import event_number
from sitegen.diagnostics import Diagnostic, has_errors, shown
from sitegen.editing.record_edits import (
    CannotEdit,
    add_to_supersedes,
    append_event,
    set_superseded_by,
)
from sitegen.paper import Understanding, understand
from sitegen.published.base import Base, BasePaper
from sitegen.published.paper_history import SUPERSEDED_BY, State
from sitegen.records import CORRECTIONS, KEPT, MANIFEST, ArtifactFile, PaperSource, read_source
from sitegen.reporting.text import located
from sitegen.settings import Site

# An event may name so many fields; where more changed, it names the list that they are in.
MOST_FIELDS = 100
# So many papers that cannot be corrected are told in full.
MOST_TOLD = 20
ANOTHER_BASE = "name the published site, or a git revision that has it, by --against"

Item = TypeVar("Item")
Result = TypeVar("Result")


class CannotCorrect(Exception):
    """No event can be written for a paper; the message says why, the hint what to do.

    `diagnostics` are the mistakes of its record, where those are the reason.
    """

    def __init__(self, message: str, hint: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.diagnostics = tuple(diagnostics)


def for_each(items: Iterable[Item], work: Callable[[Item], Result]) -> list[Result]:
    """What comes of all items. Raises one CannotCorrect for all those that it is raised for."""
    done: list[Result] = []
    problems: list[CannotCorrect] = []
    for item in items:
        try:
            done.append(work(item))
        except CannotCorrect as problem:
            problems.append(problem)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        told = [str(each) for each in problems[:MOST_TOLD]]
        more = [f"and {len(problems) - MOST_TOLD} more"] if problems[MOST_TOLD:] else []
        found = [each for problem in problems for each in problem.diagnostics]
        raise CannotCorrect("\n".join([*told, *more]), "", found)
    return done


@dataclass(frozen=True)
class Announcement:
    """What an editor says of one paper.

    `notice` has the keys of an authored notice; `superseded_by` is the folder of the paper that
    replaces this one.
    """

    folder: str
    correction_type: str
    note: str
    notice: Mapping[str, Any] = field(default_factory=dict)
    lifts: str = ""
    superseded_by: str = ""


class When(NamedTuple):
    """The time of the events of one run, and what told it, if not the clock."""

    at: datetime
    option: str = ""


@dataclass(frozen=True)
class Correction:
    """What is to be written for one paper, and removed: files below the records folder, by path.

    Without an `event_id` there is nothing to announce, and `why` says so. `tells` is what the event
    tells beyond its fields, `changes` are the facts that differ from the published ones; milestones
    are among them. `found` are the bytes that files
    had when they were read; None where there was none.
    """

    folder: str
    record_id: str
    title: str
    event_id: str = ""
    affected_fields: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    changes: tuple[FactChange, ...] = ()
    writes: Mapping[str, bytes] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    why: str = ""
    found: Mapping[str, bytes | None] = field(default_factory=dict)


class Known(NamedTuple):
    """What the files of one paper say."""

    source: PaperSource
    row: CatalogRow
    facts: Mapping[str, Any]
    snapshots: tuple[Snapshot, ...]
    is_draft: bool

    @classmethod
    def of(cls, source: PaperSource, understood: Understanding) -> Known:
        """The same, of files that are understood. Raises CannotCorrect where they are not."""
        if understood.tombstone:
            message = f"{source.folder}: the paper was removed"
            raise CannotCorrect(message, "what its tombstone says stays as it is")
        if (paper := understood.paper) is None:
            errors = [each for each in understood.diagnostics if has_errors([each])]
            message = f"{source.folder}: the record has mistakes"
            raise CannotCorrect(message, "mend them first", errors)
        row = catalog_row(source.folder, paper)
        return cls(source, row, paper.manifest.facts, paper.snapshots, understood.is_draft)


NOTHING_KNOWN: Mapping[str, Known] = {}


@dataclass(frozen=True)
class Papers:
    """The papers that corrections are written for, in their present state and as published.

    Made for many at once, because a base may look up all in one go.
    """

    records: Path
    site: Site
    base: Base
    sources: Mapping[str, PaperSource]
    rows: Mapping[str, CatalogRow]
    published: Mapping[str, BasePaper]
    known: Mapping[str, Known] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        records: Path,
        site: Site,
        base: Base,
        folders: Iterable[str],
        known: Mapping[str, Known] = NOTHING_KNOWN,
    ) -> Papers:
        """Read them, but for those that are known already.

        Raises CannotCorrect where records have mistakes, NoBase, OSError.
        """
        read = for_each(folders, lambda each: known.get(each) or _read(records, each, site))
        by_folder = {each.source.folder: each for each in read}
        sources = {folder: each.source for folder, each in by_folder.items()}
        rows = {folder: each.row for folder, each in by_folder.items()}
        published = base.papers([each.row for each in read if not each.is_draft])
        return cls(records, site, base, sources, rows, published, by_folder)

    def correction(
        self, announcement: Announcement, at: datetime, batch: str = ""
    ) -> list[Correction]:
        """What is to be written for one announcement: of the paper, and of its successor.

        Raises CannotCorrect.
        """
        return self.corrections([announcement], When(at), batch)

    def corrections(
        self, announcements: Sequence[Announcement], when: When, batch: str = ""
    ) -> list[Correction]:
        """What is to be written for all, each of another paper, and for what supersedes them.

        Raises CannotCorrect for all those together that cannot be corrected.
        """
        older = self._superseded(announcements)
        changed = dict(for_each(older, lambda folder: self._naming(folder, older[folder])))
        papers = replace(self, sources={**self.sources, **changed})
        announced = {each.folder for each in announcements}
        answers = [
            Announcement(folder, told[0].correction_type, _supersedes(self._ids(told)))
            for folder, told in older.items()
            if folder not in announced
        ]
        return for_each([*announcements, *answers], lambda told: papers._written(told, when, batch))

    def folder_name(self, folder: str) -> str:
        """A paper's folder, as the user would type it."""
        return located_file(self.records, f"records/{folder}")

    def known_of(self, folder: str) -> Known:
        """What the files of a paper say, which may have been changed since they were read."""
        known = self.known.get(folder)
        if known is not None and known.source is self.sources[folder]:
            return known
        return Known.of(self.sources[folder], understand(self.sources[folder], self.site))

    def _ids(self, announcements: Iterable[Announcement]) -> list[str]:
        return [self.rows[each.folder].id for each in announcements]

    def _superseded(self, announcements: Iterable[Announcement]) -> dict[str, list[Announcement]]:
        """By the folder of each newer paper what is said of those that it supersedes."""
        by_id = {row.id: folder for folder, row in self.rows.items()}
        newer = {each: by_id.get(row.superseded_by, "") for each, row in self.rows.items()}
        newer |= {each.folder: each.superseded_by for each in announcements if each.superseded_by}
        older: dict[str, list[Announcement]] = {}
        for each in announcements:
            if each.superseded_by:
                self._check_end(each.folder, newer)
                older.setdefault(each.superseded_by, []).append(each)
        return older

    def _check_end(self, folder: str, newer: Mapping[str, str]) -> None:
        """Going from a paper to what supersedes it has to come to an end."""
        passed, each = [folder], newer[folder]
        while each and each not in passed:
            passed.append(each)
            each = newer[each]
        name = self.folder_name(folder)
        if each:
            what = "itself" if len(passed) == 1 else f"{passed[1]}, which leads back to it"
            message = f"{name}: it would be superseded by {what}"
            raise CannotCorrect(message, "name the paper that replaces it")
        if self.known[newer[folder]].is_draft:
            message = f"{name}: {newer[folder]}, which is to replace it, is a draft"
            raise CannotCorrect(message, "remove its `draft: true` first")

    def _naming(self, folder: str, told: Sequence[Announcement]) -> tuple[str, PaperSource]:
        """The newer paper, which names older ones back."""
        source = self.sources[folder]
        text = source.files[MANIFEST].decode()
        with editing(self.records):
            for older in self._ids(told):
                text = add_to_supersedes(text, source.place(MANIFEST).file, older)
        return folder, replace(source, files={**source.files, MANIFEST: text.encode()})

    def _written(self, told: Announcement, when: When, batch: str) -> Correction:
        """One correction, with the manifest where that was changed on the way."""
        with editing(self.records):
            done = _Writer(self, told, when, batch).correction()
        name, now = f"{told.folder}/{MANIFEST}", self.sources[told.folder].files[MANIFEST]
        read = self.known[told.folder].source.files if told.folder in self.known else {}
        if now == read.get(MANIFEST, now):
            return done
        found = {**done.found, name: read[MANIFEST]}
        return replace(done, writes={name: now, **done.writes}, found=found)


class _Writer:
    """Writes the correction of one paper."""

    def __init__(self, papers: Papers, told: Announcement, when: When, batch: str) -> None:
        self._papers, self._told, self._when, self._batch = papers, told, when, batch
        self._now = papers.known_of(told.folder)
        self._source, self._row = self._now.source, self._now.row
        self._events = self._row.ledger.published_events()
        self._name = papers.folder_name(told.folder)
        successor = told.superseded_by and papers.rows[told.superseded_by].id
        self._successor = successor or self._row.superseded_by

    def correction(self) -> Correction:
        found = Correction(self._row.folder, self._row.record_id, self._row.title)
        published = self._papers.published.get(self._row.id)
        if published is None:
            return self._of_a_new_paper(found)
        self._check_published(published)
        changes = self._changes(published)
        found = replace(found, changes=tuple(changes))
        new = self._events[len(published.events) :]
        fields = self._affected_fields(changes, published, new)
        said = next((each["event_id"] for each in new if self._says(each)), "")
        if fields or (self._is_told and not said):
            return self._announced(found, fields, published)
        kept = self._replaced_artifacts(published)
        return self._finished(replace(found, why=_why_not(changes, kept, said)), kept)

    # ------------------------------------------------------------------ what may be announced

    @property
    def _is_told(self) -> bool:
        """Whether readers are to be told something beyond what changed."""
        return bool(self._told.notice or self._told.lifts)

    def _of_a_new_paper(self, found: Correction) -> Correction:
        base = self._papers.base
        broken = dict(base.unknown()).get(self._row.folder)
        if broken:
            message = f"{self._name}: its record had a mistake in {base.name}: {broken}"
            raise CannotCorrect(message, ANOTHER_BASE)
        state = "a draft" if self._now.is_draft else "not published yet"
        if self._is_told or self._told.superseded_by:
            message = f"{self._name}: it is {state}, says {base.name}, so no reader has seen it"
            raise CannotCorrect(message, "change the record itself")
        return replace(found, why=f"it is {state}, so nothing has to be announced")

    def _check_published(self, published: BasePaper) -> None:
        """What was published has to be there, or no event could mend it."""
        base = self._papers.base.name
        if self._now.is_draft:
            message = f"{self._name}: it was published in {base}, and is a draft now"
            raise CannotCorrect(message, "remove `draft: true`")
        if published.has_report and not self._row.has_report:
            message = f"{self._name}: its PDF was published in {base}, and would go"
            raise CannotCorrect(message, "remove `report: none`; a report may be corrected")
        digests = [event_sha256(each) for each in self._events]
        for position, event in enumerate(published.events):
            if digests[position : position + 1] != [event_sha256(event)]:
                message = f"{self._name}: {event['event_id']} is not where it is in {base}"
                hint = "put it back as it was; after a merge, `sitegen correct --rechain` does it"
                raise CannotCorrect(message, hint)

    def _changes(self, published: BasePaper) -> list[FactChange]:
        entry, policy = self._row.ledger, self._papers.site.tier_policy
        now = State(self._now.facts, entry.facts_sha256, entry.report_sha256)
        changes = self._before(published).changes(now, policy)
        if changes is None:
            message = f"{self._name}: the facts changed, and {self._papers.base.name} holds digests"
            raise CannotCorrect(f"{message} alone", ANOTHER_BASE)
        return changes

    def _before(self, published: BasePaper) -> State:
        """What was published: as the base has it, or what is known to have the same digest."""
        digest, report = published.facts_sha256, published.report_sha256
        if digest == self._row.ledger.facts_sha256:
            return State(self._now.facts, digest, report)
        facts = self._papers.base.facts(published.id)
        for kept in self._now.snapshots:
            if kept.facts_sha256 == digest:
                return State(facts or kept.facts, digest, report, kept.is_redacted)
        policy = self._papers.site.tier_policy
        return State(facts or earlier_facts(self._now.facts, digest, policy), digest, report)

    def _affected_fields(
        self, changes: Sequence[FactChange], published: BasePaper, new: Sequence[Mapping[str, Any]]
    ) -> tuple[str, ...]:
        """What differs from the published paper and no event since then names."""
        named = [each for event in new for each in event["affected_fields"]]
        fields = [each.path for each in changes if not each.is_milestone]
        if self._row.ledger.report_sha256 != published.report_sha256:
            fields.append(REPORT)
        if self._successor != published.superseded_by:
            fields.append(SUPERSEDED_BY)
        fields = [each for each in dict.fromkeys(fields) if not is_covered(each, named)]
        if len(fields) > MOST_FIELDS:
            fields = [*dict.fromkeys(each.partition("[")[0] for each in fields)]
        return tuple(fields)

    def _says(self, event: Mapping[str, Any]) -> bool:
        """Whether an event that is not published yet says just this: a command is run twice."""
        told, notice = self._told, dict(event["notice"] or {})
        given = {key: [*value] if key == "reasons" else value for key, value in notice.items()}
        words = event["correction_type"], event["public_note"], event["lifts"] or ""
        is_same = {key: value for key, value in given.items() if value} == told.notice
        return is_same and words == (told.correction_type, told.note, told.lifts)

    # ------------------------------------------------------------------ what is written

    def _announced(
        self, found: Correction, fields: tuple[str, ...], published: BasePaper
    ) -> Correction:
        self._check_lifted()
        number = max((event_number(each["event_id"]) for each in self._events), default=0) + 1
        event_id = f"{self._row.id[:8].upper()}-C{number}"
        has_facts = any(each != SUPERSEDED_BY for each in fields)
        event = self._event(event_id, fields, published if has_facts else None)
        writes = {CORRECTIONS: self._corrections(event), **self._replaced_artifacts(published)}
        if has_facts:
            name = f"superseded/{number}.json"
            writes[name] = self._held(name, self._papers.base.manifest(published.id))
        self._check(writes)
        done = replace(found, event_id=event_id, affected_fields=fields, tells=self._tells())
        return self._finished(done, writes)

    def _tells(self) -> tuple[str, ...]:
        kind = str(self._told.notice.get("kind", "")).replace("_", " ")
        return (*([kind] * bool(kind)), *([f"lifts {self._told.lifts}"] * bool(self._told.lifts)))

    def _finished(self, found: Correction, writes: Mapping[str, bytes]) -> Correction:
        folder, read = self._row.folder, self._papers.known.get(self._row.folder, self._now)
        files = read.source.files
        return replace(
            found,
            writes={f"{folder}/{name}": data for name, data in writes.items()},
            found={f"{folder}/{name}": files.get(name) for name in writes if not KEPT.match(name)},
        )

    def _check_lifted(self) -> None:
        lifted = {each["lifts"] for each in self._events}
        in_force = [each["event_id"] for each in self._events if each["notice"]]
        in_force = [each for each in in_force if each not in lifted]
        if self._told.lifts and self._told.lifts not in in_force:
            message = f"{self._name}: {self._told.lifts} is no event whose notice is in force"
            hint = f"name {' or '.join(in_force)}" if in_force else "no notice has to be lifted"
            raise CannotCorrect(message, hint)

    def _event(
        self, event_id: str, fields: tuple[str, ...], replaced: BasePaper | None
    ) -> dict[str, Any]:
        told = self._told
        digests = {
            "facts_sha256": replaced.facts_sha256 if replaced else "",
            "report_sha256": replaced.report_sha256 if replaced else "",
        }
        event: dict[str, Any] = {
            "event_id": event_id,
            "corrected_at": self._time(),
            "correction_type": told.correction_type,
            "public_note": told.note,
            "affected_fields": list(fields),
            "notice": dict(told.notice),
            "lifts": told.lifts,
            "replaces": {key: value for key, value in digests.items() if value},
            "previous_event_sha256": event_sha256(self._events[-1]) if self._events else "",
            "batch": self._batch,
        }
        return {key: value for key, value in event.items() if value}

    def _time(self) -> str:
        """The time of the event: not before the last one, which the clock of another may have set.

        A time that an option names is taken as it is, or not at all.
        """
        at, option = self._when.at.replace(microsecond=0), self._when.option
        submitted, last = self._row.submitted, self._events[-1] if self._events else None
        if submitted and at < earliest_moment(submitted):
            message = f"{self._name}: {option or 'now,'} {at.isoformat()} is before the submission"
            hint = "name the time of the correction by --at, or correct work.submitted"
            raise CannotCorrect(f"{message} on {submitted}", hint)
        if last and at < datetime.fromisoformat(last["corrected_at"]):
            if not option:
                return str(last["corrected_at"])
            message = f"{self._name}: {option} {at.isoformat()} is before {last['event_id']}"
            raise CannotCorrect(f"{message}, made at {last['corrected_at']}", "name a later time")
        return at.isoformat()

    def _corrections(self, event: Mapping[str, Any]) -> bytes:
        present = self._source.files.get(CORRECTIONS)
        text = None if present is None else present.decode()
        file, paper_id = self._source.place(CORRECTIONS).file, self._row.id
        if self._told.superseded_by:
            text = set_superseded_by(text, file, paper_id, self._successor)
        return append_event(text, file, paper_id, event).encode()

    def _replaced_artifacts(self, published: BasePaper) -> dict[str, bytes]:
        """Published artifacts that the record no longer has; they stay at their address."""
        present = self._row.ledger.kept
        gone = [each for each in sorted(published.kept) if each not in present]
        return {
            f"superseded/{path}": self._held(path, self._papers.base.kept(published.id, path))
            for path in gone
        }

    def _held(self, name: str, data: bytes | None) -> bytes:
        if data is None:
            base = self._papers.base.name
            message = f"{self._name}: {base} does not hold the published bytes for {shown(name)}"
            raise CannotCorrect(message, ANOTHER_BASE)
        return data

    def _check(self, writes: Mapping[str, bytes]) -> None:
        """What is written has to be in order; that it is, the usual rules say."""
        records = {name: data for name, data in writes.items() if not KEPT.match(name)}
        kept = {name: _as_file(data) for name, data in writes.items() if KEPT.match(name)}
        source = self._source
        made = replace(source, files={**source.files, **records}, kept={**source.kept, **kept})
        Known.of(made, understand(made, self._papers.site))


# ---------------------------------------------------------------- files


def write(records: Path, corrections: Iterable[Correction]) -> None:
    """Put what was planned into the records folder, each file in one step.

    All are written beside their place before the first is put there. Raises CannotCorrect, and
    writes nothing, where a file was changed since it was read.
    """
    planned = list(corrections)
    for each in planned:
        for name, found in each.found.items():
            if _present(records / name) not in (found, each.writes.get(name)):
                message = f"{located_file(records, f'records/{name}')} was changed meanwhile"
                raise CannotCorrect(message, "nothing was written; run the command again")
    with ExitStack() as beside:
        staged = [(_staged(records / name, data, beside), name) for name, data in _files(planned)]
        for file, name in staged:
            os.replace(file, records / name)
    for name in (name for each in planned for name in each.removes):
        (records / name).unlink(missing_ok=True)


def _files(corrections: Iterable[Correction]) -> Iterator[tuple[str, bytes]]:
    """Files that nothing refers to yet come first, so that a crash leaves a whole record."""
    found = {name: data for each in corrections for name, data in each.writes.items()}
    yield from sorted(found.items(), key=lambda each: ("/superseded/" not in each[0], each[0]))


def _staged(path: Path, data: bytes, beside: ExitStack) -> Path:
    """The bytes in a hidden file beside the one that they are for, with its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(f".{path.name}.{os.getpid()}")
    beside.callback(file.unlink, missing_ok=True)
    file.write_bytes(data)
    if path.exists():
        shutil.copymode(path, file)
    return file


def _present(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def located_file(records: Path, file: str) -> str:
    """A project path as the user would type it, and as it may be printed."""
    root, _, rest = file.partition("/")
    path = str(records / rest) if root == "records" else file
    return path if path.isprintable() else shown(path, limit=len(path))


# ---------------------------------------------------------------- words


def _why_not(changes: Sequence[FactChange], kept: Mapping[str, bytes], said: str) -> str:
    """Why no event is written."""
    added = ", ".join(each.path for each in changes if each.is_milestone)
    announced = ", ".join(each.path for each in changes if not each.is_milestone)
    told = [f"{added} added where there was nothing: a milestone needs no event"] if added else []
    told += [f"{announced} announced already"] if announced else []
    told += [f"{said} says so already"] if said and not announced else []
    told += ["what was published is kept"] if kept else []
    return "; ".join(told) or "nothing changed, so nothing has to be announced"


def _supersedes(older: Sequence[str]) -> str:
    return f"This paper supersedes {' and '.join(record_id(each) for each in older)}."


@contextmanager
def editing(records: Path) -> Iterator[None]:
    """Raises CannotCorrect where a file cannot be edited, and says where that is."""
    try:
        yield
    except CannotEdit as error:
        place = located(error.place, {"records": str(records)})
        raise CannotCorrect(f"{place}: {error.message}", error.hint) from error


# ---------------------------------------------------------------- reading


def _read(records: Path, folder: str, site: Site) -> Known:
    source, found = read_source(records, folder)
    if has_errors(found):
        name = located_file(records, f"records/{folder}")
        raise CannotCorrect(f"{name}: the record has mistakes", "mend them first", found)
    return Known.of(source, understand(source, site))


def _as_file(data: bytes) -> ArtifactFile:
    return ArtifactFile(hashlib.sha256(data).hexdigest(), len(data))
