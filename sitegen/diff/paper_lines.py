"""All lines for one paper that was published and differs now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.fact_changes import REPORT
from sitegen.contracts.fact_labels import label_of
from sitegen.contracts.timeline import notice_title
from sitegen.diff.derived_lines import EVENTS, SUCCESSOR, Manifest, derived_lines, wording_line
from sitegen.diff.difference import REBUILT, Kind, Line
from sitegen.diff.fact_lines import fact_lines, report_lines
from sitegen.diff.words import cut
from sitegen.history.event_history import ComparedPaper
from sitegen.history.paper_history import HowFactsChanged
from sitegen.render.markdown import first_paragraph

REGENERATED = "other bytes with the same facts"


@dataclass(frozen=True)
class Reports:
    """The authored report before and after, if both are known; None is a paper without a PDF."""

    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


@dataclass(frozen=True)
class TwoStates:
    """A paper as it was published and as it is now.

    `before` and `after` are published manifests; `before` is None if the base has none, and then
    `status` is the status of the paper then and now, if both are known.
    """

    compared: ComparedPaper
    before: Manifest | None
    after: Manifest
    facts: HowFactsChanged
    reports: Reports | None = None
    status: tuple[str, str] = ("", "")

    def lines(self) -> tuple[Line, ...]:
        """All lines, derived values first, as on the page."""
        own = [*self._facts(), *self._report(), *self._successor()]
        events = [*self._events(), *self._bytes()]
        derived, replaced = self._derived([*own, *events])
        own = [line for line in own if line.field not in replaced]
        found = [*derived, *own, *events]
        return tuple(found or [self._regenerated()])

    def _facts(self) -> Iterator[Line]:
        before, changes = self.facts
        if changes is None or before is None:
            if self._has_other_facts:
                yield Line(
                    "correction", "Facts", "", extent="changed; the base has only a digest of them"
                )
            return
        yield from fact_lines(changes, before, self.after["facts"])
        if self._has_other_facts and not changes:
            yield Line("correction", "Facts", "", extent="changed where texts were redacted")

    @cached_property
    def _has_other_facts(self) -> bool:
        return self.compared.published.facts_sha256 != self.compared.row.ledger.facts_sha256

    def _report(self) -> Iterator[Line]:
        published, row = self.compared.published, self.compared.row
        if published.report_sha256 == row.ledger.report_sha256:
            return
        lines = [*report_lines(self.reports.before, self.reports.after)] if self.reports else []
        yield from lines or [self._unread_report()]

    def _unread_report(self) -> Line:
        published, row = self.compared.published, self.compared.row
        if published.has_report and not row.has_report:
            return Line("correction", "PDF", REPORT, "there", "none")
        why = (
            "changed; a published site has only its digest, compare with a git revision to see more"
        )
        return Line("correction", "Report", REPORT, extent=why)

    def _successor(self) -> Iterator[Line]:
        was, now = self.compared.published.superseded_by, self.compared.row.superseded_by
        if was != now:
            kind: Kind = "correction" if was else "milestone"
            yield Line(kind, label_of(SUCCESSOR), SUCCESSOR, was or None, now or None)

    # Corrections

    def _events(self) -> Iterator[Line]:
        now = {each.event_id: each for each in self.compared.events}
        for was in self.compared.published.events:
            event = now.get(was.event_id)
            if event is None:
                yield _event(was, "gone")
            elif event != was:
                before, after = was.members, event.members
                keys = [
                    key for key in sorted({*before, *after}) if before.get(key) != after.get(key)
                ]
                yield _event(was, "changed", ", ".join(keys))
        for event in self.compared.new_events:
            yield _event(event, "new", _note(event))

    def _bytes(self) -> Iterator[Line]:
        published, entry = self.compared.published, self.compared.row.ledger
        for path, sha256 in sorted(published.kept.items()):
            if entry.kept.get(path) != sha256:
                yield Line("correction", "Kept file", "kept", extent="gone", item=path)
            elif path in entry.redacted and path not in published.redacted:
                yield Line("correction", "Kept file", "kept", extent="redacted", item=path)

    # Derived values

    def _derived(self, found: Sequence[Line]) -> tuple[list[Line], set[str]]:
        corrected, milestones = (
            {line.field for line in found if line.kind == kind}
            for kind in ("correction", "milestone")
        )
        if self.before is None:
            kind: Kind = "correction" if corrected else "milestone" if found else "regeneration"
            return [*self._stated(kind)], set()
        derived = [*derived_lines(self.before, self.after, corrected, milestones)]
        lines = [line for line, _ in derived]
        wording = wording_line(self.before, self.after)
        replaced = {path for _, paths in derived for path in paths}
        return [*lines, *([wording] if wording else [])], replaced

    def _stated(self, kind: Kind) -> Iterator[Line]:
        was, now = self.status
        if was and was != now:
            yield Line(kind, "Status", "editorial_status.label", was, now)

    def _regenerated(self) -> Line:
        return Line("regeneration", REBUILT, "", extent=REGENERATED)


def _event(event: CorrectionEvent, extent: str, note: str | None = None) -> Line:
    title = notice_title(event)
    return Line("correction", title, EVENTS, None, note, extent, event.event_id)


def _note(event: CorrectionEvent) -> str | None:
    """The first paragraph of the note for readers; None if it was redacted."""
    return cut(None, first_paragraph(event.public_note))[1] or None
