"""review-monitor-v1: which facts of a record call for a second look."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from sitegen.contracts.envelope import OPEN, Contract, Envelope, Published
from sitegen.contracts.settings import Site

MonitorState = Literal["CLEAR", "WATCH", "REVIEW_REQUIRED"]
Trigger = Literal[
    "GATE_FALSIFIED",
    "QUARANTINE_TIER",
    "NO_GROUNDED_CLAIMS",
    "CORRECTION_RECORDED",
    "NO_EXTERNAL_RECORD",
    "ARTIFACT_DECLARED_ONLY",
]

CONTRACT = Contract(
    name="review-monitor",
    description="Which public facts of a record call for a second look.",
)
TRIGGERS: dict[Trigger, str] = {
    "GATE_FALSIFIED": "The verification gate falsified a claim of the record.",
    "QUARANTINE_TIER": "The record is a quarantine candidate.",
    "NO_GROUNDED_CLAIMS": "No claim of the record is known to be grounded in a source.",
    "CORRECTION_RECORDED": "The record has a correction event.",
    "NO_EXTERNAL_RECORD": "No external archive is known to hold the record.",
    "ARTIFACT_DECLARED_ONLY": "An artifact is declared but not public.",
}
REQUIRES_REVIEW: frozenset[Trigger] = frozenset({"GATE_FALSIFIED", "QUARANTINE_TIER"})
ENFORCEMENT = (
    "Derived from public facts at every build; it changes neither tier nor verification level."
)
LIMITATIONS = ("A clear monitor does not mean that a record is free of errors.",)


class MonitoredTrigger(Published):
    """A condition that is watched."""

    trigger: Annotated[Trigger, OPEN]
    """Its name."""
    description: str
    """What it means."""


class ReviewMonitor(Envelope):
    """The review monitor of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    monitor_state: Annotated[MonitorState, OPEN]
    """CLEAR, WATCH or REVIEW_REQUIRED."""
    active_triggers: tuple[Annotated[Trigger, OPEN], ...]
    """The conditions that hold."""
    monitored_triggers: tuple[MonitoredTrigger, ...]
    """All conditions that are watched."""
    enforcement: str
    """What the monitor does, and what it does not."""
    limitations: tuple[str, ...]
    """What the monitor cannot say."""


MONITORED = tuple(
    MonitoredTrigger(trigger=trigger, description=text) for trigger, text in TRIGGERS.items()
)


def complete_review_monitor(active: dict[Trigger, bool], site: Site) -> ReviewMonitor:
    """The published monitor; `active` says of every trigger whether it holds."""
    return _review_monitor(tuple(trigger for trigger in TRIGGERS if active[trigger]), site)


@lru_cache(maxsize=128)
def _review_monitor(holding: tuple[Trigger, ...], site: Site) -> ReviewMonitor:
    state: MonitorState = "WATCH" if holding else "CLEAR"
    if REQUIRES_REVIEW & set(holding):
        state = "REVIEW_REQUIRED"
    return ReviewMonitor(
        **CONTRACT.head(site),
        monitor_state=state,
        active_triggers=holding,
        monitored_triggers=MONITORED,
        enforcement=ENFORCEMENT,
        limitations=LIMITATIONS,
    )
