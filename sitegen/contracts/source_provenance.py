"""source-provenance-v1: what of a record can be inspected, and where it is archived."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.envelope import (
    NOT_STATED,
    OPEN,
    Contract,
    EmbeddedRecord,
    Published,
    PublishedUrl,
    PublisherName,
    publisher_name,
)
from sitegen.contracts.panels import DerivedRow, FactRow, Panel
from sitegen.contracts.rungs import LadderState, RungState
from sitegen.contracts.settings import Site

ReportState = Literal["AVAILABLE", "NOT_AVAILABLE"]
ExternalState = Literal["REGISTERED", "NOT_REGISTERED"]

CONTRACT = Contract(
    name="source-provenance",
    description="What of a record can be inspected, where it is archived, and what stays private.",
)
LEVELS: dict[int, tuple[str, str]] = {
    1: ("public_metadata_record", "Public metadata record"),
    2: ("aggregate_claim_lineage", "Aggregate claim lineage"),
    3: ("public_report_artifact", "Public report artifact"),
    4: ("external_archival_record", "External archival record"),
}
# What lifts a record to each level from 2 on.
ASKS = {
    2: "one claim that is grounded in the text of a source",
    3: "a public report",
    4: "a DOI, or another record in an external archive",
}
REPORT_LABELS: dict[ReportState, str] = {
    "AVAILABLE": "Available",
    "NOT_AVAILABLE": "Not available",
}
EXTERNAL_LABELS: dict[ExternalState, str] = {
    "REGISTERED": "Registered",
    "NOT_REGISTERED": "Not registered",
}
QUALITY_GUIDE = "/quality-guide/"
SOURCE_LIST_BOUNDARY = (
    "A report lists the sources that the record names. Queries, candidates and rejected sources of "
    "a search are not part of the record."
)
INTERPRETATION = (
    "A provenance level says what can be inspected and where it is archived. It says nothing about "
    "whether a claim is true."
)
LIMITATIONS = (
    "Claim counts are aggregates; single claim records are not public.",
    "A declared artifact is not public until its bytes or its address are.",
)


class ReportArtifact(Published):
    """Whether the record has a public report."""

    state: Annotated[ReportState, OPEN]
    """AVAILABLE or NOT_AVAILABLE."""
    label: str
    """The state as a reader sees it."""


class ExternalRecord(Published):
    """Whether an external archive has a record."""

    state: Annotated[ExternalState | None, OPEN]
    """REGISTERED or NOT_REGISTERED; null where a transcription does not state it."""
    label: str | None
    """The state as a reader sees it, or null."""
    doi: str | None
    """The record's DOI, where it is known."""


class ClaimLineage(Published):
    """How many claims lead back to a source."""

    aggregate_source_grounded_claims: int | None
    """The claims, or null where they are not known."""
    label: str | None
    """The count as a reader sees it, or null."""


class SourceProvenance(EmbeddedRecord):
    """The provenance of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    provenance_level: Annotated[int, Field(ge=1, le=4)]
    """The level, 1 to 4."""
    provenance_level_key: str
    """Its name for programs."""
    provenance_level_label: str
    """Its name for readers."""
    publisher: PublisherName
    """Who publishes the record."""
    artifact_inspectability: ReportArtifact
    """Whether the record has a public report."""
    external_archival_record_state: ExternalRecord
    """Whether an external archive has a record."""
    aggregate_claim_lineage: ClaimLineage
    """How many claims lead back to a source."""
    source_list_boundary: str
    """What the list of sources holds, and what it does not."""
    review_method: str | None
    """How the record was reviewed, or null where that is not known."""
    quality_guide_url: PublishedUrl
    """The page that explains scores, claims, manifests and evidence links."""
    note: str
    """What kind of text the record is."""
    interpretation: str
    """How to read the level."""
    limitations: tuple[str, ...]
    """What the level cannot say."""

    @property
    def shown(self) -> str:
        """The level as a reader sees it; a higher one is possible if a state is not stated."""
        least = " (at least)" if self.is_least else ""
        return f"L{self.provenance_level}, {self.provenance_level_label}{least}"

    @property
    def shown_external_record(self) -> str:
        """The state of the external record, also where it is not stated."""
        return self.external_archival_record_state.label or NOT_STATED

    @property
    def is_least(self) -> bool:
        """Whether the level is only the least that it can be."""
        return self.external_archival_record_state.state is None

    @property
    def ladder(self) -> LadderState:
        """Where the record stands on the ladder, and which evidence there is for each rung."""
        external = self.external_archival_record_state.state
        return LadderState(
            self.provenance_level,
            (
                RungState.REACHED,
                RungState.of(self.aggregate_claim_lineage.aggregate_source_grounded_claims),
                RungState.of(self.artifact_inspectability.state == "AVAILABLE"),
                RungState.of(external and external == "REGISTERED"),
            ),
        )


def complete_source_provenance(
    *,
    has_report: bool,
    has_external_record: bool | None,
    doi: str | None,
    claims: int | None,
    review_method: str | None,
    site: Site,
) -> SourceProvenance:
    """The published provenance record: the highest level whose evidence is there.

    `has_external_record` is None where a transcription does not state it.
    """
    level = 4 if has_external_record else 3 if has_report else 2 if claims else 1
    key, label = LEVELS[level]
    report: ReportState = "AVAILABLE" if has_report else "NOT_AVAILABLE"
    external: ExternalState | None = "REGISTERED" if has_external_record else "NOT_REGISTERED"
    if has_external_record is None:
        external = None
    not_stated = (
        ()
        if external
        else tuple(f"external_archival_record_state.{each}" for each in ("state", "label"))
    )
    return SourceProvenance(
        **CONTRACT.embedded_head(site, not_stated),
        provenance_level=level,
        provenance_level_key=key,
        provenance_level_label=label,
        publisher=publisher_name(site),
        artifact_inspectability=ReportArtifact(state=report, label=REPORT_LABELS[report]),
        external_archival_record_state=ExternalRecord(
            state=external, label=external and EXTERNAL_LABELS[external], doi=doi
        ),
        aggregate_claim_lineage=ClaimLineage(
            aggregate_source_grounded_claims=claims, label=_lineage(claims)
        ),
        source_list_boundary=SOURCE_LIST_BOUNDARY,
        review_method=review_method,
        quality_guide_url=site.url(QUALITY_GUIDE),
        note=site.notes.synthesis,
        interpretation=INTERPRETATION,
        limitations=LIMITATIONS,
    )


def _lineage(claims: int | None) -> str | None:
    if claims is None:
        return None
    return f"{claims} aggregate source-grounded claim{'' if claims == 1 else 's'}"


PANEL = Panel(
    name="source_provenance",
    title="Provenance",
    short="Provenance",
    anchor="provenance",
    shows="provenance_panel",
    contract=SourceProvenance,
    rows=(
        DerivedRow("Publisher", "publisher.name"),
        DerivedRow(
            "Public provenance",
            "provenance",
            (
                *("verification.source_grounded_claims", "work.doi", "artifacts", "report"),
                "completeness",
            ),
            level="provenance_level",
        ),
        DerivedRow(
            "Report artifact", "provenance.artifact_inspectability.label", ("report", "artifacts")
        ),
        DerivedRow(
            "External record",
            "provenance.external_archival_record_state.label",
            ("work.doi", "artifacts", "completeness"),
        ),
        DerivedRow(
            "Claim lineage",
            "provenance.aggregate_claim_lineage.label",
            ("verification.source_grounded_claims",),
            is_compared=False,
        ),
        FactRow("Review method", "quality_assessment.review_method"),
        DerivedRow("Quality guide", "provenance.quality_guide_url", is_compared=False),
        DerivedRow("Provenance contract", "provenance.contract_version", is_compared=False),
        DerivedRow("Note", "provenance.note"),
    ),
)
