"""review-monitor-v1: which facts of a record call for a second look."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.envelope import OPEN, Contract, EmbeddedRecord, Published, is_empty
from sitegen.contracts.panels import DerivedRow
from sitegen.contracts.settings import Site
from sitegen.contracts.wording import in_words, listed

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
# The same in a row of the page, after the state.
REASONS: dict[Trigger, str] = {
    "GATE_FALSIFIED": "the gate falsified a claim",
    "QUARANTINE_TIER": "the record is a quarantine candidate",
    "NO_GROUNDED_CLAIMS": "no claim is known to be grounded in a source",
    "CORRECTION_RECORDED": "a correction event is recorded",
    "NO_EXTERNAL_RECORD": "no external archive is known to hold the record",
    "ARTIFACT_DECLARED_ONLY": "an artifact is declared, but not public",
}
# What a transcription would have to state to decide a trigger.
FACTS: dict[Trigger, str] = {
    "GATE_FALSIFIED": "its gate verdict",
    "QUARANTINE_TIER": "its tier",
    "NO_GROUNDED_CLAIMS": "its claims",
    "CORRECTION_RECORDED": "its corrections",
    "NO_EXTERNAL_RECORD": "whether an external archive holds it",
    "ARTIFACT_DECLARED_ONLY": "whether all its artifacts are public",
}
STATES: dict[MonitorState, str] = {
    "CLEAR": "clear",
    "WATCH": "watch",
    "REVIEW_REQUIRED": "review required",
}
REQUIRES_REVIEW: frozenset[Trigger] = frozenset({"GATE_FALSIFIED", "QUARANTINE_TIER"})
ENFORCEMENT = (
    "Derived from public facts at every build; it changes neither tier nor verification level."
)
# The state where a transcription leaves it open.
UNDECIDED = "not decided"
LIMITATIONS = ("A clear monitor does not mean that a record is free of errors.",)


class MonitoredTrigger(Published):
    """A condition that is watched."""

    trigger: Annotated[Trigger, OPEN]
    """Its name."""
    description: str
    """What it means."""


class ReviewMonitor(EmbeddedRecord):
    """The review monitor of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    monitor_state: Annotated[MonitorState | None, OPEN]
    """CLEAR, WATCH or REVIEW_REQUIRED; null where a transcription leaves that undecided."""
    active_triggers: tuple[Annotated[Trigger, OPEN], ...]
    """The conditions that hold."""
    undecided_triggers: Annotated[
        tuple[Annotated[Trigger, OPEN], ...], Field(exclude_if=is_empty)
    ] = ()
    """The conditions that a transcription leaves undecided; absent if there is none."""
    monitored_triggers: tuple[MonitoredTrigger, ...]
    """All conditions that are watched."""
    enforcement: str
    """What the monitor does, and what it does not."""
    limitations: tuple[str, ...]
    """What the monitor cannot say."""

    @property
    def state(self) -> str:
        """The state in words."""
        if self.monitor_state is None:
            return UNDECIDED
        return STATES.get(self.monitor_state, self.monitor_state)

    # Cached, because papers with the same triggers share a monitor.
    @cached_property
    def heading(self) -> str:
        """The state in words, as they begin a sentence."""
        return self.state.capitalize()

    @cached_property
    def reasons(self) -> str:
        """Why it has this state; empty if there is nothing to say."""
        if self.monitor_state is None:
            missing = _listed(self.undecided_triggers, FACTS, "or")
            return f"this record does not state {missing}"
        return _listed(self.active_triggers, REASONS, "and")

    @cached_property
    def further(self) -> str:
        """What is not decided although the state is, or what a clear state means; often empty."""
        if self.monitor_state is None:
            return "No trigger is known to be active."
        if self.undecided_triggers:
            is_one = len(self.undecided_triggers) == 1
            which = "Another trigger is" if is_one else "Other triggers are"
            missing = _listed(self.undecided_triggers, FACTS, "or")
            return f"{which} not decided, because this record does not state {missing}."
        if self.active_triggers:
            return ""
        return f"None of the {in_words(len(self.monitored_triggers))} watched triggers is active."


def _listed(triggers: tuple[Trigger, ...], words: Mapping[Trigger, str], joint: str) -> str:
    """The words for some triggers in one sentence; a trigger of a later version is its own."""
    return listed([words.get(each, each) for each in triggers] or [""], joint)


ROW = DerivedRow(
    "Review monitor",
    "quality_assessment.review_monitor.monitor_state",
    (
        *("correction_events", "gate_verdict.status", "quality_assessment.review_score"),
        *("verification.source_grounded_claims", "work.doi", "artifacts", "completeness"),
    ),
)
MONITORED = tuple(
    MonitoredTrigger(trigger=trigger, description=text) for trigger, text in TRIGGERS.items()
)


def complete_review_monitor(active: Mapping[Trigger, bool | None], site: Site) -> ReviewMonitor:
    """The published monitor; `active` says of every trigger whether it holds, None if unknown."""
    holding = tuple(trigger for trigger in TRIGGERS if active[trigger])
    undecided = tuple(trigger for trigger in TRIGGERS if active[trigger] is None)
    return _review_monitor(holding, undecided, site)


@lru_cache(maxsize=128)
def _review_monitor(
    holding: tuple[Trigger, ...], undecided: tuple[Trigger, ...], site: Site
) -> ReviewMonitor:
    state: MonitorState | None = None if undecided else "CLEAR"
    if holding:
        state = "REVIEW_REQUIRED" if REQUIRES_REVIEW & set(holding) else "WATCH"
    return ReviewMonitor(
        **CONTRACT.embedded_head(site, () if state else ("monitor_state",)),
        monitor_state=state,
        active_triggers=holding,
        undecided_triggers=undecided,
        monitored_triggers=MONITORED,
        enforcement=ENFORCEMENT,
        limitations=LIMITATIONS,
    )
