"""The correction of one paper: what differs from the published one, and the event for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sitegen.checks.fact_rules import earliest_moment
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.fact_changes import REPORT, FactChange, is_covered
from sitegen.contracts.timeline import event_number
from sitegen.editing.papers import Known, Papers
from sitegen.editing.plans import ANOTHER_BASE, Announcement, Correction, CorrectionError, When
from sitegen.editing.record_edits import append_event, set_superseded_by
from sitegen.findings.diagnostics import shown
from sitegen.history.base import BasePaper
from sitegen.history.changed_line_ends import rewritten_files
from sitegen.history.paper_history import SUPERSEDED_BY
from sitegen.history.published_state import State, published_state
from sitegen.reading.paper_source import CORRECTIONS, ArtifactFile
from sitegen.reading.records import KEPT
from sitegen.render.paper import understand

# The most fields that an event names; if more changed, it names the lists that they are in.
MOST_FIELDS = 100


class Writer:
    """Writes the correction of one paper."""

    def __init__(self, papers: Papers, told: Announcement, when: When, batch: str) -> None:
        self._papers, self._told, self._when, self._batch = papers, told, when, batch
        self._now = papers.known_of(told.folder)
        self._source, self._row = self._now.source, self._now.row
        self._events = self._row.ledger.events
        self._name = papers.folder_name(told.folder)
        successor = told.superseded_by and papers.rows[told.superseded_by].id
        self._successor = successor or self._row.superseded_by

    def correction(self) -> Correction:
        """The event and files to write. Raises CorrectionError, YamlEditError."""
        found = Correction(self._row.folder, self._row.record_id, self._row.title)
        published = self._papers.published.get(self._row.id)
        if published is None:
            return self._of_a_new_paper(found)
        self._check_published(published)
        self._check_line_ends(published)
        changes = self._changes(published)
        found = replace(found, changes=tuple(changes))
        new = self._events[len(published.events) :]
        fields = self._affected_fields(changes, published, new)
        said = next((each.event_id for each in new if self._says(each)), "")
        if fields or (self._has_notice and not said):
            return self._announced(found, fields, published)
        kept = self._replaced_artifacts(published)
        return self._finished(replace(found, why=_why_not(changes, kept, said)), kept)

    # ------------------------------------------------------------------ what may be announced

    @property
    def _has_notice(self) -> bool:
        """Whether there is something to announce besides changed facts."""
        return bool(self._told.notice or self._told.lifts)

    def _of_a_new_paper(self, found: Correction) -> Correction:
        base = self._papers.base
        broken = dict(base.unknown()).get(self._row.folder)
        if broken:
            message = f"{self._name}: its record had an error in {base.name}: {broken}"
            raise CorrectionError(message, ANOTHER_BASE)
        state = "a draft" if self._now.is_draft else "not published yet"
        if self._has_notice or self._told.superseded_by:
            message = f"{self._name}: the paper is {state} (compared with {base.name})"
            hint = "edit the record instead"
            raise CorrectionError(f"{message}, so it needs no event", hint)
        return replace(found, why=f"the paper is {state}, so no event is needed")

    def _check_published(self, published: BasePaper) -> None:
        """Raise CorrectionError if something published is missing, which no event can correct."""
        if self._told.notice.get("kind") == "removal":
            message = f"{self._name}: a notice of removal needs a tombstone"
            hint = (
                "to remove the paper, put a tombstone.yaml next to corrections.yaml, in the place "
                "of its other files; if it stays readable, announce a withdrawal"
            )
            raise CorrectionError(message, hint)
        base = self._papers.base.name
        if self._now.is_draft:
            message = f"{self._name}: the paper was published in {base}, but is a draft now"
            raise CorrectionError(message, "delete `draft: true`")
        if published.has_report and not self._row.has_report:
            message = f"{self._name}: its PDF was published in {base} and would disappear"
            raise CorrectionError(message, "delete `report: none`; correct the report instead")
        digests = [each.sha256 for each in self._events]
        for position, event in enumerate(published.events):
            if digests[position : position + 1] != [event.sha256]:
                message = f"{self._name}: {event.event_id} differs from {base}, or was moved"
                hint = "restore it as it was; after a merge, run `sitegen correct --rechain`"
                raise CorrectionError(message, hint)

    def _check_line_ends(self, published: BasePaper) -> None:
        """Raise CorrectionError if the line ends of a file changed, which is not a correction."""
        rewritten = rewritten_files(self._papers.records, self._source, published, self._row)
        for each in rewritten.values():
            message, hint = each.finding(self._source)
            raise CorrectionError(f"{self._name}: {message}", hint)

    def _changes(self, published: BasePaper) -> list[FactChange]:
        entry, policy = self._row.ledger, self._papers.site.tier_policy
        now = State(self._now.facts, entry.facts_sha256, entry.report_sha256)
        new, snapshots = self._events[len(published.events) :], self._now.snapshots
        before = published_state(published, self._papers.base, now, snapshots, new, policy)
        changes = before.changes(now, policy)
        if changes is None:
            message = f"{self._name}: the facts changed, and {self._papers.base.name} has only"
            raise CorrectionError(f"{message} digests of the published ones", ANOTHER_BASE)
        return changes

    def _affected_fields(
        self, changes: Sequence[FactChange], published: BasePaper, new: Sequence[CorrectionEvent]
    ) -> tuple[str, ...]:
        """The fields that differ from the published paper, except those that new events name."""
        named = [each for event in new for each in event.affected_fields]
        fields = [each.path for each in changes if not each.is_milestone]
        if self._row.ledger.report_sha256 != published.report_sha256:
            fields.append(REPORT)
        if self._successor != published.superseded_by:
            fields.append(SUPERSEDED_BY)
        fields = [each for each in dict.fromkeys(fields) if not is_covered(each, named)]
        if len(fields) > MOST_FIELDS:
            fields = [*dict.fromkeys(each.partition("[")[0] for each in fields)]
        return tuple(fields)

    def _says(self, event: CorrectionEvent) -> bool:
        """Whether a new event says the same, because the command was run twice."""
        told, given = self._told, event.notice.model_dump(mode="json") if event.notice else {}
        words = event.correction_type, event.public_note, event.lifts or ""
        is_same = {key: value for key, value in given.items() if value} == told.notice
        return is_same and words == (told.correction_type, told.note, told.lifts)

    # ------------------------------------------------------------------ what is written

    def _announced(
        self, found: Correction, fields: tuple[str, ...], published: BasePaper
    ) -> Correction:
        self._check_lifted()
        number = max((event_number(each.event_id) for each in self._events), default=0) + 1
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
        lifted = {each.lifts for each in self._events}
        in_force = [each.event_id for each in self._events if each.notice]
        in_force = [each for each in in_force if each not in lifted]
        if self._told.lifts and self._told.lifts not in in_force:
            message = f"{self._name}: {self._told.lifts} is not an event with a notice in force"
            hint = (
                f"pass {' or '.join(in_force)}"
                if in_force
                else "leave it out: no notice is in force"
            )
            raise CorrectionError(message, hint)

    def _event(
        self, event_id: str, fields: tuple[str, ...], replaced: BasePaper | None
    ) -> dict[str, object]:
        told = self._told
        digests = {
            "facts_sha256": replaced.facts_sha256 if replaced else "",
            "report_sha256": replaced.report_sha256 if replaced else "",
        }
        event: dict[str, object] = {
            "event_id": event_id,
            "corrected_at": self._time(),
            "correction_type": told.correction_type,
            "public_note": told.note,
            "affected_fields": list(fields),
            "notice": dict(told.notice),
            "lifts": told.lifts,
            "replaces": {key: value for key, value in digests.items() if value},
            "previous_event_sha256": self._events[-1].sha256 if self._events else "",
            "batch": self._batch,
        }
        return {key: value for key, value in event.items() if value}

    def _time(self) -> str:
        """The time of the event: now, or that of the last event if this is later.

        Another machine's clock may have set that. A time from an option is never changed: raises
        CorrectionError if it is too early.
        """
        at, option = self._when.at.replace(microsecond=0), self._when.option
        submitted, last = self._row.submitted, self._events[-1] if self._events else None
        if submitted and at < earliest_moment(submitted):
            message = (
                f"{self._name}: {option or 'the time'} {at.isoformat()} is before the submission"
            )
            hint = "pass the time of the correction to --at, or correct work.submitted"
            raise CorrectionError(f"{message} on {submitted}", hint)
        if last and at < datetime.fromisoformat(last.corrected_at):
            if not option:
                return str(last.corrected_at)
            message = f"{self._name}: {option} {at.isoformat()} is before {last.event_id}"
            raise CorrectionError(f"{message}, made at {last.corrected_at}", "pass a later time")
        return at.isoformat()

    def _corrections(self, event: Mapping[str, object]) -> bytes:
        present = self._source.files.get(CORRECTIONS)
        text = None if present is None else present.decode()
        file, paper_id = self._source.place(CORRECTIONS).file, self._row.id
        if self._told.superseded_by:
            text = set_superseded_by(text, file, paper_id, self._successor)
        return append_event(text, file, paper_id, event).encode()

    def _replaced_artifacts(self, published: BasePaper) -> dict[str, bytes]:
        """The published artifacts that the record no longer has, which stay at their address."""
        present = self._row.ledger.kept
        gone = [each for each in sorted(published.kept) if each not in present]
        return {
            f"superseded/{path}": self._held(path, self._papers.base.kept(published.id, path))
            for path in gone
        }

    def _held(self, name: str, data: bytes | None) -> bytes:
        if data is None:
            base = self._papers.base.name
            message = f"{self._name}: {base} does not contain the published bytes of {shown(name)}"
            raise CorrectionError(message, ANOTHER_BASE)
        return data

    def _check(self, writes: Mapping[str, bytes]) -> None:
        """Raise CorrectionError if the record would have errors with the new files."""
        records = {name: data for name, data in writes.items() if not KEPT.match(name)}
        kept = {name: _as_file(data) for name, data in writes.items() if KEPT.match(name)}
        source = self._source
        made = replace(source, files={**source.files, **records}, kept={**source.kept, **kept})
        Known.of(made, understand(made, self._papers.site))


def _why_not(changes: Sequence[FactChange], kept: Mapping[str, bytes], said: str) -> str:
    """The reason why no event is written."""
    added = ", ".join(each.path for each in changes if each.is_milestone)
    announced = ", ".join(each.path for each in changes if not each.is_milestone)
    told = [f"{added} added, which needs no event"] if added else []
    told += [f"{announced} announced already"] if announced else []
    told += [f"{said} announces this already"] if said and not announced else []
    told += ["what was published is kept"] if kept else []
    return "; ".join(told) or "nothing changed, so no event is needed"


def _as_file(data: bytes) -> ArtifactFile:
    return ArtifactFile(hashlib.sha256(data).hexdigest(), len(data))
