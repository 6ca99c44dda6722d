"""gate-verdict-v1: whether Gate 2 tested a claim of the record, and how that ended."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.envelope import (
    NOT_STATED,
    OPEN,
    Contract,
    EmbeddedRecord,
    PublishedTime,
)
from sitegen.contracts.panels import DerivedRow, FactRow, Panel
from sitegen.contracts.settings import Site
from sitegen.shapes.fields import Line, Text, Timestamp
from sitegen.shapes.reader import Authored

GateStatus = Literal["UNVERIFIED", "VERIFIED", "FALSIFIED"]

CONTRACT = Contract(
    name="gate-verdict",
    description="Whether the verification gate tested a claim of the record, and how that ended.",
)
GATE = "Gate 2 — Verification (formal proof or sandbox reproduction)"
LABELS: dict[GateStatus, str] = {
    "UNVERIFIED": "Unverified",
    "VERIFIED": "Verified",
    "FALSIFIED": "Falsified",
}
DEFINITIONS: dict[GateStatus, str] = {
    "UNVERIFIED": (
        "This record has not completed Gate 2 of the verification pipeline (a type-checked Lean4 "
        "proof for mathematical claims, or a sealed-sandbox reproduction for empirical claims). "
        "It is a literature synthesis only."
    ),
    "VERIFIED": (
        "This record has passed Gate 2: a Lean4 proof source type-checks, or a sealed-sandbox run "
        "reproduced the reported results within the stated tolerance. A reproducible artifact "
        "(proof source or repro script and results) is attached to this record."
    ),
    "FALSIFIED": (
        "A claim in this record was tested against Gate 2 and failed: a counterexample was found, "
        "a proof did not type-check, or a reproduction attempt did not match the reported results. "
        "Evidence for the failure is attached to this record."
    ),
}
ENFORCEMENT = (
    "VERIFIED requires an attached reproducible artifact (Lean4 proof source, or repro script and "
    "results) before this status can be set; it is not derived from review score or claim count."
)
NOT_ATTEMPTED = "No formal proof or sandbox reproduction has been attempted for this record."


class AuthoredGateVerdict(Authored):
    """The gate's verdict as the pipeline reports it; without one a record is unverified."""

    status: Annotated[GateStatus, Field(examples=["FALSIFIED"])]
    """The verdict. VERIFIED needs its artifacts, FALSIFIED its evidence."""
    gate: Annotated[Line, Field(max_length=200)] = GATE
    """The gate that decided."""
    reason: Annotated[Text | None, Field(max_length=4000)] = None
    """The gate's own words. Numbers in it must be true."""
    evaluated_at: Annotated[
        Timestamp | None, Field(examples=["2026-07-02T03:48:27.951721+00:00"])
    ] = None
    """When the gate decided; published as written."""

    @property
    def has_gate(self) -> bool:
        """Whether the gate is written."""
        return "gate" in self.model_fields_set


# The members without a value where a transcription states no verdict.
NOTHING_STATED = ("status", "label", "definition", "reason", "evaluated_at", "gate")
UNEVALUATED = AuthoredGateVerdict(status="UNVERIFIED")


class GateVerdict(EmbeddedRecord):
    """The gate's verdict on a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    status: Annotated[GateStatus | None, OPEN]
    """The verdict; null where a transcription does not state it."""
    label: str | None
    """The verdict as a reader sees it, or null."""
    definition: str | None
    """What the verdict means, or null."""
    reason: str | None
    """Why the gate decided so; null where that is not stated."""
    evaluated_at: PublishedTime | None
    """When the gate decided, exactly as reported; null where it has not."""
    gate: str | None
    """The gate that decided, or that has not decided yet; null where that is not stated."""
    enforcement: str
    """What the publisher's software enforces about this verdict."""

    @property
    def shown(self) -> str:
        """The verdict as a reader sees it, also where it is not stated."""
        return self.label or NOT_STATED


def says_nothing(authored: AuthoredGateVerdict) -> bool:
    """Whether the verdict says no more than a record without a verdict."""
    stated = (authored.status, authored.gate, authored.evaluated_at)
    return stated == ("UNVERIFIED", GATE, None) and authored.reason in (None, NOT_ATTEMPTED)


def complete_gate_verdict(
    authored: AuthoredGateVerdict | None, site: Site, *, is_partial: bool
) -> GateVerdict:
    """The published verdict.

    A complete record without one is unverified and was not evaluated; a transcription without one
    does not state it.
    """
    if authored is None and is_partial:
        return GateVerdict(
            **CONTRACT.embedded_head(site, NOTHING_STATED),
            status=None,
            label=None,
            definition=None,
            reason=None,
            evaluated_at=None,
            gate=None,
            enforcement=ENFORCEMENT,
        )
    verdict = authored or UNEVALUATED
    is_default = verdict.status == "UNVERIFIED" and verdict.evaluated_at is None and not is_partial
    reason = verdict.reason or (NOT_ATTEMPTED if is_default else None)
    gate = None if is_partial and not verdict.has_gate else verdict.gate
    stated = {"reason": reason, "gate": gate}
    not_stated = tuple(name for name, value in stated.items() if value is None)
    return GateVerdict(
        **CONTRACT.embedded_head(site, not_stated),
        status=verdict.status,
        label=LABELS[verdict.status],
        definition=DEFINITIONS[verdict.status],
        reason=reason,
        evaluated_at=verdict.evaluated_at,
        gate=gate,
        enforcement=ENFORCEMENT,
    )


PANEL = Panel(
    name="gate_verdict",
    title="Truth-Engine Gate Verdict",
    short="Gate verdict",
    anchor="gate-verdict",
    shows="gate_panel",
    contract=GateVerdict,
    rows=(
        FactRow("Status", "gate_verdict.status"),
        DerivedRow(
            "Evidence",
            "verdict_evidence.statement",
            ("artifacts", "gate_verdict.status", "completeness"),
        ),
        FactRow("Gate", "gate_verdict.gate"),
        FactRow("Reason", "gate_verdict.reason", alone="Gate reason"),
        FactRow("Evaluated", "gate_verdict.evaluated_at"),
    ),
)
