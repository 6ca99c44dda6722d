"""The corrections of a paper as readers see them: what each changed, from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from operator import eq

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.fact_changes import stated
from sitegen.contracts.notice_kinds import TITLES
from sitegen.contracts.replaced_manifest import ReplacedManifest
from sitegen.contracts.wording import day_month_year, doi_url
from sitegen.findings.canonical import canonical_json
from sitegen.reading.characters import masked

# A value longer than this is cut around the difference; so much is shown before it.
LONGEST_EXCERPT, LEAD = 240, 60
# How much of a value a page shows at most; all of it is in the replaced manifest.
LONGEST_SHOWN = 20_000
CUT = "…"


@dataclass(frozen=True)
class FieldChange:
    """One field that an event names, and its values as text; None for a missing value.

    A report has only digests, because its text is not in a manifest.
    """

    field: str
    before: str | None
    after: str | None

    @property
    def is_digest(self) -> bool:
        """Whether the values are digests of what changed."""
        return self.field == "report"

    @cached_property
    def excerpt(self) -> FieldChange:
        """The change with long values cut around the place where they begin to differ."""
        before, after = self.before or "", self.after or ""
        same = sum(takewhile(bool, map(eq, before, after)))
        return FieldChange(self.field, _excerpt(self.before, same), _excerpt(self.after, same))

    @property
    def is_cut(self) -> bool:
        """Whether the excerpt is shorter than the values."""
        return self.excerpt != self


@dataclass(frozen=True)
class TimelineEntry:
    """One event with what it changed. `snapshot` is the manifest that it replaced, if one is kept.

    `changes` is empty if the earlier manifest was not kept. `lifted_by` is the event that ended its
    notice; `path` is the path of its page below that of the paper.
    """

    event: CorrectionEvent
    title: str
    changes: tuple[FieldChange, ...]
    snapshot: ReplacedManifest | None
    lifted_by: str | None

    @property
    def path(self) -> str:
        """The path of the page of this event, below that of the paper."""
        return notice_path(self.event.event_id)

    @property
    def day(self) -> str:
        """The day on which it was made, in its own time zone: year-month-day."""
        return self.event.corrected_at[:10]

    @property
    def doi_url(self) -> str | None:
        """The URL of the DOI of the notice."""
        doi = self.event.notice.doi if self.event.notice else None
        return doi and doi_url(doi)

    @property
    def redacted_on(self) -> str:
        """The day on which texts of the event were redacted, in words; empty if none were."""
        redacted = self.event.redacted
        return day_month_year(redacted.redacted_at[:10]) if redacted else ""


def notice_path(event_id: str) -> str:
    """The path of the page of an event, below that of its paper."""
    return f"notices/{event_id}/"


def notice_title(event: CorrectionEvent) -> str:
    """What kind of notice an event is, as its own page is titled."""
    if event.notice:
        kind = event.notice.kind
        return TITLES.get(kind) or kind.replace("_", " ").capitalize()
    return "Notice lifted" if event.lifts and not event.affected_fields else "Correction"


def event_number(event_id: str) -> int:
    """The number of an event, which is also that of its replaced manifest."""
    return int(event_id.rpartition("-C")[2])


def timeline(
    events: Sequence[CorrectionEvent],
    snapshots: Sequence[ReplacedManifest],
    facts: Mapping[str, object],
    report_sha256: str | None,
) -> tuple[TimelineEntry, ...]:
    """The events of a paper, oldest first; `facts` and `report_sha256` are the present ones."""
    by_number = {snapshot.number: snapshot for snapshot in snapshots}
    lifted_by = {event.lifts: event.event_id for event in events if event.lifts}
    kept = [by_number.get(event_number(event.event_id)) for event in events]
    entries: list[TimelineEntry] = []
    after: tuple[Mapping[str, object], str | None] = facts, report_sha256
    newer: ReplacedManifest | None = None
    for event, snapshot in reversed(list(zip(events, kept, strict=True))):
        if snapshot and newer and _state(snapshot) != _state(newer):
            after = newer.facts, newer.report_sha256
        changes = _changes(event, snapshot, *after) if snapshot else ()
        lifter = lifted_by.get(event.event_id)
        entries.append(TimelineEntry(event, notice_title(event), changes, snapshot, lifter))
        newer = snapshot or newer
    return tuple(reversed(entries))


def _state(snapshot: ReplacedManifest) -> tuple[str, str | None]:
    return snapshot.facts_sha256, snapshot.report_sha256


def _changes(
    event: CorrectionEvent,
    before: ReplacedManifest,
    facts: Mapping[str, object],
    report_sha256: str | None,
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, before.report_sha256, report_sha256)
        if field == "report"
        else FieldChange(field, _text(stated(before.facts, field)), _text(stated(facts, field)))
        for field in event.affected_fields
        if field != "superseded_by"
    )


def _text(value: object) -> str | None:
    """A value as text for a page."""
    if value is None:
        return None
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return masked(text[: LONGEST_SHOWN - 1] + CUT if len(text) > LONGEST_SHOWN else text)


def _excerpt(text: str | None, differs_at: int) -> str | None:
    if text is None or len(text) <= LONGEST_EXCERPT:
        return text
    start = max(min(differs_at - LEAD, len(text) - LONGEST_EXCERPT), 0)
    # From the beginning of a word, if there is one in the part that is shown before.
    start = (text.find(" ", start, start + LEAD // 2) + 1 or start) if start else 0
    end = start + LONGEST_EXCERPT
    before, after = (CUT if start else ""), (CUT if end < len(text) else "")
    return f"{before}{text[start:end]}{after}"
