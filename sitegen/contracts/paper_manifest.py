"""paper-manifest-v1.1: the complete published record of one paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.artifacts import Artifact
from sitegen.contracts.correction_record import CorrectionState
from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.cut_texts import cut_mark
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.envelope import (
    OPEN,
    Contract,
    Envelope,
    Published,
    PublishedDay,
    PublishedNumber,
    PublishedPartialDate,
    PublishedSha256,
    PublishedTime,
    PublishedUrl,
    PublishedUuid,
    PublisherName,
    is_none,
)
from sitegen.contracts.gate_verdict import GateVerdict
from sitegen.contracts.panels import DerivedRow, FactRow, Row
from sitegen.contracts.quality_dimensions import (
    QualityDimensions,
)
from sitegen.contracts.quality_tiers import TIER_ROW, QualityTier
from sitegen.contracts.related_works import PublishedIdentifier, PublishedRelatedWork
from sitegen.contracts.review_monitor import ReviewMonitor
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.source_provenance import SourceProvenance
from sitegen.contracts.sources import PublishedSource
from sitegen.contracts.verdict_evidence import VerdictEvidence
from sitegen.contracts.verification_levels import (
    LEVEL_ROW,
    Verification,
)
from sitegen.contracts.wording import rounded
from sitegen.shapes.identifiers import registered_doi

CONTRACT = Contract(
    name="paper-manifest",
    description="The public facts about one paper, and what follows from them.",
)
CONTRACT_POLICY = TierPolicy()
# An identifier of the SPDX list alone: not an expression, nor a licence that somebody else defines.
LISTED_LICENSE = re.compile(r"(?!LicenseRef-|DocumentRef-)[A-Za-z0-9.-]+\Z")
Completeness = Literal["COMPLETE", "PARTIAL"]
INTERPRETATION = (
    "A manifest states what is known about a paper and how far that was verified. A score, a tier "
    "or a level is a signal for triage; the verdict says how the verification gate decided."
)


class PublishedLeadSource(Published):
    """The paper whose abstract the record carries."""

    title: str
    """Its title."""
    url: PublishedUrl | None
    """Its address, or null."""


class PublishedTranscribedFrom(Published):
    """Where the facts of a transcription were read."""

    title: str
    """What was transcribed."""
    url: PublishedUrl | None
    """Its address, or null."""
    seen: PublishedDay | None
    """The day on which it was read, or null."""


class Work(Published):
    """The paper itself, complete."""

    id: PublishedUuid
    """Its UUID."""
    record_id: str
    """Its record id."""
    id_assigned_by: Annotated[str | None, Field(exclude_if=is_none)] = None
    """Who gave it its id; absent where the publisher did."""
    title: str
    """Its title."""
    submitted: PublishedPartialDate | None
    """The day of submission, or the month or year, or null where it is not known."""
    abstract: str
    """The abstract as plain text."""
    research_question: str
    """The question that the paper asks."""
    lead_source: PublishedLeadSource | None
    """The paper whose abstract this is, or null."""
    doi: str | None
    """The DOI, bare, or null."""
    doi_url: PublishedUrl | None
    """The DOI as an address, or null."""
    identifiers: tuple[PublishedIdentifier, ...] = ()
    """Further identifiers of the paper."""
    related: tuple[PublishedRelatedWork, ...] = ()
    """Other works, and how the paper is related to each."""
    version: str | None = None
    """The version of the paper, as its authors count, or null."""
    language: str
    """The language as a BCP 47 tag."""
    topics: tuple[str, ...]
    """What the paper is about."""
    supersedes: tuple[PublishedUuid, ...]
    """The papers that this one replaces."""
    creators: tuple[PublishedCreator, ...]
    """The authors; empty where the publisher is the corporate author."""
    license: str | None
    """The licence as an SPDX identifier, or null."""
    url: PublishedUrl
    """The page of the paper."""

    @property
    def registered_doi(self) -> str | None:
        """The DOI, unless it is a placeholder, which nobody has registered."""
        return registered_doi(self.doi)

    @property
    def license_url(self) -> str | None:
        """The address of the licence in the SPDX list; None for an expression of several."""
        is_listed = self.license is not None and LISTED_LICENSE.match(self.license)
        return f"https://spdx.org/licenses/{self.license}" if is_listed else None


class QualityAssessment(Published):
    """How the paper was reviewed, with what follows from it."""

    review_score: Annotated[PublishedNumber | None, Field(ge=0, le=10)]
    """The review score, or null where it is not known."""
    review_method: str | None
    """How the score came about, or null."""
    quality_dimensions: QualityDimensions
    """The eight dimensions."""
    quality_tier: QualityTier
    """The tier."""
    review_monitor: ReviewMonitor
    """What calls for a second look."""

    @property
    def shown_score(self) -> str | None:
        """The review score as pages show it, so that it agrees with the tier; None if unknown."""
        return self.score_text(2)

    def score_text(self, places: int) -> str | None:
        """The review score with that many decimals, or as many as tell its tier."""
        score = self.review_score
        return None if score is None else rounded(score, places, self.quality_tier.score_lines)


class CutText(Published):
    """A text that was cut before it reached the record, or that looks as if it was."""

    path: str
    """Its path in the authored manifest."""
    certain: bool
    """Whether the record says so; otherwise it is a guess."""

    @property
    def mark(self) -> str:
        """The mark that is shown after the text, on every page."""
        return cut_mark(is_certain=self.certain)


class CorrectionReference(Published):
    """The paper's correction record, in short."""

    contract_version: str
    """Its contract and version."""
    correction_state: Annotated[CorrectionState, OPEN]
    """CURRENT, CORRECTED or SUPERSEDED."""
    correction_count: int
    """The number of events."""
    last_corrected_at: PublishedTime | None
    """When the last event was made, or null."""
    url: PublishedUrl
    """Where the record is served."""


class PaperManifest(Envelope):
    """The complete public record of one paper."""

    contract: ClassVar[Contract] = CONTRACT

    schema_documentation: PublishedUrl
    """The page that explains the schema."""
    generated_from: str
    """The record files that this was made from, with their SHA-256."""
    publisher: PublisherName
    """Who publishes the paper."""
    completeness: Annotated[Completeness, OPEN]
    """COMPLETE: what is left out does not exist. PARTIAL, a transcription: it is not known here."""
    transcribed_from: Annotated[PublishedTranscribedFrom | None, Field(exclude_if=is_none)] = None
    """Where the facts of a transcription were read; absent in a complete record."""
    facts: dict[str, Any]
    """The authored facts, normalised, without what follows from them."""
    facts_sha256: PublishedSha256
    """SHA-256 of `facts` as canonical JSON (RFC 8785)."""
    report_sha256: PublishedSha256 | None
    """SHA-256 of the authored report likewise; null where none is authored."""
    editorial_status: EditorialStatus
    """How a reader should take the paper."""
    work: Work
    """The paper itself."""
    cut_texts: tuple[CutText, ...]
    """The texts that were cut before they reached the record, and those that look like it."""
    artifact_set: tuple[Artifact, ...]
    """Everything that is attached to the paper."""
    quality_assessment: QualityAssessment
    """How the paper was reviewed."""
    verification: Verification
    """How far its claims were verified."""
    gate_verdict: GateVerdict
    """Whether the gate tested it, and how that ended."""
    sources: tuple[PublishedSource, ...] = ()
    """The works that the paper rests on, its references first; none that its PDF alone names."""
    verdict_evidence: VerdictEvidence
    """Whether the artifacts behind the verdict are public."""
    provenance: SourceProvenance
    """What can be inspected, and where it is archived."""
    correction_record: CorrectionReference
    """The paper's correction record, in short."""
    interpretation: str
    """How to read this record."""
    limitations: tuple[str, ...]
    """What to keep in mind when reading the paper."""

    @property
    def noticed_sources(self) -> tuple[PublishedSource, ...]:
        """The sources of which a list of retractions says something."""
        return tuple(each for each in self.sources if each.notices)

    @property
    def scores(self) -> Iterator[float | None]:
        """All its numbers that are not integers, also those that are repeated in `facts`."""
        assessment = self.quality_assessment
        yield assessment.review_score
        for line in assessment.quality_tier.thresholds:
            yield line.minimum_review_score
            yield line.maximum_review_score
        for _, dimension in assessment.quality_dimensions.dimensions:
            yield dimension.score

    @property
    def cut_marks(self) -> dict[str, str]:
        """The mark of each text that was or may have been cut, by its path."""
        return {each.path: each.mark for each in self.cut_texts}


def record_id(paper_id: str) -> str:
    """The record id that the publisher shows for a UUID: SRCH:BA7A9361."""
    return f"SRCH:{paper_id[:8].upper()}"


# The facts in the head of a paper's page, and the status above them.
HEAD: tuple[Row, ...] = (
    DerivedRow(
        "Status",
        "editorial_status.label",
        ("correction_events", "superseded_by", "gate_verdict.status", "completeness"),
    ),
    DerivedRow("Transcribed from", "transcribed_from.title", ("transcribed_from", "completeness")),
    FactRow("Id assigned by", "work.id_assigned_by"),
    FactRow("Submitted", "work.submitted"),
    FactRow("Review score", "quality_assessment.review_score"),
    LEVEL_ROW._replace(label="Verification"),
    FactRow("Gate status", "gate_verdict.status"),
    TIER_ROW._replace(label="Quality tier"),
    FactRow("Verified claims", "verification.source_grounded_claims"),
    FactRow("DOI", "work.doi"),
    FactRow("Other identifiers", "work.identifiers"),
    FactRow("Version", "work.version"),
    FactRow("Authors", "work.creators"),
    FactRow("Lead source", "work.lead_source"),
    FactRow("Topics", "work.topics"),
    FactRow("Licence", "work.license"),
    FactRow("Supersedes", "work.supersedes"),
    FactRow("Related works", "work.related"),
)
