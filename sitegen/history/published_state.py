"""Find the published facts of a paper: in the base, or by their digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.earlier_facts import earlier_facts
from sitegen.contracts.fact_changes import FactChange, fact_changes
from sitegen.contracts.redaction import is_taken_out
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.snapshot import Snapshot
from sitegen.contracts.timeline import event_number
from sitegen.history.base import Base, BasePaper


class State(NamedTuple):
    """The facts and report of a paper at one time; `facts` is None if only the digest is known."""

    facts: Mapping[str, object] | None
    facts_sha256: str
    report_sha256: str
    is_redacted: bool = False

    @classmethod
    def of(cls, snapshot: Snapshot) -> State:
        """The state in a replaced manifest."""
        report_sha256 = snapshot.report_sha256 or ""
        return cls(snapshot.facts, snapshot.facts_sha256, report_sha256, snapshot.is_redacted)

    @property
    def digests(self) -> tuple[str, str]:
        """The digests of facts and report, which identify the state."""
        return self.facts_sha256, self.report_sha256

    def changes(self, after: State, policy: TierPolicy) -> list[FactChange] | None:
        """The changes from its facts to those of `after`; None if either are not known."""
        if self.facts_sha256 == after.facts_sha256 and not (self.is_redacted or after.is_redacted):
            return []
        if self.facts is None or after.facts is None:
            return None
        # A text that was redacted does not count as changed.
        return [
            each
            for each in fact_changes(self.facts, after.facts, policy)
            if not (self.is_redacted and is_taken_out(each.after, each.before))
            and not (after.is_redacted and is_taken_out(each.before, each.after))
        ]


def published_state(
    published: BasePaper,
    base: Base,
    now: State,
    snapshots: Sequence[Snapshot],
    new_events: Iterable[CorrectionEvent],
    policy: TierPolicy,
) -> State:
    """The published state of a paper, found from its state now and its new events.

    Raises BaseError if the base is damaged.
    """
    digest, report = published.facts_sha256, published.report_sha256
    facts = base.facts(published.id)
    known = [now, *map(State.of, snapshots)]
    known.sort(key=lambda each: each.is_redacted)  # a redacted manifest cannot be verified
    for state in known if facts is None else ():
        if state.facts_sha256 == digest:
            return State(state.facts, digest, report, state.is_redacted)
    replaced = (kept for each in new_events if (kept := replaced_by(each, snapshots)))
    for state in [*map(State.of, islice(replaced, 1)), now]:
        facts = facts or earlier_facts(state.facts or {}, digest, policy)
    return State(facts, digest, report)


def replaced_by(event: CorrectionEvent, snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """The manifest that an event replaced; None if it is not kept."""
    number = event_number(event.event_id) if event.replaces else None
    return next((each for each in snapshots if each.number == number), None)
