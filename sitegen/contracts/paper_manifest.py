"""paper-manifest-v1.1: the facts of one paper as authored, and the complete published manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.artifacts import Artifact, ArtifactState, AuthoredArtifact
from sitegen.contracts.correction_record import CorrectionState
from sitegen.contracts.cut_texts import cut_mark
from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.envelope import (
    OPEN,
    Contract,
    Envelope,
    Published,
    PublishedDay,
    PublishedNumber,
    PublishedSha256,
    PublishedTime,
    PublishedUrl,
    PublishedUuid,
    PublisherName,
    is_none,
)
from sitegen.contracts.gate_verdict import AuthoredGateVerdict, GateVerdict, says_nothing
from sitegen.contracts.panels import DerivedRow, FactRow, Row
from sitegen.contracts.paper_report import AuthoredReport
from sitegen.contracts.quality_dimensions import (
    AuthoredDimensions,
    DimensionLevel,
    QualityDimensions,
)
from sitegen.contracts.quality_tiers import TIER_ROW, QualityTier, Tier, possible_tiers
from sitegen.contracts.review_monitor import ReviewMonitor
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.source_provenance import SourceProvenance
from sitegen.contracts.verification_levels import (
    COUNTERS,
    LEVEL_ROW,
    NOT_SPECIFIED,
    AuthoredVerification,
    Verification,
)
from sitegen.contracts.version_fields import AuthoredRecord, AuthoredVersion
from sitegen.contracts.versions import without_implied
from sitegen.contracts.wording import rounded
from sitegen.findings.canonical import shortest
from sitegen.reading.records import ArtifactFile
from sitegen.shapes.fields import Day, Line, Score, Text, Truth
from sitegen.shapes.identifiers import Doi, LanguageTag, Orcid, SpdxId, Url, Uuid
from sitegen.shapes.reader import Authored

CONTRACT = Contract(
    name="paper-manifest",
    description="Everything that is public about one paper, in one record.",
)
CONTRACT_POLICY = TierPolicy()
Completeness = Literal["COMPLETE", "PARTIAL"]
INTERPRETATION = (
    "A manifest states what is known about a paper and how far that was verified. A score, a tier "
    "or a level is a signal for triage; the gate verdict alone says whether a claim was tested."
)


class LeadSource(Authored):
    """The paper whose abstract a record carries."""

    title: Annotated[Line, Field(max_length=500)]
    """Its title."""
    url: Url | None = None
    """Its address."""


class TranscribedFrom(Authored):
    """Where the facts of a transcription were read."""

    title: Annotated[Line, Field(max_length=300)]
    """What was transcribed, such as the page or the report of the paper."""
    url: Url | None = None
    """Its address."""
    seen: Annotated[Day | None, Field(examples=["2026-07-10"])] = None
    """The day on which it was read, year-month-day."""


class Creator(Authored):
    """An author of the paper; without one the publisher is its corporate author."""

    name: Annotated[Line, Field(max_length=200)]
    """The name, as it is cited."""
    orcid: Orcid | None = None
    """The ORCID iD, bare."""


class AuthoredWork(Authored):
    """The paper itself."""

    id: Annotated[Uuid, Field(examples=["ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"])]
    """Its UUID. The record id, such as SRCH:BA7A9361, is made from the first eight digits."""
    title: Annotated[Line, Field(max_length=300)]
    """The title, 1 to 300 characters."""
    abstract: Annotated[Text, Field(max_length=10_000)]
    """The abstract as plain text, without a label before it."""
    research_question: Annotated[Text, Field(max_length=2_000)]
    """The question that the paper asks."""
    id_assigned_by: Annotated[Line | None, Field(max_length=200)] = None
    """Who gave the paper its id, if that was not its publisher."""
    submitted: Annotated[Day | None, Field(examples=["2026-07-02"])] = None
    """The day of submission, year-month-day; leave it out where it is not known."""
    lead_source: LeadSource | None = None
    """The paper whose abstract this is."""
    doi: Annotated[Doi | None, Field(examples=["10.5281/zenodo.21122311"])] = None
    """The DOI, bare."""
    language: Annotated[LanguageTag | None, Field(examples=["en"])] = None
    """The language as a BCP 47 tag; default from site.yaml."""
    topics: Annotated[tuple[Annotated[Line, Field(max_length=100)], ...], Field(max_length=50)] = ()
    """What the paper is about, in a few words each."""
    supersedes: Annotated[tuple[Uuid, ...], Field(max_length=50)] = ()
    """The papers that this one replaces; each names this one in superseded_by."""
    creators: Annotated[tuple[Creator, ...], Field(max_length=5_000)] = ()
    """The authors; default is the publisher as a corporate author."""
    license: Annotated[SpdxId | None, Field(examples=["CC-BY-4.0"])] = None
    """The licence as an SPDX identifier."""


class AuthoredQualityAssessment(Authored):
    """How the paper was reviewed."""

    review_score: Annotated[Score | None, Field(examples=[9.33])] = None
    """The review score, 0 to 10; where it is not known, `tier` is declared."""
    review_method: Annotated[
        Line | None, Field(max_length=200, examples=["Automated multi-reviewer assessment"])
    ] = None
    """How the score came about."""
    dimensions: AuthoredDimensions = AuthoredDimensions()
    """The assessed quality dimensions: LEVEL, or {level, score, basis}."""
    tier: Annotated[Tier | None, Field(examples=["DOI_GRADE"])] = None
    """The quality tier; may be left out where the facts decide it."""


class AuthoredManifest(AuthoredRecord):
    """`manifest.yaml`: the facts of one paper."""

    contract_name: ClassVar[str] = CONTRACT.name
    judged: ClassVar[frozenset[str]] = frozenset({"quality_assessment", "gate_verdict"})

    contract_version: Annotated[str, AuthoredVersion(CONTRACT.name)]
    """The contract of this file."""
    work: AuthoredWork
    """The paper itself."""
    quality_assessment: AuthoredQualityAssessment
    """How the paper was reviewed."""
    draft: Truth = False
    """Whether the record is checked and previewed, but never published."""
    completeness: Completeness = "COMPLETE"
    """COMPLETE: what is left out does not exist or was not done. PARTIAL, a transcription: what is
    left out is not known here."""
    transcribed_from: TranscribedFrom | None = None
    """Where a PARTIAL record was read; only PARTIAL records have it, and they need it."""
    cut: Annotated[tuple[Line, ...], Field(max_length=5_000, examples=[["work.abstract"]])] = ()
    """The texts that were cut by whoever made the record, as paths in this file."""
    verification: AuthoredVerification = AuthoredVerification()
    """How far its claims were verified."""
    gate_verdict: AuthoredGateVerdict | None = None
    """The gate's verdict; absent where the gate has not evaluated the record."""
    artifacts: Annotated[tuple[AuthoredArtifact, ...], Field(max_length=200)] = ()
    """Files and external records that back the paper."""
    report: AuthoredReport | Literal["none"] = AuthoredReport()
    """What the PDF states beyond the facts; `none` where the paper has no PDF."""
    limitations: Annotated[
        tuple[Annotated[Text, Field(max_length=2000)], ...], Field(max_length=50)
    ] = ()
    """Limitations of this paper, in Markdown; default from site.yaml."""

    @property
    def has_report(self) -> bool:
        """Whether a PDF is made."""
        return not isinstance(self.report, str)

    @property
    def is_partial(self) -> bool:
        """Whether this is a transcription: what is left out is not known here."""
        return self.completeness == "PARTIAL"

    @property
    def reproducibility(self) -> DimensionLevel | None:
        """The level that decides the tier; None if it is not known."""
        dimensions = self.quality_assessment.dimensions
        return dimensions.level("reproducibility_status", is_partial=self.is_partial)


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


class PublishedCreator(Published):
    """An author."""

    name: str
    """The name, as it is cited."""
    orcid: str | None
    """The ORCID iD, bare, or null."""


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
    submitted: PublishedDay | None
    """The day of submission, or null where it is not known."""
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
        """What stands beside the text wherever it is shown."""
        return cut_mark(is_certain=self.certain)


class VerdictEvidence(Published):
    """Whether the artifacts that back the verdict are public."""

    state: Annotated[ArtifactState | None, OPEN]
    """The worst state among them; NOT_STATED also for a transcription that lists none; null where
    the verdict needs none."""
    statement: str
    """The same, for a reader; empty where there is nothing to say."""

    @property
    def is_public(self) -> bool:
        """Whether what the contract says about attached artifacts is so, as far as is stated."""
        return self.state in (None, "HELD", "ELSEWHERE")


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


def _or_paths(schema: dict[str, Any]) -> None:
    # Before 2026-11-30, only the paths were published, each a guess.
    schema["items"] = {"anyOf": [schema["items"], {"type": "string"}]}


_OR_PATHS = Field(json_schema_extra=_or_paths)


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
    cut_texts: Annotated[tuple[CutText, ...], _OR_PATHS]
    """The texts that were cut before they reached the record, and those that look like it."""
    artifact_set: tuple[Artifact, ...]
    """Everything that is attached to the paper."""
    quality_assessment: QualityAssessment
    """How the paper was reviewed."""
    verification: Verification
    """How far its claims were verified."""
    gate_verdict: GateVerdict
    """Whether the gate tested it, and how that ended."""
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
    def cut_marks(self) -> dict[str, str]:
        """The mark of each text that was or may have been cut, by its path."""
        return {each.path: each.mark for each in self.cut_texts}


def record_id(paper_id: str) -> str:
    """The record id that the publisher shows for a UUID: SRCH:BA7A9361."""
    return f"SRCH:{paper_id[:8].upper()}"


def facts_of(manifest: AuthoredManifest, files: Mapping[str, ArtifactFile]) -> dict[str, object]:
    """The authored facts in a normal form, whose digest changes if and only if the facts change.

    Values that equal a constant of the contract or follow from other facts are left out, so that
    writing them changes nothing; digests of files are added, so that changed bytes do. site.yaml is
    not read: new settings regenerate a record, but do not change its facts.
    """
    facts = manifest.model_dump(
        mode="json",
        exclude={"contract_version", "draft", "report", "transcribed_from"},
        exclude_defaults=True,
    )
    _without_derivable_verification(facts.setdefault("verification", {}), manifest)
    _without_derivable_assessment(facts["quality_assessment"], manifest)
    # What equals a default of a complete record is a statement in a transcription.
    is_default = manifest.gate_verdict is not None and says_nothing(manifest.gate_verdict)
    if is_default and not manifest.is_partial:
        del facts["gate_verdict"]
    for artifact in facts.get("artifacts", ()):
        if "path" in artifact:
            artifact["sha256"] = files[artifact["path"]].sha256
    if manifest.cut:
        facts["cut"] = sorted(set(manifest.cut))
    facts = without_implied(CONTRACT.name, facts)
    return {key: value for key, value in facts.items() if value}


def _without_derivable_verification(
    verification: dict[str, object], manifest: AuthoredManifest
) -> None:
    verification.pop("paper_level", None)
    if manifest.is_partial:
        written = manifest.verification.model_fields_set.intersection(COUNTERS)
        verification |= {name: getattr(manifest.verification, name) for name in sorted(written)}
    elif verification.get("claim_record_source") == NOT_SPECIFIED:
        del verification["claim_record_source"]


def _without_derivable_assessment(assessment: dict[str, Any], manifest: AuthoredManifest) -> None:
    # By the thresholds of the contract, because those of a publisher must not turn a fact into a
    # derived value.
    authored, claims = manifest.quality_assessment, manifest.verification.source_grounded_claims
    reproducibility = manifest.reproducibility
    is_known = None not in (authored.review_score, claims, reproducibility)
    if authored.tier is not None and (
        is_known
        or {authored.tier}
        == possible_tiers(authored.review_score, claims, reproducibility, CONTRACT_POLICY)
    ):
        del assessment["tier"]
    dimensions = assessment.pop("dimensions", {})
    assessed = {
        name: each
        for name, each in dimensions.items()
        if manifest.is_partial or each != {"level": "UNASSESSED"}
    }
    if assessed:
        assessment["dimensions"] = assessed
    if "review_score" in assessment:
        assessment["review_score"] = shortest(assessment["review_score"])
    for each in assessed.values():
        if "score" in each:
            each["score"] = shortest(each["score"])


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
    FactRow("Authors", "work.creators"),
    FactRow("Lead source", "work.lead_source"),
    FactRow("Topics", "work.topics"),
    FactRow("Licence", "work.license"),
    FactRow("Supersedes", "work.supersedes"),
)
