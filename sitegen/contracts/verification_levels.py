"""verification-levels-v1: how far the claims of a record were verified, on a ladder of eight."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sitegen.contracts.envelope import NOT_STATED, Contract, EmbeddedRecord, Published
from sitegen.contracts.panels import DerivedRow, FactRow, Panel
from sitegen.contracts.rungs import LadderState, RungState
from sitegen.contracts.settings import Site
from sitegen.shapes.fields import Count, Level, Line
from sitegen.shapes.reader import Authored

CONTRACT = Contract(
    name="verification-levels",
    description="How far the claims of a record were verified, from unassessed to formally proven.",
)
NOT_SPECIFIED = "not publicly specified"
LEVELS: tuple[tuple[str, str, str], ...] = (
    ("unassessed", "Unassessed", "It is not known how many claims are grounded in a source."),
    ("literature_synthesis", "Literature synthesis", "No claim is grounded in a source text."),
    (
        "source_grounded_claims",
        "Source-grounded claims",
        "At least one claim is grounded in the text of a source; the record counts none above.",
    ),
    (
        "cross_source_corroborated",
        "Cross-source corroborated",
        "At least one claim is supported by independent sources.",
    ),
    (
        "artifact_inspected",
        "Artifact inspected",
        "At least one claim was checked against an artifact of its source.",
    ),
    ("sandbox_executed", "Sandbox executed", "At least one claim was tested by running code."),
    (
        "independently_reproduced",
        "Independently reproduced",
        "At least one claim was reproduced independently.",
    ),
    (
        "externally_reviewed_or_formally_verified",
        "Externally reviewed or formally verified",
        "At least one claim was reviewed externally or proved formally.",
    ),
)
# What lifts a record to each level from 1 on, in the words of the descriptions above. The number of
# claims alone decides between the first two.
ASKS = (
    "a statement of how many claims were found in a source text",
    "one claim that is grounded in the text of a source",
    "one claim that independent sources support",
    "one claim that was checked against an artifact of its source",
    "one claim that was tested by running code",
    "one claim that was reproduced independently",
    "one claim that was reviewed externally or proved formally",
)
# The counters of levels 3 to 7, in that order.
COUNTERS = (
    "cross_source_corroborated_claims",
    "artifact_inspected_claims",
    "sandbox_executed_claims",
    "independently_reproduced_claims",
    "externally_reviewed_or_formally_verified_claims",
)
COUNTS_OF = attrgetter(*COUNTERS)
COUNTED_LABELS = tuple(label for _, label, _ in LEVELS[3:])
BASIS = (
    "The highest level that at least one claim has reached, counted over all claims of the record."
)
ENFORCEMENT = (
    "Descriptive public verification status only; aggregate claim counts are public, but "
    "individual claim records are not exposed here."
)
LIMITATIONS = (
    "A level says how far claims were checked, not that they are true.",
    "A source-grounded claim was found in a source text, which is not a test of it.",
    "The verification gate does not lift a level.",
)


class AuthoredVerification(Authored):
    """The claim counts of a record; a count that is not known is left out."""

    source_grounded_claims: Annotated[Count | None, Field(examples=[9])] = None
    """Claims that were found in a source text."""
    claim_record_source: Annotated[
        Line | None, Field(max_length=200, examples=["parsed source sections"])
    ] = None
    """Where the claim records come from."""
    cross_source_corroborated_claims: Count = 0
    """Claims that independent sources support."""
    artifact_inspected_claims: Count = 0
    """Claims that were checked against an artifact."""
    sandbox_executed_claims: Count = 0
    """Claims that were tested by running code."""
    independently_reproduced_claims: Count = 0
    """Claims that were reproduced independently."""
    externally_reviewed_or_formally_verified_claims: Count = 0
    """Claims that were reviewed externally or proved formally."""
    paper_level: Level | None = None
    """The level that follows from the counts; may be left out."""

    @property
    def counters(self) -> tuple[int, ...]:
        """The counts of levels 3 to 7."""
        return tuple(getattr(self, name) for name in COUNTERS)

    def counter(self, name: str, *, is_partial: bool) -> int | None:
        """The count of one of these levels.

        None if it is not known: left out in a transcription that does not state its claims.
        """
        is_unknown = is_partial and self.source_grounded_claims is None
        return None if is_unknown and name not in self.model_fields_set else getattr(self, name)


class VerificationLevel(Published):
    """One rung of the ladder."""

    level: Annotated[int, Field(ge=0, le=7)]
    """The number."""
    key: str
    """The name for programs."""
    label: str
    """The name for readers."""
    description: str
    """What a record on this level has."""


class ClaimSummary(Published):
    """Claims in aggregate; single claims are never exposed."""

    source_grounded_claims: int | None
    """Claims that were found in a source text; null where not known."""
    aggregate_claim_records: int | None
    """The claim records behind that count: the same number."""
    claim_record_source: str | None
    """Where the claim records come from; null where no claims are known, or it is not stated."""
    per_claim_public_records: tuple[dict[str, Any], ...]
    """Always empty here: single claims are not exposed."""
    per_claim_public_record_count: int
    """Always 0 here."""
    cross_source_corroborated_claims: int | None
    """Claims that independent sources support; null where not known, as the next four."""
    artifact_inspected_claims: int | None
    """Claims that were checked against an artifact."""
    sandbox_executed_claims: int | None
    """Claims that were tested by running code."""
    independently_reproduced_claims: int | None
    """Claims that were reproduced independently."""
    externally_reviewed_or_formally_verified_claims: int | None
    """Claims that were reviewed externally or proved formally."""

    @property
    def further_counts(self) -> tuple[tuple[str, int], ...]:
        """Label and count of each level above 2 that any claim has reached."""
        counts = COUNTS_OF(self)
        if not any(counts):  # as nearly always
            return ()
        return tuple(each for each in zip(COUNTED_LABELS, counts, strict=True) if each[1])


class Verification(EmbeddedRecord):
    """The verification level of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    paper_level: Annotated[int | None, Field(ge=0, le=7)]
    """The level of the record; null where a transcription does not state its claims."""
    paper_level_key: str | None
    """Its name for programs, or null."""
    paper_level_label: str | None
    """Its name for readers, or null."""
    generated_from: str
    """The record files that this was made from, with their SHA-256."""
    claim_summary: ClaimSummary
    """The claims in aggregate."""
    levels: tuple[VerificationLevel, ...]
    """The whole ladder."""
    unsupported_upper_levels: tuple[VerificationLevel, ...]
    """The levels above this record's, which its claims do not support."""
    artifact_types: tuple[str, ...]
    """The types of the record's artifacts."""
    basis: str
    """How the level follows from the counts."""
    enforcement: str
    """What the level is, and what it is not."""
    limitations: tuple[str, ...]
    """What the level cannot say."""

    @property
    def shown(self) -> str:
        """The level as a reader sees it, also where it is not stated."""
        if self.paper_level is None:
            return NOT_STATED
        return f"L{self.paper_level}, {self.paper_level_label}"

    @property
    def ladder(self) -> LadderState:
        """Where the record stands on the ladder, with the count of claims on each rung."""
        level, claims = self.paper_level, self.claim_summary
        counts = [claims.source_grounded_claims, *COUNTS_OF(claims)]
        # The first rung asks for no claim, only that their number is known.
        first = RungState.of(level or None)
        return LadderState(level, (first, *map(RungState.of, counts)))


def level_of(authored: AuthoredVerification, *, is_partial: bool) -> int | None:
    """The level that follows from the counts: the highest that a claim has reached.

    None if it is not known: a transcription that states no claims.
    """
    reached = [level for level, count in enumerate(authored.counters, 3) if count]
    if reached:
        return reached[-1]
    if authored.source_grounded_claims is None:
        return None if is_partial else 0
    return 2 if authored.source_grounded_claims else 1


def complete_verification(
    authored: AuthoredVerification,
    artifact_types: tuple[str, ...],
    generated_from: str,
    site: Site,
    *,
    is_partial: bool,
) -> Verification:
    """The published verification record."""
    level = level_of(authored, is_partial=is_partial)
    key, label = (None, None) if level is None else LEVELS[level][:2]
    claims = _claim_summary(authored, is_partial=is_partial)
    named = {"paper_level": level, "paper_level_key": key, "paper_level_label": label}
    # Not `for name, value in claims`: iterating over a model takes long.
    members = named | {f"claim_summary.{name}": getattr(claims, name) for name in SUMMARY}
    not_stated = tuple(name for name, value in members.items() if value is None)
    return Verification(
        **CONTRACT.embedded_head(site, not_stated),
        paper_level=level,
        paper_level_key=key,
        paper_level_label=label,
        generated_from=generated_from,
        claim_summary=claims,
        levels=LADDER,
        unsupported_upper_levels=() if level is None else LADDER[level + 1 :],
        artifact_types=artifact_types,
        basis=BASIS,
        enforcement=ENFORCEMENT,
        limitations=LIMITATIONS,
    )


def _claim_summary(authored: AuthoredVerification, *, is_partial: bool) -> ClaimSummary:
    claims, source = authored.source_grounded_claims, authored.claim_record_source
    # A transcription that leaves it out does not say that it is not public.
    if source in (None, NOT_SPECIFIED) and not is_partial:
        source = None if claims is None else NOT_SPECIFIED
    return ClaimSummary(
        source_grounded_claims=claims,
        aggregate_claim_records=claims,
        claim_record_source=source,
        per_claim_public_records=(),
        per_claim_public_record_count=0,
        **{name: authored.counter(name, is_partial=is_partial) for name in COUNTERS},
    )


SUMMARY = tuple(ClaimSummary.model_fields)
LADDER = tuple(
    VerificationLevel(level=level, key=key, label=label, description=description)
    for level, (key, label, description) in enumerate(LEVELS)
)

LEVEL_ROW = DerivedRow(
    "Paper level",
    "verification",
    ("verification.paper_level", "verification", "completeness"),
    level="paper_level",
)
PANEL = Panel(
    name="verification_level",
    title="Verification Level",
    short="Level",
    anchor="verification-level",
    shows="level_panel",
    contract=Verification,
    rows=(
        LEVEL_ROW,
        FactRow("Source-grounded claims", "verification.source_grounded_claims"),
        *(
            FactRow(f"{LEVELS[level][1]} claims", f"verification.{name}")
            for level, name in enumerate(COUNTERS, 3)
        ),
        DerivedRow(
            "Claim record source",
            "verification.claim_summary.claim_record_source",
            (
                "verification.claim_record_source",
                "verification.source_grounded_claims",
                "completeness",
            ),
            replaces=("verification.claim_record_source",),
        ),
    ),
)
